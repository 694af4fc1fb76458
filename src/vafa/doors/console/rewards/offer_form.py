"""The form of an offer: something off every basket that it fits, without a code and without units."""

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.models import Club
from vafa.doors.console.fields import MoneyField, WholeField
from vafa.doors.console.rewards.forms import EffectForm, initial_effect, initial_terms, money_shown
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.offers.models import Offer
from vafa.rewards.shapes import OfferGiven

KINDS: Final = ("percent_off", "amount_off", "free_item", "cheapest_free", "free_delivery")
STACKING: Final = (
    ("common", gettext_lazy("With others of its kind")),
    ("exclusive", gettext_lazy("Alone: no other offer beside it")),
    ("always", gettext_lazy("Beside every other")),
)
WHEN: Final = ("nth", "weekdays", "hour_from", "hour_to")
"""Fields that are conditions, beside the least amount."""


class OfferForm(EffectForm):
    nth = WholeField(
        label=gettext_lazy("Only on purchase number"), required=False,
        help_text=gettext_lazy("1 welcomes a new member. Empty: on every purchase."),
    )  # fmt: skip
    hour_from = WholeField(label=gettext_lazy("From the hour"), required=False, help_text=gettext_lazy("Such as 15."))
    hour_to = WholeField(label=gettext_lazy("Until the hour"), required=False, help_text=gettext_lazy("Such as 18."))
    stacking = forms.ChoiceField(label=gettext_lazy("Together with other offers"), choices=STACKING)
    priority = WholeField(
        label=gettext_lazy("Rank"), initial="100",
        help_text=gettext_lazy("From 1 to 1000; the lower one is asked first."),
    )  # fmt: skip

    def __init__(self, kind: str, club: Club, names: ClubNames, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(club, names, today, *args, **kwargs)
        self._add_effect(kind, [])
        first = club.reckoning.week_starts
        self.fields["weekdays"] = forms.MultipleChoiceField(
            label=_("On these days; none is every day"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[((first + each) % 7, self.fmt.weekday_name((first + each) % 7)) for each in range(7)],
        )  # fmt: skip
        self.fields["budget"] = MoneyField(
            fmt=self.fmt, required=False, help_text=_("Empty: no limit."),
            label=_("In all at most, in {currency}").format(currency=self.fmt.currency_name),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name, least, most in (("nth", 1, 10_000), ("hour_from", 0, 23), ("hour_to", 0, 24), ("priority", 1, 1000)):
            if isinstance(given.get(name), int) and not least <= given[name] <= most:
                told = _("From {least} to {most}.")
                self.add_error(name, told.format(least=self.fmt.integer(least), most=self.fmt.integer(most)))
        if (given.get("hour_from") == "") != (given.get("hour_to") == ""):
            self.add_error("hour_to", _("Write both hours, or neither."))
        return given

    def condition(self) -> dict[str, Any] | None:
        """All that was asked for must hold."""
        given, asked = self.cleaned_data, []
        if least := super().condition():
            asked.append(least)
        if given["nth"] != "":
            asked.append({"type": "nth_purchase", "number": given["nth"]})
        if given["weekdays"]:
            asked.append({"type": "on_weekday", "days": sorted(int(day) for day in given["weekdays"])})
        if given["hour_from"] != "":
            asked.append({"type": "between_hours", "start": given["hour_from"], "end": given["hour_to"] % 24})
        if len(asked) > 1:
            return {"type": "all", "conditions": asked}
        return asked[0] if asked else None

    def given(self, kept: Offer | None = None) -> OfferGiven:
        """In: the offer that is changed; what this form does not show of it stays."""
        data, effect = self.cleaned_data, self.effect()
        assert effect is not None
        unseen = {name: getattr(kept, name) for name in ("group", "group_limit", "assigned_only")} if kept else {}
        return OfferGiven(
            effect=effect, condition=self.condition(), stacking=data["stacking"], priority=data["priority"],
            budget_minor=data["budget"], **unseen, **self.of_terms(),
        )  # fmt: skip


def initial_of_offer(row: Offer, club: Club, fmt: Format) -> dict[str, Any]:
    """A stored offer as its form shows it."""
    asked = {each["type"]: each for each in _parts(row.condition)}
    hours = asked.get("between_hours")
    return initial_terms(row, club) | initial_effect(row.effect, fmt) | {
        "least": money_shown(asked.get("amount_at_least", {}).get("minor"), fmt),
        "nth": fmt.integer(asked["nth_purchase"]["number"]) if "nth_purchase" in asked else "",
        "weekdays": [str(day) for day in asked.get("on_weekday", {}).get("days", ())],
        "hour_from": fmt.integer(hours["start"]) if hours else "",
        "hour_to": fmt.integer(hours["end"] or 24) if hours else "",
        "stacking": row.stacking, "priority": fmt.integer(row.priority), "budget": money_shown(row.budget.most, fmt),
    }  # fmt: skip


def is_shown_whole(row: Offer) -> bool:
    """Could the form give this offer? One of another make would lose what the form does not know."""
    known = {
        "amount_at_least": {"type", "minor"}, "nth_purchase": {"type", "number"}, "on_weekday": {"type", "days"},
        "between_hours": {"type", "start", "end"},
    }  # fmt: skip
    parts, lines = _parts(row.condition), row.effect.get("lines", {})
    kinds = [each["type"] for each in parts]
    simple = all(set(each) == known.get(each["type"]) for each in parts) and len(kinds) == len(set(kinds))
    named = not lines or (set(lines) == {"skus", "categories"} and lines["skus"] == lines["categories"])
    return simple and named and row.effect.get("basis_points", 0) % 100 == 0


def _parts(condition: dict[str, Any] | None) -> list[dict[str, Any]]:
    if condition is None:
        return []
    return condition["conditions"] if condition["type"] == "all" else [condition]
