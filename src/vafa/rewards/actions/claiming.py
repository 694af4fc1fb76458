"""Benefits that are claimed by the piece: each claim counts against the member's limit and the benefit's capacity."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import counters, outbox, references
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.members.models import Member
from vafa.rewards import errors
from vafa.rewards.models import Benefit, Use
from vafa.rewards.queries import benefits
from vafa.rewards.queries.eligible import Person, taken


def claim(*, person: Person, benefit_id: UUID, source: str, reference: str) -> Use:
    """In: a member at an instant and a place. Out: the claim. Refused, and remembered under the reference: not claimed
    by the piece, not theirs, the limit of its period reached, nothing left of it."""
    wanted = benefits.get(person.club, benefit_id)
    outcome, _ = references.spend(
        club_id=person.club.id, source=source, reference=reference, now=person.now,
        content=references.content_hash(["claim", str(person.member), str(wanted.id), person.store]),
        # a member claims one at a time, so that a limit is never passed by two at once
        opening=lambda: Member.objects.select_for_update().get(id=person.member),
        verb=lambda _: (person.member, _claimed(person, benefits.get(person.club, wanted.id))),
    )  # fmt: skip
    return Use.objects.get(member_id=person.member, id=outcome)


def _claimed(person: Person, wanted: Benefit) -> UUID:
    if wanted.state != "listed" or not wanted.claimed:
        raise errors.BenefitRefused(benefit=str(wanted.id), why="not_now")
    right = benefits.right_to(wanted, person, taken([wanted], person))
    if right.why_not == "limit_reached":
        raise errors.LimitReached(most=wanted.limit_count, period=wanted.limit_period)
    if right.why_not not in {"", "sold_out"}:
        raise errors.BenefitRefused(benefit=str(wanted.id), why=right.why_not)
    if not counters.reserve(wanted.capacity_id, 1):
        raise errors.SoldOut(benefit=str(wanted.id))
    counters.use(wanted.capacity_id, 1, 1)
    made = Use.objects.create(
        member_id=person.member, id=new_id(), club_id=person.club.id, what=wanted.id, state="used", at=person.now,
        day=person.day,
    )  # fmt: skip
    told = {"member": person.member, "benefit": wanted.id, "claim": made.id}
    outbox.announce(person.club.id, [("benefit_claimed", told)], person.now)
    return made.id


@transaction.atomic
def put_back(*, club: Club, member: UUID, claim_id: UUID, now: datetime) -> Use:
    """Out: the claim, which counts no more. Putting it back again changes nothing. Refused: there is none."""
    made = Use.objects.filter(club_id=club.id, member_id=member, id=claim_id, checkout_id=None).first()
    wanted = Benefit.objects.filter(club=club, id=made.what).first() if made else None
    if made is None or wanted is None:
        raise errors.UnknownClaim(claim=str(claim_id))
    if Use.objects.filter(member_id=member, id=claim_id, state="used").update(state="given_back"):
        counters.refill(wanted.capacity_id, 1)
        told = {"member": member, "benefit": wanted.id, "claim": made.id}
        outbox.announce(club.id, [("benefit_put_back", told)], now)
    made.state = "given_back"
    return made
