"""The bill of an order: offers met, price, and tenders against what the accounts have. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from vafa.base.models import Club
from vafa.checkout.models import Settings
from vafa.checkout.queries import purse
from vafa.checkout.queries.reading import rate_of
from vafa.checkout.shapes import BasketLine, Bill, Order, Part, PayWith, Unused, Used
from vafa.engine.amounts import divide
from vafa.engine.checkout.pricing import Applied, Basket, Priced, price
from vafa.engine.checkout.tenders import points_to_pay
from vafa.engine.earning.facts import Facts
from vafa.ledger.queries.books import Books
from vafa.offers.queries.usable import Candidate, candidates
from vafa.rewards.models import GiftCard
from vafa.rewards.queries import codes
from vafa.rewards.queries.eligible import Person


@dataclass(slots=True)
class Counterpart:
    """Everything an order is judged against: who, the books (opened, swept), settings, gift cards by typed code."""

    person: Person
    books: Books
    settings: Settings
    wallet: str
    cards: dict[str, GiftCard | None]
    purse: tuple[UUID, ...] = ()
    """The member and those of their household that they may draw on."""
    spoken: dict[tuple[UUID, str], int] = field(default_factory=dict)
    """Units that this bill has laid a hand on already, by account."""

    def spendable(self, owner: UUID, unit: str) -> int:
        there = purse.spendable(self.books, self.owners(owner), unit, self.person.now)
        return max(0, there - self.spoken.get((owner, unit), 0))

    def owners(self, owner: UUID) -> tuple[UUID, ...]:
        """Whose units pay for this one: a household's for its member, a gift card's for itself."""
        return self.purse if owner == self.person.member else (owner,)

    def take(self, owner: UUID, unit: str, units: int) -> None:
        self.spoken[owner, unit] = self.spoken.get((owner, unit), 0) + units


def gift_cards(club: Club, order: Order, now: datetime) -> dict[str, GiftCard | None]:
    """By code as typed: the card, or None where there is none to be used."""
    return {each.code: codes.gift_card(club, each.code, now) for each in order.pay if each.means == "gift_card"}


def bill(order: Order, facts: Facts, counterpart: Counterpart, gone: Sequence[str] = ()) -> tuple[Bill, list[Part]]:
    """In: an order, the facts of its basket, what it is judged against, and ids of offers that turned out to be gone.
    Out: the bill, and the prices in units of the rewards it uses, which are parts that pay nothing."""
    person = counterpart.person
    met = [each for each in candidates(person, order.codes, order.rewards) if each.offer.id not in order.without]
    afforded, prices, poor = _afford(met, counterpart)
    basket = Basket(facts, tuple(line.tax_basis_points for line in order.lines), counterpart.settings.charge_step_minor)
    priced = price(basket, [each.offer for each in afforded if each.offer.id not in gone])
    used = {each.offer: each for each in priced.applied}
    for each in prices:
        if f"reward:{each.code}" not in used:
            counterpart.take(each.owner, each.unit, -each.units)
    prices = [each for each in prices if f"reward:{each.code}" in used]
    parts, refused = _pay(order.pay, priced, counterpart)
    unused = [
        *(Unused(each.offer, each.code, each.by) for each in priced.refused),
        *(Unused(each, "budget_used_up") for each in gone),
        *(Unused(each, "not_enough_units") for each in poor),
        *_wrong_codes(order, met),
    ]
    made = Bill(
        lines=_lines(order, priced), delivery_minor=priced.delivery_minor, tax_minor=priced.tax_minor,
        payable_minor=priced.payable_minor, rounded_off_minor=priced.rounded_off_minor,
        used=tuple(_used(each, used[each.offer.id]) for each in afforded if each.offer.id in used),
        unused=tuple(unused), parts=tuple(parts), refused_tenders=tuple(refused),
    )  # fmt: skip
    return made, prices


def _afford(met: list[Candidate], counterpart: Counterpart) -> tuple[list[Candidate], list[Part], list[str]]:
    """Rewards that the member's units pay for come in; the price is a part with the reward as its code."""
    afforded, prices, poor = list[Candidate](), list[Part](), list[str]()
    member = counterpart.person.member
    for each in met:
        if each.units and not each.offer.barred:
            if each.units > counterpart.spendable(member, each.unit):
                poor.append(each.offer.id)
                continue
            counterpart.take(member, each.unit, each.units)
            prices.append(Part(means="reward", owner=member, unit=each.unit, units=each.units, code=str(each.terms.id)))
        afforded.append(each)
    return afforded, prices, poor


