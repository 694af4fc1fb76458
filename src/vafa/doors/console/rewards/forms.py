"""The form of a reward and of a batch of vouchers: what staff type, as what the rooms take."""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.models import Club
from vafa.doors.console.fields import DayField, MoneyField, WholeField, written_day
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.doors.look.reward_words import BENEFITS
from vafa.engine.calendar.periods import first_instant, local_date
from vafa.rewards.kinds import EFFECTS
from vafa.rewards.models import Batch, Reward, Terms
from vafa.rewards.shapes import BatchGiven, BenefitGiven, RewardGiven

PERIODS: Final = (
    ("lifetime", gettext_lazy("in all")), ("day", gettext_lazy("a day")), ("week", gettext_lazy("a week")),
    ("month", gettext_lazy("a month")), ("year", gettext_lazy("a year")),
)  # fmt: skip
BY_KIND: Final[dict[str, tuple[str, ...]]] = {
    "percent_off": ("percent", "ceiling", "products", "least"),
    "amount_off": ("off", "products", "least"),
    "voucher": ("off", "least"),
    "free_item": ("products", "quantity", "least"),
    "cheapest_free": ("of", "products", "least"),
    "free_delivery": ("ceiling", "least"),
    "wallet": ("value",),
    "gift_card": ("value",),
    "pool_code": ("pool",),
}
"""Which of the fields of `_effect_fields` a kind has."""
FELT: Final[dict[str, dict[str, Any]]] = {"free_delivery": {"type": "free_delivery"}}
"""By kind of benefit, what a basket feels of it."""


