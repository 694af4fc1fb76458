"""Closing a period of the journal, and opening it again with a reason."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, present, said
from vafa.doors.console.periods import OLDEST
from vafa.doors.console.refusals import sentence
from vafa.doors.console.reporting.asking import Asked
from vafa.insight.actions import locking
from vafa.insight.errors import LaterPeriodLocked, PeriodLocked, PeriodNotOver
from vafa.insight.metrics.outcomes import whole_months
from vafa.insight.queries.locks import locked
from vafa.insight.reserve import journal_of
from vafa.insight.shapes import Span

_REASON_MOST = 300


def shown(request: ClubRequest, about: Asked) -> dict[str, Any]:
    """What the journal's page has beside its entries: what may be locked, and what is."""
    span, fmt = about.period.span, about.fmt
    rows = [
        {"id": each.id, "words": fmt.range(each.start, each.end - dt.timedelta(days=1)),
         "at": fmt.instant(each.locked_at),
         "url": about.address(**_days(Span(each.start, each.end)))}
        for each in locked(request.club)
    ]  # fmt: skip
    free = all(each.end <= span.start or each.start >= span.end for each in locked(request.club))
    return {
        "locks": rows, "may_lock": allowed(request, "lock_period"), "lockable": free and span.end <= fmt.today,
        "lock_days": {"from": span.start.isoformat(), "to": (span.end - dt.timedelta(days=1)).isoformat()},
        "last_month": about.address(**_days(_last_month(about))),
    }  # fmt: skip


def _days(span: Span) -> dict[str, str]:
    return {
        "period": "dates", "from": span.start.isoformat(), "to": (span.end - dt.timedelta(days=1)).isoformat(),
    }  # fmt: skip


def _last_month(about: Asked) -> Span:
    [start], end = whole_months(about.fmt.calendar, about.fmt.today, most=1)
    return Span(start, end)


@require_POST
def lock_period(request: ClubRequest) -> HttpResponse:
    try:
        first, last = (dt.date.fromisoformat(request.POST.get(name, "")) for name in ("from", "to"))
    except ValueError:
        raise Http404 from None
    if not first <= last < dt.date.max or first.year < OLDEST:
        raise Http404
    span = Span(first, last + dt.timedelta(days=1))
    fmt, now = format_of(request.club), present(request)
    back = f"{link(request, 'report', 'journal')}?period=dates&from={first}&to={last}"
    made, _locked = journal_of(request.club, span, now)
    try:
        with transaction.atomic():
            locking.lock(club=request.club, span=span, journal=made, staff_id=request.staff.id, now=now)
            kept(request, "period_locked", "club", start=first.isoformat(), end=last.isoformat())
    except (PeriodNotOver, PeriodLocked, LaterPeriodLocked) as refusal:
        said(request, sentence(refusal, fmt))
    else:
        said(request, _("{days} is locked.").format(days=fmt.range(first, last)))
    return redirect(back)


@require_POST
def open_period(request: ClubRequest, lock_id: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "").replace("\0", "").strip()[:_REASON_MOST]
    back = link(request, "report", "journal")
    if not reason:
        said(request, _("Say why it is opened again."))
        return redirect(back)
    try:
        with transaction.atomic():
            if not locking.open_again(club=request.club, lock_id=lock_id, reason=reason, now=present(request)):
                raise Http404
            kept(request, "period_opened", "club", lock=str(lock_id), reason=reason)
    except LaterPeriodLocked as refusal:
        said(request, sentence(refusal, format_of(request.club)))
        return redirect(back)
    said(request, _("The period is open again."))
    return redirect(back)
