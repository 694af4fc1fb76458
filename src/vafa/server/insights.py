"""`vafa insight`: the reports of the console as JSON, for a program or a spreadsheet; members by id, money in minor
units."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.engine.calendar.periods import first_instant, local_date
from vafa.insight import overview, reports
from vafa.insight.metrics.liability import liability
from vafa.insight.predicting.outlook import outlook
from vafa.insight.queries import across
from vafa.insight.shapes import Span
from vafa.server import clubs

Say = Callable[[str], None]


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


REPORTS: Final[dict[str, Callable[[Club, Span], Any]]] = {
    "overview": _overview, "retention": _retention, "rfm": _rfm, "liability": _liability, "outlook": _outlook,
}  # fmt: skip


def tell(name: str, slug: str | None, days: int, say: Say) -> int:
    """In: a report, a club's short name (None: the only one), and over how many days. Out: 0, and the report said."""
    club = clubs.named(slug)
    found = REPORTS[name](club, _span(club, max(1, days)))
    say(msgspec.json.format(msgspec.json.encode(found, enc_hook=_plain), indent=2).decode())
    return 0


def _plain(value: Any) -> Any:
    """Fractions of a rhythm and days; whatever else a report holds is plain."""
    return value.isoformat() if isinstance(value, date) else float(value)
