"""The form behind a chip. It follows from the type of what is changed: each field of a condition or an effect is typed
as its name says, so that another one has its form when it has its words."""

import dataclasses
from fractions import Fraction
from typing import Any, Final, get_type_hints

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.doors.console.programme.kinds import (
    ADay,
    AMoney,
    DecimalField,
    Hundredths,
    Kind,
    Listed,
    One,
    Some,
    Tick,
    Whole,
    decimal_shown,
)
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.reach import of_amount
from vafa.engine.earning.base import Lines
from vafa.engine.earning.conditions import CONDITIONS, AmountAtLeast
from vafa.engine.earning.effects import EFFECTS, FixedUnits, Multiplier

_BY_NAME: Final[dict[str, Kind]] = {
    "minor": AMoney(), "per_minor": AMoney(), "basis_points": Hundredths(), "unit": One("units"),
    "stores": Some("stores"), "tiers": Some("tiers"), "segments": Some("segments"), "channels": Some("channels"),
    "means": Some("means"), "rules": Some("rules"), "for_each": One("for_each"), "stacking": One("stacking"),
    "on_weekday.days": Some("days"),
}  # fmt: skip
_BY_TYPE: Final[dict[str, Kind]] = {
    "int": Whole(), "bool": Tick(), "date": ADay(), "tuple[str, ...]": Listed(), "str": Listed(),
}  # fmt: skip
_LABELS: Final[dict[str, Any]] = {
    "amount_at_least.minor": gettext_lazy("At least"), "has_lines.quantity": gettext_lazy("So many or more"),
    "has_lines.minor": gettext_lazy("Or for so much or more"), "stores": gettext_lazy("Branches"),
    "channels": gettext_lazy("Ways of buying"), "means": gettext_lazy("Paid with"), "days": gettext_lazy("Days"),
    "between_hours.start": gettext_lazy("From the hour"), "between_hours.end": gettext_lazy("Until the hour"),
    "between_dates.start": gettext_lazy("From the day"),
    "between_dates.end": gettext_lazy("Until before the day"), "number": gettext_lazy("Purchase number"),
    "every": gettext_lazy("Every such one, not once"), "tiers": gettext_lazy("Tiers"),
    "segments": gettext_lazy("Groups"), "has_tag.tags": gettext_lazy("Marks, with commas"),
    "youngest": gettext_lazy("From the age of"), "age_between.before": gettext_lazy("Until before"),
    "days_before": gettext_lazy("Days before it"), "days_after": gettext_lazy("Days after it"),
    "days_since_joining.least": gettext_lazy("From the day"),
    "days_since_joining.below": gettext_lazy("Until before the day"),
    "days_since_last_visit.least": gettext_lazy("Days without a visit"), "unit": gettext_lazy("Unit"),
    "units": gettext_lazy("How many"), "per_minor": gettext_lazy("For each"), "stamps": gettext_lazy("How many"),
    "for_each": gettext_lazy("For"), "basis_points": gettext_lazy("Percent"),
    "stacking": gettext_lazy("With other factors"), "multiplier.rules": gettext_lazy("Rules; none is all of them"),
    "factor": gettext_lazy("Times"),
}  # fmt: skip
_LINES: Final = {
    "categories": gettext_lazy("Categories, with commas"), "skus": gettext_lazy("Product codes"),
    "brands": gettext_lazy("Brands"), "tags": gettext_lazy("Marks"),
    "except_categories": gettext_lazy("Without the categories"), "except_skus": gettext_lazy("Without the codes"),
    "except_brands": gettext_lazy("Without the brands"), "except_tags": gettext_lazy("Without the marks"),
}  # fmt: skip
ENGINE: Final[dict[str, type]] = {**CONDITIONS, **EFFECTS}


