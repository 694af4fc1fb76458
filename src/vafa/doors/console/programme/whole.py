"""The forms of what has no chip of its own: how a rule lives, a cap, a unit, the ladder of tiers."""

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.text import latin_digits
from vafa.doors.console.fields import MoneyField, WholeField
from vafa.doors.console.programme.forms import PartForm
from vafa.doors.console.programme.kinds import Listed, choices, codes_in
from vafa.doors.console.programme.names import ACTIVITIES, DraftNames, activity_name
from vafa.engine.amounts import Rounding
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.base import Base
from vafa.engine.earning.programme import Budget, Cap, Rule, Unit, WaitDays, WaitStep
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Expiry, FixedDates, Never, Rolling, Sliding

_PERIODS: Final = (
    ("day", gettext_lazy("days")), ("week", gettext_lazy("weeks")), ("month", gettext_lazy("months")),
    ("year", gettext_lazy("years")),
)  # fmt: skip
_ENDS: Final = (
    ("never", gettext_lazy("never")), ("rolling", gettext_lazy("some time after they start")),
    ("fixed_dates", gettext_lazy("on dates of the year")), ("sliding", gettext_lazy("after days without a visit")),
)  # fmt: skip
_WAITS: Final = (
    ("", gettext_lazy("at once")), ("days", gettext_lazy("after days")), ("step", gettext_lazy("after a step")),
)  # fmt: skip


