"""Writing on paper in either script: text that is made smaller until it fits, and codes as squares."""

import re
import unicodedata
from typing import Final

from fpdf import FPDF

from vafa.doors.look import qr
from vafa.doors.look.paper import fonts

DEEP: Final = (11, 58, 60)
PALE: Final = (233, 241, 237)
GOLD: Final = (226, 161, 27)
INK: Final = (15, 36, 34)
INK_2: Final = (62, 83, 79)
LINE: Final = (169, 184, 177)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HALF_SPACE = "\u200c"


class Sheet(FPDF):
    """A4 in millimetres with the kit's fonts; `language` is that of what is written next."""

    language = "en"

    @property
    def rtl(self) -> bool:
        return self.language == "fa"

    def speak(self, language: str) -> None:
        self.language = language
        # A club's Latin name on a Persian sheet, and the other way round, comes out of the other font.
        self.set_fallback_fonts(["en" if self.rtl else "fa"], exact_match=False)

    def say(
        self, text: str, size: float, *, y: float, x: float, width: float, style: str = "",
        colour: tuple[int, int, int] = INK, lines_most: int = 3, align: str = "",
    ) -> float:  # fmt: skip
        """Written smaller until it fits into so many lines. Out: where it ends."""
        side = align or ("R" if self.rtl else "L")
        text = self.shaped(text)
        leading = 1.5 if self.rtl else 1.25
        while True:
            self.set_font(self.language, style, size)
            height = size * 0.3528 * leading
            lines = self._lines(text, width, height)
            if lines <= lines_most or size <= 7:
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

    def shaped(self, text: str) -> str:
        """Sets the direction by the first letter that has one, so that a name keeps its own. Out: the text without what
        fpdf2 cannot set: marks of direction, and half-spaces in lines that read from the left."""
        text = _MARKS.sub("", text)
        direction = _direction(text) or ("rtl" if self.rtl else "ltr")
        self.set_text_shaping(True, direction=direction, language="fas" if self.rtl else "eng")
        return text if direction == "rtl" else text.replace(_HALF_SPACE, "")

    def code(self, text: str, left: float, top: float, size: float) -> None:
        """Squares, no picture: sharp at any size. The white around it is part of the code."""
        rows = qr.modules(text)
        cell = size / (len(rows) + 2 * qr.QUIET)
        self.set_fill_color(255, 255, 255)
        self.set_draw_color(*LINE)
        self.rect(left, top, size, size, style="DF", round_corners=True, corner_radius=size / 28)
        self.set_fill_color(*INK)
        for y, row in enumerate(rows):
            for x, length in _runs(row):
                self.rect(
                    left + (x + qr.QUIET) * cell, top + (y + qr.QUIET) * cell, length * cell, cell * 1.01, style="F"
                )


def a4(kind: type["Sheet"], title: str, language: str, margin: float) -> "Sheet":
    paper = kind(format="A4", unit="mm")
    paper.set_auto_page_break(False)
    paper.set_margin(margin)
    paper.c_margin = 0
    for each in fonts.LANGUAGES:
        for style in fonts.WEIGHTS:
            paper.add_font(each, style, fonts.face(each, style))
    paper.set_lang(language)
    paper.set_title(title)
    return paper


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
