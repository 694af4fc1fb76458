"""When a member counts as loyal, at risk or silent: set by the club."""

from typing import Any, Final

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vafa.doors.console.fields import WholeField, required
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.views.reports import subnav
from vafa.insight.actions import thresholds as acting
from vafa.insight.errors import ThresholdsOutOfOrder
from vafa.insight.queries.thresholds import USUAL, Judged, judged_by
from vafa.insight.shapes import LapsedSettings, LifecycleSettings

_MOST: Final = 3650


def _words() -> dict[str, tuple[str, str]]:
    """By field its words and what stands under it."""
    return {
        "visits_above": (_("Loyal after more visits than"), ""),
        "silent_days_above": (_("Silent after more days than"), ""),
        "gap_days_most": (
            _("Came at least every so many days"), _("Left empty: twice the shop’s median gap."),
        ),
        "at_risk_gaps": (_("At risk after so many of their usual gaps"), ""),
        "at_risk_days_least": (_("At risk not before so many days"), ""),
        "lapsed_gaps": (_("Lapsed after so many of their usual gaps"), ""),
    }  # fmt: skip


class ThresholdsForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (words, below) in _words().items():
            self.fields[name] = WholeField(
                label=words, help_text=below, required=name != "gap_days_most",
                error_messages=required(_("Write a number.")),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for name, value in list(told.items()):
            if value != "" and not 1 <= value <= _MOST:
                self.add_error(name, _("Write a number from 1 to 3650."))
        return told


def _figures(judged: Judged) -> dict[str, int | str]:
    life, lapsed = judged
    gap = lapsed.gap_days_most
    return {
        "visits_above": lapsed.visits_above, "silent_days_above": lapsed.silent_days_above,
        "gap_days_most": "" if gap is None else round(gap), "at_risk_gaps": life.at_risk_gaps,
        "at_risk_days_least": life.at_risk_days_least, "lapsed_gaps": life.lapsed_gaps,
    }  # fmt: skip


def _judged(told: dict[str, Any]) -> Judged:
    return Judged(
        LifecycleSettings(
            told["visits_above"], told["at_risk_gaps"], told["at_risk_days_least"], told["lapsed_gaps"],
            told["silent_days_above"],
        ),
        LapsedSettings(told["visits_above"], told["silent_days_above"], told["gap_days_most"] or None),
    )  # fmt: skip


def thresholds(request: ClubRequest) -> HttpResponse:
    now, fmt = judged_by(request.club), format_of(request.club)
    initial = {name: fmt.integer(each) if isinstance(each, int) else each for name, each in _figures(now).items()}
    form = ThresholdsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            with transaction.atomic():
                acting.judge_by(club=request.club, judged=_judged(form.cleaned_data), now=present(request))
                kept(request, "thresholds_changed", "club", **form.cleaned_data)
        except ThresholdsOutOfOrder as refusal:
            form.add_error("at_risk_gaps", sentence(refusal, fmt))
        else:
            return _changed(request)
    context = {"subnav": subnav(request, "life_cycle"), "form": form, "usual": now == USUAL}
    return page(request, "console/thresholds.html", "life_cycle", context, 422 if form.errors else 200)


def _changed(request: ClubRequest) -> HttpResponse:
    said(request, _("Kept. Reports judge by it from now on; groups follow within minutes."))
    return redirect(link(request, "thresholds"))


@require_POST
def usual_thresholds(request: ClubRequest) -> HttpResponse:
    before = _figures(judged_by(request.club))
    with transaction.atomic():
        acting.judge_as_usual(club=request.club, now=present(request))
        kept(request, "thresholds_usual", "club", before=before)
    return _changed(request)
