"""What a report is asked about: which days, against which, whose purchases; read from its address."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.doors.console.frame import ClubRequest, format_of
from vafa.doors.console.periods import Chosen, branches, chosen, keys
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.engine.calendar.periods import Period, add_months, next_start, start_of
from vafa.insight.lake.reading import Lake
from vafa.insight.metrics.breakdown import Scope, choose
from vafa.insight.shapes import Span

READ: Final = (
    "by",
    "category",
    "period",
    "from",
    "to",
    "against",
    "branch",
    "segment",
    "tier",
    "first",
    "then",
    "days",
)
"""What of an address a report reads; the rest is nobody's, and is not carried on."""
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the lake, and how its answer is written."""

    request: ClubRequest
    names: ClubNames
    period: Chosen
    scope: Scope
    a_year_before: bool

    @property
    def fmt(self) -> Format:
        return self.names.fmt

    @property
    def span(self) -> Span:
        """The period, no further than today."""
        return Span(self.period.span.start, min(self.period.span.end, self.tomorrow))

    @property
    def tomorrow(self) -> dt.date:
        return self.fmt.today + dt.timedelta(days=1)

    @property
    def against(self) -> Span:
        span = self.span
        if not self.a_year_before:
            return span.before
        start, end = (add_months(self.fmt.calendar, day, -12) for day in (span.start, span.end))
        return Span(start, end)

    @property
    def months(self) -> list[dt.date]:
        """The first days of the club's months from the start of what it is held against."""
        found = [self.month_of(min(self.span.start, self.against.start))]
        while (following := next_start(self.fmt.calendar, Period.MONTH, found[-1])) < self.span.end:
            found.append(following)
        return found

    def month_of(self, day: dt.date) -> dt.date:
        """The first day of the club's month that holds it."""
        return start_of(self.fmt.calendar, Period.MONTH, day)

    def given(self, name: str) -> str:
        return self.request.GET.get(name, "").replace("\0", "")[:_LONGEST]

    def address(self, **other: str) -> str:
        """The query of the same report, with some choices changed."""
        gone = ("from", "to") if "period" in other else ()
        given = {name: self.given(name) for name in READ if name not in gone} | other
        return f"?{urlencode({name: value for name, value in given.items() if value})}"

    def choose(self, lake: Lake) -> None:
        choose(lake, self.scope)


def asked(request: ClubRequest) -> Asked:
    names = ClubNames(request.club, format_of(request.club))
    period = chosen(request, names.fmt)
    segment, tier = request.GET.get("segment", ""), request.GET.get("tier", "")
    scope = Scope(
        str(period.store.id) if period.store else "", segment if segment in names.segments else "",
        tier if tier in names.tiers else "",
    )  # fmt: skip
    return Asked(request, names, period, scope, request.GET.get("against") == "year")


def filters(about: Asked) -> dict[str, Any]:
    """The choices that stand over a report, as (address, words, whether it is the present one)."""
    names, whole_club = about.names, about.request.staff.store_id is None
    return {
        "period": about.period,
        "periods": [
            (about.address(period=key) if key != "90" else about.address(period=""), words, current)
            for key, words, current in keys(about.period, about.fmt)
        ],
        "branches": [
            (about.address(branch=code), name, current)
            for code, name, current in branches(about.period, names.places, about.fmt)
        ] if whole_club else [],
        "segments": _of(about, "segment", _("All members"), names.segments),
        "tiers": _of(about, "tier", _("All tiers"), names.tiers),
        "againsts": [
            (about.address(against=""), _("the days before"), not about.a_year_before),
            (about.address(against="year"), _("a year before"), about.a_year_before),
        ],
    }  # fmt: skip


def _of(about: Asked, name: str, every: str, words: dict[str, str]) -> list[tuple[str, str, bool]]:
    now = getattr(about.scope, name)
    rows = [("", every), *words.items()] if words else []
    return [(about.address(**{name: code}), said, code == now) for code, said in rows]


def now_of(about: Asked) -> dt.datetime:
    return club_now(about.request.club)
