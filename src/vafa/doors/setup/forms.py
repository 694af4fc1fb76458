"""One form a step. Its fields are checked by the questions of the opening room; refusals stand under their field."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from vafa.base.errors import Refusal
from vafa.base.text import latin_digits
from vafa.doors.setup import words
from vafa.doors.setup.given import Given, branches, of_country
from vafa.engine.earning.words import Name
from vafa.opening import answers as asked
from vafa.opening.places import COUNTRIES
from vafa.opening.programmes.choosing import CODES, ready

Check = Callable[[], object]
ROWS_FEWEST, ROWS_MOST = 3, 40
_LONGEST = 300
_LATIN: dict[str, Any] = {"dir": "ltr", "lang": "en", "spellcheck": "false", "autocapitalize": "off"}


class StepForm(forms.Form):
    """Nothing is required here: what is missing, the checks say in their own words."""

    key: ClassVar[str]
    use_required_attribute = False

    def __init__(self, given: Given, data: Any = None, language: str = "fa") -> None:
        self.given, self.language = given, language
        super().__init__(data, initial=given, auto_id="id_%s")
        self.build()
        for field in self.fields.values():
            field.required = False

    @property
    def _persian_first(self) -> bool:
        """The club's own choice, whatever language this page is in."""
        return bool(self.given.get("language") == "fa")

    def build(self) -> None:
        """Adds the fields, whose words are of the present language."""

    def checks(self, kept: Given) -> list[Check]:
        """What the room says to each answer; one may refuse beside another."""
        return []

    def kept(self) -> Given:
        """What was typed, as it is kept: also what cannot stand yet, so that nothing is lost."""
        return {name: str(self.data.get(name, self.given.get(name, "")))[:_LONGEST] for name in self.fields}

    def clean(self) -> dict[str, Any]:
        for check in self.checks(self.kept()):
            try:
                check()
            except Refusal as refusal:
                self.refuse(refusal)
        return self.cleaned_data

    def refuse(self, refusal: Refusal) -> None:
        field = words.field_of(refusal)
        self.add_error(field if field in self.fields else None, words.sentence(refusal))


class LanguageForm(StepForm):
    key = "language"

    def build(self) -> None:
        self.fields["language"] = _chosen(_("Which language comes first for members and staff"), words.languages())

    def checks(self, kept: Given) -> list[Check]:
        return [lambda: asked.language_of(kept["language"])]


class NameForm(StepForm):
    key = "name"

    def build(self) -> None:
        fa = forms.CharField(
            label=_("Name in Persian"),
            widget=forms.TextInput(attrs={"dir": "rtl", "lang": "fa", "autocomplete": "organization"}),
        )
        en = forms.CharField(
            label=_("Name in English"),
            widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en", "autocomplete": "organization"}),
        )
        slug = forms.CharField(
            label=_("Short name in addresses"),
            help_text=_("Left empty, it is made from the English name. It does not change later."),
            widget=forms.TextInput(attrs={**_LATIN, "autocomplete": "off"}),
        )
        both = {"name_fa": fa, "name_en": en} if self._persian_first else {"name_en": en, "name_fa": fa}
        second = list(both.values())[1]
        second.help_text = _("Left empty, the other name stands in its place.")
        self.fields |= {**both, "slug": slug}

    def checks(self, kept: Given) -> list[Check]:
        name = Name(kept["name_fa"], kept["name_en"])
        named = any(text.strip() for text in (name.fa, name.en))
        return [lambda: asked.name_of(name), *([lambda: asked.slug_of(kept["slug"], name)] if named else [])]


class PlaceForm(StepForm):
    key = "place"

    def build(self) -> None:
        self.fields["country"] = _chosen(
            _("Country"), words.countries(self.language), _("For phone numbers, and to fill in the rest."), redraw="fit"
        )
        self.fields["calendar"] = _chosen(
            _("Calendar"), words.calendars(),
            _("Months, years and ends of units are counted in it; after the first receipt it stays."),
        )  # fmt: skip
        self.fields["time_zone"] = forms.CharField(
            label=_("Time zone"),
            help_text=_("A day of the club begins and ends by it; after the first receipt it stays."),
            widget=forms.TextInput(attrs={**_LATIN, "list": "time-zones", "autocomplete": "off"}),
        )
        self.fields["currency"] = _chosen(
            _("Currency"), words.currencies(self.language),
            _("Every amount in the books is in it; after the first receipt it stays."), redraw="again",
        )  # fmt: skip
        if self._in_rial():
            self.fields["money_shown"] = _chosen(
                _("How money is shown"), words.ways_of_money(), _("The books keep Rial; this can change at any time.")
            )

    def _in_rial(self) -> bool:
        source = self.data if self.is_bound else self.given
        return bool(source.get("currency", "IRR") == "IRR")

    def kept(self) -> Given:
        kept = super().kept()
        kept["time_zone"] = kept["time_zone"].strip()
        if "money_shown" not in self.data:
            kept["money_shown"] = "toman" if self._in_rial() else "iso"
        return kept | ({} if self._in_rial() else {"money_shown": "iso"})

    def fit(self) -> Given:
        """As the chosen country has it."""
        kept = self.kept()
        return kept | of_country(kept["country"])

    def checks(self, kept: Given) -> list[Check]:
        return [
            lambda: asked.country_of(kept["country"]),
            lambda: asked.calendar_of(kept["calendar"]),
            lambda: asked.time_zone_of(kept["time_zone"]),
            lambda: asked.currency_of(kept["currency"]),
            lambda: asked.money_shown_of(kept["money_shown"], kept["currency"]),
        ]


