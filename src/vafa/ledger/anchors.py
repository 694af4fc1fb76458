"""The root over all heads that goes outside: what was booked before it cannot be recomputed unseen."""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

Head = tuple[UUID, UUID, int, bytes]


@dataclass(frozen=True, slots=True)
class Anchor:
    club: UUID
    taken_at: datetime
    heads: dict[tuple[UUID, UUID], tuple[int, bytes]]


class BadAnchor(ValueError):
    """The file is not an anchor, was cut, or was not signed with this club's key."""


def write(path: Path, club: UUID, taken_at: datetime, heads: Iterable[Head], key: bytes) -> int:
    """In: every account's head in order. Out: the number of accounts; the file holds a line for each, and at its end
    their root and its signature (HMAC-SHA256)."""
    digest, count = sha256(), 0
    with path.open("x", encoding="utf-8") as file:
        first = json.dumps({"club": str(club), "taken_at": taken_at.isoformat()})
        digest.update(first.encode())
        file.write(f"{first}\n")
        for member, account, seq, head in heads:
            line = f"{member} {account} {seq} {head.hex()}"
            digest.update(line.encode())
            file.write(f"{line}\n")
            count += 1
        root = digest.hexdigest()
        last = {"accounts": count, "root": root, "signature": hmac.new(key, root.encode(), sha256).hexdigest()}
        file.write(f"{json.dumps(last)}\n")
    return count


def root_over(heads: Iterable[Head]) -> tuple[int, str]:
    """In: every account's head in order. Out: how many, and the root over them alone, to compare two copies by."""
    digest, count = sha256(), 0
    for member, account, seq, head in heads:
        digest.update(f"{member} {account} {seq} {head.hex()}".encode())
        count += 1
    return count, digest.hexdigest()


def read(path: Path, key: bytes) -> Anchor:
    """In: an anchor's file. Out: its heads. Refused: BadAnchor."""
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        first, last = json.loads(lines[0]), json.loads(lines[-1])
        heads = dict(_heads(lines[1:-1]))
        root = sha256("".join(lines[:-1]).encode()).hexdigest()
        signature = hmac.new(key, root.encode(), sha256).hexdigest()
        if not (hmac.compare_digest(signature, last["signature"]) and last["accounts"] == len(heads)):
            raise BadAnchor("the anchor was altered, or is of another installation")
        return Anchor(UUID(first["club"]), datetime.fromisoformat(first["taken_at"]), heads)
    except (IndexError, KeyError, json.JSONDecodeError, ValueError) as error:
        raise BadAnchor(str(error)) from error


def _heads(lines: list[str]) -> Iterator[tuple[tuple[UUID, UUID], tuple[int, bytes]]]:
    for line in lines:
        member, account, seq, head = line.split(" ")
        yield (UUID(member), UUID(account)), (int(seq), bytes.fromhex(head))
