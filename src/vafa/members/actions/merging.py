"""One person's two memberships become one, and can become two again."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from vafa.base import outbox
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.engine.lots import merging, posting
from vafa.engine.lots.shapes import Account, Cause, Kind, Lot, Terms
from vafa.ledger.actions.posting import open_books, post
from vafa.members import queries
from vafa.members.actions.households import move_place
from vafa.members.errors import AlreadyMerged, SameMember, UndoTooLate, UnitsInHold, UnknownMerge
from vafa.members.models import Card, CardLookup, Consent, Member, Merge
from vafa.partners.queries import operator_of

UNDO_DAYS = 30


@transaction.atomic
def merge(
    *, club: Club, absorbed: UUID, surviving: UUID, units: list[str], reason: str, now: datetime,
    staff_id: UUID | None = None,
) -> Merge:  # fmt: skip
    """In: two members of the club and the units it counts. Out: the absorbed one's lots, cards and consents are the
    surviving one's; its id points on. Refused: itself, one that is merged already, units held."""
    if absorbed == surviving:
        raise SameMember(member=str(absorbed))
    for member in (queries.get(club, absorbed), queries.get(club, surviving)):
        if member.merged_into is not None:
            raise AlreadyMerged(member=str(member.id), into=str(member.merged_into))
    opened = open_books(club.id, [absorbed, surviving], units, now, whole=[absorbed, surviving])
    if any(not hold.ended_as for unit in units for hold in opened[absorbed, unit].holds.values()):
        raise UnitsInHold(member=str(absorbed))
    made = new_id()
    cause = Cause(now, now, operator_of(club.id), None, "merge", str(made))
    transfers = {unit: str(merging.merge(opened[absorbed, unit], opened[surviving, unit], cause)) for unit in units}
    post(club.id, opened)
    Member.objects.filter(id=absorbed).update(merged_into=surviving)
    CardLookup.objects.filter(club_id=club.id, member_id=absorbed).update(member_id=surviving)
    _carry_refusals(club, absorbed, surviving, now, str(made))
    move_place(club=club, absorbed=absorbed, surviving=surviving, now=now)
    outbox.announce(club.id, [("members_merged", {"merge": made, "absorbed": absorbed, "surviving": surviving})], now)
    return Merge.objects.create(
        member_id=surviving, id=made, club_id=club.id, absorbed_id=absorbed, transfers=transfers, reason=reason,
        staff_id=staff_id, merged_at=now,
    )  # fmt: skip


def _carry_refusals(club: Club, absorbed: UUID, surviving: UUID, now: datetime, merge_id: str) -> None:
    """Consent holds only where neither side's latest word is a refusal."""
    own = {(word.channel, word.purpose): word.granted for word in queries.latest_consents(surviving)}
    for word in queries.latest_consents(absorbed):
        held = own.get((word.channel, word.purpose))
        if held is None or (held and not word.granted):
            Consent.objects.create(
                member_id=surviving, id=new_id(), club_id=club.id, channel=word.channel, purpose=word.purpose,
                granted=word.granted, at=now, proof=f"merge:{merge_id}",
            )  # fmt: skip


@transaction.atomic
def undo_merge(*, club: Club, merge_id: UUID, reason: str, now: datetime, staff_id: UUID | None = None) -> Merge:
    """In: a merge not older than 30 days. Out: what remains of each lot is back at its origin, cards too; units that
    the surviving one spent of the absorbed one's come back to it as an adjustment the club bears."""
    done = Merge.objects.filter(club_id=club.id, id=merge_id, undone_at=None).first()
    if done is None:
        raise UnknownMerge(merge=str(merge_id))
    if now > done.merged_at + timedelta(days=UNDO_DAYS):
        raise UndoTooLate(days=UNDO_DAYS)
    absorbed, surviving, units = done.absorbed_id, done.member_id, sorted(done.transfers)
    opened = open_books(club.id, [absorbed, surviving], units, now, whole=[absorbed, surviving])
    cause = Cause(now, now, operator_of(club.id), None, "undo_merge", str(merge_id))
    for unit in units:
        _undo(opened[surviving, unit], opened[absorbed, unit], cause, merge_time=done.merged_at)
    post(club.id, opened)
    Member.objects.filter(id=absorbed).update(merged_into=None)
    own = Card.objects.filter(member_id=absorbed, ended_at=None).values_list("value", flat=True)
    CardLookup.objects.filter(club_id=club.id, value__in=list(own), member_id=surviving).update(member_id=absorbed)
    data = {"merge": merge_id, "absorbed": absorbed, "surviving": surviving}
    outbox.announce(club.id, [("merge_undone", data)], now)
    done.undone_at, done.undo_reason = now, reason
    done.save(update_fields=["undone_at", "undo_reason"])
    return done


def _undo(surviving: Account, absorbed: Account, cause: Cause, merge_time: datetime) -> None:
    mine = {lot.id for lot in surviving.lots.values() if lot.origin_member == absorbed.member and not lot.owed}
    origins = {lot.id: absorbed.lots[lot.origin] for lot in surviving.lots.values() if lot.id in mine and lot.origin}
    _give_lasting_children(surviving, mine, origins)
    spent = _spent_by_survivor(surviving, mine, merge_time)
    merging.undo(surviving, absorbed, cause, mine, origins)
    _return_owed(surviving, absorbed, cause)
    if spent > 0:
        posting.credit(absorbed, cause, Kind.ADJUSTMENT, spent, Terms(active_from=cause.happened_at))


def _give_lasting_children(surviving: Account, mine: set[UUID], origins: dict[UUID, Lot]) -> None:
    """Reinstated and given-back children of merged lots are the absorbed one's too."""
    for lot in sorted(surviving.lots.values(), key=lambda lot: lot.id.int):
        if lot.origin in mine and lot.id not in mine:
            mine.add(lot.id)


def _spent_by_survivor(surviving: Account, mine: set[UUID], merge_time: datetime) -> int:
    """Units of the absorbed one that debits since the merge used up for something."""
    kinds = {Kind.REDEMPTION, Kind.TRANSFER, Kind.OWED_PAYMENT}
    own_debts = _payments_of_own_debts(surviving, mine)
    return sum(
        draw.units - draw.covered
        for draw in surviving.old_draws
        if draw.lot in mine and draw.kind in kinds and draw.happened_at >= merge_time and draw.movement not in own_debts
    )


def _payments_of_own_debts(surviving: Account, mine: set[UUID]) -> set[UUID]:
    """Debits through transit by which the absorbed one's lots paid what it owed itself."""
    absorbed = {surviving.lots[lot].origin_member for lot in mine if lot in surviving.lots}
    return {
        draw.pays
        for draw in surviving.old_draws
        if draw.pays and draw.lot in surviving.lots and surviving.lots[draw.lot].origin_member in absorbed
    }


def _return_owed(surviving: Account, absorbed: Account, cause: Cause) -> None:
    """Owed that came with the merge and still stands goes back with it."""
    for lot in list(surviving.lots.values()):
        if lot.owed and lot.origin_member == absorbed.member and lot.remaining:
            merging.carry_owed_lot(surviving, absorbed, cause, lot, surviving.new_id())
