"""What the counter's page shows and where it stands: favourites, branches, phones handed over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from vafa.base.actions import phones
from vafa.base.clock import now as wall_clock
from vafa.base.errors import Refusal
from vafa.base.models import CounterPhone, Staff
from vafa.doors.console.fields import WholeField, required
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, said, settings_pages
from vafa.doors.console.refusals import sentence
from vafa.doors.look import qr
from vafa.doors.look.formats import Format
from vafa.doors.look.links import here_alone, whole
from vafa.partners import actions
from vafa.partners.models import Favourite
from vafa.partners.queries import favourites_of, stores_of

_IDLE_MOST = 240


class NamesForm(forms.Form):
    """A name in both languages; one alone stands for both."""

    name_fa = forms.CharField(label=gettext_lazy("Persian name"), max_length=80, required=False)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name_fa, name_en = given.get("name_fa", ""), given.get("name_en", "")
        if not (name_fa or name_en):
            self.add_error("name_fa", _("Write the name in one language at least."))
        return given | {"name_fa": name_fa or name_en, "name_en": name_en or name_fa}


class FavouriteForm(NamesForm):
    price = forms.CharField(
        label=gettext_lazy("Price"), max_length=20, error_messages=required(gettext_lazy("Write what one costs."))
    )
    sku = forms.CharField(label=gettext_lazy("Product code (SKU)"), max_length=80, required=False)
    category = forms.CharField(
        label=gettext_lazy("Category"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("As the rules name it, such as coffee."),
    )
    place = WholeField(label=gettext_lazy("Order on the page"), required=False)

    def __init__(self, fmt: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fmt = fmt
        self.fields["price"].label = _("Price in {currency}").format(currency=fmt.currency_name)
        self.fields["price"].widget.attrs |= {"inputmode": "decimal", "dir": "ltr"}
        self.fields["place"].widget.attrs |= {"inputmode": "numeric", "dir": "ltr"}

    def clean_price(self) -> int:
        try:
            minor = self.fmt.money_typed(self.cleaned_data["price"])
        except ValueError:
            minor = 0
        if not minor:
            raise ValidationError(_("Write what one costs, in digits."))
        return minor

    def clean_place(self) -> int:
        return min(max(self.cleaned_data["place"] or 0, 0), 999)

    @property
    def given(self) -> dict[str, Any]:
        names = ("name_fa", "name_en", "sku", "category", "place")
        return {name: self.cleaned_data[name] for name in names} | {"price_minor": self.cleaned_data["price"]}


class IdleForm(forms.Form):
    minutes = WholeField(label=gettext_lazy("Ask for the PIN again after so many minutes"))

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if not 1 <= minutes <= _IDLE_MOST:
            raise ValidationError(_("From one minute to four hours."))
        return minutes


@require_GET
def counter(request: ClubRequest) -> HttpResponse:
    return _page(request)


def _page(request: ClubRequest, bound: dict[str, forms.Form] | None = None) -> HttpResponse:
    """In: forms that were refused, by what they are about; they are shown open, with what was typed."""
    fmt, club, bound = format_of(request.club), request.club, bound or {}
    in_use = CounterPhone.objects.select_related("handed_by__user").filter(club=club, ended_at=None)
    places = {place.id: place for place in stores_of(club.id).values()}
    address = whole(request, reverse("counter:counter", args=[club.slug]))
    context = {
        "settings_pages": settings_pages(request, "counter"),
        "favourites": [_favourite(request, each, fmt, bound) for each in favourites_of(club.id)],
        "new_favourite": bound.get("new") or FavouriteForm(fmt, auto_id="new-%s"),
        "branches": [_branch(request, place, bound) for place in places.values()],
        "new_branch": bound.get("branch") or NamesForm(auto_id="branch-%s"),
        "phones": [
            (each, places.get(each.store_id), link(request, "take_back_phone", each.id))  # type: ignore[arg-type]
            for each in in_use.order_by("-handed_at")
        ],
        "idle": bound.get("idle") or IdleForm(initial={"minutes": fmt.integer(club.counter_idle_minutes)}),
        "sets_pins": allowed(request, "staff"),
        "address": address,
        "code": qr.svg(address, _("QR code of the counter")),
        "here_alone": here_alone(request),
        "with_pin": Staff.objects.filter(club=club, ended_at=None).exclude(pin="").count(),
    }
    return page(request, "console/counter.html", "counter", context, 422 if bound else 200)


def _favourite(request: ClubRequest, each: Favourite, fmt: Format, bound: dict[str, forms.Form]) -> dict[str, Any]:
    initial = {
        "name_fa": each.name_fa,
        "name_en": each.name_en,
        "price": fmt.money_figure(each.price_minor),
        "sku": each.sku,
        "category": each.category,
        "place": fmt.integer(each.place),
    }
    form = bound.get(str(each.id))
    return {
        "name": each.name_in(fmt.language),
        "price": fmt.money_exact(each.price_minor),
        "about": " · ".join(filter(None, (each.category, each.sku))),
        "form": form or FavouriteForm(fmt, initial=initial, auto_id=f"{each.id}-%s"),
        "open": form is not None,
        "change_url": link(request, "change_favourite", each.id),
        "drop_url": link(request, "drop_favourite", each.id),
    }


def _branch(request: ClubRequest, place: Any, bound: dict[str, forms.Form]) -> dict[str, Any]:
    form = bound.get(str(place.id))
    initial = {"name_fa": place.name_fa, "name_en": place.name_en}
    return {
        "name": place.name_in(format_of(request.club).language),
        "code": place.code,
        "form": form or NamesForm(initial=initial, auto_id=f"{place.id}-%s"),
        "open": form is not None,
        "url": link(request, "rename_branch", place.id),
    }


def _back(request: ClubRequest) -> HttpResponse:
    return redirect(link(request, "counter"))


@require_POST
def add_favourite(request: ClubRequest) -> HttpResponse:
    form = FavouriteForm(format_of(request.club), request.POST, auto_id="new-%s")
    if not form.is_valid():
        return _page(request, {"new": form})
    try:
        with transaction.atomic():
            made = actions.add_favourite(club=request.club, **form.given)
            kept(request, "favourite_added", f"favourite:{made.id}", after={"price": made.price_minor})
    except Refusal as refusal:
        form.add_error("name_fa", sentence(refusal, format_of(request.club)))
        return _page(request, {"new": form})
    said(request, _("On the counter’s page from its next look."))
    return _back(request)


@require_POST
def change_favourite(request: ClubRequest, favourite_id: UUID) -> HttpResponse:
    form = FavouriteForm(format_of(request.club), request.POST, auto_id=f"{favourite_id}-%s")
    if not form.is_valid():
        return _page(request, {str(favourite_id): form})
    try:
        with transaction.atomic():
            actions.change_favourite(club=request.club, favourite_id=favourite_id, **form.given)
            after = {"price": form.given["price_minor"]}
            kept(request, "favourite_changed", f"favourite:{favourite_id}", after=after)
    except Refusal:
        raise Http404 from None
    said(request, _("Kept."))
    return _back(request)


@require_POST
def drop_favourite(request: ClubRequest, favourite_id: UUID) -> HttpResponse:
    with transaction.atomic():
        actions.drop_favourite(club=request.club, favourite_id=favourite_id)
        kept(request, "favourite_dropped", f"favourite:{favourite_id}")
    said(request, _("Taken off the counter’s page."))
    return _back(request)


@require_POST
def open_branch(request: ClubRequest) -> HttpResponse:
    form = NamesForm(request.POST, auto_id="branch-%s")
    if not form.is_valid():
        return _page(request, {"branch": form})
    with transaction.atomic():
        store = actions.open_branch(club=request.club, **form.cleaned_data)
        kept(request, "branch_opened", f"branch:{store.id}", after={"code": store.code})
    said(request, _("The branch is there."))
    return _back(request)


@require_POST
def rename_branch(request: ClubRequest, store_id: UUID) -> HttpResponse:
    form = NamesForm(request.POST, auto_id=f"{store_id}-%s")
    if not form.is_valid():
        return _page(request, {str(store_id): form})
    try:
        with transaction.atomic():
            actions.rename_branch(club=request.club, store_id=store_id, **form.cleaned_data)
            kept(request, "branch_renamed", f"branch:{store_id}")
    except Refusal:
        raise Http404 from None
    said(request, _("Kept."))
    return _back(request)


@require_POST
def take_back_phone(request: ClubRequest, phone_id: UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            phone = phones.take_back(club=request.club, phone_id=phone_id, now=wall_clock())
            kept(request, "phone_taken_back", f"phone:{phone.id}", before={"name": phone.name})
    except Refusal:
        raise Http404 from None
    messages.success(request, _("{name} opens nothing any more.").format(name=phone.name))
    return _back(request)


@require_POST
def ask_again(request: ClubRequest) -> HttpResponse:
    form = IdleForm(request.POST)
    if not form.is_valid():
        return _page(request, {"idle": form})
    with transaction.atomic():
        before = request.club.counter_idle_minutes
        phones.ask_again_after(club=request.club, minutes=form.cleaned_data["minutes"])
        after = {"minutes": form.cleaned_data["minutes"]}
        kept(request, "counter_idle_changed", "counter:idle", before={"minutes": before}, after=after)
    said(request, _("Kept."))
    return _back(request)
