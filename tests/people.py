"""The shared cast: a small club, its programme and its members, made as staff would make them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vafa.activities.actions.recording import record
from vafa.activities.shapes import Happening, Item, Line, Outcome, Payment, Purchase, Return, ReturnedLine, Source
from vafa.base.models import Club
from vafa.earning.actions import publish
from vafa.engine import tiers
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Budget, Cap, Programme, Rule, Unit
from vafa.engine.earning.words import Name
from vafa.ledger.queries import states
from vafa.members.actions.joining import Joining, join
from vafa.partners.actions import add_terminal, name_operator, open_store
from vafa.partners.house import House, house_of
from vafa.tiers.actions import publish_ladder

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TILL = Source(name="till")
IMPORT = Source(name="import", history=True)
PHONES = {"sara": "09121110001", "negar": "09121110002", "omid": "09121110003"}


def named(text: str) -> Name:
    return Name(text, text)


def after(days: float, hours: float = 0) -> datetime:
    return NOON + timedelta(days=days, hours=hours)


BASE = Rule("base", named("base"), UnitsPerMoney("points", 1, 10))
POINTS = Unit("points", named("points"), value_minor_per=(1, 1))


def programme(
    *rules: Rule, caps: tuple[Cap, ...] = (), units: tuple[Unit, ...] = (POINTS,), budgets: tuple[Budget, ...] = ()
) -> Programme:
    return Programme(1, units, rules or (BASE,), caps, budgets)


recorded_by: list[Callable[["Cast", Sequence[Item]], list[Outcome]]] = []
"""Another way for what a till tells, as long as it stands here."""


@dataclass
class Cast:
    """A club at an instant; `at` moves its clock."""

    club: Club
    now: datetime = NOON
    members: dict[str, UUID] = field(default_factory=dict)
    count: int = 0

    @property
    def house(self) -> House:
        return house_of(self.club, self.now)

    def at(self, now: datetime) -> "Cast":
        self.now = now
        return self

    def record(self, *items: Item, source: Source = TILL) -> list[Outcome]:
        if recorded_by and source is TILL:
            return recorded_by[-1](self, items)
        return record(house=self.house, source=source, items=items)

    def buys(self, who: str, *amounts: int | Line, reference: str = "", source: Source = TILL, **facts: Any) -> Outcome:
        return self.record(self.receipt(who, *amounts, reference=reference, **facts), source=source)[0]

    def receipt(self, who: str, *amounts: int | Line, reference: str = "", **facts: Any) -> Purchase:
        self.count += 1
        lines = tuple(Line(each) if isinstance(each, int) else each for each in amounts)
        facts.setdefault("store", "centre")
        return Purchase(reference or f"R{self.count}", lines, card=PHONES.get(who, who), **facts)

    def returns(self, receipt: str, *lines: int | tuple[int, int], reference: str = "", **facts: Any) -> Outcome:
        self.count += 1
        wanted = tuple(ReturnedLine(each) if isinstance(each, int) else ReturnedLine(*each) for each in lines)
        return self.record(Return(reference or f"B{self.count}", receipt, lines=wanted, **facts))[0]

    def does(self, who: str, kind: str, *, reference: str = "", **facts: Any) -> Outcome:
        self.count += 1
        return self.record(Happening(reference or f"H{self.count}", kind, card=PHONES[who], **facts))[0]

    def units(self, who: str, unit: str = "points") -> states.UnitStates:
        return states.units_of(self.members[who], [unit], self.now)[0]

    def active(self, who: str, unit: str = "points") -> int:
        return self.units(who, unit).active


def make_club(slug: str = "narvan", **facts: Any) -> Club:
    given = {
        "name_fa": "نارون", "name_en": "Narvan", "language": "fa", "calendar": "jalali", "time_zone": "Asia/Tehran",
        "currency": "IRR", "money_shown": "toman", "country": "IR", "largest_receipt_minor": 10_000_000_000,
        "created_at": NOON - timedelta(days=900),
    }  # fmt: skip
    return Club.objects.create(slug=slug, **given | facts)


def make_cast(
    rules: Programme | None = None, *, ladder: tiers.Ladder | None = None, slug: str = "narvan", **facts: Any
) -> Cast:
    club = make_club(slug, **facts)
    operator = name_operator(club=club)
    centre = open_store(partner=operator, code="centre", name_fa="مرکزی", name_en="Centre")
    add_terminal(store=centre, code="van", works_offline=True)
    start = NOON - timedelta(days=900)
    publish(club=club, programme=rules or programme(), starts_at=start, now=NOON)
    if ladder:
        publish_ladder(club=club, ladder=ladder, starts_at=start, now=NOON)
    cast = Cast(club)
    people = [Joining(start, "counter", phone=phone, given_name=name) for name, phone in PHONES.items()]
    for name, member in zip(PHONES, join(club=club, people=people, now=NOON), strict=True):
        assert isinstance(member, UUID)
        cast.members[name] = member
    return cast


def paid(*payments: tuple[str, int] | tuple[str, int, bool]) -> tuple[Payment, ...]:
    return tuple(Payment(*payment) for payment in payments)
