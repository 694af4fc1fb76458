"""Households: members who share what they can spend. Who is in one gives to it; who may draw is said for each."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from vafa.base import outbox
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.members import queries
from vafa.members.errors import HouseholdFull, InHousehold, MemberLeft, UnknownHousehold
from vafa.members.models import Household, HouseholdPlace, Member

MOST: Final = 10
"""Members of one household: whoever spends locks the accounts of all."""


@transaction.atomic
def open_household(*, club: Club, member_id: UUID, name: str, now: datetime, staff_id: UUID | None = None) -> Household:
    """In: its first member, who may draw. Refused: somebody who has left, or is in a household."""
    made = Household.objects.create(club_id=club.id, name=name.strip()[:80], made_at=now)
    _take_place(club, made, member_id, True, now, staff_id)
    return made


@transaction.atomic
def join_household(
    *, club: Club, household_id: UUID, member_id: UUID, draws: bool, now: datetime, staff_id: UUID | None = None
) -> HouseholdPlace:
    """In: a member who has said that the others may spend of theirs (the door asks), and whether they may spend of the
    others'. Refused: a household that is none, ten members, somebody who has left or is in a household."""
    household = Household.objects.select_for_update().filter(club_id=club.id, id=household_id, ended_at=None).first()
    if household is None:
        raise UnknownHousehold(household=str(household_id))
    if HouseholdPlace.objects.filter(household_id=household.id, ended_at=None).count() >= MOST:
        raise HouseholdFull(most=MOST)
    return _take_place(club, household, member_id, draws, now, staff_id)


def _take_place(
    club: Club, household: Household, member_id: UUID, draws: bool, now: datetime, staff: UUID | None
) -> HouseholdPlace:
    member = Member.objects.select_for_update().get(id=queries.get(club, queries.surviving(member_id)).id)
    if member.left_at is not None:
        raise MemberLeft(member=str(member.id))
    try:
        with transaction.atomic():
            place = HouseholdPlace.objects.create(
                member_id=member.id, id=new_id(), club_id=club.id, household_id=household.id, draws=draws,
                joined_at=now, staff_id=staff,
            )  # fmt: skip
    except IntegrityError:
        raise InHousehold(member=str(member.id)) from None
    told = {"member": member.id, "household": household.id, "draws": draws}
    outbox.announce(club.id, [("household_joined", told)], now)
    return place


@transaction.atomic
def leave_household(*, club: Club, member_id: UUID, now: datetime) -> HouseholdPlace | None:
    """Out: the place that ended, with everything that is the member's own still theirs; None where there was none. The
    last two part together: one alone is no household."""
    place = HouseholdPlace.objects.filter(club_id=club.id, member_id=member_id, ended_at=None).first()
    if place is None:
        return None
    Household.objects.select_for_update().get(id=place.household_id)
    everybody = list(HouseholdPlace.objects.filter(household_id=place.household_id, ended_at=None))
    few = len(everybody) <= 2
    for each in everybody if few else [place]:
        HouseholdPlace.objects.filter(member_id=each.member_id, id=each.id).update(ended_at=now)
        told = {"member": each.member_id, "household": place.household_id}
        outbox.announce(club.id, [("household_left", told)], now)
    if few:
        Household.objects.filter(id=place.household_id).update(ended_at=now)
    return place


@transaction.atomic
def let_draw(*, club: Club, member_id: UUID, draws: bool) -> HouseholdPlace:
    """Refused: the member is in no household."""
    place = HouseholdPlace.objects.filter(club_id=club.id, member_id=member_id, ended_at=None).first()
    if place is None:
        raise UnknownHousehold(household="")
    HouseholdPlace.objects.filter(member_id=member_id, id=place.id).update(draws=draws)
    place.draws = draws
    return place


def move_place(*, club: Club, absorbed: UUID, surviving: UUID, now: datetime) -> None:
    """In a merge: whoever was in a household as the absorbed one is in it as the surviving one, unless that one is in a
    household already: two are not made one."""
    place = HouseholdPlace.objects.filter(member_id=absorbed, ended_at=None).first()
    if place is None:
        return
    if HouseholdPlace.objects.filter(member_id=surviving, ended_at=None).exists():
        leave_household(club=club, member_id=absorbed, now=now)
        return
    HouseholdPlace.objects.filter(member_id=absorbed, id=place.id).update(ended_at=now)
    HouseholdPlace.objects.create(
        member_id=surviving, id=new_id(), club_id=club.id, household_id=place.household_id, draws=place.draws,
        joined_at=now, staff_id=place.staff_id,
    )  # fmt: skip
