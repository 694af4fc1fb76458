"""A row becomes what the house records, or a problem with a name. Pure but for the club's words it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct

from vafa.base.text import for_card, for_search
from vafa.files.reading import fields, values
from vafa.files.reading.values import Dates, Unreadable
from vafa.members import cards
from vafa.members.errors import NotAPhone

NAME_MAX, REFERENCE_MAX, TEXT_MAX, REASON_MAX = 80, 100, 200, 300
UNITS_MAX = 10**12
"""Of one row; so that the sum of as many rows as a file may have is a number that the books can hold."""
_SKEW = timedelta(minutes=5)
_OLDEST = 1990
_PHONES_MAX = 200_000
_WOMEN, _MEN = frozenset("f female woman زن خانم مونث".split()), frozenset("m male man مرد آقا اقا مذکر".split())


class Problem(Exception):
    """Why a row is left out: a stable code, and the cell's text or what differs."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail[:TEXT_MAX]


class Person(Struct, omit_defaults=True):
    """A member's row. `units` are an opening balance."""

    phone: str = ""
    card: str = ""
    given_name: str = ""
    family_name: str = ""
    birthday: date | None = None
    gender: str = ""
    email: str = ""
    joined_at: datetime | None = None
    store: UUID | None = None
    tier: str = ""
    sms: bool | None = None
    units: int = 0
    ends: date | None = None
    tags: tuple[str, ...] = ()


class Bought(Struct, omit_defaults=True):
    """A receipt's row: one line of it, or the whole."""

    number: str
    at: datetime
    amount_minor: int
    discount_minor: int = 0
    store: str = ""
    sku: str = ""
    product: str = ""
    category: str = ""
    quantity: int = 1


class Opening(Struct, omit_defaults=True):
    """A lot that a member brings along."""

    units: int
    unit: str
    earned: date | None = None
    ends: date | None = None


class Correction(Struct):
    """Signed units of an adjustment, and why."""

    units: int
    unit: str
    reason: str


@dataclass(frozen=True)
class Words:
    """What the club calls things, by the search form of its names and codes."""

    country: str
    in_one: int
    dates: Dates
    now: datetime
    largest_minor: int
    stores: Mapping[str, tuple[str, UUID]]
    tiers: Mapping[str, str]
    units: Mapping[str, str]
    unit: str
    """The unit that opening balances without one are in."""


@dataclass(frozen=True)
class Matching:
    """Which column becomes what, what its values stand for, and how problems are repaired."""

    kind: str
    columns: Sequence[str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def chosen(self, name: str) -> str:
        return self.choices.get(name) or CHOICES[name][0]


CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "money": ("shown", "minor"),
    "day_first": ("yes", "no"),
    "twice": ("leave_out", "last", "add"),
    "bad_birthday": ("leave_out", "without"),
    "negative": ("leave_out", "zero"),
    "known": ("update", "leave_out"),
    "unknown": ("leave_out", "join"),
    "balance_there": ("leave_out", "add"),
    "bad_tier": ("leave_out", "without"),
    "bad_branch": ("leave_out", "without"),
    "adjusted_before": ("leave_out", "add"),
    "earn": ("no", "yes"),
}
"""By name what may be chosen; the first is taken when nothing was. For problems the first leaves the row out."""


