"""The form of the ladder: how standing is counted, and a row for each tier with one more to add."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.doors.console.fields import MoneyField, WholeField
from vafa.doors.console.programme.forms import PartForm
from vafa.doors.console.programme.kinds import choices
from vafa.doors.console.programme.names import DraftNames
from vafa.engine.earning.words import Name
from vafa.engine.tiers import Ladder, Tier
from vafa.programmes.editing import free_id

_MEASURES: Final = (
    ("spend", gettext_lazy("what they spend")), ("visits", gettext_lazy("visits")),
    ("purchases", gettext_lazy("purchases")), ("units", gettext_lazy("units they earn")),
)  # fmt: skip
_WINDOWS: Final = (
    ("rolling_days", gettext_lazy("in the last days")), ("calendar_year", gettext_lazy("in a year of the calendar")),
    ("membership_year", gettext_lazy("in a year since joining")), ("lifetime", gettext_lazy("ever")),
)  # fmt: skip
_RISES: Final = (("at_once", gettext_lazy("at once")), ("at_review", gettext_lazy("at the review")))
_FALLS: Final = (
    ("one_step", gettext_lazy("by one tier at most")), ("to_reached", gettext_lazy("to what was reached")),
    ("never", gettext_lazy("never")),
)  # fmt: skip


class LadderForm(PartForm):
    def __init__(self, names: DraftNames, ladder: Ladder | None, data: Any = None) -> None:
        self.ladder = ladder or Ladder((Tier("everyone", Name("همه", "Everyone"), 0),), window="rolling_days")
        self.spend = (data.get("measure") if data else self.ladder.measure) == "spend"
        super().__init__(names, data, initial=self._shown(names))
        self.fields |= {
            "measure": forms.ChoiceField(label=_("Counted by"), choices=_MEASURES),
            "unit": forms.ChoiceField(
                label=_("Which units"), required=False, choices=[("", "–"), *choices("units", names)]
            ),
            "window": forms.ChoiceField(label=_("Over"), choices=_WINDOWS),
            "days": WholeField(label=_("So many days")),
            "rise": forms.ChoiceField(label=_("They rise"), choices=_RISES),
            "fall": forms.ChoiceField(label=_("They fall"), choices=_FALLS),
            "grace_days": WholeField(label=_("Days of grace before a fall")),
        }
        for place in range(len(self.ladder.tiers) + 1):
            self.fields |= self._row(names, place)

    def _row(self, names: DraftNames, place: int) -> dict[str, forms.Field]:
        def amount(label: str) -> forms.Field:
            return (
                MoneyField(fmt=names.fmt, label=label, required=False)
                if self.spend
                else WholeField(label=label, required=False)
            )

        return {
            f"fa_{place}": forms.CharField(label=_("Persian"), max_length=40, required=False),
            f"en_{place}": forms.CharField(label=_("English"), max_length=40, required=False),
            f"reach_{place}": amount(_("To rise")),
            f"keep_{place}": amount(_("To stay")),
            f"stays_{place}": forms.BooleanField(label=_("never lost"), required=False),
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the page: a tier and its fields."""
        return [
            {"new": place == len(self.ladder.tiers), "fields": [self[f"{name}_{place}"] for name in
             ("fa", "en", "reach", "keep", "stays")]}
            for place in range(len(self.ladder.tiers) + 1)
        ]  # fmt: skip

    @property
    def rest(self) -> list[Any]:
        return [self[name] for name in ("measure", "unit", "window", "days", "rise", "fall", "grace_days")]

    def _shown(self, names: DraftNames) -> dict[str, Any]:
        ladder, fmt = self.ladder, names.fmt

        def amount(value: int | None) -> str:
            if value is None:
                return ""
            return fmt.money_figure(value) if ladder.measure == "spend" else fmt.integer(value)

        made: dict[str, Any] = {
            "measure": ladder.measure, "unit": ladder.unit, "window": ladder.window, "days": fmt.integer(ladder.days),
            "rise": ladder.rise, "fall": ladder.fall, "grace_days": fmt.integer(ladder.grace_days),
        }  # fmt: skip
        for place, tier in enumerate(ladder.tiers):
            made |= {
                f"fa_{place}": tier.name.fa, f"en_{place}": tier.name.en, f"reach_{place}": amount(tier.reach),
                f"keep_{place}": amount(tier.keep), f"stays_{place}": tier.never_falls,
            }  # fmt: skip
        return made

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(given.get(f"{name}_{place}") for name in ("fa", "en") for place in range(len(self.rows))):
            self.add_error("fa_0", _("A ladder has one tier at least."))
        return given

    def made(self) -> Ladder:
        given = self.cleaned_data
        return Ladder(
            self._tiers(), given["measure"], given["unit"] if given["measure"] == "units" else "", given["window"],
            given["days"], given["rise"], given["fall"], given["grace_days"],
        )  # fmt: skip

    def _tiers(self) -> tuple[Tier, ...]:
        """A row without a name is no tier; they stand in the order of what they ask for."""
        given, made = self.cleaned_data, list[Tier]()
        old = {place: tier.id for place, tier in enumerate(self.ladder.tiers)}
        taken = set(old.values())
        for place in range(len(self.ladder.tiers) + 1):
            fa, en = given[f"fa_{place}"].strip(), given[f"en_{place}"].strip()
            if not (fa or en):
                continue
            keep = given[f"keep_{place}"]
            id = old.get(place) or free_id(taken, "tier")
            reach = given[f"reach_{place}"] or 0
            name = Name(fa or en, en or fa)
            made.append(Tier(id, name, reach, keep if isinstance(keep, int) else None, given[f"stays_{place}"]))
        return tuple(sorted(made, key=lambda tier: tier.reach))
