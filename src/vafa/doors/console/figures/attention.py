"""What waits for a decision: real findings only, each with its next step."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from vafa.activities.queries.budgets import spent
from vafa.base.actions import approvals
from vafa.doors.console.frame import ClubRequest, allowed, link, present
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.shapes import LapsedLoyal, Overview
from vafa.members import queries as members


@dataclass(frozen=True, slots=True)
class Finding:
    title: str
    stakes: str
    url: str = ""
    action: str = ""


def findings(request: ClubRequest, found: Overview, lapsed: LapsedLoyal, names: ClubNames) -> list[Finding]:
    return [
        *_waiting(request, names.fmt),
        *_asked(request, names.fmt),
        *_budgets(request, names),
        *_silent(request, lapsed, names.fmt),
        *_ending(request, found, names),
    ]


def _asked(request: ClubRequest, fmt: Format) -> list[Finding]:
    count = members.waiting_count(request.club) if allowed(request, "asked") else 0
    if not count:
        return []
    title = _("{count} people asked to join").format(count=fmt.integer(count))
    if count == 1:
        title = _("Someone asked to join")
    stakes = _("Until somebody confirms it, their purchases do not count.")
    return [Finding(title, stakes, link(request, "asked"), _("See who"))]


def _budgets(request: ClubRequest, names: ClubNames) -> list[Finding]:
    """Budgets of rules that are nearly or wholly given."""
    if names.programme is None or not allowed(request, "programme"):
        return []
    rows = []
    for each in spent(request.club, names.programme, names.fmt.today):
        if each.alarming:
            name = names.written(each.budget.name)
            title = _("{budget} is used up") if each.used_up else _("{budget} is nearly used up")
            stakes = _("{used} of {units} are given.").format(
                used=names.fmt.units(each.used), units=names.exactly(each.budget.units, each.budget.unit)
            )
            rows.append(Finding(title.format(budget=name), stakes, link(request, "programme"), _("See programme")))
    return rows


def _silent(request: ClubRequest, lapsed: LapsedLoyal, fmt: Format) -> list[Finding]:
    if not lapsed.total:
        return []
    title = _("{count} loyal members silent for over {days}").format(
        count=fmt.integer(lapsed.total), days=fmt.days(lapsed.settings.silent_days_above)
    )
    stakes = _("They spent {money} in their last year.").format(money=fmt.money(lapsed.yearly_minor))
    if lapsed.usual_gap_days is not None:
        stakes = _("They spent {money} in their last year and used to come every {days}.").format(
            money=fmt.money(lapsed.yearly_minor), days=fmt.days(round(lapsed.usual_gap_days))
        )
    return [Finding(title, stakes, link(request, "lapsed"), _("See list"))]


def _ending(request: ClubRequest, found: Overview, names: ClubNames) -> list[Finding]:
    rows = []
    for each in found.units.units:
        if each.ending_30:
            title = _("{count} {unit} end within 30 days").format(
                count=names.fmt.units(each.ending_30), unit=names.written(each.name)
            )
            worth = _("Worth {money}. Whoever comes back in time keeps theirs.").format(
                money=names.fmt.money(each.ending_30_minor)
            )
            seen = (link(request, "liability"), _("When they end")) if allowed(request, "liability") else ("", "")
            rows.append(Finding(title, worth if each.ending_30_minor else "", *seen))
    return rows


def _waiting(request: ClubRequest, fmt: Format) -> list[Finding]:
    if not allowed(request, "approvals"):
        return []
    rows = approvals.waiting(request.club, present(request))
    count, first = rows.count(), rows.select_related("asked_by__user").first()
    if first is None:
        return []
    title = _("{count} adjustments wait for a second person").format(count=fmt.integer(count))
    if count == 1:
        title = _("An adjustment waits for a second person")
    stakes = _("{person} asked on {day}: “{reason}”").format(
        person=first.asked_by.user.name, day=fmt.date_of(first.asked_at), reason=first.reason
    )
    return [Finding(title, stakes, link(request, "approvals"), _("Decide"))]
