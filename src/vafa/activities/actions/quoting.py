"""A quote: what a receipt would earn now. The same path without writing; an estimate, and marked so."""

from vafa.activities import stored
from vafa.activities.actions import checking, judging, limits, standing
from vafa.activities.actions.batch import Batch
from vafa.activities.shapes import Awarded, Outcome, Purchase, Source
from vafa.base.errors import Refusal
from vafa.base.ids import new_id
from vafa.earning.queries import Judges
from vafa.members import queries as members
from vafa.members.errors import MemberLeft, UnknownCard, UnknownMember
from vafa.partners.house import House
from vafa.segments.queries import segments_of
from vafa.tiers.queries import ladder_on


def quote(*, house: House, source: Source, item: Purchase) -> Outcome:
    """In: a receipt, booked or not. Out: the awards it would earn now, nothing changed. Refused: as by record."""
    try:
        return _quote(house, source, item)
    except Refusal as refusal:
        return Outcome(reference=item.reference, status="refused", refusal=refusal)


def _quote(house: House, source: Source, item: Purchase) -> Outcome:
    batch = Batch(house, source, Judges(house.club), ladder_on(house.club, house.now))
    if item.card:
        member = members.by_cards(house.club, [item.card]).get(item.card)
        if member is None:
            raise UnknownCard(card=item.card)
    else:
        found = members.of_club(house.club, [item.member] if item.member else [])
        if item.member not in found:
            raise UnknownMember(member=str(item.member or ""))
        member = found[item.member]
    place = checking.store_of(house, source, item.store)
    at = judging.when(batch, item.happened_at or house.now)
    checking.check_time(house, source, at.instant, item.terminal)
    checking.check_purchase(house.club, item)
    batch.profiles = members.profiles([member])
    if batch.profiles[member].left_at:
        raise MemberLeft(member=str(member))
    checking.check_member(source, batch.profiles[member], at.instant)
    batch.segments = segments_of([member])
    judging.read_tallies(batch, [member])
    judge = judging.judge_on(batch, at.instant)
    limits.read(batch, limits.keys(batch, judge, member, "purchase", at.day), lock=False)
    standing.read(batch, [(member, at.instant)])
    evaluation = judge.evaluate(judging.facts_of_purchase(batch, judge, member, at, item, place))
    awards = [stored.awarded(award, new_id(), pending=False) for award in evaluation.awards + evaluation.silenced]
    return Outcome(
        reference=item.reference, status="estimate", member=member, version=judge.programme.version,
        awards=tuple[Awarded, ...](awards),
    )  # fmt: skip
