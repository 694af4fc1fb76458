"""`vafa ledger verify` and `vafa ledger anchor`: the walk over every account, and what it says."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from vafa.base.clock import now
from vafa.base.models import Club
from vafa.ledger import anchors
from vafa.ledger.queries import across
from vafa.ledger.queries.verifying import Finding, Rows, check, rows_of

Say = Callable[[str], object]


def key() -> bytes:
    """What anchors are signed with: derived, so that the site's own key is in no file."""
    return sha256(b"vafa anchor\n" + settings.SECRET_KEY.encode()).digest()


def findings(club: Club, anchor: anchors.Anchor | None = None) -> Iterator[Finding]:
    """In: a club, and an anchor if its books are held against one. Out: the first altered row of each account that is
    not what was booked."""
    left = dict(anchor.heads) if anchor else {}
    for members in across.members_with_accounts(club.id):
        for rows in rows_of(members):
            found = check(rows) or _against(rows, left)
            if found:
                yield found
            left.pop((rows.account["member_id"], rows.account["id"]), None)
    for (member, account), (seq, _) in left.items():
        yield Finding(member, account, "account", account, f"is gone; the anchor knows it with {seq} movements")


def _against(rows: Rows, heads: dict[tuple[UUID, UUID], tuple[int, bytes]]) -> Finding | None:
    member, account = rows.account["member_id"], rows.account["id"]
    if (member, account) not in heads:
        return None
    seq, head = heads[member, account]
    if seq > len(rows.movements):
        return Finding(
            member, account, "account", account, f"has {len(rows.movements)} movements where the anchor knows {seq}"
        )
    if seq and bytes(rows.movements[seq - 1]["hash"]) != head:
        row = rows.movements[seq - 1]["id"]
        return Finding(member, account, "movement", row, "was computed again after the anchor was taken")
    return None


def report(slug: str | None, anchor_file: Path | None, say: Say) -> int:
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
        for found in findings(club, ours):
            bad += 1
            say(f"{club.slug}: {found.table} {found.row} of member {found.member} {found.what}")
        against = f", held against the anchor of {ours.taken_at:%Y-%m-%d %H:%M} UTC" if ours else ""
        say(f"{club.slug}: {across.count_movements(club.id):,} movements walked{against}")
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
