"""Publishing a draft: from which day, what changes with it, and who else must agree."""

import datetime as dt
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vafa.base.actions import approvals
from vafa.base.errors import Refusal
from vafa.base.models import Approval, Club, Staff
from vafa.doors.console.fields import DayField, required, written_day
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.programme import panel
from vafa.doors.console.programme.differences import differences
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.drafts import draft_or_404
from vafa.doors.look.permissions import may
from vafa.engine.calendar.periods import first_instant, local_date
from vafa.engine.earning.sound import starts_too_early
from vafa.programmes.actions import publishing
from vafa.programmes.errors import NotReplayed
from vafa.programmes.models import Draft
from vafa.programmes.queries import drafts


class PublishForm(forms.Form):
    def __init__(self, names: DraftNames, *args: object, second: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on
        self.names = names
        self.fields |= {
            "starts": DayField(
                label=_("From the day"), calendar=names.club.reckoning, today=names.fmt.today, to_come=True,
                help_text=_("From its first moment; today means from now."),
                error_messages=required(_("Write the day it starts.")),
            ),
            "reason": forms.CharField(
                label=_("Why"), max_length=300, required=second, widget=forms.Textarea(attrs={"rows": 2}),
                error_messages=required(gettext_lazy("Write why: the one who decides will read it.")),
            ),
        }  # fmt: skip

    def clean_starts(self) -> dt.date:
        day: dt.date = self.cleaned_data["starts"]
        if early := starts_too_early(day, self.names.fmt.today):
            raise forms.ValidationError(self.names.words.say(early))
        return day


@require_http_methods(["GET", "POST"])
def publish_draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    found, names = draft_or_404(request, draft_id)
    second = needs_second(request.club, request.staff)
    if request.method == "GET":
        tomorrow = names.fmt.today + dt.timedelta(days=1)
        form = PublishForm(names, second=second, initial={"starts": written_day(request.club.reckoning, tomorrow)})
        return _shown(request, found, names, form, second)
    form = PublishForm(names, request.POST, second=second)
    if not form.is_valid():
        return _shown(request, found, names, form, second, 422)
    given = request.POST.get("edition", "")
    edition = int(given) if given.isdigit() and len(given) < 10 else 0
    day, reason = form.cleaned_data["starts"], form.cleaned_data["reason"]
    try:
        if second:
            _ask(request, found, names, edition, day, reason)
            said(request, _("Another person decides. Until then what is live goes on."))
            return redirect(link(request, "approvals"))
        with transaction.atomic():
            carry_out(request, found.id, edition, day, reason)
    except Refusal as refusal:
        if isinstance(refusal, NotReplayed):
            panel.ask(request, found, names)
        form.add_error(None, sentence(refusal, names.fmt))
        return _shown(request, found, names, form, second, 422)
    said(request, _("Published. It holds from {day}.").format(day=names.fmt.date(day)))
    return redirect(link(request, "programme"))


def needs_second(club: Club, staff: Staff) -> bool:
    """Where there is somebody else who may decide, publishing waits for them; who runs a club alone publishes alone."""
    others = Staff.objects.filter(club=club, ended_at=None).exclude(user_id=staff.user_id)
    return any(may(role, "console:approve") for role in others.values_list("role", flat=True))


@transaction.atomic
def _ask(request: ClubRequest, found: Draft, names: DraftNames, edition: int, day: dt.date, reason: str) -> None:
    publishing.check(request.club, found, edition, present(request), panel.fresh_paid(request, found, names))
    data = {"draft": str(found.id), "number": found.number, "edition": edition, "starts": day.isoformat()}
    approval = approvals.ask(
        club=request.club, verb=publishing.APPROVAL, subject=f"draft:{found.id}", data=data, reason=reason,
        reference=f"{found.id}:{edition}:{day}", asked_by=request.staff, now=present(request),
    )  # fmt: skip
    kept(request, "publishing_asked", f"draft:{found.id}", number=found.number, starts=day.isoformat(), reason=reason,
         approval=str(approval.id))  # fmt: skip


def carry_out(request: ClubRequest, draft_id: UUID, edition: int, day: dt.date, reason: str) -> None:
    """In the caller's transaction: publishes, and writes down what changed. A day that came while somebody thought
    about it is now."""
    club, now = request.club, present(request)
    found, names = draft_or_404(request, draft_id)
    before = drafts.latest(club)
    today = local_date(now, club.zone)
    starts_at = now if day <= today else first_instant(day, club.zone)
    made = publishing.publish(
        club=club, draft_id=draft_id, edition=edition, starts_at=starts_at, staff=request.staff, now=now,
        paid=panel.fresh_paid(request, found, names),
    )  # fmt: skip
    kept(request, "programme_published", f"draft:{draft_id}", number=found.number, versions=[before, made.number],
         starts=day.isoformat(), reason=reason)  # fmt: skip


def carry_out_approved(request: ClubRequest, decided: Approval) -> None:
    data = decided.data
    day = dt.date.fromisoformat(data["starts"])
    carry_out(request, UUID(data["draft"]), data["edition"], day, decided.reason)


def _shown(
    request: ClubRequest, found: Draft, names: DraftNames, form: PublishForm, second: bool, status: int = 200
) -> HttpResponse:
    club, now = request.club, present(request)
    latest = drafts.latest(club)
    live = DraftNames(club, names.fmt, drafts.published(club, latest, now)) if latest else None
    faults = [each for each in drafts.faults(club, names.content, now) if each.blocks]
    context = {
        "draft": found, "form": form, "second": second, "url": link(request, "draft", found.id),
        "rows": differences(live, names) if live else [], "faults": [names.words.say(each.text) for each in faults],
        "replay": panel.context(request, found, names), "live": latest, "fmt": format_of(club),
        "open": found.state == "open", "verb_url": link(request, "do_draft", found.id),
    }  # fmt: skip
    return page(request, "console/draft_publish.html", "programme", context, status)