class BranchesForm(StepForm):
    """Rows of a name in the club's language and one in the other, kept as pairs of Persian and Latin."""

    key = "branches"

    def build(self) -> None:
        rows = [tuple(pair) for pair in self.given.get("branches", ())]
        wanted = latin_digits(str(self.data.get("rows") or self.given.get("rows", "")))[:3]
        self.rows = min(ROWS_MOST, max(ROWS_FEWEST, len(rows), int(wanted) if wanted.isdecimal() else 0))
        if "more" in self.data:
            self.rows = min(ROWS_MOST, self.rows + 2)
        for number in range(self.rows):
            fa, en = rows[number] if number < len(rows) else ("", "")
            one, other = (fa, en) if self._persian_first else (en, fa)
            self.fields[f"branch_{number}"] = forms.CharField(initial=one)
            self.fields[f"other_{number}"] = forms.CharField(initial="" if other == one else other)

    @property
    def pairs(self) -> list[dict[str, forms.BoundField]]:
        numbers = range(self.rows)
        return [{"one": self[f"branch_{number}"], "other": self[f"other_{number}"]} for number in numbers]

    @property
    def other_words(self) -> str:
        return _("in English, if it differs") if self._persian_first else _("in Persian, if it differs")

    def kept(self) -> Given:
        pairs = []
        for number in range(self.rows):
            one, other = (str(self.data.get(f"{name}_{number}", "")).strip()[:_LONGEST] for name in ("branch", "other"))
            if one or other:
                pairs.append([one, other] if self._persian_first else [other, one])
        return {"branches": pairs}

    def checks(self, kept: Given) -> list[Check]:
        return [lambda: asked.branches_of(branches(kept))]

    def refuse(self, refusal: Refusal) -> None:
        self.add_error("branch_0", words.sentence(refusal))


class ProgrammeForm(StepForm):
    key = "programme"

    def build(self) -> None:
        self.fields["programme"] = forms.CharField()

    def kept(self) -> Given:
        given = str(self.data.get("own") or self.data.get("programme") or self.given.get("programme", CODES[0]))
        return {"programme": given}

    def checks(self, kept: Given) -> list[Check]:
        return [lambda: ready(kept["programme"], self.given["currency"])]


class OwnerForm(StepForm):
    key = "owner"

    def build(self) -> None:
        self.fields["owner_name"] = forms.CharField(
            label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
        )
        self.fields["email"] = forms.CharField(
            label=_("E-mail"),
            help_text=_("You sign in with it. No mail is sent."),
            widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("Your password"),
            strip=False,
            help_text=_("At least ten letters or digits; a sentence is good."),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )

    def kept(self) -> Given:
        """The password is kept nowhere."""
        return {name: value for name, value in super().kept().items() if name != "password"}

    def checks(self, kept: Given) -> list[Check]:
        return [
            lambda: asked.owner_name_of(kept["owner_name"]),
            lambda: asked.email_of(kept["email"]),
            lambda: asked.password_of(self.password, kept["email"]),
        ]

    @property
    def password(self) -> str:
        return str(self.data.get("password", ""))


STEPS: dict[str, type[StepForm]] = {
    form.key: form for form in (LanguageForm, NameForm, PlaceForm, BranchesForm, ProgrammeForm, OwnerForm)
}


def time_zones_offered() -> list[str]:
    return sorted({country.time_zone for country in COUNTRIES.values()} | {"UTC"})


def _chosen(label: str, choices: list[tuple[str, str]], hint: str = "", redraw: str = "") -> forms.CharField:
    """Whether the choice can stand, the room says. With `redraw` a change sends the step at once, to be drawn anew."""
    attrs = {"hx-post": reverse("setup:first_run"), "hx-vals": f'{{"{redraw}": "1"}}'} if redraw else {}
    if redraw:
        attrs |= {"hx-trigger": "change", "hx-target": "#set-up", "hx-select": "#set-up", "hx-swap": "outerHTML"}
    return forms.CharField(label=label, help_text=hint, widget=forms.Select(choices=choices, attrs=attrs))
