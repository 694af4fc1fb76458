"""How each kind of value is typed: the field for it, what it shows, and what is made of what was typed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.text import latin_digits
from vafa.doors.console.fields import DayField, MoneyField, WholeField, written_day
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.look.names import channel_name

CHANNELS: Final = ("counter", "till", "app", "web", "online", "portal")
MEANS: Final = ("cash", "card", "points", "wallet", "gift_card")


class DecimalField(forms.CharField):
    """A number with a fraction, in digits of any script; as hundredths."""

    def to_python(self, value: Any) -> Any:
        text = latin_digits(value or "").strip().replace("٫", ".").replace("/", ".").replace("٪", "").replace("%", "")
        if not text:
            return None
        whole, _dot, rest = text.partition(".")
        if not (whole.isdigit() and (not rest or rest.isdigit()) and len(rest) <= 2 and len(whole) <= 9):
            raise forms.ValidationError(_("Write a number, such as 3 or 1.5."), code="decimal")
        return int(whole) * 100 + int((rest or "0").ljust(2, "0"))


class Kind(Protocol):
    """`field` is asked for a label; `shown` writes a value into it, `made` reads what was typed."""

    def field(self, names: DraftNames, label: Any) -> forms.Field: ...

    def shown(self, names: DraftNames, value: Any) -> Any: ...

    def made(self, typed: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Whole:
    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return WholeField(label=label)

    def shown(self, names: DraftNames, value: Any) -> Any:
        return names.fmt.integer(value)

    def made(self, typed: Any) -> Any:
        return typed


@dataclass(frozen=True, slots=True)
class AMoney:
    def field(self, names: DraftNames, label: Any) -> forms.Field:
        named = _("{label}, in {currency}").format(label=label, currency=names.fmt.currency_name)
        return MoneyField(fmt=names.fmt, label=named)

    def shown(self, names: DraftNames, value: Any) -> Any:
        return names.fmt.money_figure(value)

    def made(self, typed: Any) -> Any:
        return typed


@dataclass(frozen=True, slots=True)
class Hundredths:
    """A share in percent; the engine counts basis points."""

    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return DecimalField(label=label)

    def shown(self, names: DraftNames, value: Any) -> Any:
        return decimal_shown(names, value)

    def made(self, typed: Any) -> Any:
        return typed


def decimal_shown(names: DraftNames, hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return names.fmt.digits(f"{whole}.{rest:02}".rstrip("0").rstrip("."))


@dataclass(frozen=True, slots=True)
class Tick:
    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return forms.BooleanField(label=label, required=False)

    def shown(self, names: DraftNames, value: Any) -> Any:
        return value

    def made(self, typed: Any) -> Any:
        return bool(typed)


@dataclass(frozen=True, slots=True)
class ADay:
    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return DayField(label=label, calendar=names.club.reckoning, today=names.fmt.today, to_come=True)

    def shown(self, names: DraftNames, value: dt.date) -> Any:
        return written_day(names.club.reckoning, value)

    def made(self, typed: Any) -> Any:
        return typed


@dataclass(frozen=True, slots=True)
class Listed:
    """Codes with commas between them, as receipts have them."""

    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return forms.CharField(label=label, required=False, max_length=2_000)

    def shown(self, names: DraftNames, value: Sequence[str]) -> Any:
        return _(", ").join(value)

    def made(self, typed: Any) -> Any:
        return codes_in(typed)


def codes_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.replace("،", ",").split(",") if each.strip()))


@dataclass(frozen=True, slots=True)
class Some:
    """Some of what the club has, ticked."""

    of: str

    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            label=label, required=False, choices=choices(self.of, names), widget=forms.CheckboxSelectMultiple
        )

    def shown(self, names: DraftNames, value: Sequence[Any]) -> Any:
        return [str(each) for each in value]

    def made(self, typed: Any) -> Any:
        return tuple(int(each) for each in typed) if self.of == "days" else tuple(typed)


@dataclass(frozen=True, slots=True)
class One:
    """One of what the club has, or of a few words."""

    of: str

    def field(self, names: DraftNames, label: Any) -> forms.Field:
        return forms.ChoiceField(label=label, choices=choices(self.of, names))

    def shown(self, names: DraftNames, value: Any) -> Any:
        return value

    def made(self, typed: Any) -> Any:
        return typed


Choices = list[tuple[Any, Any]]
_WORDS: Final[dict[str, Choices]] = {
    "for_each": [("receipt", gettext_lazy("each receipt")), ("item", gettext_lazy("each item"))],
    "stacking": [
        ("add", gettext_lazy("they add up: ×2 and ×3 is ×4")),
        ("compound", gettext_lazy("they multiply: ×2 and ×3 is ×6")),
        ("highest", gettext_lazy("only the highest counts")),
    ],
    "period": [
        ("receipt", gettext_lazy("on one receipt")), ("day", gettext_lazy("a day")), ("week", gettext_lazy("a week")),
        ("month", gettext_lazy("a month")), ("year", gettext_lazy("a year")), ("lifetime", gettext_lazy("ever")),
    ],
    "rounding": [
        ("down", gettext_lazy("down")), ("up", gettext_lazy("up")), ("half_up", gettext_lazy("half up")),
        ("half_even", gettext_lazy("half to the even one")),
    ],
    "group_scope": [("receipt", gettext_lazy("of the receipt")), ("line", gettext_lazy("of each line"))],
    "unit_kind": [
        ("points", gettext_lazy("points")), ("stamps", gettext_lazy("stamps")),
        ("money", gettext_lazy("money of a wallet")), ("status", gettext_lazy("status points, for tiers only")),
    ],
}  # fmt: skip


def choices(of: str, names: DraftNames) -> Choices:
    """What can be chosen, with its words."""
    if of in _WORDS:
        return _WORDS[of]
    if of == "days":
        first = names.club.reckoning.week_starts
        return [((first + each) % 7, names.fmt.weekday_name((first + each) % 7)) for each in range(7)]
    if of == "channels":
        return [(each, channel_name(each)) for each in CHANNELS]
    if of == "means":
        return [(each, means_name(each)) for each in MEANS]
    giving = [(rule.id, names.written(rule.name)) for rule in names.content.rules if rule.effect.type != "multiplier"]
    known = {
        "units": names.units, "tiers": names.tiers, "segments": names.segments, "stores": names.stores,
        "rules": dict(giving),
    }  # fmt: skip
    return list(known[of].items())


def means_name(code: str) -> str:
    known = {"points": _("points"), "wallet": _("wallet"), "gift_card": _("gift card")}
    return known.get(code) or channel_name(code)
