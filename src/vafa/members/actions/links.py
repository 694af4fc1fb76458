"""The link to a member's own page: closing it, and what its reader may say: wrong number, no more messages."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from vafa.base import outbox
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.members import queries
from vafa.members.actions.asking import KEPT
from vafa.members.actions.profile import give_word
from vafa.members.errors import UnknownReport
from vafa.members.models import Member, WrongNumber

CHANNELS, MARKETING = ("sms",), "marketing"


@transaction.atomic
def close_links(*, club: Club, member_id: UUID, now: datetime) -> None:
    """Every link issued before is dead, those of memberships merged into this one too."""
    member = queries.get(club, queries.surviving(member_id))
    whole = [member.id, *queries.absorbed_by([member.id]).get(member.id, [])]
    Member.objects.filter(club_id=club.id, id__in=whole).update(links_round=F("links_round") + 1)
    outbox.announce(club.id, [("member_links_closed", {"member": member.id})], now)


@transaction.atomic
def stop_messages(*, club: Club, member_id: UUID, proof: str, now: datetime) -> None:
    """Takes back every marketing consent, whatever its channel; where none was given, a refusal of SMS is kept."""
    granted = {(word.channel, word.purpose) for word in queries.latest_consents(member_id) if word.granted}
    wanted = {pair for pair in granted if pair[1] == MARKETING} | _unspoken(member_id)
    for channel, purpose in sorted(wanted):
        give_word(club=club, member_id=member_id, channel=channel, purpose=purpose, granted=False, proof=proof, now=now)


def _unspoken(member_id: UUID) -> set[tuple[str, str]]:
    said = {(word.channel, word.purpose) for word in queries.latest_consents(member_id)}
    return {(channel, MARKETING) for channel in CHANNELS} - said


@transaction.atomic
def report_wrong_number(*, club: Club, member_id: UUID, proof: str, now: datetime) -> None:
    """Someone who got the link says the phone is not theirs: staff see it, the links are closed and messages stop.
    Saying it again leaves one open report."""
    phone = queries.phone_of(member_id)
    with suppress(IntegrityError), transaction.atomic():
        WrongNumber.objects.create(member_id=member_id, id=new_id(), club_id=club.id, phone=phone, told_at=now)
    stop_messages(club=club, member_id=member_id, proof=proof, now=now)
    close_links(club=club, member_id=member_id, now=now)


@transaction.atomic
def settle_wrong_number(*, club: Club, report_id: UUID, staff_id: UUID, now: datetime) -> WrongNumber:
    """Staff have looked after it. Refused: no open report of this club."""
    reports = WrongNumber.objects.filter(club_id=club.id, id=report_id)
    if not reports.filter(settled_at=None).update(settled_at=now, settled_by=staff_id):
        raise UnknownReport(report=str(report_id))
    return reports.get()


@transaction.atomic
def forget_settled_numbers(*, club: Club, now: datetime) -> int:
    """Out: how many were forgotten: a phone that was looked after is not kept for longer than a request to join."""
    return WrongNumber.objects.filter(club_id=club.id, settled_at__lte=now - KEPT).delete()[0]
