"""The club's own names for its codes: stores, tiers, units, segments. Read once for a page."""

from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import sign_of, signed
from vafa.doors.look.words import NameOf, Words, counted
from vafa.earning.queries import Judges
from vafa.engine.earning.programme import Programme, Unit
from vafa.engine.earning.words import Name
from vafa.engine.tiers import Ladder, Standing
from vafa.partners.queries import Place, stores_of
from vafa.segments.queries import definitions
from vafa.tiers.queries import ladder_on, step_of


class _ClubWords(Words):
    """As everywhere, and money of a wallet as money."""

    def __init__(self, fmt: Format, name_of: NameOf, names: "ClubNames") -> None:
        super().__init__(fmt, name_of)
        self.names = names

    def units(self, count: int, unit: str) -> str:
        return self.names.exactly(count, unit) if self.names.is_money(unit) else super().units(count, unit)


class ClubNames:
    def __init__(self, club: Club, fmt: Format) -> None:
        self.club, self.fmt = club, fmt
        self.words = _ClubWords(fmt, self.name_of, self)

    def name_of(self, kind: str, code: str) -> str:
        known = {"store": self.stores, "unit": self.units, "tier": self.tiers, "segment": self.segments}
        if kind in {"channel", "means"}:
            return channel_name(code)
        return known.get(kind, {}).get(code, code)

    @cached_property
    def judges(self) -> Judges:
        return Judges(self.club)

    @cached_property
    def programme(self) -> Programme | None:
        """The one in force; a club on its first day has none."""
        return self.judges.on(club_now(self.club)).programme if self.judges.units() else None

    @cached_property
    def ladder(self) -> Ladder | None:
        return ladder_on(self.club, club_now(self.club))

    @cached_property
    def places(self) -> dict[UUID, Place]:
        return {place.id: place for place in stores_of(self.club.id).values()}

    @cached_property
    def stores(self) -> dict[str, str]:
        return {place.code: place.name_in(self.fmt.language) for place in self.places.values()}

    @cached_property
    def units(self) -> dict[str, str]:
        """Of the programme in force, and of older ones that some account may still count."""
        named = {unit.code: self.written(unit.name) for unit in self.programme.units} if self.programme else {}
        return {code: named.get(code, code) for code in self.judges.units()}

    @cached_property
    def tiers(self) -> dict[str, str]:
        tiers = self.ladder.tiers if self.ladder else ()
        return {tier.id: self.written(tier.name) for tier in tiers}

    def tier_of(self, standing: Standing | None) -> str:
        return self.tiers.get(step_of(self.ladder, standing), "")

    @cached_property
    def segments(self) -> dict[str, str]:
        return {code: row.name_in(self.fmt.language) for code, row in definitions(self.club).items()}

    @cached_property
    def main_unit(self) -> str:
        """The first of the programme: what the balance of a page is in."""
        return next(iter(self.unit_codes), "")

    @cached_property
    def unit_codes(self) -> list[str]:
        first = [unit.code for unit in self.programme.units] if self.programme else []
        return [*first, *(code for code in self.judges.units() if code not in first)]

    def worth_minor(self, code: str, units: int) -> int | None:
        """In the club's declared money value of the unit, rounded down; None where it declares none."""
        unit = self._unit(code)
        if unit is None or not unit.value_minor_per[0]:
            return None
        minor, per = unit.value_minor_per
        return units * minor // per

    def exactly(self, units: int, code: str) -> str:
        """All digits, for ledgers."""
        return f"{self.figure(units, code)}\u00a0{counted(self.name_of('unit', code), units, self.fmt.language)}"

    def figure(self, units: int, code: str) -> str:
        """All digits without the unit's name; of a wallet the money it is."""
        return self.fmt.money_exact(units) if self.is_money(code) else self.fmt.integer(units)

    def change(self, units: int, code: str) -> str:
        """The figure with its sign."""
        return signed(self.figure(abs(units), code), sign_of(units), self.fmt.language)

    def is_money(self, code: str) -> bool:
        unit = self._unit(code)
        return unit is not None and unit.kind == "money"

    def store(self, store_id: UUID | None) -> str:
        place = self.places.get(store_id) if store_id else None
        return place.name_in(self.fmt.language) if place else ""

    def _unit(self, code: str) -> Unit | None:
        units = self.programme.units if self.programme else ()
        return next((unit for unit in units if unit.code == code), None)

    def written(self, name: Name) -> str:
        return name.fa if self.fmt.language == "fa" else name.en


def initials(name: str) -> str:
    """The first letter; in Latin script those of two names."""
    letters = [part[0] for part in name.split()]
    if not letters:
        return "·"
    return "".join(letters[:2]).upper() if letters[0].isascii() else letters[0]


def channel_name(code: str) -> str:
    known = {
        "counter": _("counter"),
        "till": _("till"),
        "import": _("import"),
        "app": _("app"),
        "web": _("web"),
        "online": _("online shop"),
        "portal": _("member portal"),
        "console": _("console"),
        "sms": _("SMS"),
        "email": _("E-mail"),
        "phone": _("Phone call"),
        "cash": _("cash"),
        "card": _("bank card"),
        "join_page": _("join page"),
    }
    return known.get(code.split(":")[0], code)


def card_kind(kind: str) -> str:
    return {
        "phone": _("Phone"),
        "card": _("Club card"),
        "qr": _("QR code"),
        "barcode": _("Barcode"),
        "bank": _("Bank card"),
        "code": _("Code"),
    }.get(kind, kind)
