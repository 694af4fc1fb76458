"""A basket before it is paid: what it would cost and earn, and setting aside what it uses. The facts that offers are
judged by (tier, group, nth purchase) are those that earning reads."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from vafa.activities import stored
from vafa.activities.actions import checking, judging, limits, standing
from vafa.activities.actions.batch import Batch
from vafa.activities.errors import WrongCurrency
from vafa.activities.shapes import Awarded, Payment, Purchase, Source
from vafa.base.ids import new_id
from vafa.checkout.actions import holding
from vafa.checkout.actions.billing import bill
from vafa.checkout.shapes import Bill, Held, Order
from vafa.earning.queries import Judges
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.facts import Facts
from vafa.members import queries as members
from vafa.members.errors import MemberLeft, UnknownCard, UnknownMember
from vafa.partners.house import House
from vafa.partners.queries import Place
from vafa.rewards.queries.eligible import Person
from vafa.segments.queries import segments_of
from vafa.tiers.queries import ladder_on, step_of


@dataclass(frozen=True, slots=True)
class Quote:
    """An estimate: the bill, and the awards that paying it now would earn."""

    member: UUID
    version: int
    bill: Bill
    awards: tuple[Awarded, ...]


@dataclass(slots=True)
class Met:
    """An order with all that was read of its member."""

    batch: Batch
    judge: Judge
    member: UUID
    place: Place | None
    asked: holding.Asked


def quote(*, house: House, source: Source, order: Order) -> Quote:
    """In: an order. Out: what it costs and what it would earn, an estimate; nothing is changed and nothing reserved.
    Refused: an order that cannot be one. An offer or tender that cannot be used is in the bill, with its reason."""
    met = _meet(house, source, order)
    made, _ = bill(order, met.asked.facts, holding.counterpart(met.asked, lock=False))
    item, at = replace(purchase_of(made, ""), channel=order.channel), judging.when(met.batch, house.now)
    facts = judging.facts_of_purchase(met.batch, met.judge, met.member, at, item, met.place)
    evaluation = met.judge.evaluate(facts)
    awards = [stored.awarded(award, new_id(), pending=False) for award in evaluation.awards + evaluation.silenced]
    return Quote(met.member, met.judge.programme.version, made, tuple[Awarded, ...](awards))


def hold(*, house: House, source: Source, order: Order, reference: str, lasts: timedelta = holding.HOLD_FOR) -> Held:
    """In: an order and how long it is kept. Out: the checkout with its bill. Refused: as by checkout's own hold."""
    checking.check_reference(reference)
    return holding.hold(asked=_meet(house, source, order).asked, reference=reference, lasts=lasts)


def purchase_of(made: Bill, reference: str) -> Purchase:
    """The receipt that a priced order becomes: tenders first, given and bought wallet money apart, then the rest."""
    payments = []
    for part in made.parts:
        if part.granted_minor:
            payments.append(Payment(part.means, part.granted_minor, True))
        if part.minor > part.granted_minor:
            payments.append(Payment(part.means, part.minor - part.granted_minor))
    if made.rest_minor or not payments:
        payments.append(Payment("rest", made.rest_minor))
    lines = tuple(stored.plain_line(line) for line in made.lines)
    return Purchase(
        reference, lines, tax_minor=made.tax_minor, delivery_minor=made.delivery_minor, payments=tuple(payments)
    )


def _meet(house: House, source: Source, order: Order) -> Met:
    member = _who(house, order)
    place = checking.store_of(house, source, order.store)
    batch = Batch(house, source, Judges(house.club), ladder_on(house.club, house.now))
    if order.currency and order.currency.upper() != house.club.currency:
        raise WrongCurrency(currency=order.currency, wanted=house.club.currency)
    plain = Purchase("", tuple(stored.plain_line(line) for line in order.lines), delivery_minor=order.delivery_minor)
    checking.check_purchase(house.club, plain)
    batch.profiles = members.profiles([member])
    if batch.profiles[member].left_at:
        raise MemberLeft(member=str(member))
    batch.segments = segments_of([member])
    judging.read_tallies(batch, [member])
    at = judging.when(batch, house.now)
    judge = judging.judge_on(batch, house.now)
    limits.read(batch, limits.keys(batch, judge, member, "purchase", at.day), lock=False)
    standing.read(batch, [(member, house.now)])
    item = replace(plain, channel=order.channel)
    facts: Facts = judging.facts_of_purchase(batch, judge, member, at, item, place)
    segments = batch.segments.get(member, frozenset())
    tier = step_of(batch.ladder, batch.standings.get(member))
    person = Person(house.club, member, house.now, tier, segments, place.code if place else "")
    asked = holding.Asked(house, batch.judges, source.name, person, order, facts, place.id if place else None)
    return Met(batch, judge, member, place, asked)


def _who(house: House, order: Order) -> UUID:
    if order.card:
        member = members.by_cards(house.club, [order.card]).get(order.card)
        if member is None:
            raise UnknownCard(card=order.card)
        return member
    found = members.of_club(house.club, [order.member] if order.member else [])
    if order.member not in found:
        raise UnknownMember(member=str(order.member or ""))
    return found[order.member]