class TermsForm(forms.Form):
    """Names, for whom, where, how often and until when."""

    name_fa = forms.CharField(label=gettext_lazy("Name, Persian"), max_length=80, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name, English"), max_length=80, required=False)

    def __init__(self, club: Club, names: ClubNames, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.club, self.names, self.fmt = club, names, names.fmt
        self.fields["name_fa"].widget.attrs |= {"lang": "fa", "dir": "rtl"}
        self.fields["name_en"].widget.attrs |= {"lang": "en", "dir": "ltr"}
        self.fields |= _terms_fields(club, names, today)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("name_fa") or given.get("name_en")):
            self.add_error("name_fa", _("Write the name in one language at least."))
        self.above_zero("limit_count")
        return given

    def above_zero(self, *named: str) -> None:
        for name in named:
            if isinstance(self.cleaned_data.get(name), int) and self.cleaned_data[name] < 1:
                self.add_error(name, _("Write a number above zero."))

    def of_terms(self) -> dict[str, Any]:
        given = self.cleaned_data
        names = {"name_fa": given["name_fa"] or given["name_en"], "name_en": given["name_en"] or given["name_fa"]}
        texts = {name: given.get(name, "") for name in ("text_fa", "text_en")}
        return names | texts | {
            "tiers": tuple(given["tiers"]), "segment": given["segment"], "stores": tuple(given["stores"]),
            "limit_count": given["limit_count"] or None, "limit_period": given["limit_period"],
            "starts_at": self._from(given["starts"]), "ends_at": self._until(given["ends"]),
        }  # fmt: skip

    def _from(self, day: dt.date | None) -> dt.datetime | None:
        return first_instant(day, self.club.zone) if day else None

    def _until(self, day: dt.date | None) -> dt.datetime | None:
        """The day itself counts."""
        return first_instant(day + dt.timedelta(days=1), self.club.zone) if day else None


def _terms_fields(club: Club, names: ClubNames, today: dt.date) -> dict[str, forms.Field]:
    day: dict[str, Any] = {"calendar": club.reckoning, "today": today, "to_come": True, "required": False}
    many: dict[str, Any] = {"required": False, "widget": forms.CheckboxSelectMultiple}
    return {
        "tiers": forms.MultipleChoiceField(
            label=_("Tiers; none is every tier"), choices=[*names.tiers.items()], **many
        ),
        "segment": forms.ChoiceField(
            label=_("Group"), required=False, choices=[("", _("everyone")), *names.segments.items()]
        ),
        "stores": forms.MultipleChoiceField(
            label=_("Branches; none is all of them"), choices=[*names.stores.items()], **many
        ),
        "limit_count": WholeField(
            label=_("At most so many times each"), required=False, help_text=_("Empty: no limit.")
        ),
        "limit_period": forms.ChoiceField(label=_("Counted"), choices=PERIODS),
        "starts": DayField(label=_("From the day"), **day),
        "ends": DayField(label=_("Until the day, itself included"), **day),
    }  # fmt: skip


def _effect_fields(fmt: Format, pools: list[tuple[str, str]]) -> dict[str, forms.Field]:
    money: dict[str, Any] = {"fmt": fmt, "required": False}
    currency = fmt.currency_name
    return {
        "percent": WholeField(label=_("Percent off"), required=False),
        "off": MoneyField(label=_("Off, in {currency}").format(currency=currency), **money),
        "ceiling": MoneyField(
            label=_("At most, in {currency}").format(currency=currency), help_text=_("Empty: no ceiling."), **money
        ),
        "products": forms.CharField(
            label=_("Products"), required=False, max_length=400,
            help_text=_("Codes or categories as your receipts have them, with commas. Empty: everything."),
        ),
        "quantity": WholeField(label=_("How many items"), required=False, initial="1"),
        "of": WholeField(label=_("Of each so many items"), required=False, initial="3"),
        "least": MoneyField(
            label=_("On purchases from, in {currency}").format(currency=currency), help_text=_("Empty: any purchase."),
            **money,
        ),
        "value": MoneyField(label=_("Money on it, in {currency}").format(currency=currency), **money),
        "pool": forms.ChoiceField(label=_("Codes of"), required=False, choices=pools),
    }  # fmt: skip


class EffectForm(TermsForm):
    """Terms with something off a basket; the kind says which fields there are."""

    kind: str

    def _add_effect(self, kind: str, pools: list[tuple[str, str]]) -> None:
        self.kind = kind
        every = _effect_fields(self.fmt, pools)
        self.fields |= {name: every[name] for name in BY_KIND.get(kind, ())}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        needed = {"percent": _("Write how much."), "off": _("Write how much."), "value": _("Write how much.")}
        for name in ("percent", "off", "value"):
            if name in self.fields and name not in self.errors and not given.get(name):
                self.add_error(name, needed[name])
        if given.get("percent") and not 1 <= given["percent"] <= 100:
            self.add_error("percent", _("From 1 to 100."))
        self.above_zero("quantity", "of")
        if self.kind == "free_item" and not given.get("products") and "products" not in self.errors:
            self.add_error("products", _("Name the product that is free."))
        if self.kind == "pool_code" and not given.get("pool"):
            self.add_error("pool", _("Bring the partner’s codes in first, under Vouchers."))
        return given

    def effect(self) -> dict[str, Any] | None:
        kind, given = EFFECTS.get(self.kind, ""), self.cleaned_data
        if not kind:
            return None
        sizes = {
            "basis_points": (given.get("percent") or 0) * 100, "minor": given.get("off"), "of": given.get("of") or 3,
            "quantity": given.get("quantity") or 1, "ceiling_minor": given.get("ceiling") or 0,
        }  # fmt: skip
        wanted = {
            "percent_off": ("basis_points", "ceiling_minor"), "amount_off": ("minor",), "free_item": ("quantity",),
            "cheapest_free": ("of",), "free_delivery": ("ceiling_minor",),
        }[kind]  # fmt: skip
        lines = self._lines()
        return {"type": kind} | {name: sizes[name] for name in wanted} | ({"lines": lines} if lines else {})

    def _lines(self) -> dict[str, list[str]] | None:
        """What was named may be a code or a category: either will do."""
        text = self.cleaned_data.get("products", "")
        named = [each.strip() for each in text.replace("،", ",").split(",") if each.strip()]
        return {"skus": named, "categories": named} if named else None

    def condition(self) -> dict[str, Any] | None:
        least = self.cleaned_data.get("least")
        return {"type": "amount_at_least", "minor": least} if least else None


class RewardForm(EffectForm):
    text_fa = forms.CharField(label=gettext_lazy("In a sentence, Persian"), max_length=300, required=False)
    text_en = forms.CharField(label=gettext_lazy("In a sentence, English"), max_length=300, required=False)

    def __init__(
        self, kind: str, pools: list[tuple[str, str]], club: Club, names: ClubNames, today: dt.date, *args: Any,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(club, names, today, *args, **kwargs)
        self._add_effect(kind, pools)
        units = [(code, names.name_of("unit", code)) for code in names.unit_codes]
        currency = self.fmt.currency_name
        self.fields |= {
            "units": WholeField(label=_("Price")),
            "unit": forms.ChoiceField(label=_("in"), choices=units),
            "cost": MoneyField(
                fmt=self.fmt, required=False, label=_("Your cost, {currency}").format(currency=currency)
            ),
            "worth": MoneyField(
                fmt=self.fmt, required=False, label=_("Worth to the member, {currency}").format(currency=currency)
            ),
            "stock": WholeField(label=_("How many there are"), required=False, help_text=_("Empty: no limit.")),
            "keep_days": WholeField(label=_("Kept for so many days"), initial="14"),
            "handed": forms.ChoiceField(
                label=_("How it reaches the member"), choices=(("branch", _("At the branch")), ("post", _("By post")))
            ),
            "comes_back": forms.BooleanField(
                label=_("Comes back when its purchase is returned"), required=False, initial=True
            ),
        }  # fmt: skip
        for code, tier in names.tiers.items():
            self.fields[f"price_{code}"] = WholeField(
                label=_("Price for {tier}").format(tier=tier), required=False, help_text=_("Empty: the same.")
            )

    def given(self) -> RewardGiven:
        data = self.cleaned_data
        prices = {
            code: data[f"price_{code}"] for code in self.names.tiers if data.get(f"price_{code}") not in ("", None)
        }
        return RewardGiven(
            kind=self.kind, unit=data["unit"], units=data["units"], prices=prices, effect=self.effect(),
            condition=self.condition(), value_minor=data.get("value") or 0, cost_minor=data["cost"],
            pool_id=UUID(data["pool"]) if data.get("pool") else None, worth_minor=data["worth"] or 0,
            stock=None if data["stock"] == "" else data["stock"],
            keep_days=data["keep_days"], handed=data["handed"], comes_back=data["comes_back"], **self.of_terms(),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.above_zero("keep_days")
        for name in ("units", "stock", *(f"price_{code}" for code in self.names.tiers)):
            if isinstance(given.get(name), int) and given[name] < 0:
                self.add_error(name, _("Write a number above zero."))
        return given


class BatchForm(EffectForm):
    """Vouchers made by the hundred: an amount or a percentage."""

    count = WholeField(label=gettext_lazy("How many codes"))
    uses = WholeField(label=gettext_lazy("One code works so many times"), initial="1")

    def __init__(self, kind: str, club: Club, names: ClubNames, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(club, names, today, *args, **kwargs)
        self._add_effect(kind, [])
        self.fields["budget"] = MoneyField(
            fmt=self.fmt, required=False, help_text=_("Empty: no limit."),
            label=_("In all at most, in {currency}").format(currency=self.fmt.currency_name),
        )  # fmt: skip
        self.fields["exclusive"] = forms.BooleanField(label=_("Not together with other offers"), required=False)

    def given(self) -> BatchGiven:
        data = self.cleaned_data
        return BatchGiven(
            effect=self.effect(), condition=self.condition(), uses=data["uses"], budget_minor=data["budget"],
            stacking="exclusive" if data["exclusive"] else "common", **self.of_terms(),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if isinstance(given.get("count"), int) and not 1 <= given["count"] <= 100_000:
            self.add_error("count", _("From 1 to 100,000 at once."))
        self.above_zero("uses")
        return given


class BenefitForm(TermsForm):
    """A standing right: what it is, and for whom."""

    text_fa = forms.CharField(label=gettext_lazy("In a sentence, Persian"), max_length=300, required=False)
    text_en = forms.CharField(label=gettext_lazy("In a sentence, English"), max_length=300, required=False)

    def __init__(self, kind: str, club: Club, names: ClubNames, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(club, names, today, *args, **kwargs)
        self.kind = kind
        for name, language, direction in (("text_fa", "fa", "rtl"), ("text_en", "en", "ltr")):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction}
        self.fields["limit_period"].required = False
        if self.kind not in FELT:
            self.fields["limit_count"].help_text = _("Empty: it simply holds. Otherwise the cashier counts each one.")
            self.fields["capacity"] = WholeField(
                label=_("How many there are in all"), required=False, help_text=_("Empty: no limit.")
            )

    def given(self) -> BenefitGiven:
        """What a basket does not feel and is limited is claimed by the piece."""
        effect, terms = FELT.get(self.kind), self.of_terms()
        terms["limit_period"] = terms["limit_period"] or "lifetime"
        capacity = self.cleaned_data.get("capacity")
        capacity = None if capacity == "" else capacity
        claimed = effect is None and (terms["limit_count"] is not None or capacity is not None)
        return BenefitGiven(
            kind=self.kind, icon=BENEFITS[self.kind], effect=effect, claimed=claimed, capacity=capacity, **terms
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self.above_zero("capacity")
        return given


def initial_of(row: Reward, club: Club, fmt: Format) -> dict[str, Any]:
    """A stored reward as its form shows it."""
    return initial_terms(row, club) | initial_effect(row.effect, fmt) | {
        "text_fa": row.text_fa, "text_en": row.text_en, "units": fmt.integer(row.units), "unit": row.unit,
        "cost": money_shown(row.cost_minor, fmt), "worth": money_shown(row.worth_minor or None, fmt),
        "value": money_shown(row.value_minor or None, fmt),
        "stock": "" if row.stock.most is None else fmt.integer(row.stock.most),
        "keep_days": fmt.integer(row.keep_days), "handed": row.handed, "comes_back": row.comes_back,
        "least": money_shown((row.condition or {}).get("minor"), fmt), "pool": str(row.pool_id or ""),
    } | {f"price_{code}": fmt.integer(units) for code, units in row.prices.items()}  # fmt: skip


def initial_effect(effect: dict[str, Any] | None, fmt: Format) -> dict[str, Any]:
    effect = effect or {}
    named = effect.get("lines", {}).get("skus", ())
    return {
        "percent": fmt.integer(effect["basis_points"] // 100) if effect.get("basis_points") else "",
        "off": money_shown(effect.get("minor"), fmt), "ceiling": money_shown(effect.get("ceiling_minor") or None, fmt),
        "products": "، ".join(named) if fmt.rtl else ", ".join(named),
        "quantity": fmt.integer(effect.get("quantity", 1)), "of": fmt.integer(effect.get("of", 3)),
    }  # fmt: skip


def initial_terms(row: Terms, club: Club) -> dict[str, Any]:
    def day(at: dt.datetime | None, back: int = 0) -> str:
        return written_day(club.reckoning, local_date(at, club.zone) - dt.timedelta(days=back)) if at else ""

    return {
        "name_fa": row.name_fa, "name_en": row.name_en, "tiers": row.tiers, "segment": row.segment,
        "stores": row.stores, "limit_count": row.limit_count or "", "limit_period": row.limit_period,
        "starts": day(row.starts_at), "ends": day(row.ends_at, 1),
    }  # fmt: skip


def money_shown(minor: int | None, fmt: Format) -> str:
    return "" if minor is None else fmt.money_figure(minor)


def pools_of(batches: list[Batch], language: str) -> list[tuple[str, str]]:
    return [(str(each.id), each.name_in(language)) for each in batches if each.origin == "pool" and not each.ended_at]
