"""A report on paper: A4 on its side, each table with its head on every page and its definition under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vafa.doors.look.numbers import digits
from vafa.doors.look.paper.writing import INK, INK_2, LINE, PALE, Sheet, a4

_WIDTH: Final = 297.0
_HEIGHT: Final = 210.0
_EDGE: Final = 15.0
_INNER: Final = _WIDTH - 2 * _EDGE
_ROW: Final = 7.0
_END: Final = _HEIGHT - 18.0


@dataclass(frozen=True, slots=True)
class Table:
    """`wide` says which columns hold words: they get twice the room."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    definition: str
    wide: Sequence[bool]


def pdf(club: str, title: str, lead: str, day: str, language: str, tables: Sequence[Table]) -> bytes:
    """In: what stands over the tables, and they. Out: the document."""
    paper = a4(_Report, title, language, _EDGE)
    assert isinstance(paper, _Report)
    paper.foot, paper.language = f"{club} · {day}", language
    paper.speak(language)
    paper.turn()
    paper.y_now = paper.say(title, 20, y=_EDGE, x=_EDGE, width=_INNER, style="B", lines_most=2) + 1
    if lead:
        paper.y_now = paper.say(lead, 10, y=paper.y_now, x=_EDGE, width=_INNER, colour=INK_2) + 2
    for table in tables:
        paper.table_of(table)
    return bytes(paper.output())


class _Report(Sheet):
    foot, language = "", ""
    y_now = _EDGE

    def turn(self) -> None:
        """A new page with its foot."""
        self.add_page(orientation="L")
        number = digits(str(self.page_no()), self.language)
        self.say(f"{self.foot} · {number}", 8, y=_HEIGHT - 12, x=_EDGE, width=_INNER, colour=INK_2, lines_most=1)
        self.y_now = _EDGE

    def table_of(self, table: Table) -> None:
        if self.y_now > _END - 5 * _ROW:
            self.turn()
        self.y_now = self.say(table.title, 13, y=self.y_now + 3, x=_EDGE, width=_INNER, style="B", lines_most=1) + 1
        widths = self._widths(table)
        self._line(table.head, widths, table.wide, head=True)
        for row in table.rows:
            if self.y_now > _END - _ROW:
                self.turn()
                self._line(table.head, widths, table.wide, head=True)
            self._line(row, widths, table.wide, head=False)
        if table.definition:
            self.y_now = self.say(
                table.definition, 8, y=self.y_now + 1.5, x=_EDGE, width=_INNER, colour=INK_2, lines_most=4
            )

    def _widths(self, table: Table) -> list[float]:
        parts = [2.0 if wide else 1.0 for wide in table.wide]
        return [_INNER * part / sum(parts) for part in parts]

    def _line(self, cells: Sequence[str], widths: Sequence[float], wide: Sequence[bool], *, head: bool) -> None:
        """Columns follow the reading direction; numbers stand at the end of theirs."""
        if head:
            self.set_fill_color(*PALE)
            self.rect(_EDGE, self.y_now, _INNER, _ROW, style="F")
        along = 0.0
        for text, width, of_words in zip(cells, widths, wide, strict=True):
            left = _WIDTH - _EDGE - along - width if self.rtl else _EDGE + along
            start, end = ("R", "L") if self.rtl else ("L", "R")
            self.say(
                text, 8.5, y=self.y_now + 1.2, x=left + 1, width=width - 2, style="B" if head else "",
                colour=INK_2 if head else INK, lines_most=1, align=start if of_words else end,
            )  # fmt: skip
            along += width
        self.y_now += _ROW
        self.set_draw_color(*LINE)
        self.line(_EDGE, self.y_now, _WIDTH - _EDGE, self.y_now)
