"""The poster for the counter: A4, the club's name, one true sentence, the code of the join page, three steps."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from fpdf import FPDF

from vafa.doors.look import qr
from vafa.doors.look.paper import fonts

_WIDTH, _HEIGHT, _EDGE = 210.0, 297.0, 20.0
_INNER = _WIDTH - 2 * _EDGE
_TOP: Final = 132.0
"""Millimetres of dark ground, as the screens have it."""
_DEEP, _PALE, _GOLD = (11, 58, 60), (233, 241, 237), (226, 161, 27)
_INK, _INK_2, _LINE = (15, 36, 34), (62, 83, 79), (169, 184, 177)
_CODE_MM = 84.0
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HALF_SPACE = "\u200c"


@dataclass(frozen=True, slots=True)
class Words:
    """One poster in one language."""

    language: str
    club: str
    branch: str
    headline: str
    promise: str
    steps: tuple[str, str, str]
    numbers: tuple[str, str, str]
    address: str
    fine_print: str


def pdf(posters: list[Words]) -> bytes:
    """Out: a page for each language, in the order given."""
    paper = _Poster(format="A4", unit="mm")
    paper.set_auto_page_break(False)
    paper.set_margin(_EDGE)
    paper.c_margin = 0
    for language in fonts.LANGUAGES:
        for style in fonts.WEIGHTS:
            paper.add_font(language, style, fonts.face(language, style))
    paper.set_lang(posters[0].language)
    paper.set_title(posters[0].club)
    for words in posters:
        paper.draw(words)
    return bytes(paper.output())


class _Poster(FPDF):
    def draw(self, words: Words) -> None:
        self.words = words
        self.rtl = words.language == "fa"
        # A club's Latin name on a Persian poster, and the other way round, comes out of the other font.
        self.set_fallback_fonts(["en" if self.rtl else "fa"], exact_match=False)
        self.add_page()
        self._ground()
        self._head()
        self._code()
        self._steps()
        self._foot()

    def _say(
        self, text: str, size: float, *, y: float, x: float = _EDGE, width: float = _INNER, style: str = "",
        colour: tuple[int, int, int] = _INK, lines_most: int = 3, align: str = "",
    ) -> float:  # fmt: skip
        """Written smaller until it fits into so many lines. Out: where it ends."""
        side = align or ("R" if self.rtl else "L")
        text = self._shaped(text)
        leading = 1.5 if self.rtl else 1.25
        while True:
            self.set_font(self.words.language, style, size)
            height = size * 0.3528 * leading
            lines = self._lines(text, width, height)
            if lines <= lines_most or size <= 8:
                break
            size -= 1
        self.set_text_color(*colour)
        self.set_xy(x, y)
        self.multi_cell(width, height, text, align=side)
        return y + height * lines

    def _lines(self, text: str, width: float, height: float) -> int:
        found = self.multi_cell(width, height, text, dry_run=True, output="LINES")
        assert isinstance(found, list)
        return len(found)

    def _shaped(self, text: str) -> str:
        """Sets the direction by the first letter that has one, so that a name keeps its own. Out: the text without what
        fpdf2 cannot set: marks of direction, and half-spaces in lines that read from the left."""
        text = _MARKS.sub("", text)
        direction = _direction(text) or ("rtl" if self.rtl else "ltr")
        self.set_text_shaping(True, direction=direction, language="fas" if self.rtl else "eng")
        return text if direction == "rtl" else text.replace(_HALF_SPACE, "")

    def _ground(self) -> None:
        self.set_fill_color(*_DEEP)
        self.rect(0, 0, _WIDTH, _TOP, style="F")
        self.set_fill_color(*_GOLD)
        self.rect(0, _TOP, _WIDTH, 1.6, style="F")

    def _head(self) -> None:
        y = self._say(self.words.club, 22, y=_EDGE, style="B", colour=_PALE, lines_most=2)
        if self.words.branch:
            y = self._say(self.words.branch, 13, y=y, colour=_PALE, lines_most=1)
        y = self._say(self.words.headline, 46, y=max(y + 8, 50), style="B", colour=_PALE, lines_most=2)
        self._say(self.words.promise, 17, y=y + 4, colour=_PALE, lines_most=3)

    def _code(self) -> None:
        """Squares, no picture: sharp at any size. The white around it is part of the code."""
        rows = qr.modules(self.words.address)
        side = len(rows) + 2 * qr.QUIET
        cell, top = _CODE_MM / side, _TOP + 16
        left = _EDGE if self.rtl else _WIDTH - _EDGE - _CODE_MM
        self.set_fill_color(255, 255, 255)
        self.set_draw_color(*_LINE)
        self.rect(left, top, _CODE_MM, _CODE_MM, style="DF", round_corners=True, corner_radius=3)
        self.set_fill_color(*_INK)
        for y, row in enumerate(rows):
            for x, length in _runs(row):
                self.rect(
                    left + (x + qr.QUIET) * cell, top + (y + qr.QUIET) * cell, length * cell, cell * 1.01, style="F"
                )

    def _steps(self) -> None:
        width = _INNER - _CODE_MM - 12
        left = _EDGE + _CODE_MM + 12 if self.rtl else _EDGE
        y = _TOP + 16.0
        for number, step in zip(self.words.numbers, self.words.steps, strict=True):
            self.set_fill_color(*_GOLD)
            at = left + width - 10 if self.rtl else left
            self.ellipse(at, y, 10, 10, style="F")
            self._say(number, 15, y=y + 1.2, x=at, width=10, style="B", align="C", lines_most=1)
            inside = left if self.rtl else left + 15
            y = max(self._say(step, 16, y=y + 0.6, x=inside, width=width - 15, lines_most=4) + 6, y + 24)

    def _foot(self) -> None:
        y = _HEIGHT - 38
        self.set_draw_color(*_LINE)
        self.line(_EDGE, y, _WIDTH - _EDGE, y)
        self._shaped(self.words.address)
        self.set_font("en", "", 11)
        self.set_text_color(*_INK_2)
        self.set_xy(_EDGE, y + 4)
        self.multi_cell(_INNER, 5.5, self.words.address, align="R" if self.rtl else "L")
        self._say(self.words.fine_print, 10, y=y + 13, colour=_INK_2, lines_most=2)


def _direction(text: str) -> str:
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next(({"L": "ltr"}.get(kind, "rtl") for kind in kinds if kind in {"L", "R", "AL"}), "")


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Out: (start, length) of the dark stretches of a row."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and found and found[-1][0] + found[-1][1] == x:
            found[-1] = found[-1][0], found[-1][1] + 1
        elif dark:
            found.append((x, 1))
    return found
