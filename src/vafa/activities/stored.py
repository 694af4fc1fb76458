"""How an activity's body and facts are written down, and read again years later."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from vafa.activities.shapes import Awarded, Line, Payment, Purchase
from vafa.engine.earning.evaluate import Award, Trim
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.facts import Line as Counted
from vafa.engine.earning.returns import cost_of
from vafa.partners.queries import Place

Plain = dict[str, Any]


def body_of(item: Purchase) -> Plain:
    """Lines as rows [sku, name, category, brand, tags, quantity, amount, discount, cost]: most of a year is these."""
    body: Plain = {"lines": [_row(line) for line in item.lines]}
    if item.cashier:
        body["cashier"] = item.cashier
    if item.payments:
        body["payments"] = [(each.means, each.amount_minor, each.granted) for each in item.payments]
    if item.tax_minor:
        body["tax"] = item.tax_minor
    if item.delivery_minor:
        body["delivery"] = item.delivery_minor
    return body


def _row(line: Line) -> tuple[Any, ...]:
    return (
        line.sku, line.name, line.category, line.brand, line.tags, line.quantity, line.amount_minor,
        line.discount_minor, line.cost_minor,
    )  # fmt: skip


def plain_line(line: Line) -> Line:
    """A line of a basket as a receipt has it, without its tax rate."""
    return Line(
        line.amount_minor, line.sku, line.name, line.category, line.brand, line.tags, line.quantity,
        line.discount_minor, line.cost_minor,
    )  # fmt: skip


def lines_of(body: Plain) -> tuple[Line, ...]:
    return tuple(
        Line(amount, sku, name, category, brand, tuple(tags), quantity, discount, cost)
        for sku, name, category, brand, tags, quantity, amount, discount, cost in body.get("lines", ())
    )


def payments_of(body: Plain) -> tuple[Payment, ...]:
    return tuple(Payment(*each) for each in body.get("payments", ()))


PREPAID = frozenset({"gift_card", "top_up"})
"""Tags of lines that are money put by: buying them earns nothing."""


def counted_lines(lines: Iterable[Line]) -> tuple[Counted, ...]:
    return tuple(
        [
            Counted(
                number, line.sku, line.category, line.brand, line.tags, line.quantity, line.amount_minor,
                line.discount_minor, line.cost_minor, bool(line.tags) and not PREPAID.isdisjoint(line.tags),
            )
            for number, line in enumerate(lines, 1)
        ]
    )  # fmt: skip


def facts_to_plain(facts: Facts) -> Plain:
    """What was known of the member; lines, money, time and place are the activity's own columns and body."""
    plain: Plain = {"nth": facts.purchases_before}
    if facts.tier:
        plain["tier"] = facts.tier
    if facts.segments:
        plain["segments"] = sorted(facts.segments)
    if facts.tags:
        plain["tags"] = sorted(facts.tags)
    for name in ("age", "birthday_days", "days_since_last_visit"):
        if (value := getattr(facts, name)) is not None:
            plain[name] = value
    if facts.days_since_joining:
        plain["joined"] = facts.days_since_joining
    if facts.used:
        plain["used"] = dict(facts.used)
    return plain


@dataclass(frozen=True, slots=True)
class When:
    """The instant of an activity as its club's calendar saw it."""

    instant: datetime
    day: date
    weekday: int
    hour: int


def facts_from_plain(kind: str, when: When, store: str, channel: str, body: Plain, plain: Plain) -> Facts:
    payments = payments_of(body)
    return Facts(
        kind,
        when.instant,
        when.day,
        when.weekday,
        when.hour,
        store,
        channel,
        tuple(payment.means for payment in payments),
        counted_lines(lines_of(body)),
        body.get("tax", 0),
        body.get("delivery", 0),
        sum(payment.amount_minor for payment in payments if payment.granted),
        plain.get("tier", ""),
        frozenset(plain.get("segments", ())),
        frozenset(plain.get("tags", ())),
        plain["nth"],
        plain.get("age"),
        plain.get("birthday_days"),
        plain.get("joined", 0),
        plain.get("days_since_last_visit"),
        plain.get("used", {}),
    )


def left_of(booked: Facts, body: Plain) -> Facts:
    """In: a purchase as it was booked, and the body of a return of it. Out: what that left of it."""
    lines = {line.number: line for line in booked.lines}
    left = tuple(
        replace(
            lines[number],
            quantity=quantity,
            amount_minor=amount,
            discount_minor=discount,
            cost_minor=cost_of(lines[number], quantity),
        )
        for number, quantity, amount, discount in body["left"]
    )
    money = {name: body.get(name, 0) for name in ("tax_minor", "delivery_minor", "granted_minor")}
    return replace(booked, lines=left, **money)


def awarded(award: Award, id: UUID, pending: bool) -> Awarded:
    return Awarded(
        id, award.rule, award.unit, award.units, award.exact, award.counted, award.lines, award.factors, award.rounded,
        tuple((trim.cap, trim.before, trim.after) for trim in award.trims), award.silenced, award.rival, pending,
    )  # fmt: skip


def awards_from_plain(plain: Any) -> tuple[Awarded, ...]:
    return msgspec.convert(plain, tuple[Awarded, ...])


def to_award(kept: Awarded) -> Award:
    return Award(
        kept.rule, kept.unit, kept.units, kept.exact, kept.counted, kept.lines, kept.factors, kept.rounded,
        tuple(Trim(*trim) for trim in kept.trims), kept.silenced, kept.rival,
    )  # fmt: skip


@dataclass(slots=True)
class Booked:
    """An activity of this batch or an older one, as a return of it needs it."""

    id: UUID
    member: UUID
    kind: str
    happened_at: datetime
    counts_at: datetime
    day: date
    place: Place | None
    terminal: str
    channel: str
    version: int
    net_minor: int
    discount_minor: int
    cost_minor: int | None
    payable_minor: int
    body: Plain
    facts: Plain
    awards: tuple[Awarded, ...]
    left: Plain | None = None
    """The body of its latest return: what is left, and what has been taken back."""
