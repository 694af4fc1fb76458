"""What an owner sets of the club; what the books are counted in stays from the first receipt on."""

from dataclasses import fields
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vafa.activities.queries.across import any_recorded
from vafa.base.clock import now as wall_clock
from vafa.base.currencies import minor_in_one
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.doors.console.fields import WholeField, required
from vafa.doors.console.frame import ClubRequest, format_of, link, page, said, settings_pages
from vafa.doors.console.refusals import sentence
from vafa.doors.look.formats import Format
from vafa.doors.look.money import currency_named
from vafa.opening.actions import FIXED, Settings, change_club, settings_of
from vafa.opening.places import TRADES

_WHOLE = ("late_days_online", "late_days_offline", "return_window_days", "adjust_limit")
# Code: the field that a refusal of it belongs to; one out of its range names its own.
_FIELDS = {
    "club_name_missing": "name_fa",
    "unknown_time_zone": "time_zone",
    "unknown_currency": "currency",
    "own_programme_in_old_currency": "currency",
    "money_not_shown_so": "money_shown",
}


class ClubForm(forms.Form):
    """`largest_receipt` is in the money as it is shown, everything else as the club keeps it."""

    name_fa = forms.CharField(label=gettext_lazy("Name in Persian"), required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), required=False)

    def __init__(self, club: Club, data: Any = None, *, fixed: bool) -> None:
        self.club, self.fmt = club, format_of(club)
        super().__init__(data, initial=self._as_it_is())
        self.fields["name_fa"].widget.attrs |= {"dir": "rtl", "lang": "fa"}
        self.fields["name_en"].widget.attrs |= {"dir": "ltr", "lang": "en"}
        if not fixed:
            self._add_what_counts()
        if club.currency == "IRR":
            ways = [("toman", _("In Toman, a tenth of the Rial")), ("iso", _("In the currency itself"))]
            self.fields["money_shown"] = forms.CharField(
                label=_("How money is shown"), widget=forms.Select(choices=ways), required=False,
                help_text=_("The books keep Rial; this can change at any time."),
            )  # fmt: skip
        self._add_limits()

    def _as_it_is(self) -> dict[str, Any]:
        kept = {field.name: getattr(self.club, field.name) for field in fields(Settings)}
        for name in _WHOLE:
            kept[name] = self.fmt.integer(kept[name])
        kept["largest_receipt"] = self.fmt.integer(kept.pop("largest_receipt_minor") // self._one())
        return kept

    def _one(self) -> int:
        return minor_in_one(self.club.currency, self.club.money_shown)

    def _add_what_counts(self) -> None:
        stays = _("It stays after the first receipt.")
        calendars = [
            ("jalali", _("Jalali; weeks begin on Saturday")),
            ("gregorian", _("Gregorian; weeks begin on Monday")),
        ]
        self.fields["calendar"] = forms.CharField(
            label=_("Calendar"), help_text=stays, widget=forms.Select(choices=calendars)
        )
        self.fields["time_zone"] = forms.CharField(
            label=_("Time zone"), help_text=stays, widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"}),
            error_messages=required(_("Write it as continent and city, such as Asia/Tehran.")),
        )  # fmt: skip
        self.fields["currency"] = forms.CharField(
            label=_("Currency"),
            help_text=_("It stays after the first receipt. A ready programme is published anew, scaled to it."),
            widget=forms.Select(choices=[(code, currency_named(self.fmt.language, code)) for code in TRADES]),
        )

    def _add_limits(self) -> None:
        money = self.fmt.currency_name
        words = {
            "late_days_online": (_("Days a receipt may be late"), _("From a till with a connection.")),
            "late_days_offline": (_("Days a receipt may be late from a till that works offline"), ""),
            "return_window_days": (_("Days within which goods come back"), _("Tiers are judged again by it.")),
            "adjust_limit": (_("Units that one person may adjust alone"), _("Above it a second person agrees.")),
            "largest_receipt": (
                _("Largest receipt, in {money}").format(money=money),
                _("A larger one is taken for a slip of the hand and refused."),
            ),
        }
        for name, (label, hint) in words.items():
            self.fields[name] = WholeField(
                label=label, help_text=hint, error_messages=required(_("Write a number.")),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
            )  # fmt: skip

    def clean_largest_receipt(self) -> int:
        given: int = self.cleaned_data["largest_receipt"]
        if given < 1:
            raise ValidationError(_("Write a number above zero."))
        return given

    def wanted(self) -> Settings:
        """As typed; what the page did not ask stays. A largest receipt that was not touched keeps its last digits."""
        kept = settings_of(self.club)
        values = {field.name: getattr(kept, field.name) for field in fields(Settings)}
        values |= {name: value for name, value in self.cleaned_data.items() if name in values}
        largest = self.cleaned_data["largest_receipt"]
        if largest != kept.largest_receipt_minor // self._one():
            values["largest_receipt_minor"] = largest * self._one()
        if values["currency"] != "IRR":
            values["money_shown"] = "iso"
        return Settings(**values)


@require_http_methods(["GET", "POST"])
def club(request: ClubRequest) -> HttpResponse:
    fixed = any_recorded(request.club.id)
    form = ClubForm(request.club, request.POST if request.method == "POST" else None, fixed=fixed)
    if form.is_valid():
        try:
            with transaction.atomic():
                change_club(club=request.club, settings=form.wanted(), staff=request.staff, now=wall_clock())
        except Refusal as refusal:
            _refuse(form, refusal, form.fmt)
        else:
            said(request, _("Kept."))
            return redirect(link(request, "club"))
    context = {
        "form": form,
        "fixed": _as_words(request.club, form.fmt) if fixed else [],
        "slug": request.club.slug,
        "settings_pages": settings_pages(request, "club"),
    }
    return page(request, "console/club.html", "staff", context, 422 if form.is_bound else 200)


def _refuse(form: ClubForm, refusal: Refusal, fmt: Format) -> None:
    field = str(refusal.data.get("field") or _FIELDS.get(refusal.code, "")).replace("_minor", "")
    form.add_error(field if field in form.fields else None, sentence(refusal, fmt))


def _as_words(club: Club, fmt: Format) -> list[tuple[str, str]]:
    words = {
        "calendar": (_("Calendar"), _("Jalali") if club.calendar == "jalali" else _("Gregorian")),
        "time_zone": (_("Time zone"), club.time_zone),
        "currency": (_("Currency"), currency_named(fmt.language, club.currency)),
    }
    return [words[name] for name in FIXED]
