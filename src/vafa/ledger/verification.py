"""`vafa ledger verify` and `vafa ledger anchor`: the walk over every account, and what it says."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from vafa.base import sql
from vafa.base.clock import now
from vafa.base.models import Club
from vafa.ledger import anchors, elsewhere
from vafa.ledger.queries import across
from vafa.ledger.queries.verifying import Finding, Rows, check, rows_of

Say = Callable[[str], object]
Heads = dict[tuple[UUID, UUID], tuple[int, bytes]]
Part = tuple[list[UUID], Heads]
"""Members to walk, and the heads that an anchor knows of them."""

TWO_PAY_FROM = 50_000
"""So many movements repay the start of a second process."""


def key() -> bytes:
    """What anchors are signed with: derived, so that the site's own key is in no file."""
    return sha256(b"vafa anchor\n" + settings.SECRET_KEY.encode()).digest()


def findings(club: Club, anchor: anchors.Anchor | None = None, sample: int | None = None) -> Iterator[Finding]:
    """In: a club, an anchor if its books are held against one, and how many members to look at, if not all. Out: the
    first altered row of each account that is not what was booked."""
    left = dict(anchor.heads) if anchor else {}
    for found, seen in _walked(club, _parts(club, left, sample)):
        yield from found
        for walked in seen:
            left.pop(walked, None)
    for (member, account), (seq, _) in left.items() if sample is None else ():
        yield Finding(member, account, "account", account, f"is gone; the anchor knows it with {seq} movements")


def _parts(club: Club, heads: Heads, sample: int | None) -> Iterator[Part]:
    by_member: dict[UUID, Heads] = {}
    for (member, account), head in heads.items():
        by_member.setdefault(member, {})[member, account] = head
    for members in across.members_by_work(club.id, sample):
        known: Heads = {}
        for member in members:
            known |= by_member.get(member, {})
        yield members, known


Walked = tuple[list[Finding], list[tuple[UUID, UUID]]]


def _walked(club: Club, parts: Iterable[Part]) -> Iterator[Walked]:
    """Members are independent, so that two processes walk twice as fast."""
    several = (os.cpu_count() or 1) > 1 and not connection.in_atomic_block
    if not several or across.count_movements(club.id) < TWO_PAY_FROM:
        yield from map(walk, parts)
        return
    parts = iter(parts)
    name = str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=elsewhere.begin, initargs=(name,)) as pool:
        # a few in hand, so that the list of a great club is never whole in memory
        waiting = [pool.submit(elsewhere.walk, part) for part in islice(parts, 4)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(elsewhere.walk, part) for part in islice(parts, 1)]


def walk(part: Part) -> Walked:
    """In: members. Out: what is wrong, and which accounts were seen."""
    members, heads = part
    found, seen = [], []
    with sql.one_instant():
        stored = rows_of(members)
    for rows in stored:
        account = UUID(rows.account["member_id"]), UUID(rows.account["id"])
        if finding := check(rows) or _against(rows, account, heads):
            found.append(finding)
        seen.append(account)
    return found, seen


def _against(rows: Rows, of: tuple[UUID, UUID], heads: Heads) -> Finding | None:
    if of not in heads:
        return None
    member, account = of
    seq, head = heads[of]
    if seq > len(rows.movements):
        return Finding(
            member, account, "account", account, f"has {len(rows.movements)} movements where the anchor knows {seq}"
        )
    if seq and bytes(rows.movements[seq - 1]["hash"]) != head:
        row = UUID(rows.movements[seq - 1]["id"])
        return Finding(member, account, "movement", row, "was computed again after the anchor was taken")
    return None


def report(slug: str | None, anchor_file: Path | None, say: Say, sample: int | None = None) -> int:
    """Says what it found, account by account. Out: 0 when the books are what was booked."""
    anchor = None
    if anchor_file:
        try:
            anchor = anchors.read(anchor_file, key())
        except (anchors.BadAnchor, OSError) as error:
            say(f"{anchor_file}: {error}")
            return 2
    clubs = Club.objects.filter(slug=slug) if slug else Club.objects.all()
    bad = 0
    for club in clubs:
        ours = anchor if anchor and anchor.club == club.id else None
        for found in findings(club, ours, sample):
            bad += 1
            say(f"{club.slug}: {found.table} {found.row} of member {found.member} {found.what}")
        against = f", held against the anchor of {ours.taken_at:%Y-%m-%d %H:%M} UTC" if ours else ""
        of = f" of {sample:,} members at most" if sample else ""
        say(f"{club.slug}: {across.count_movements(club.id):,} movements{of} walked{against}")
    say("The books are what was booked." if not bad else f"{bad} accounts are not what was booked.")
    return 1 if bad else 0


def anchor(slug: str, file: Path, say: Say) -> int:
    club = Club.objects.filter(slug=slug).first()
    if club is None:
        say(f"There is no club {slug}.")
        return 2
    count = anchors.write(file, club.id, now(), across.heads(club.id), key())
    say(f"{file} holds the heads of {count:,} accounts. Keep it where this machine cannot reach it.")
    return 0