class PartForm(forms.Form):
    """Fields of one part of a draft; `made` gives the part as it was typed."""

    def __init__(self, names: DraftNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def made(self) -> Any:
        raise NotImplementedError


class ValueForm(PartForm):
    """Of a condition or an effect, by its type."""

    def __init__(self, names: DraftNames, kind: type, value: Any, data: Any = None) -> None:
        super().__init__(names, data, initial={})
        self.kind, self.value = kind, value
        self._kinds = {name: _kind_of(kind, name, names, value) for name in _plain_fields(kind)}
        for name, each in self._kinds.items():
            self.fields[name] = each.field(names, _label(kind, name))
            if value is not None:
                self.initial[name] = each.shown(names, getattr(value, name))
        if kind is AmountAtLeast and value is not None:
            self.fields["minor"].help_text = of_amount(names, value.minor)
        if kind is Multiplier:
            self.fields["factor"] = DecimalField(label=_LABELS["factor"])
            self.order_fields(["factor"])
            if value is not None:
                self.initial["factor"] = decimal_shown(names, value.numerator * 100 // value.denominator)
        if _has_lines(kind):
            self.fields |= lines_fields()
            if value is not None:
                self.initial.update(lines_shown(names, value.lines))

    def made(self) -> Any:
        given = {name: kind.made(self.cleaned_data[name]) for name, kind in self._kinds.items()}
        if self.kind is Multiplier:
            factor = Fraction(self.cleaned_data["factor"], 100)
            given |= {"numerator": factor.numerator, "denominator": factor.denominator}
        if _has_lines(self.kind):
            given["lines"] = lines_made(self.cleaned_data)
        return self.kind(**given)


def _plain_fields(kind: type) -> list[str]:
    """Those with a field of their own."""
    own = {"numerator", "denominator", "lines"}
    return [field.name for field in dataclasses.fields(kind) if field.name not in own]


def _has_lines(kind: type) -> bool:
    return any(field.name == "lines" for field in dataclasses.fields(kind))


def _kind_of(kind: Any, name: str, names: DraftNames, value: Any) -> Kind:
    if name == "units" and kind is FixedUnits and value is not None and names.is_money(value.unit):
        return AMoney()
    found = _BY_NAME.get(f"{kind.type}.{name}") or _BY_NAME.get(name)
    return found or _BY_TYPE[_written(get_type_hints(kind)[name])]


def _written(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)


def _label(kind: Any, name: str) -> Any:
    return _LABELS.get(f"{kind.type}.{name}") or _LABELS[name]


def lines_fields() -> dict[str, forms.Field]:
    named = {name: forms.CharField(label=label, required=False, max_length=4_000) for name, label in _LINES.items()}
    margin = DecimalField(
        label=_("Margin at least, percent"), required=False,
        help_text=_("To push what earns most: only products that earn so much of their price. Members do not see it."),
    )  # fmt: skip
    return {**named, "margin_at_least": margin}


def lines_shown(names: DraftNames, lines: Lines) -> dict[str, str]:
    margin = decimal_shown(names, lines.margin_at_least) if lines.margin_at_least else ""
    return {name: _(", ").join(getattr(lines, name)) for name in _LINES} | {"margin_at_least": margin}


def lines_made(typed: dict[str, Any]) -> Lines:
    named = {name: Listed().made(typed[name]) for name in _LINES}
    return Lines(**named, margin_at_least=typed["margin_at_least"] or 0)


class LinesForm(PartForm):
    """Which products count: of a rule's base, or of a multiplier's own part."""

    def __init__(self, names: DraftNames, lines: Lines, data: Any = None) -> None:
        super().__init__(names, data, initial=lines_shown(names, lines))
        self.fields |= lines_fields()

    def made(self) -> Lines:
        return lines_made(self.cleaned_data)


def kind_name(type_: str) -> str:
    """A condition or an effect before it has any figures."""
    return {
        "amount_at_least": _("the amount"), "has_lines": _("a product in it"), "at_store": _("the branch"),
        "by_channel": _("the way of buying"), "paid_with": _("how it is paid"), "on_weekday": _("the day of the week"),
        "between_hours": _("the hour"), "between_dates": _("dates"), "nth_purchase": _("which purchase it is"),
        "in_tier": _("the tier"), "in_segment": _("the group"), "has_tag": _("a mark on the member"),
        "age_between": _("the age"), "near_birthday": _("the birthday"),
        "days_since_joining": _("how long a member"), "days_since_last_visit": _("how long not seen"),
        "units_per_money": _("Units for each so much money"), "fixed_units": _("The same each time"),
        "units_per_item": _("Units for each item"), "stamp": _("Stamps on a card"),
        "cashback": _("A share back to the wallet"), "multiplier": _("Times what other rules give"),
    }[type_]  # fmt: skip


PICKED: Final = tuple(each for each in CONDITIONS if each not in {"all", "any", "not"})
"""Conditions that are chosen by name; the others are made of them."""