class Parser:
    """Rows of one file, under one matching."""

    def __init__(self, matching: Matching, words: Words) -> None:
        self.matching, self.words = matching, words
        self._phones: dict[str, str] = {}
        self._place = {name: at for at, name in enumerate(matching.columns) if name}
        self._read = {
            fields.MEMBERS: self.person, fields.RECEIPTS: self.bought, fields.BALANCES: self.opening,
            fields.ADJUSTMENTS: self.correction,
        }  # fmt: skip

    def row(self, cells: Sequence[str]) -> tuple[str, Any]:
        """Out: the key (phone or card as kept) and the parsed row. Raises Problem."""
        key = self.key(cells)
        return key, self._read[self.matching.kind](cells)

    def key(self, cells: Sequence[str]) -> str:
        phone, card = self._cell(cells, "phone"), self._cell(cells, "card")
        if phone:
            return self._phone(phone)
        if kept := for_card(card):
            if len(kept) > NAME_MAX:
                raise Problem("too_long", card)
            return kept
        raise Problem("no_key")

    def _phone(self, text: str) -> str:
        """A file of receipts names each phone many times, far apart; reading one takes 40 µs."""
        if (kept := self._phones.get(text)) is None:
            try:
                kept = cards.phone(text, self.words.country)
            except NotAPhone:
                raise Problem("phone_bad", text) from None
            if len(self._phones) < _PHONES_MAX:
                self._phones[text] = kept
        return kept

    def person(self, cells: Sequence[str]) -> Person:
        given, family = self._names(cells)
        phone, card = self._cell(cells, "phone"), for_card(self._cell(cells, "card"))
        joined = self._cell(cells, "joined")
        at = self._joined(joined) if joined else None
        return Person(
            self._phone(phone) if phone else "", card[:NAME_MAX], given, family,
            self._birthday(cells), self._gender(cells), self._email(cells), at, self._store_id(cells),
            self._tier(cells), self._sms(cells), self._in_unit(cells), self._ends(cells), self._tags(cells),
        )  # fmt: skip

    def bought(self, cells: Sequence[str]) -> Bought:
        at = self._read_value("date_bad", self._cell(cells, "day"), self._instant, self._cell(cells, "time"))
        if at > self.words.now + _SKEW:
            raise Problem("future", self._cell(cells, "day"))
        if at.year < _OLDEST:
            raise Problem("date_bad", self._cell(cells, "day"))
        amount = self._money(cells, "amount")
        discount = self._money(cells, "discount") if self._cell(cells, "discount") else 0
        if amount < 0 or discount < 0:
            raise Problem("amount_negative", self._cell(cells, "amount"))
        if amount > self.words.largest_minor:
            raise Problem("amount_large", self._cell(cells, "amount"))
        if not amount:
            raise Problem("amount_zero", self._cell(cells, "amount"))
        quantity = self._cell(cells, "quantity")
        count = self._read_value("quantity_bad", quantity, values.whole) if quantity else 1
        if count < 1 or count > 10**6:
            raise Problem("quantity_bad", quantity)
        sku, product, category = (self._text(cells, name) for name in ("sku", "product", "category"))
        # what the till took is the amount; the line's own is before its discount
        return Bought(
            self._number(cells), at, amount + discount, discount, self._store_code(cells), sku, product, category, count
        )

    def opening(self, cells: Sequence[str]) -> Opening:
        units = self._units(cells)
        if not units:
            raise Problem("nothing")
        unit = self._unit(cells)
        earned = self._cell(cells, "earned")
        since = self._read_value("date_bad", earned, values.day, self.words.dates) if earned else None
        if since and since > self._today():
            raise Problem("future", earned)
        ends = self._ends(cells)
        if since and ends and ends <= since:
            raise Problem("ends_before", self._cell(cells, "ends"))
        return Opening(units, unit, since, ends)

    def correction(self, cells: Sequence[str]) -> Correction:
        text = self._cell(cells, "change")
        units: int = self._read_value("units_bad", text, values.whole) if text else 0
        if not units:
            raise Problem("nothing")
        if abs(units) > UNITS_MAX:
            raise Problem("units_bad", text)
        reason = self._text(cells, "reason", REASON_MAX).strip()
        if not reason:
            raise Problem("reason_missing")
        return Correction(units, self._unit(cells), reason)

    def _unit(self, cells: Sequence[str]) -> str:
        name = self._cell(cells, "unit")
        unit = self.words.units.get(for_search(name)) if name else self.words.unit
        if not unit:
            raise Problem("unit_unknown", name)
        return unit

    def _cell(self, cells: Sequence[str], name: str) -> str:
        place = self._place.get(name)
        if place is None or place >= len(cells):
            return ""
        text = cells[place]
        if text.startswith("'") and text[1:2] in {"=", "+", "-", "@"}:
            text = text[1:]  # as our own export wrote it
        elif text.startswith("="):
            raise Problem("formula", text)
        return text

    def _text(self, cells: Sequence[str], name: str, most: int = TEXT_MAX) -> str:
        text = self._cell(cells, name)
        if len(text) > most:
            raise Problem("too_long", text)
        return text

    def _read_value(self, code: str, text: str, read: Any, *more: Any) -> Any:
        try:
            return read(text, *more)
        except Unreadable as error:
            raise Problem("formula" if error.code == "formula" else code, text) from None

    def _today(self) -> date:
        return self.words.now.astimezone(self.words.dates.zone).date()

    def _instant(self, text: str, clock: str) -> datetime:
        return values.instant(text, clock, self.words.dates)

    def _names(self, cells: Sequence[str]) -> tuple[str, str]:
        given, family = self._text(cells, "given_name", NAME_MAX), self._text(cells, "family_name", NAME_MAX)
        whole = " ".join(self._text(cells, "name", 2 * NAME_MAX).split())
        if whole and not given:
            given, _, rest = whole.partition(" ")
            family = family or rest
        return _letters(given)[:NAME_MAX], _letters(family)[:NAME_MAX]

    def _birthday(self, cells: Sequence[str]) -> date | None:
        text = self._cell(cells, "birthday")
        if not text:
            return None
        try:
            born: date = self._read_value("birthday_bad", text, values.birthday, self.words.dates)
        except Problem:
            if self.matching.chosen("bad_birthday") == "without":
                return None
            raise
        return born

    def _gender(self, cells: Sequence[str]) -> str:
        text = for_search(self._cell(cells, "gender"))
        return "f" if text in _WOMEN else "m" if text in _MEN else ""

    def _email(self, cells: Sequence[str]) -> str:
        text = self._text(cells, "email")
        if text and ("@" not in text[1:-1] or " " in text):
            raise Problem("email_bad", text)
        return text

    def _joined(self, text: str) -> datetime:
        at: datetime = self._read_value("date_bad", text, self._instant, "")
        if at > self.words.now + _SKEW:
            if at - self.words.now < timedelta(days=1):
                return self.words.now  # today, counted from its noon
            raise Problem("future", text)
        return at

    def _store(self, cells: Sequence[str]) -> tuple[str, UUID] | None:
        text = self._cell(cells, "branch")
        if not text:
            return None
        named = self.matching.values.get("branch", {}).get(text, text)
        if found := self.words.stores.get(for_search(named)):
            return found
        if self.matching.chosen("bad_branch") == "without":
            return None
        raise Problem("branch_unknown", text)

    def _store_id(self, cells: Sequence[str]) -> UUID | None:
        found = self._store(cells)
        return found[1] if found else None

    def _store_code(self, cells: Sequence[str]) -> str:
        found = self._store(cells)
        return found[0] if found else ""

    def _tier(self, cells: Sequence[str]) -> str:
        text = self._cell(cells, "tier")
        if not text:
            return ""
        named = self.matching.values.get("tier", {}).get(text, text)
        if found := self.words.tiers.get(for_search(named)):
            return found
        if self.matching.chosen("bad_tier") == "without":
            return ""
        raise Problem("tier_unknown", text)

    def _sms(self, cells: Sequence[str]) -> bool | None:
        text = self._cell(cells, "sms")
        if not text:
            return None  # no word is no consent, and no refusal that a later word would have to overrule
        given: bool = self._read_value("consent_unclear", text, values.yes)
        return given

    def _units(self, cells: Sequence[str]) -> int:
        text = self._cell(cells, "units")
        units: int = self._read_value("units_bad", text, values.whole) if text else 0
        if units < 0:
            if self.matching.chosen("negative") == "zero":
                return 0
            raise Problem("units_negative", text)
        if units > UNITS_MAX:
            raise Problem("units_bad", text)
        return units

    def _in_unit(self, cells: Sequence[str]) -> int:
        """Units of the club's first unit, where it counts any."""
        units = self._units(cells)
        if units and not self.words.unit:
            raise Problem("unit_unknown", self._cell(cells, "units"))
        return units

    def _ends(self, cells: Sequence[str]) -> date | None:
        text = self._cell(cells, "ends")
        if not text:
            return None
        ends: date = self._read_value("date_bad", text, values.day, self.words.dates)
        if ends < self._today():
            raise Problem("ended", text)
        return ends

    def _tags(self, cells: Sequence[str]) -> tuple[str, ...]:
        parts = self._text(cells, "tags").replace("،", ",").replace("؛", ",").replace(";", ",").split(",")
        return tuple(part.strip()[:40] for part in parts if part.strip())[:20]

    def _money(self, cells: Sequence[str], name: str) -> int:
        in_one = self.words.in_one if self.matching.chosen("money") == "shown" else 1
        amount: int = self._read_value("amount_bad", self._cell(cells, name), values.minor, in_one)
        return amount

    def _number(self, cells: Sequence[str]) -> str:
        number = for_card(self._cell(cells, "number"))
        if not number and "number" in self._place:
            raise Problem("number_missing")
        if len(number) > REFERENCE_MAX:
            raise Problem("too_long", number)
        return number


_ARABIC_FORMS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})


def _letters(text: str) -> str:
    """Arabic forms of Persian letters made Persian, as people here write them."""
    return text.translate(_ARABIC_FORMS)
