"""Units added or taken off by hand: at once up to the club's limit, above it when another person agrees."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vafa.activities.actions import adjusting
from vafa.activities.errors import UnknownActivity
from vafa.activities.queries import reading
from vafa.base import references
from vafa.base.actions import approvals
from vafa.base.errors import Refusal
from vafa.base.models import Club
from vafa.doors.console.fields import WholeField, required
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.member import member_or_404
from vafa.doors.look.names import ClubNames
from vafa.ledger.queries.states import units_of
from vafa.members import queries
from vafa.members.models import Member
from vafa.partners.house import house_of

VERB = "adjust"


class AdjustForm(forms.Form):
    units = WholeField(
        label=gettext_lazy("How many"),
        help_text=gettext_lazy("With a minus they are taken off."),
        error_messages=required(gettext_lazy("Write how many, such as 120 or −120.")),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Of what"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The member and the next auditor read this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=required(gettext_lazy("Write why: an adjustment without a reason cannot be booked.")),
    )
    reference = forms.RegexField(r"^[0-9a-f\-]{36}$", widget=forms.HiddenInput)

    def __init__(self, names: ClubNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [unit.code for unit in names.programme.units] if names.programme else []
        self.fields["unit"].choices = [(code, names.name_of("unit", code)) for code in codes]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def adjust(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    names = ClubNames(request.club, format_of(request.club))
    if request.method == "GET":
        return _form_page(request, found, names, AdjustForm(names, initial={"reference": str(uuid4())}))
    form = AdjustForm(names, request.POST)
    if form.is_valid():
        try:
            return _ask_or_book(request, found, names, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("units", sentence(refusal, names.fmt))
    return _form_page(request, found, names, form, status=422)


def _ask_or_book(request: ClubRequest, found: Member, names: ClubNames, given: dict[str, Any]) -> HttpResponse:
    member = queries.surviving(found.id)
    wanted = names.exactly(abs(given["units"]), given["unit"])
    if abs(given["units"]) > request.club.adjust_limit:
        _ask(request, member, given)
        said(request, _("{units} wait for another person to agree.").format(units=wanted))
    else:
        with transaction.atomic():
            activity = book(request, member, given, f"form:{given['reference']}")
        words = _("{units} added.") if given["units"] > 0 else _("{units} taken off.")
        request.session["undo_adjustment"] = {"said": words.format(units=wanted), "activity": str(activity)}
    return redirect(link(request, "member", member))


@transaction.atomic
def _ask(request: ClubRequest, member: UUID, given: dict[str, Any]) -> None:
    data = {"member": str(member), "unit": given["unit"], "units": given["units"]}
    approval = approvals.ask(
        club=request.club, verb=VERB, subject=f"member:{member}", data=data, reason=given["reason"],
        reference=given["reference"], asked_by=request.staff, now=present(request),
    )  # fmt: skip
    kept(request, "adjustment_asked", f"member:{member}", **data, reason=given["reason"], approval=str(approval.id))


def book(
    request: ClubRequest, member: UUID, given: dict[str, Any], reference: str, staff_id: UUID | None = None
) -> UUID:
    """In the caller's transaction. A reference that is booked already books and logs nothing."""
    club, now = request.club, present(request)
    seen = references.look_up(club.id, [(adjusting.SOURCE, reference)])
    before = active(member, given["unit"], request)
    activity = adjusting.adjust(
        house=house_of(club, now), member_id=member, unit=given["unit"], units=given["units"], reason=given["reason"],
        reference=reference, staff_id=staff_id or request.staff.id,
    )  # fmt: skip
    if not seen:
        after = active(member, given["unit"], request)
        kept(
            request, "units_adjusted", f"member:{member}", units=given["units"], unit=given["unit"],
            reason=given["reason"], before={given["unit"]: before}, after={given["unit"]: after},
        )  # fmt: skip
    return activity


def active(member: UUID, unit: str, request: ClubRequest) -> int:
    return units_of(member, [unit], present(request))[0].spendable


@require_POST
def undo_adjustment(request: ClubRequest, member_id: UUID, activity_id: UUID) -> HttpResponse:
    """The reverse, once; the books keep both."""
    found = member_or_404(request, member_id)
    names = ClubNames(request.club, format_of(request.club))
    body = _undoable(request.club, found, activity_id)
    reason = _("Undone: {reason}").format(reason=body["reason"])[:300]
    given = {"unit": body["unit"], "units": -body["units"], "reason": reason}
    try:
        with transaction.atomic():
            book(request, found.id, given, f"undo:{activity_id}")
    except Refusal as refusal:
        request.session["undo_adjustment"] = {"said": sentence(refusal, names.fmt), "activity": ""}
    else:
        said(request, _("The adjustment was undone by its reverse. Both stand in the ledger."))
    return redirect(link(request, "member", found.id))


def _undoable(club: Club, found: Member, activity_id: UUID) -> dict[str, Any]:
    try:
        row = reading.get(club, found.id, activity_id)
    except UnknownActivity:
        raise Http404 from None
    if row.kind != adjusting.ADJUSTMENT or not row.reference.startswith("form:"):
        raise Http404
    body: dict[str, Any] = row.body
    return body


def _form_page(
    request: ClubRequest, found: Member, names: ClubNames, form: AdjustForm, status: int = 200
) -> HttpResponse:
    have = [
        (names.name_of("unit", each.unit), names.fmt.integer(each.spendable)) for each in _have(request, found, names)
    ]
    limit = names.fmt.integer(request.club.adjust_limit)
    context = {"form": form, "member": found, "name": found.name or _("No name"), "have": have, "limit": limit}
    context["back"] = link(request, "member", found.id)
    return page(request, "console/adjust.html", "members", context, status)


def _have(request: ClubRequest, found: Member, names: ClubNames) -> list[Any]:
    return units_of(found.id, names.unit_codes, present(request))