class NamedForm(PartForm):
    """Of what has a name in both languages."""

    name_fa = forms.CharField(label=gettext_lazy("Name, Persian"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=80)

    def __init__(self, names: DraftNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(names, *args, **kwargs)
        self.fields["name_fa"].widget.attrs |= {"lang": "fa", "dir": "rtl"}
        self.fields["name_en"].widget.attrs |= {"lang": "en", "dir": "ltr"}

    @property
    def name(self) -> Name:
        return Name(self.cleaned_data["name_fa"].strip(), self.cleaned_data["name_en"].strip())


def named(name: Name) -> dict[str, str]:
    return {"name_fa": name.fa, "name_en": name.en}


class ExpiryFields:
    """When units end: how, and the figures of that."""

    @staticmethod
    def fields(own: bool) -> dict[str, forms.Field]:
        """`own`: a rule may leave it to its unit."""
        ends = [("", _("as the unit says"))] if own else []
        return {
            "ends": forms.ChoiceField(label=_("Units end"), choices=[*ends, *_ENDS], required=not own),
            "ends_count": WholeField(label=_("After so many"), required=False),
            "ends_period": forms.ChoiceField(label=_("Counted in"), choices=_PERIODS, required=False),
            "ends_to": forms.ChoiceField(
                label=_("At the end of the"), required=False,
                choices=[("day", _("day")), ("month", _("month")), ("year", _("year"))],
            ),
            "ends_dates": forms.CharField(
                label=_("Dates, as month/day"), required=False, help_text=_("Such as 06/31, 12/29.")
            ),
        }  # fmt: skip

    @staticmethod
    def shown(expiry: Expiry | None, names: DraftNames) -> dict[str, Any]:
        fmt = names.fmt
        if expiry is None:
            return {"ends": ""}
        made: dict[str, Any] = {"ends": expiry.type}
        if isinstance(expiry, Rolling):
            made |= {"ends_count": fmt.integer(expiry.count), "ends_period": expiry.period.value,
                     "ends_to": expiry.to_end_of.value}  # fmt: skip
        if isinstance(expiry, Sliding):
            made |= {"ends_count": fmt.integer(expiry.days)}
        if isinstance(expiry, FixedDates):
            dates = (fmt.digits(f"{month:02}/{day:02}") for month, day in expiry.dates)
            made |= {"ends_dates": _(", ").join(dates), "ends_count": fmt.integer(expiry.notice_days)}
        return made

    @staticmethod
    def made(given: dict[str, Any]) -> Expiry | None:
        count = given["ends_count"] if isinstance(given["ends_count"], int) else 0
        if given["ends"] == "rolling":
            return Rolling(count, Period(given["ends_period"] or "day"), Period(given["ends_to"] or "day"))
        if given["ends"] == "sliding":
            return Sliding(count)
        if given["ends"] == "fixed_dates":
            return FixedDates(dates_in(given["ends_dates"]), max(0, count))
        return Never() if given["ends"] == "never" else None

    @staticmethod
    def check(form: forms.Form, given: dict[str, Any]) -> None:
        if given.get("ends") in {"rolling", "sliding"} and not isinstance(given.get("ends_count"), int):
            form.add_error("ends_count", _("Write after how many."))
        if given.get("ends") == "fixed_dates" and not dates_in(given.get("ends_dates", "")):
            form.add_error("ends_dates", _("Write dates as month/day, such as 06/31."))


def dates_in(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for each in codes_in(latin_digits(text)):
        month, _stroke, day = each.partition("/")
        if not (month.strip().isdigit() and day.strip().isdigit()):
            return ()
        found.append((int(month), int(day)))
    return tuple(found)


class MoreForm(NamedForm):
    """How a rule lives: its name, what it is for, the group, rounding, waiting, its own end."""

    def __init__(self, names: DraftNames, rule: Rule, data: Any = None) -> None:
        super().__init__(names, data, initial=self._shown(rule, names))
        self.rule = rule
        known = [*ACTIVITIES, *(each for each in rule.activities if each not in ACTIVITIES)]
        self.fields |= {
            "activities": forms.MultipleChoiceField(
                label=_("For"), choices=[(each, activity_name(each)) for each in known],
                widget=forms.CheckboxSelectMultiple,
            ),
            "group": forms.CharField(
                label=_("Only the best of the group"), required=False, max_length=40,
                help_text=_("Rules of one group do not add up. Empty: none."),
            ),
            "group_scope": forms.ChoiceField(label=_("The best"), choices=choices("group_scope", names)),
            "rounding": forms.ChoiceField(label=_("Round"), choices=choices("rounding", names)),
            "indivisible": forms.BooleanField(label=_("Whole or not at all under a cap"), required=False),
            "before_discounts": forms.BooleanField(label=_("Count before discounts"), required=False),
            "with_tax": forms.BooleanField(label=_("Count tax too"), required=False),
            "with_delivery": forms.BooleanField(label=_("Count delivery too"), required=False),
            "waits": forms.ChoiceField(label=_("Units become active"), choices=_WAITS, required=False),
            "wait_days": WholeField(label=_("Days, or at most so many"), required=False),
            "wait_step": forms.CharField(
                label=_("Step"), required=False, max_length=40, help_text=_("Such as paid or delivered.")
            ),
        }  # fmt: skip
        self.fields |= ExpiryFields.fields(own=True)

    @staticmethod
    def _shown(rule: Rule, names: DraftNames) -> dict[str, Any]:
        waits = rule.waits
        days = waits.days if isinstance(waits, WaitDays) else waits.deadline_days if waits else None
        return named(rule.name) | ExpiryFields.shown(rule.expiry, names) | {
            "activities": list(rule.activities), "group": rule.group, "group_scope": rule.group_scope,
            "rounding": rule.rounding.value, "indivisible": rule.indivisible,
            "before_discounts": rule.base.before_discounts, "with_tax": rule.base.with_tax,
            "with_delivery": rule.base.with_delivery, "waits": waits.type if waits else "",
            "wait_days": "" if days is None else names.fmt.integer(days),
            "wait_step": waits.step if isinstance(waits, WaitStep) else "",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ExpiryFields.check(self, given)
        if given.get("waits") and not isinstance(given.get("wait_days"), int):
            self.add_error("wait_days", _("Write how many days."))
        if given.get("waits") == "step" and not given.get("wait_step", "").strip():
            self.add_error("wait_step", _("Name the step."))
        return given

    def made(self) -> Rule:
        given = self.cleaned_data
        waits: WaitDays | WaitStep | None = None
        if given["waits"] == "days":
            waits = WaitDays(given["wait_days"])
        elif given["waits"] == "step":
            waits = WaitStep(given["wait_step"].strip(), given["wait_days"])
        flags = {name: given[name] for name in ("before_discounts", "with_tax", "with_delivery")}
        return replace(
            self.rule, name=self.name, activities=tuple(given["activities"]), group=given["group"].strip(),
            group_scope=given["group_scope"], rounding=Rounding(given["rounding"]), indivisible=given["indivisible"],
            base=Base(self.rule.base.lines, **flags), waits=waits, expiry=ExpiryFields.made(given),
        )  # fmt: skip


class CapForm(NamedForm):
    """Of a cap or a budget; a budget also says when staff hear of it, and is never for one receipt."""

    def __init__(self, names: DraftNames, cap: Cap, data: Any = None) -> None:
        shown = named(cap.name) | {
            "units": names.fmt.integer(cap.units), "unit": cap.unit, "period": cap.period, "rules": list(cap.rules),
        }  # fmt: skip
        super().__init__(names, data, initial=shown)
        self.cap = cap
        self.fields |= {
            "units": WholeField(label=_("No more than")),
            "unit": forms.ChoiceField(label=_("Unit"), choices=choices("units", names)),
            "period": forms.ChoiceField(label=_("Counted"), choices=choices("period", names)),
            "rules": forms.MultipleChoiceField(
                label=_("Rules; none is all of them"), required=False, choices=choices("rules", names),
                widget=forms.CheckboxSelectMultiple,
            ),
        }  # fmt: skip
        if isinstance(cap, Budget):
            self.fields["units"].label = _("All members together no more than")
            self.fields["period"] = forms.ChoiceField(label=_("Counted"), choices=choices("period", names)[1:])
            self.fields["alarm_percent"] = WholeField(
                label=_("Staff hear of it at, percent"), initial=names.fmt.integer(cap.alarm_percent)
            )

    def made(self) -> Cap:
        given = self.cleaned_data
        more = {"alarm_percent": given["alarm_percent"]} if isinstance(self.cap, Budget) else {}
        return replace(
            self.cap, name=self.name, units=given["units"], unit=given["unit"], period=given["period"],
            rules=Listed().made(",".join(given["rules"])), **more,
        )  # fmt: skip


class UnitForm(NamedForm):
    def __init__(self, names: DraftNames, unit: Unit, data: Any = None) -> None:
        minor, per = unit.value_minor_per
        shown = named(unit.name) | ExpiryFields.shown(unit.expiry, names) | {
            "kind": unit.kind, "worth": names.fmt.money_figure(minor), "per": names.fmt.integer(per),
        }  # fmt: skip
        super().__init__(names, data, initial=shown)
        self.unit = unit
        self.fields |= {
            "kind": forms.ChoiceField(label=_("What it is"), choices=choices("unit_kind", names)),
            "per": WholeField(label=_("So many of them")),
            "worth": MoneyField(
                fmt=names.fmt, label=_("are worth, in {currency}").format(currency=names.fmt.currency_name),
                help_text=_("What the club declares them to be worth. The replay counts their cost by it."),
            ),
        }  # fmt: skip
        self.fields |= ExpiryFields.fields(own=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ExpiryFields.check(self, given)
        if isinstance(given.get("per"), int) and given["per"] < 1:
            self.add_error("per", _("Write a number above zero."))
        return given

    def made(self) -> Unit:
        given = self.cleaned_data
        expiry = ExpiryFields.made(given)
        assert expiry is not None
        worth = (given["worth"], given["per"])
        return replace(self.unit, name=self.name, kind=given["kind"], value_minor_per=worth, expiry=expiry)
