"""What comes next of one member, in the words of their page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vafa.doors.console import insights
from vafa.doors.console.figures.stats import definition_text
from vafa.doors.console.frame import ClubRequest
from vafa.doors.console.reporting.keys import apart
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.insight.metrics.outlook import Away, MemberOutlook
from vafa.insight.metrics.suggestions import Suggestion
from vafa.insight.models import TillSuggestion
from vafa.insight.predicting.churn import AHEAD_DAYS as CHURN_DAYS
from vafa.insight.predicting.outlook import AHEAD_DAYS, Forecast
from vafa.insight.queries.at_till import suggested

_SUREST = 0.99
_AGAIN, _NEW = 3, 2
_LEAST = 0.02


def coming(found: MemberOutlook, names: ClubNames) -> dict[str, Any]:
    """Out: rows of (what, figure, words), when they come next, and how it is reckoned; without a forecast only why."""
    told = {"rows": [], "next": "", "definition": definition_text(found.definition, names)}
    if found.forecast is None:
        return told
    rows = [*_away(found.away, names), *_rows(found.forecast, names)]
    return told | {"rows": rows, "next": _next(found.forecast, names)}


def _away(away: Away | None, names: ClubNames) -> list[tuple[str, str, str]]:
    if away is None:
        return []
    label = _("No visit in the next {days}").format(days=names.fmt.days(CHURN_DAYS))
    reasons = dict.fromkeys(_reason(each) for each in away.reasons)
    return [(label, _chance(away.chance, names), _(", ").join(reasons))]


def _chance(chance: float, names: ClubNames) -> str:
    """No model is as sure as nothing or all."""
    if chance > _SUREST:
        return _("over {share}").format(share=names.fmt.percent(_SUREST, 0))
    if chance < 1 - _SUREST:
        return _("under {share}").format(share=names.fmt.percent(1 - _SUREST, 0))
    return names.fmt.percent(chance, 0)


def _reason(feature: str) -> str:
    return {
        "silent": _("silent for long"), "silent_gaps": _("silent for long, for them"), "gap": _("comes rarely"),
        "gap_spread": _("comes irregularly"), "visits": _("few visits in all"), "tenure": _("known for a short time"),
        "visits_30": _("few visits of late"), "visits_90": _("few visits of late"),
        "trend": _("comes less than before"), "spend_90": _("spent little of late"), "spend": _("spent little in all"),
    }[feature]  # fmt: skip


def _rows(forecast: Forecast, names: ClubNames) -> list[tuple[str, str, str]]:
    fmt = names.fmt
    rows = [
        (_("Still a customer"), _chance(forecast.alive, names), ""),
        (_("Visits in the next {days}").format(days=fmt.days(AHEAD_DAYS)), _visits(forecast.visits, fmt), ""),
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


def _visits(visits: float, fmt: Format) -> str:
    """So few that nobody would write them out are told by what they are under."""
    least = 1 - _SUREST
    return fmt.decimal(visits, 2) if visits >= least else _("under {share}").format(share=fmt.fixed(least, 2))


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


@dataclass(frozen=True, slots=True)
class Likely:
    """A product by its number and name, its chance and why; `at_till` is what offers it there, where it is."""

    product: str
    name: str
    chance: str
    why: str
    at_till: TillSuggestion | None


def likely(request: ClubRequest, member_id: UUID, fmt: Format) -> list[Likely]:
    """Out: what they will probably buy within 30 days, the surest first; nothing where no lists were made yet."""
    rows, called = insights.suggestions(request.club, member_id)
    shown = [row for row in rows if row.again][:_AGAIN] + [row for row in rows if not row.again][:_NEW]
    offered = {each.product: each for each in suggested(member_id, fmt.today)}
    return [
        Likely(row.sku, called.get(row.sku) or row.sku, fmt.percent(row.chance, 0), _why(row, called, fmt),
               offered.get(row.sku))
        for row in shown if row.chance >= _LEAST
    ]  # fmt: skip


def _why(row: Suggestion, called: dict[str, str], fmt: Format) -> str:
    if row.again:
        told = ngettext("bought once, on {day}", "bought on {count} days, last on {day}", row.times)
        return told.format(count=fmt.integer(row.times), day=fmt.date(row.last_day))
    return _("new to them, because of {product}").format(product=apart(called.get(row.because) or row.because))