def _wrong_codes(order: Order, met: list[Candidate]) -> list[Unused]:
    known = {each.code for each in met}
    wrong = [text for text in order.codes if codes.normal(text) not in known]
    return [Unused(f"voucher:{codes.normal(text)}", "code_refused") for text in wrong]


def _lines(order: Order, priced: Priced) -> tuple[BasketLine, ...]:
    discounts = {line.number: line.discount_minor for line in priced.lines}
    return tuple(replace(line, discount_minor=discounts[number]) for number, line in enumerate(order.lines, 1))


def _used(candidate: Candidate, applied: Applied) -> Used:
    counters = [(candidate.budget, applied.minor)] if candidate.budget else []
    if candidate.stock:
        counters.append((candidate.stock, 1))
    return Used(
        candidate.offer.id, candidate.kind, candidate.terms.id, candidate.terms.name_fa, candidate.terms.name_en,
        applied.minor, applied.lines, applied.delivery_minor, candidate.code, candidate.unit, candidate.units,
        candidate.comes_back, tuple(counters),
    )  # fmt: skip


def _pay(pay: Sequence[PayWith], priced: Priced, counterpart: Counterpart) -> tuple[list[Part], list[Unused]]:
    """Tenders in the order asked for, each from what the others left to pay."""
    parts, refused, rest = list[Part](), list[Unused](), priced.payable_minor
    for place, each in enumerate(pay):
        part = _points(each, priced, rest, counterpart) if each.means == "points" else _money(each, rest, counterpart)
        if isinstance(part, str):
            refused.append(Unused(f"{each.means}:{place}", part))
            continue
        counterpart.take(part.owner, part.unit, part.units)
        parts.append(part)
        rest -= part.minor
    return parts, refused


def _points(asked: PayWith, priced: Priced, rest: int, counterpart: Counterpart) -> Part | str:
    settings, member = counterpart.settings, counterpart.person.member
    if not settings.pay_unit:
        return "points_do_not_pay_here"
    rate = rate_of(settings)
    there = counterpart.spendable(member, settings.pay_unit)
    ceiling = min(rest, divide(priced.payable_minor * settings.pay_share_basis_points, 10_000))
    units, minor, why = points_to_pay(rate, ceiling, there, asked.units)
    if why:
        return why
    return Part(
        means="points", owner=member, unit=settings.pay_unit, units=units, minor=minor, granted_minor=minor,
        rate=(rate.minor, rate.units),
    )  # fmt: skip


def _money(asked: PayWith, rest: int, counterpart: Counterpart) -> Part | str:
    owner, unit = counterpart.person.member, counterpart.wallet
    if asked.means == "gift_card":
        card = counterpart.cards.get(asked.code)
        if card is None:
            return "code_refused"
        owner = card.holder_id
    there = counterpart.spendable(owner, unit)
    if asked.units is not None and asked.units > there:
        return "not_enough_money"
    minor = min(rest, there if asked.units is None else asked.units)
    if minor <= 0:
        return "nothing_to_pay" if rest <= 0 else "not_enough_money"
    granted = _granted(counterpart, owner, unit, minor)
    return Part(
        means=asked.means, owner=owner, unit=unit, units=minor, minor=minor, granted_minor=granted,
        code=codes.normal(asked.code),
    )  # fmt: skip


def _granted(counterpart: Counterpart, owner: UUID, unit: str, units: int) -> int:
    """Of the lots that will be drawn, behind what this bill draws before, the units that were given and not bought."""
    before = counterpart.spoken.get((owner, unit), 0)
    granted, place, wanted = 0, 0, before + units
    for _, lot, there in purse.lots_to_draw(counterpart.books, counterpart.owners(owner), unit, counterpart.person.now):
        part = min(there, wanted - place)
        here = max(0, place + part - max(place, before))
        granted += 0 if lot.terms.bought else here
        place += part
    return granted
