"""What an import does to members who are there already, and its undo. Joining itself is `joining.join`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from vafa.base import outbox, sql
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.base.text import for_search
from vafa.members.actions.joining import Word
from vafa.members.birthdays import is_day_of
from vafa.members.models import SEARCH_NAME_MAX, Card, CardLookup, Consent, Member


class Values(Struct):
    """What an import may change of a member."""

    given_name: str
    family_name: str
    birthday: date | None
    gender: str
    email: str
    home_store_id: UUID | None
    tags: list[str]


class Change(Struct):
    member: UUID
    before: Values
    after: Values


@transaction.atomic
def change_many(*, club: Club, wanted: Mapping[UUID, Mapping[str, Any]]) -> list[Change]:
    """In: by member the new values of some fields of Values. Out: the members of whom something changed. A birthday
    without its year does not take away a year that is known."""
    changes = []
    for member in Member.objects.filter(club_id=club.id, id__in=list(wanted)):
        before = _values(member)
        for name, value in wanted[member.id].items():
            if name != "birthday" or not is_day_of(club.reckoning, value, member.birthday):
                setattr(member, name, value)
        if (after := _values(member)) != before:
            changes.append(Change(member.id, before, after))
    _write(changes)
    return changes


@transaction.atomic
def change_back(*, club: Club, changes: Sequence[Change]) -> int:
    """In: changes of an import. Out: how many members hold a former value again; what was changed since stays."""
    wanted: dict[UUID, dict[str, Any]] = {}
    members = {
        each.id: each for each in Member.objects.filter(club_id=club.id, id__in=[each.member for each in changes])
    }
    for change in changes:
        present = _values(members[change.member])
        for name in Values.__struct_fields__:
            before, after = getattr(change.before, name), getattr(change.after, name)
            if before != after and getattr(present, name) == after:
                wanted.setdefault(change.member, {})[name] = before
    return len(change_many(club=club, wanted=wanted))


def _values(member: Member) -> Values:
    return Values(*(getattr(member, name) for name in Values.__struct_fields__))


def _write(changes: Sequence[Change]) -> None:
    names = Values.__struct_fields__
    rows = []
    for change in changes:
        after = change.after
        search = for_search(f"{after.given_name} {after.family_name}")[:SEARCH_NAME_MAX]
        rows.append((change.member, *(getattr(after, name) for name in names), search))
    sql.update(Member, ("id",), (*names, "search_name"), rows)


@transaction.atomic
def first_words(*, club: Club, words: Sequence[tuple[UUID, Word]], staff_id: UUID | None) -> int:
    """In: consents out of a file. Out: how many were kept: a word that the member gave here is never overruled."""
    asked = {(word.channel, word.purpose) for _, word in words}
    spoken: set[tuple[UUID, str, str]] = set()
    for channel, purpose in asked:
        rows = Consent.objects.filter(member_id__in=[member for member, _ in words], channel=channel, purpose=purpose)
        spoken |= {(member, channel, purpose) for member in rows.values_list("member_id", flat=True)}
    columns = ("member_id", "id", "club_id", "channel", "purpose", "granted", "at", "proof", "staff_id")
    fresh = [
        (member, new_id(), club.id, word.channel, word.purpose, word.granted, word.at, word.proof, staff_id)
        for member, word in words
        if (member, word.channel, word.purpose) not in spoken
    ]
    sql.insert(Consent, columns, fresh)
    return len(fresh)


@transaction.atomic
def joined_earlier(*, club: Club, first_seen: Mapping[UUID, datetime]) -> None:
    """In: by member the instant of the first receipt. Someone whom an import enrolled without a date, so with its own,
    has been a member at least since then."""
    rows = Member.objects.filter(
        club_id=club.id, id__in=list(first_seen), join_channel__startswith="import:", joined_at__gte=club.created_at
    )
    earlier = [
        (member, first_seen[member]) for member, at in rows.values_list("id", "joined_at") if first_seen[member] < at
    ]
    sql.update(Member, ("id",), ("joined_at",), earlier)


@transaction.atomic
def withdraw(*, club: Club, members: Collection[UUID], now: datetime) -> int:
    """In: members whom an import enrolled and who did nothing since. Out: how many have left; their cards are free."""
    leaving = list(Member.objects.filter(club_id=club.id, id__in=members, left_at=None).values_list("id", flat=True))
    Member.objects.filter(id__in=leaving).update(left_at=now)
    Card.objects.filter(member_id__in=leaving, ended_at=None).update(ended_at=now)
    CardLookup.objects.filter(club_id=club.id, member_id__in=leaving).delete()
    outbox.announce(club.id, [("member_left", {"member": member}) for member in leaving], now)
    return len(leaving)
