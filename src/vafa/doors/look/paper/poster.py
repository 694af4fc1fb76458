"""The poster for the counter: A4, the club's name, one true sentence, the code of the join page, three steps."""

from dataclasses import dataclass
from typing import Final

from vafa.doors.look.paper.writing import DEEP, GOLD, INK, INK_2, LINE, PALE, Sheet, a4

_WIDTH, _HEIGHT, _EDGE = 210.0, 297.0, 20.0
_INNER = _WIDTH - 2 * _EDGE
_TOP: Final = 132.0
"""Millimetres of dark ground, as the screens have it."""
_CODE_MM = 84.0


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
    paper = a4(_Poster, posters[0].club, posters[0].language, _EDGE)
    assert isinstance(paper, _Poster)
    for words in posters:
        paper.draw(words)
    return bytes(paper.output())


class _Poster(Sheet):
    def draw(self, words: Words) -> None:
        self.words = words
        self.speak(words.language)
        self.add_page()
        self._ground()
        self._head()
        self.code(words.address, _EDGE if self.rtl else _WIDTH - _EDGE - _CODE_MM, _TOP + 16, _CODE_MM)
        self._steps()
        self._foot()

    def _say(
        self, text: str, size: float, *, y: float, x: float = _EDGE, width: float = _INNER, style: str = "",
        colour: tuple[int, int, int] = INK, lines_most: int = 3, align: str = "",
    ) -> float:  # fmt: skip
        return self.say(
            text, size, y=y, x=x, width=width, style=style, colour=colour, lines_most=lines_most, align=align
        )

    def _ground(self) -> None:
        self.set_fill_color(*DEEP)
        self.rect(0, 0, _WIDTH, _TOP, style="F")
        self.set_fill_color(*GOLD)
        self.rect(0, _TOP, _WIDTH, 1.6, style="F")

    def _head(self) -> None:
        y = self._say(self.words.club, 22, y=_EDGE, style="B", colour=PALE, lines_most=2)
        if self.words.branch:
            y = self._say(self.words.branch, 13, y=y, colour=PALE, lines_most=1)
        y = self._say(self.words.headline, 46, y=max(y + 8, 50), style="B", colour=PALE, lines_most=2)
        self._say(self.words.promise, 17, y=y + 4, colour=PALE, lines_most=3)

    def _steps(self) -> None:
        width = _INNER - _CODE_MM - 12
        left = _EDGE + _CODE_MM + 12 if self.rtl else _EDGE
        y = _TOP + 16.0
        for number, step in zip(self.words.numbers, self.words.steps, strict=True):
            self.set_fill_color(*GOLD)
            at = left + width - 10 if self.rtl else left
            self.ellipse(at, y, 10, 10, style="F")
            self._say(number, 15, y=y + 1.2, x=at, width=10, style="B", align="C", lines_most=1)
            inside = left if self.rtl else left + 15
            y = max(self._say(step, 16, y=y + 0.6, x=inside, width=width - 15, lines_most=4) + 6, y + 24)

    def _foot(self) -> None:
        y = _HEIGHT - 38
        self.set_draw_color(*LINE)
        self.line(_EDGE, y, _WIDTH - _EDGE, y)
        self.shaped(self.words.address)
        self.set_font("en", "", 11)
        self.set_text_color(*INK_2)
        self.set_xy(_EDGE, y + 4)
        self.multi_cell(_INNER, 5.5, self.words.address, align="R" if self.rtl else "L")
        self._say(self.words.fine_print, 10, y=y + 13, colour=INK_2, lines_most=2)
