"""The price of a basket: line offers, basket offers, the delivery benefit, tax, and what the shop can charge."""

from collections.abc import Sequence
from dataclasses import dataclass

from vafa.engine.amounts import Rounding, divide, largest_remainder
from vafa.engine.checkout.effects import FreeDelivery, Off
from vafa.engine.checkout.offers import Offer, Table
from vafa.engine.earning.base import Base, Counted, count
from vafa.engine.earning.facts import Facts, Line


@dataclass(frozen=True, slots=True)
class Basket:
    """`facts` are of a purchase that is not made yet: lines before the club's offers, delivery, member, time, place;
    no tax. `tax_basis_points` by line, in their order, on top of the net; empty is none. The payable is a multiple of
    `charge_step_minor`."""

    facts: Facts
    tax_basis_points: tuple[int, ...] = ()
    charge_step_minor: int = 1


@dataclass(frozen=True, slots=True)
class Applied:
    """What an offer took off, in minor units: in all, by line number, and of the delivery."""

    offer: str
    minor: int
    lines: tuple[tuple[int, int], ...] = ()
    delivery_minor: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an offer was not used: a stable code, and the offer or group in its way."""

    offer: str
    code: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    """Lines with every discount in them, what rounding took off the dearest included; payable = lines + delivery +
    tax, in minor units."""

    lines: tuple[Line, ...]
    delivery_minor: int
    tax_minor: int
    payable_minor: int
    rounded_off_minor: int = 0
    applied: tuple[Applied, ...] = ()
    refused: tuple[Refused, ...] = ()


def price(basket: Basket, offers: Sequence[Offer]) -> Priced:
    """In: a basket and the offers that might be used. Out: its price, which offers were used and why others were not.
    Within each stage the lower priority is asked first, ties by id; conditions are judged on the basket as brought, so
    that no offer makes another fail. Never below zero."""
    facts = basket.facts
    lines = {line.number: line for line in facts.lines}
    delivery, table = facts.delivery_minor, Table()
    applied, refused = list[Applied](), list[Refused]()
    for offer in sorted(offers, key=lambda each: (each.effect.stage, each.priority, each.id)):
        code, by = (offer.barred, "") if offer.barred else _against(offer, facts) or table.refuses(offer)
        if code:
            refused.append(Refused(offer.id, code, by))
            continue
        used = _apply(offer, tuple(lines.values()), delivery)
        if used is None:
            refused.append(Refused(offer.id, "nothing_to_take_off" if offer.most_minor != 0 else "budget_used_up"))
            continue
        for number, minor in used.lines:
            lines[number] = lines[number].less(minor)
        delivery -= used.delivery_minor
        table.seat(offer)
        applied.append(used)
    return _charged(basket, tuple(lines.values()), delivery, applied, refused)


def _against(offer: Offer, facts: Facts) -> tuple[str, str] | None:
    if offer.when is None:
        return None
    counted: Counted = count(Base(lines=offer.effect.lines), facts)
    return None if offer.when.holds(facts, counted) else ("condition_not_met", "")


def _apply(offer: Offer, lines: tuple[Line, ...], delivery_minor: int) -> Applied | None:
    """Prepaid lines (gift cards, top-ups) are money already: nothing is taken off them."""
    effect = offer.effect
    if isinstance(effect, FreeDelivery):
        taken = _within(effect.off_delivery(delivery_minor), offer.most_minor)
        return Applied(offer.id, taken, delivery_minor=taken) if taken else None
    goods = tuple(line for line in effect.lines.pick(lines) if not line.prepaid)
    off = _within_budget(effect.off(goods), offer.most_minor)
    taken = sum(off.values())
    return Applied(offer.id, taken, tuple(sorted(off.items()))) if taken else None


def _within(minor: int, most: int | None) -> int:
    return minor if most is None else min(minor, max(0, most))


def _within_budget(off: Off, most: int | None) -> Off:
    whole = sum(off.values())
    if most is None or whole <= most:
        return off
    if most <= 0:
        return {}
    return dict(zip(off, largest_remainder(most, list(off.values())), strict=True))


def _charged(
    basket: Basket, lines: tuple[Line, ...], delivery: int, applied: list[Applied], refused: list[Refused]
) -> Priced:
    """Tax on what is left, then down to what the shop can charge: what rounding takes off is a discount of the dearest
    line, so that lines, tax and payable add up."""
    rates = basket.tax_basis_points or (0,) * len(lines)
    tax = sum(divide(line.net_minor * rate, 10_000, Rounding.HALF_UP) for line, rate in zip(lines, rates, strict=True))
    payable = sum(line.net_minor for line in lines) + delivery + tax
    over = payable % basket.charge_step_minor
    dearest = max(lines, key=lambda line: (line.net_minor, -line.number), default=None)
    off = min(over, dearest.net_minor) if dearest else 0
    if dearest and off:
        lowered = dearest.less(off)
        lines = tuple(lowered if line is dearest else line for line in lines)
    return Priced(lines, delivery, tax, payable - off, off, tuple(applied), tuple(refused))
