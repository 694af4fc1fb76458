"""A table of a report: its columns say how a value is written, on a page and in a file."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from django.utils.safestring import SafeString

from vafa.doors.look.charts.interval import Estimate, interval, scale_of
from vafa.doors.look.formats import Format

Kind = Literal["text", "integer", "money", "percent", "change", "points", "decimal", "day", "times", "share"]
"""Money is in minor units, a share from 0 to 1, `change` a share of what was before, `times` and `share` an Estimated
that is drawn on a number line."""
TRACKS: Final = ("times", "share")


class Estimated(NamedTuple):
    """An estimate with its interval, and where the line stands that it is held against."""

    low: float
    point: float
    high: float
    line: float = 1.0

    @property
    def ends(self) -> Estimate:
        return Estimate(self.low, self.point, self.high)


@dataclass(frozen=True, slots=True)
class Column:
    """`aside` columns are left out on a narrow screen."""

    words: str
    kind: Kind = "text"
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A value for each column, None where there is none. `url` is where its first cell leads; `kind` is that of all but
    the first, where rows differ and not columns."""

    values: Sequence[Any]
    url: str = ""
    kind: Kind | None = None

    def kind_at(self, columns: Sequence[Column], place: int) -> Kind:
        return self.kind if self.kind and place else columns[place].kind


class Cell(NamedTuple):
    text: str
    end: bool
    url: str = ""
    track: SafeString | str = ""
    aside: bool = False
    shade: int | None = None
    """From 0 to 100, of a cell of a heat table."""
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`key` is a name for a file and an address; `empty` says what to do where there are no rows."""

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    definition: str = ""
    note: str = ""
    foot: str = ""
    empty: str = ""
    chart: SafeString | str = ""
    heat: tuple[int, int] | None = None
    """From which column to which one cells are shaded by their share of the most of them."""
    is_short: bool = False
    """A chart that fits a narrow screen."""
    zoom: Sequence[dt.date] = ()
    """The first day of each point of the chart, and the day after its last, where days can be chosen on it."""

    @property
    def zoom_days(self) -> str:
        return " ".join(day.isoformat() for day in self.zoom)

    def shown(self, fmt: Format) -> list[list[Cell]]:
        """The cells of each row as they are written on a page."""
        scales = [self._scale(place) for place in range(len(self.columns))]
        return [
            [self._cell(fmt, row, place, scales[place]) for place in range(len(self.columns))] for row in self.rows
        ]  # fmt: skip

    def _cell(self, fmt: Format, row: Row, place: int, scale: tuple[float, float] | None) -> Cell:
        kind, value = row.kind_at(self.columns, place), row.values[place]
        text = written(fmt, kind, value)
        track: SafeString | str = ""
        if kind in TRACKS and value is not None:
            track = interval(fmt, value.ends, text, scale, nothing=value.line)
        end = kind not in ("text", "day", *TRACKS)
        cell = Cell(text, end, row.url if place == 0 else "", track, self.columns[place].aside)
        if self.heat and self.heat[0] <= place < self.heat[1] and value is not None:
            most = max(float(row.values[at] or 0) for row in self.rows for at in range(*self.heat))
            return cell._replace(**shade(float(value) / most if most else 0.0))
        return cell

    def _scale(self, place: int) -> tuple[float, float] | None:
        if self.columns[place].kind not in TRACKS:
            return None
        found = [row.values[place] for row in self.rows if row.values[place] is not None]
        lines = [Estimate(each.line, each.line, each.line) for each in found]
        return scale_of([*(each.ends for each in found), *lines], nothing=found[0].line) if found else None


_LIGHT_MOST, _DARK_LEAST, _TURNS_AT = 63, 89, 0.6
"""Shades between these two are readable with neither dark nor light letters: the scale leaps over them."""


def shade(share: float) -> dict[str, Any]:
    """In: how dark, from 0 to 1. Out: the shade, and whether letters on it are light."""
    share = min(max(share, 0.0), 1.0)
    if share < _TURNS_AT:
        return {"shade": round(_LIGHT_MOST * share / _TURNS_AT), "dark": False}
    rest = (share - _TURNS_AT) / (1 - _TURNS_AT)
    return {"shade": round(_DARK_LEAST + (100 - _DARK_LEAST) * rest), "dark": True}


def written(fmt: Format, kind: Kind, value: Any) -> str:
    """In: a value of a column. Out: as a page writes it; a dash where there is none."""
    if value is None:
        return "—"
    if kind == "times":
        return str(fmt.fixed(value.point, 1))
    if kind == "share":
        return fmt.percent(value.point)
    if kind == "money":
        return fmt.money(round(value))
    if kind == "day":
        return fmt.date_with_year(value)
    if kind == "text":
        return str(value)
    ways: dict[str, Callable[[Any], str]] = {
        "integer": fmt.integer, "percent": fmt.percent, "change": fmt.percent_change,
        "points": fmt.points, "decimal": fmt.decimal,
    }  # fmt: skip
    return str(ways[kind](value))


def plain(kind: Kind, value: Any, minor_in_one: int) -> Any:
    """In: a value of a column and the minor units in one of the currency. Out: as a program reads it: a number, a text,
    a day; of an estimate its point."""
    if value is None or isinstance(value, str | dt.date):
        return value
    if kind == "money":
        return float(value) / minor_in_one if minor_in_one > 1 else round(float(value))
    if kind in TRACKS:
        return float(value.point)
    return int(value) if kind == "integer" else float(value)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its course. `change` is written; `mood` is good, bad or nothing."""

    key: str
    name: str
    text: str
    change: str
    mood: str
    course: SafeString | str
    definition: str
    missing: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a page shows: the conclusion as its title, what stands under it, and its tables."""

    title: str
    lead: str = ""
    sheets: Sequence[Sheet] = ()
    missing: str = ""
    """What has to happen before there is anything to show."""
    tiles: Sequence[Tile] = ()
    action: tuple[str, str] | None = None
    """What to do about it: the words of a button and where it leads."""
