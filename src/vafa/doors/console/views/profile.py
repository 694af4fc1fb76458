"""Who a member is: name, birthday in the club's calendar, tags."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vafa.doors.console.fields import DayField, written_day
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look.formats import Format
from vafa.members.actions.profile import change_profile
from vafa.members.models import Member

_TAGS_MOST, _TAG_LONGEST = 20, 40


class ProfileForm(forms.Form):
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80, required=False)
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=900,
        help_text=gettext_lazy("Set apart by commas. Rules and groups can use them."),
    )

    def __init__(self, fmt: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        example = fmt.digits(written_day(fmt.calendar, fmt.today))
        self.fields["birthday"] = DayField(
            calendar=fmt.calendar,
            today=fmt.today,
            label=_("Birthday"),
            required=False,
            help_text=_("Year, month, day, such as {example}.").format(example=example),
            widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
        )
        self.order_fields(["given_name", "family_name", "birthday", "tags"])

    def clean_tags(self) -> list[str]:
        written = self.cleaned_data["tags"].replace("،", ",").split(",")
        tags = list(dict.fromkeys(tag.strip() for tag in written if tag.strip()))
        if len(tags) > _TAGS_MOST or any(len(tag) > _TAG_LONGEST for tag in tags):
            raise ValidationError(_("At most twenty tags of forty letters each. Leave some out."))
        return tags


@require_http_methods(["GET", "POST"])
def profile(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    fmt = format_of(request.club)
    form = ProfileForm(fmt, request.POST if request.method == "POST" else None, initial=_as_it_is(found, fmt))
    if form.is_valid():
        _change(request, found, form.cleaned_data)
        return redirect(link(request, "member", found.id))
    context = {"form": form, "name": found.name or _("No name"), "back": link(request, "member", found.id)}
    return page(request, "console/profile.html", "members", context, 422 if form.is_bound else 200)


def _as_it_is(found: Member, fmt: Format) -> dict[str, Any]:
    return {
        "given_name": found.given_name,
        "family_name": found.family_name,
        "birthday": fmt.digits(written_day(fmt.calendar, found.birthday)),
        "tags": ("، " if fmt.rtl else ", ").join(found.tags),
    }


@transaction.atomic
def _change(request: ClubRequest, found: Member, given: dict[str, Any]) -> None:
    """The log names the fields and not what is in them: personal data stays with the member."""
    changed = {name: value for name, value in given.items() if value is not None and getattr(found, name) != value}
    if changed:
        change_profile(club=request.club, member_id=found.id, now=present(request), **changed)
        kept(request, "profile_changed", f"member:{found.id}", fields=sorted(changed))
    said(request, _("Kept."))
