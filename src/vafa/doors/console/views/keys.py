"""Keys for programs that call the API: issued, shown once, revoked."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from vafa.base import api_keys
from vafa.base.actions import programs
from vafa.base.clock import now as wall_clock
from vafa.base.models import ApiKey
from vafa.doors.console.fields import required
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, said, settings_pages
from vafa.doors.look.names import ClubNames

_SHOWN = 100
_SCOPES = {
    "members:read": gettext_lazy("read members"),
    "members:write": gettext_lazy("enrol and change members"),
    "activities:write": gettext_lazy("record receipts, returns and activities"),
    "units:read": gettext_lazy("read balances and ledgers"),
    "units:adjust": gettext_lazy("adjust units by hand"),
    "units:spend": gettext_lazy("spend units: checkouts, rewards, transfers"),
    "rewards:read": gettext_lazy("read rewards, offers and vouchers"),
    "rewards:write": gettext_lazy("write rewards, offers and vouchers"),
    "money:issue": gettext_lazy("issue gift cards and top up wallets"),
    "insight:read": gettext_lazy("read reports and suggestions"),
    "quotes": gettext_lazy("ask what a basket would earn"),
}


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Which program"),
        help_text=gettext_lazy("Such as the till software or the online shop."),
        max_length=80,
        error_messages=required(gettext_lazy("Write which program will use the key.")),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=required(gettext_lazy("Choose at least one thing it may do.")),
    )
    store = forms.ChoiceField(label=gettext_lazy("For which branch"), required=False)

    def __init__(self, names: ClubNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(scope, _SCOPES.get(scope, scope)) for scope in api_keys.SCOPES]
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]
        stores = [(str(place.id), place.name_in(names.fmt.language)) for place in names.places.values()]
        self.fields["store"].choices = [("", _("All branches")), *stores]  # type: ignore[attr-defined]


@require_GET
def keys(request: ClubRequest) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    return _keys_page(request, names, KeyForm(names))


def _keys_page(
    request: ClubRequest, names: ClubNames, form: KeyForm, plain: str = "", status: int = 200
) -> HttpResponse:
    rows = ApiKey.objects.select_related("client").filter(client__club=request.club).order_by("-created_at")[:_SHOWN]
    context = {
        "form": form,
        "plain": plain,
        "keys": [_row(request, key, names) for key in rows],
        "settings_pages": settings_pages(request, "keys"),
    }
    response = page(request, "console/keys.html", "staff", context, status)
    response["Cache-Control"] = "no-store"
    return response


def _row(request: ClubRequest, key: ApiKey, names: ClubNames) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.client.name,
        "scopes": pgettext("list", ", ").join(str(_SCOPES.get(scope, scope)) for scope in key.scopes),
        "store": names.store(key.store_id),
        "created_at": key.created_at,
        "revoked_at": key.revoked_at,
        "revoke_url": link(request, "revoke_key", key.id),
    }


@require_POST
def issue_key(request: ClubRequest) -> HttpResponse:
    """The answer itself shows the key: it is kept nowhere, not even in the session."""
    names = ClubNames(request.club, format_of(request.club))
    form = KeyForm(names, request.POST)
    if not form.is_valid():
        return _keys_page(request, names, form, status=422)
    given = form.cleaned_data
    with transaction.atomic():
        client = programs.know(club=request.club, name=given["name"])
        store = UUID(given["store"]) if given["store"] else None
        key, plain = api_keys.issue(client=client, scopes=given["scopes"], store_id=store, now=wall_clock())
        kept(request, "key_issued", f"key:{key.id}", after={"scopes": key.scopes})
    return _keys_page(request, names, KeyForm(names), plain)


@require_POST
def revoke_key(request: ClubRequest, key_id: str) -> HttpResponse:
    key = ApiKey.objects.filter(id=key_id, client__club=request.club).first()
    if key is None:
        raise Http404
    with transaction.atomic():
        api_keys.revoke(key=key, now=wall_clock())
        kept(request, "key_revoked", f"key:{key.id}", before={"revoked": False}, after={"revoked": True})
    said(request, _("Revoked. The program is refused from now on."))
    return redirect(link(request, "keys"))
