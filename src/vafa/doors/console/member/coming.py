"""What comes next of one member, in the words of their page."""

from typing import Any

from django.utils.translation import gettext as _

from vafa.doors.console.figures.stats import definition_text
from vafa.doors.look.names import ClubNames
from vafa.insight.metrics.outlook import MemberOutlook
from vafa.insight.predicting.outlook import AHEAD_DAYS, Forecast


def coming(found: MemberOutlook, names: ClubNames) -> dict[str, Any]:
    """Out: rows of (what, figure, words), when they come next, and how it is reckoned; without a forecast only why."""
    told = {"rows": [], "next": "", "definition": definition_text(found.definition, names)}
    if found.forecast is None:
        return told
    return told | {"rows": _rows(found.forecast, names), "next": _next(found.forecast, names)}


def _rows(forecast: Forecast, names: ClubNames) -> list[tuple[str, str, str]]:
    fmt = names.fmt
    rows = [
        (_("Still a customer"), fmt.percent(forecast.alive, 0), ""),
        (_("Visits in the next {days}").format(days=fmt.days(AHEAD_DAYS)), fmt.decimal(forecast.visits, 2), ""),
    ]
    if forecast.worth_minor is not None and forecast.worth_low_minor is not None:
        between = _("{low} to {high} in four cases of five").format(
            low=fmt.money(forecast.worth_low_minor), high=fmt.money(forecast.worth_high_minor or 0)
        )
        rows.append((_("Worth of the next year"), fmt.money(forecast.worth_minor), between))
    if forecast.silent_from is not None:
        gone = forecast.silent_from <= fmt.today
        label = _("Silent too long since") if gone else _("Silent too long from")
        rows.append((label, fmt.date(forecast.silent_from), ""))
    return rows


def _next(forecast: Forecast, names: ClubNames) -> str:
    """When they usually come: to come, within it, or late."""
    if forecast.window is None:
        return ""
    fmt, (first, last) = names.fmt, forecast.window
    if fmt.today > last:
        late = fmt.days((fmt.today - last).days)
        still = forecast.silent_from is None or forecast.silent_from > fmt.today
        text = _("Expected by {day}; {late} late, still normal.") if still else _("Expected by {day}; {late} late.")
        return text.format(day=fmt.date(last), late=late)
    if first == last:
        return _("Expected on {day}.").format(day=fmt.date(first))
    return _("Expected from {first} to {last}.").format(first=fmt.date(first), last=fmt.date(last))
