"""Holding an account's rows against its chain: the first altered row is named.

An account is read whole, rebuilt from its movements alone, and compared: sequence, hashes, draws, lots, activations,
and the running figures that are derived from them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from vafa.base import reads
from vafa.base.models import MemberScoped
from vafa.engine.lots import chain
from vafa.ledger import models

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """The first row of an account that is not what was booked."""

    member: UUID
    account: UUID
    table: str
    row: UUID
    what: str


@dataclass(slots=True)
class Rows:
    """One account as stored: ids in hex, instants in microseconds."""

    account: Row
    movements: list[Row] = field(default_factory=list)
    lots: list[Row] = field(default_factory=list)
    draws: list[Row] = field(default_factory=list)
    activations: list[Row] = field(default_factory=list)


def rows_of(members: list[UUID]) -> list[Rows]:
    """In: a bounded list of members. Out: all their accounts as stored."""
    found = {row["id"]: Rows(row) for row in _stored(models.Account, members)}
    owner: dict[str, Rows] = {}
    for row in sorted(_stored(models.Movement, members), key=lambda row: (row["seq"], row["id"])):
        owner[row["id"]] = _of(found, row)
        owner[row["id"]].movements.append(row)
    for row in _stored(models.Lot, members):
        _of(found, row).lots.append(row)
    for table, name in ((models.Draw, "draws"), (models.Activation, "activations")):
        for row in _stored(table, members):
            stray = Rows({"id": row["movement_id"], "member_id": row["member_id"]})
            rows = owner.get(row["movement_id"]) or found.setdefault(row["movement_id"], stray)
            getattr(rows, name).append(row)
    return list(found.values())


def _stored(table: type[MemberScoped], members: list[UUID]) -> list[Row]:
    columns = [field.attname for field in table._meta.concrete_fields if field.name != "pk"]
    return reads.plain_rows(table._default_manager.filter(member_id__in=members).order_by("id"), columns)


def _of(found: dict[str, Rows], row: Row) -> Rows:
    stray = Rows({"id": row["account_id"], "member_id": row["member_id"]})
    return found.setdefault(row["account_id"], stray)


def check(rows: Rows) -> Finding | None:
    """In: one account's rows. Out: the first that is not what was booked, or None."""
    return next(_findings(rows), None)


def _findings(rows: Rows) -> Iterator[Finding]:
    account = rows.account
    if "unit" not in account:
        table = "movement" if rows.movements else "lot" if rows.lots else "draw" if rows.draws else "activation"
        yield _finding(rows, table, account, "belongs to nothing that was booked")
        return
    yield from _chain_findings(rows)
    yield from _orphans(rows)
    yield from _remaining_findings(rows)
    yield from _figure_findings(rows)


def _finding(rows: Rows, table: str, row: Row, what: str) -> Finding:
    account = rows.account
    return Finding(UUID(account["member_id"]), UUID(account["id"]), table, UUID(row["id"]), what)


def _chain_findings(rows: Rows) -> Iterator[Finding]:
    born, drawn, activated = _grouped(rows.lots), _grouped(rows.draws), _grouped(rows.activations)
    previous = b""
    for seq, row in enumerate(rows.movements, 1):
        if row["seq"] != seq:
            yield _finding(rows, "movement", row, f"has sequence {row['seq']} where {seq} was booked")
            return
        id = row["id"]
        text = chain.stored_text(rows.account, row, drawn.get(id, ()), born.get(id, ()), activated.get(id, ()))
        if sha256(previous + text).digest() != bytes(row["hash"]):
            yield _finding(rows, "movement", row, "or what it drew, bore or activated is not what was booked")
            return
        if not _belongs(rows, row):
            yield _finding(rows, "movement", row, "is of another club or account")
        previous = bytes(row["hash"])
    if (rows.account["seq"], bytes(rows.account["head"])) != (len(rows.movements), previous):
        yield _finding(rows, "account", rows.account, "does not end where its movements do")


def _grouped(rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["movement_id"]].append(row)
    return grouped


def _orphans(rows: Rows) -> Iterator[Finding]:
    movements = {row["id"] for row in rows.movements}
    for table, things in (("lot", rows.lots), ("draw", rows.draws), ("activation", rows.activations)):
        for row in things:
            if row["movement_id"] not in movements:
                yield _finding(rows, table, row, "belongs to no movement")
            elif not _belongs(rows, row):
                yield _finding(rows, table, row, "is of another club or account")


def _belongs(rows: Rows, row: Row) -> bool:
    account = rows.account
    return bool(row["club_id"] == account["club_id"] and row.get("account_id", account["id"]) == account["id"])


def _remaining_findings(rows: Rows) -> Iterator[Finding]:
    drawn: dict[str, int] = defaultdict(int)
    for row in rows.draws:
        drawn[row["lot_id"]] += row["units"]
    for row in rows.lots:
        left = row["units"] - drawn[row["id"]]
        if row["remaining"] != left:
            yield _finding(rows, "lot", row, f"has {row['remaining']} left where its draws leave {left}")


def _figure_findings(rows: Rows) -> Iterator[Finding]:
    balance = sum(row["units"] for row in rows.movements)
    if rows.account["balance"] != balance:
        what = f"says {rows.account['balance']} where its movements say {balance}"
        yield _finding(rows, "account", rows.account, what)
    if (rows.account["last_counted_at"], rows.account["keep_until"]) != clocks(rows.movements):
        yield _finding(rows, "account", rows.account, "has another clock than its movements")


def clocks(movements: list[Row]) -> tuple[int | None, int | None]:
    """In: an account's movements. Out: its last counted activity that still counts, and the latest keep_until."""
    uncounted = {row["reverses"] for row in movements if row["counts"] < 0}
    counted = [row["happened_at"] for row in movements if row["counts"] > 0 and row["id"] not in uncounted]
    kept = [row["keep_until"] for row in movements if row["keep_until"] is not None]
    return max(counted, default=None), max(kept, default=None)
