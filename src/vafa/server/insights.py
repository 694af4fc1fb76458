"""`vafa insight`: the reports of the console as JSON, for a program or a spreadsheet; members by id, money in minor
units."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.engine.calendar.periods import first_instant, local_date
from vafa.insight import overview, reports
from vafa.insight.kpis import kpis, over_lake
from vafa.insight.lake.reading import Lake, NoLake, opened
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.metrics.liability import liability
from vafa.insight.predicting.outlook import outlook
from vafa.insight.queries import across
from vafa.insight.queries.thresholds import judged_by
from vafa.insight.reserve import reserves_with_contract
from vafa.insight.shapes import Span
from vafa.server import clubs
from vafa.server.errors import NOT_AS_SET, Refused

Say = Callable[[str], None]


DAYS_MOST: Final = 36_500


def _span(club: Club, days: int) -> Span:
    end = local_date(club_now(club), club.zone) + timedelta(days=1)
    return Span(end - timedelta(days=days), end)


def _overview(club: Club, span: Span) -> Any:
    return overview.overview(club, span, club_now(club))


def _retention(club: Club, _span: Span) -> Any:
    return reports.retention(club, club_now(club))


def _rfm(club: Club, _span: Span) -> Any:
    return reports.recency_frequency_money(club, club_now(club))


def _liability(club: Club, span: Span) -> Any:
    start, end = (first_instant(day, club.zone) for day in (span.start, span.end))
    return liability(club, start, end, club_now(club))


def _outlook(club: Club, span: Span) -> Any:
    return outlook(across.history(club.id).history, span.end)


def _outcomes(club: Club, _span: Span) -> Any:
    with _lake(club) as lake:
        return reports.outcomes_of(club, lake, Scope(), club_now(club))


def _figures(club: Club, span: Span) -> Any:
    with _lake(club) as lake:
        choose(lake, Scope())
        found = kpis(over_lake(lake), span, span.end, club.reckoning, judged_by(club).lapsed)
    rfm = [{"fifths": key, "buyers": count, "net_minor": net} for key, (count, net) in sorted(found.rfm.items())]
    cohorts = [
        {"first": first, "month": month, "bought": bought, "net_minor": net}
        for (first, month), (bought, net) in sorted(found.cohorts.items())
    ]
    return {
        **{each.name: getattr(found, each.name) for each in fields(found) if each.name not in ("rfm", "cohorts")},
        "rfm": rfm, "cohorts": cohorts,
    }  # fmt: skip


def _reserve(club: Club, _span: Span) -> Any:
    with _lake(club) as lake:
        return reserves_with_contract(club, club_now(club), lake)


@contextmanager
def _lake(club: Club) -> Iterator[Lake]:
    try:
        with opened(club.id) as lake:
            yield lake
    except NoLake:
        raise Refused(_("There is no lake yet. Make it with: vafa lake refresh"), NOT_AS_SET) from None


REPORTS: Final[dict[str, Callable[[Club, Span], Any]]] = {
    "overview": _overview, "retention": _retention, "rfm": _rfm, "liability": _liability, "outlook": _outlook,
    "outcomes": _outcomes, "figures": _figures, "reserve": _reserve,
}  # fmt: skip


def tell(name: str, slug: str | None, days: int, say: Say) -> int:
    """In: a report, a club's short name (None: the only one), and over how many days. Out: 0, and the report said."""
    club = clubs.named(slug)
    found = REPORTS[name](club, _span(club, min(max(1, days), DAYS_MOST)))
    say(msgspec.json.format(msgspec.json.encode(found, enc_hook=_plain), indent=2).decode())
    return 0


def _plain(value: Any) -> Any:
    """Fractions of a rhythm and days; whatever else a report holds is plain."""
    return value.isoformat() if isinstance(value, date) else float(value)
