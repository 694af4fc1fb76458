"""The cards a member shows: another one, or the end of a lost one."""

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.fields import required
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look.formats import Format
from vafa.doors.look.names import card_kind
from vafa.members import queries
from vafa.members.actions import profile
from vafa.members.errors import UnknownCard
from vafa.members.models import Card


class CardForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    value = forms.CharField(
        label=gettext_lazy("What is on it"),
        max_length=80,
        error_messages=required(gettext_lazy("Write the number, or scan it into this field.")),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, card_kind(kind)) for kind in _KINDS]  # type: ignore[attr-defined]


_KINDS = ("phone", "card", "qr", "barcode", "bank", "code")


@require_http_methods(["GET", "POST"])
def add_card(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    fmt = format_of(request.club)
    form = CardForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                given = form.cleaned_data
                profile.add_card(
                    club=request.club, member_id=found.id, kind=given["kind"], value=given["value"],
                    now=present(request),
                )  # fmt: skip
                kept(request, "card_added", f"member:{found.id}", kind=given["kind"])
        except Refusal as refusal:
            form.add_error("value", sentence(refusal, fmt))
        else:
            said(request, _("Added. It can be shown from now on."))
            return redirect(link(request, "add_card", found.id))
    context = {
        "form": form,
        "name": found.name or _("No name"),
        "back": link(request, "member", found.id),
        "cards": [_row(request, card, fmt) for card in queries.cards_of(found.id)],
    }
    return page(request, "console/cards.html", "members", context, 422 if form.is_bound else 200)


def _row(request: ClubRequest, card: Card, fmt: Format) -> dict[str, Any]:
    return {
        "kind": card_kind(card.kind),
        "masked": fmt.phone(card.value),
        "added_at": card.added_at,
        "end_url": link(request, "end_card", card.member_id, card.id),
    }


@require_POST
def end_card(request: ClubRequest, member_id: UUID, card_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    try:
        with transaction.atomic():
            profile.end_card(club=request.club, member_id=found.id, card_id=card_id, now=present(request))
            kept(request, "card_ended", f"member:{found.id}", card=str(card_id))
    except UnknownCard:
        raise Http404 from None
    said(request, _("Ended. Nobody is found by it any more."))
    return redirect(link(request, "add_card", found.id))
