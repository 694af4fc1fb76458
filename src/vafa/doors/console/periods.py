"""Which days, which branch and which measure a page of figures is about: read from its address."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.doors.console.frame import ClubRequest
from vafa.doors.look.formats import Format
from vafa.engine.calendar.periods import Period, start_of
from vafa.insight.shapes import Span
from vafa.partners.queries import Place, stores_of

_DAYS = {"30": 30, "90": 90, "365": 365}
_YEAR = "year"


@dataclass(frozen=True, slots=True)
class Chosen:
    key: str
    store: Place | None
    sales: bool
    span: Span
    words: str

    def address(self, **other: str) -> str:
        """The query of a page of these figures, with some choices changed."""
        given = {
            "period": self.key,
            "branch": self.store.code if self.store else "",
            "of": "sales" if self.sales else "",
        }
        values = {name: value for name, value in (given | other).items() if value and (name, value) != ("period", "90")}
        return f"?{urlencode(values)}"


def chosen(request: ClubRequest, fmt: Format) -> Chosen:
    key = request.GET.get("period", "90")
    key = key if key in _DAYS or key == _YEAR else "90"
    places = stores_of(request.club.id)
    store = places.get(request.GET.get("branch", ""))
    if own := request.staff.store_id:  # a post in one branch sees that one
        store = next((place for place in places.values() if place.id == own), store)
    span = _span(key, fmt)
    return Chosen(key, store, request.GET.get("of") == "sales", span, _words(key, span, fmt))


def _span(key: str, fmt: Format) -> Span:
    """To the end of today."""
    end = fmt.today + dt.timedelta(days=1)
    if key == _YEAR:
        return Span(start_of(fmt.calendar, Period.YEAR, fmt.today), end)
    return Span(end - dt.timedelta(days=_DAYS[key]), end)


def _words(key: str, span: Span, fmt: Format) -> str:
    if key == _YEAR:
        return _("This year to {day}").format(day=fmt.date(fmt.today))
    return _("{days} to {day}").format(days=fmt.days(span.days), day=fmt.date_with_year(fmt.today))


def choices(now: Chosen, fmt: Format) -> list[tuple[str, str, bool]]:
    """(address, words, whether it is the present one)."""
    words = {key: fmt.days(days) for key, days in _DAYS.items()} | {_YEAR: _("This year")}
    return [(now.address(period=key), text, key == now.key) for key, text in words.items()]


def branches(now: Chosen, places: dict[UUID, Place], fmt: Format) -> list[tuple[str, str, bool]]:
    """(code, name, whether it is the present one)."""
    rows = [(place.code, place.name_in(fmt.language), place == now.store) for place in places.values()]
    return [("", _("All branches"), now.store is None), *rows]
