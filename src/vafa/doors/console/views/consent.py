"""A member's yes or no to one channel and purpose, with what proves it."""

from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vafa.doors.console.fields import required
from vafa.doors.console.frame import ClubRequest, kept, link, page, present, said
from vafa.doors.console.member.timeline import consent_name
from vafa.doors.console.views.member import member_or_404
from vafa.members.actions.profile import give_word

_WORDS = [
    ("sms", "marketing"),
    ("email", "marketing"),
    ("phone", "marketing"),
    ("app", "marketing"),
    ("partners", "sharing"),
]


class ConsentForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("What for"))
    granted = forms.ChoiceField(
        label=gettext_lazy("Their word"),
        error_messages=required(gettext_lazy("Choose what the member said: nothing is assumed.")),
    )
    proof = forms.CharField(
        label=gettext_lazy("What proves it"),
        help_text=gettext_lazy("A form, a call, a message: where it can be found."),
        max_length=200,
        error_messages=required(gettext_lazy("Write what proves it: a word without proof does not count.")),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        words = [(f"{channel} {purpose}", consent_name(channel, purpose)) for channel, purpose in _WORDS]
        self.fields["what"].choices = words  # type: ignore[attr-defined]
        answers = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]
        self.fields["granted"].choices = answers  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def consent(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _keep(request, found.id, form.cleaned_data)
        return redirect(link(request, "member", found.id))
    context = {"form": form, "name": found.name or _("No name"), "back": link(request, "member", found.id)}
    return page(request, "console/consent.html", "members", context, 422 if form.is_bound else 200)


@transaction.atomic
def _keep(request: ClubRequest, member: UUID, given: dict[str, str]) -> None:
    channel, purpose = given["what"].split(" ")
    granted = given["granted"] == "yes"
    give_word(
        club=request.club, member_id=member, channel=channel, purpose=purpose, granted=granted, proof=given["proof"],
        now=present(request), staff_id=request.staff.id,
    )  # fmt: skip
    kept(request, "consent_changed", f"member:{member}", channel=channel, purpose=purpose, granted=granted)
    said(request, _("Kept, with its proof."))
