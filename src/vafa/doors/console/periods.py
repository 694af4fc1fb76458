"""Which days, which branch and which measure a page of figures is about: read from its address."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vafa.doors.console.fields import DayField
from vafa.doors.console.frame import ClubRequest
from vafa.doors.look import paging
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.engine.calendar.periods import Period, start_of
from vafa.insight.shapes import Span
from vafa.partners.queries import Place, stores_of

_DAYS = {"30": 30, "90": 90, "365": 365}
_YEAR = "year"
_DATES = "dates"
_LONGEST = 366 * 5
OLDEST, _LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class Chosen:
    key: str
    store: Place | None
    sales: bool
    span: Span
    words: str
    fault: str = ""
    """Why days that were typed are not these."""

    def address(self, **other: str) -> str:
        """The query of a page of these figures, with some choices changed."""
        given = {
            "period": self.key,
            "branch": self.store.code if self.store else "",
            "of": "sales" if self.sales else "",
        }
        if self.key == _DATES and other.get("period", _DATES) == _DATES:
            given |= {"from": self.span.start.isoformat(), "to": (self.span.end - dt.timedelta(days=1)).isoformat()}
        values = {name: value for name, value in (given | other).items() if value and (name, value) != ("period", "90")}
        return f"?{urlencode(values)}"


def chosen(request: ClubRequest, fmt: Format) -> Chosen:
    key = request.GET.get("period", "90")
    typed, fault = _typed(request, fmt) if key == _DATES else (None, "")
    key = key if key in _DAYS or key == _YEAR or typed else "90"
    places = stores_of(request.club.id)
    store = places.get(request.GET.get("branch", ""))
    if own := request.staff.store_id:  # a post in one branch sees that one
        store = next((place for place in places.values() if place.id == own), store)
    span = typed or _span(key, fmt)
    return Chosen(key, store, request.GET.get("of") == "sales", span, _words(key, span, fmt), fault)


def _typed(request: ClubRequest, fmt: Format) -> tuple[Span | None, str]:
    """Days that were typed, the last one with them; or what is wrong with them."""
    found = []
    for name in ("from", "to"):
        text = request.GET.get(name, "")
        try:
            found.append(dt.date.fromisoformat(text))
        except ValueError:
            try:
                found.append(day_field(fmt).clean(text))
            except ValidationError as error:
                return None, " ".join(error.messages)
    first, last = found
    if first > last:
        return None, _("The first day comes after the last one.")
    if (last - first).days > _LONGEST:
        return None, _("Choose at most five years.")
    if not OLDEST <= first.year <= last.year <= _LATEST:
        return None, _("No club has receipts of that year.")
    return Span(first, last + dt.timedelta(days=1)), ""


def day_field(fmt: Format) -> DayField:
    """A day of the club's calendar up to today, as people type it."""
    return DayField(calendar=fmt.calendar, today=fmt.today, error_messages={"required": _("Write both days.")})


def _span(key: str, fmt: Format) -> Span:
    """To the end of today."""
    end = fmt.today + dt.timedelta(days=1)
    if key == _YEAR:
        return Span(start_of(fmt.calendar, Period.YEAR, fmt.today), end)
    return Span(end - dt.timedelta(days=_DAYS[key]), end)


def _words(key: str, span: Span, fmt: Format) -> str:
    if key == _DATES:
        return fmt.range(span.start, span.end - dt.timedelta(days=1))
    if key == _YEAR:
        return _("This year to {day}").format(day=fmt.date(fmt.today))
    return _("{days} to {day}").format(days=fmt.days(span.days), day=fmt.date_with_year(fmt.today))


def choices(now: Chosen, fmt: Format) -> list[tuple[str, str, bool]]:
    """(address, words, whether it is the present one)."""
    return [(now.address(period=key), text, current) for key, text, current in keys(now, fmt)]


def keys(now: Chosen, fmt: Format) -> list[tuple[str, str, bool]]:
    """(key, words, whether it is the present one)."""
    words = {key: fmt.days(days) for key, days in _DAYS.items()} | {_YEAR: _("This year")}
    return [(key, text, key == now.key) for key, text in words.items()]


def segment_of(request: ClubRequest, names: ClubNames) -> str:
    """The group a page is about, "" for all; a post in one branch sees no lists of the club."""
    code = request.GET.get("segment", "")
    return code if code in names.segments and request.staff.store_id is None else ""


def menus(request: ClubRequest, now: Chosen, names: ClubNames) -> dict[str, list[tuple[str, str, bool]]]:
    """Branches and groups to choose from, as (address, words, whether it is the present one)."""
    if request.staff.store_id is not None:
        return {"branches": [], "segments": []}
    segment = segment_of(request, names)
    groups = [("", _("All members")), *names.segments.items()] if names.segments else []
    return {
        "branches": [
            (paging.address(request.GET, branch=code), words, current)
            for code, words, current in branches(now, names.places, names.fmt)
        ],
        "segments": [(paging.address(request.GET, segment=code), words, code == segment) for code, words in groups],
    }  # fmt: skip


def branches(now: Chosen, places: dict[UUID, Place], fmt: Format) -> list[tuple[str, str, bool]]:
    """(code, name, whether it is the present one)."""
    rows = [(place.code, place.name_in(fmt.language), place == now.store) for place in places.values()]
    return [("", _("All branches"), now.store is None), *rows]
