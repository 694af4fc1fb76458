"""Vouchers on paper: eight to an A4 sheet, each with its value and its code, and lines to cut by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vafa.doors.look.paper.writing import DEEP, LINE, PALE, Sheet, a4
from vafa.engine import codes

ACROSS, DOWN = 2, 4
_EDGE, _WIDE, _HIGH, _IN = 10.0, 95.0, 69.0, 6.0
_CODE_MM: Final = 24.0


@dataclass(frozen=True, slots=True)
class Card:
    """What every voucher of a batch says."""

    language: str
    club: str
    value: str
    condition: str
    until: str


def pdf(card: Card, numbers: Sequence[str]) -> bytes:
    """In: what they all say, and the code of each. Out: as many sheets as it takes."""
    paper = a4(_Vouchers, card.club, card.language, _EDGE)
    assert isinstance(paper, _Vouchers)
    paper.speak(card.language)
    for place, code in enumerate(numbers):
        if place % (ACROSS * DOWN) == 0:
            paper.add_page()
        row, column = divmod(place % (ACROSS * DOWN), ACROSS)
        paper.draw(card, code, _EDGE + column * _WIDE, _EDGE + row * _HIGH)
    if not numbers:
        paper.add_page()
    return bytes(paper.output())


class _Vouchers(Sheet):
    def draw(self, card: Card, code: str, left: float, top: float) -> None:
        self.set_draw_color(*LINE)
        self.set_dash_pattern(dash=1.5, gap=1.5)
        self.rect(left, top, _WIDE, _HIGH)
        self.set_dash_pattern()
        self.set_fill_color(*DEEP)
        self.rect(left + 2, top + 2, _WIDE - 4, _HIGH - 4, style="F", round_corners=True, corner_radius=3)
        inner = _WIDE - 2 * _IN
        beside = inner - _CODE_MM - 4
        at = left + _IN + (_CODE_MM + 4 if self.rtl else 0)
        y = self.say(card.value, 17, y=top + _IN, x=at, width=beside, style="B", colour=PALE, lines_most=2)
        self.say(card.condition, 11, y=y + 1, x=at, width=beside, colour=PALE, lines_most=2)
        self.code(code, left + _IN if self.rtl else left + _WIDE - _IN - _CODE_MM, top + _IN, _CODE_MM)
        low = top + _HIGH - _IN - 6
        self.say(card.club, 11, y=low - 7, x=left + _IN, width=inner, colour=PALE, lines_most=1)
        self.say(card.until, 10, y=low, x=left + _IN, width=inner, colour=PALE, lines_most=1)
        self.set_text_shaping(True, direction="ltr", language="eng")
        self.set_font("en", "B", 12)
        self.set_text_color(*PALE)
        self.set_xy(left + _IN, low)
        self.multi_cell(inner, 6, codes.shown(code), align="L" if self.rtl else "R")
