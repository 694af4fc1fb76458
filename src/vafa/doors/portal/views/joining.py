"""Asking to join: a phone, a name, a birthday if they like. Nobody learns here whether a phone is a member's."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vafa.base.clock import club_now, now
from vafa.base.models import Club
from vafa.doors.look.formats import Format, format_of
from vafa.doors.look.names import ClubNames
from vafa.doors.look.programme_words import told
from vafa.doors.portal.frame import address_of, page
from vafa.members import cards
from vafa.members.actions.asking import ask_to_join
from vafa.members.actions.joining import Word
from vafa.members.actions.knocking import knock
from vafa.members.birthdays import without_year
from vafa.members.errors import NotAPhone
from vafa.partners.queries import Place, stores_of

_A_PHONE, _AN_ADDRESS = 5, 60
"""How often a day one phone may ask, and how often an hour one address: a shop's guests share its network."""


class JoinForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Mobile number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "dir": "ltr"}),
        error_messages={"required": gettext_lazy("Write your mobile number: the cashier finds you by it.")},
    )
    name = forms.CharField(
        label=gettext_lazy("What should we call you?"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Write a name, so that the cashier knows it is you.")},
    )
    day = forms.ChoiceField(required=False)
    month = forms.ChoiceField(required=False)
    messages = forms.BooleanField(label=gettext_lazy("Text me offers. I can stop them any time."), required=False)
    website = forms.CharField(required=False)
    """For programs that fill in everything; people never see it."""

    def __init__(self, club: Club, fmt: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.club, self.fmt = club, fmt
        days = [(str(day), fmt.integer(day)) for day in range(1, 32)]
        months = [(str(month), fmt.month_name(month)) for month in range(1, 13)]
        self.fields["day"].choices = [("", _("Day")), *days]  # type: ignore[attr-defined]
        self.fields["month"].choices = [("", _("Month")), *months]  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        try:
            return cards.phone(self.cleaned_data["phone"], self.club.country)
        except NotAPhone:
            example = self.fmt.digits(example_phone(self.club))
            raise ValidationError(
                _("This is no phone number. Write it whole, such as {example}.").format(example=example)
            ) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, month = given.get("day"), given.get("month")
        if bool(day) != bool(month):
            self.add_error("day", _("Choose both day and month, or neither."))
        elif day and month:
            try:
                given["birthday"] = without_year(self.club.reckoning, int(month), int(day))
            except ValueError:
                self.add_error("day", _("This month has no such day."))
        return given


def example_phone(club: Club) -> str:
    return "0912 345 6789" if club.country == "IR" else "+44 7700 900123"


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, club: str) -> HttpResponse:
    found = get_object_or_404(Club, slug=club)
    fmt = format_of(found)
    form = JoinForm(found, fmt, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form_page(request, found, fmt, form, 422 if form.is_bound else 200)
    if form.cleaned_data["website"]:
        return redirect("portal:asked", found.slug)
    if not _may_ask(request, found, form.cleaned_data["phone"]):
        form.add_error(None, _("Too many came from here in a short time. Ask the cashier: they can enrol you at once."))
        return _form_page(request, found, fmt, form, 429)
    _ask(found, fmt, form.cleaned_data, _place(request, found))
    return redirect("portal:asked", found.slug)


def _may_ask(request: HttpRequest, club: Club, phone: str) -> bool:
    at = now()
    return knock(club=club, who=f"address {address_of(request)}", most=_AN_ADDRESS, hours=1, now=at) and knock(
        club=club, who=f"phone {phone}", most=_A_PHONE, hours=24, now=at
    )


def _ask(club: Club, fmt: Format, given: dict[str, Any], place: Place | None) -> UUID:
    at = club_now(club)
    proof = f"join page, {fmt.language}, {at:%Y-%m-%d %H:%M} UTC"
    words = (Word("sms", "marketing", True, at, proof),) if given["messages"] else ()
    birthday: dt.date | None = given.get("birthday")
    return ask_to_join(
        club=club, phone=given["phone"], name=given["name"].strip(), birthday=birthday, language=fmt.language,
        consents=words, store_id=place.id if place else None, now=at,
    )  # fmt: skip


def _place(request: HttpRequest, club: Club) -> Place | None:
    """The branch whose poster it was; a code that is none of the club's is nobody's."""
    return stores_of(club.id).get(request.GET.get("store", ""))


def _form_page(request: HttpRequest, club: Club, fmt: Format, form: JoinForm, status: int) -> HttpResponse:
    programme = told(ClubNames(club, fmt))
    context = {
        "form": form,
        "programme": programme,
        "place": _place(request, club),
        "example": fmt.digits(example_phone(club)),
    }
    return page(request, "portal/join.html", club, context, status)


@require_safe
def asked(request: HttpRequest, club: str) -> HttpResponse:
    """The same for everybody who sent the form."""
    return page(request, "portal/asked.html", get_object_or_404(Club, slug=club), {})
