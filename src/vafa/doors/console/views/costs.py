"""What the club spent on its members: entered by month, because no receipt has it."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console.fields import MoneyField, required
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.views.reports import subnav
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import Period, add_months, start_of
from vafa.insight.actions import spendings
from vafa.insight.models import SPENT_ON, Spending
from vafa.insight.queries.spendings import entered, taken_back

_MONTHS = 24


def spent_on_name(code: str) -> str:
    return {
        "advertising": _("Advertising"), "acquisition": _("Winning members"), "commission": _("Commission"),
        "keeping": _("Keeping members"),
    }[code]  # fmt: skip


class CostForm(forms.Form):
    def __init__(self, *args: Any, fmt: Format, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = start_of(fmt.calendar, Period.MONTH, fmt.today)
        months = [add_months(fmt.calendar, first, -back) for back in range(_MONTHS)]
        self.fields["month"] = forms.TypedChoiceField(
            label=_("Month"), choices=[(day.isoformat(), fmt.month(day)) for day in months],
            coerce=dt.date.fromisoformat,
        )  # fmt: skip
        self.fields["spent_on"] = forms.ChoiceField(
            label=_("Spent on"), choices=[(code, spent_on_name(code)) for code in SPENT_ON]
        )
        self.fields["amount"] = MoneyField(
            label=_("Amount ({currency})").format(currency=fmt.currency_name), fmt=fmt,
            error_messages=required(_("Write what was spent.")),
        )  # fmt: skip
        self.fields["note"] = forms.CharField(label=_("Note"), required=False, max_length=120)

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if not 0 < amount <= spendings.LARGEST:
            raise forms.ValidationError(_("Write an amount above zero."), code="amount")
        return amount


@require_GET
def costs(request: ClubRequest) -> HttpResponse:
    return _page(request, CostForm(fmt=format_of(request.club)))


def _page(request: ClubRequest, form: CostForm, status: int = 200) -> HttpResponse:
    fmt = format_of(request.club)
    rows = [
        {"id": each.id, "month": fmt.month(each.month), "what": spent_on_name(each.spent_on),
         "amount": fmt.money_exact(each.amount_minor), "note": each.note}
        for each in entered(request.club)
    ]  # fmt: skip
    context = {
        "subnav": subnav(request, "outcomes"), "form": form, "rows": rows, "undo": _gone(request),
        "may_enter": allowed(request, "enter_cost"),
    }  # fmt: skip
    return page(request, "console/costs.html", "life_cycle", context, status)


def _gone(request: ClubRequest) -> Spending | None:
    """The one that was just taken back, to be put back."""
    try:
        wanted = UUID(request.GET.get("gone", ""))
    except ValueError:
        return None
    return taken_back(request.club, wanted)


@require_POST
def enter_cost(request: ClubRequest) -> HttpResponse:
    form = CostForm(request.POST, fmt=format_of(request.club))
    if not form.is_valid():
        return _page(request, form, 422)
    told = form.cleaned_data
    with transaction.atomic():
        made = spendings.enter(
            club=request.club, month=told["month"], spent_on=told["spent_on"], amount_minor=told["amount"],
            note=told["note"], staff_id=request.staff.id, now=present(request),
        )  # fmt: skip
        kept(request, "cost_entered", "club", month=made.month.isoformat(), spent_on=made.spent_on,
             amount_minor=made.amount_minor)  # fmt: skip
    said(request, _("Entered. The outcomes count it from now on."))
    return redirect(link(request, "costs"))


@require_POST
def take_back_cost(request: ClubRequest, spending_id: UUID) -> HttpResponse:
    with transaction.atomic():
        if not spendings.take_back(club=request.club, spending_id=spending_id, now=present(request)):
            raise Http404
        kept(request, "cost_taken_back", "club", spending=str(spending_id))
    return redirect(f"{link(request, 'costs')}?gone={spending_id}")


@require_POST
def put_back_cost(request: ClubRequest, spending_id: UUID) -> HttpResponse:
    with transaction.atomic():
        if not spendings.put_back(club=request.club, spending_id=spending_id):
            raise Http404
        kept(request, "cost_put_back", "club", spending=str(spending_id))
    return redirect(link(request, "costs"))
