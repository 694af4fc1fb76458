"""The kit's fonts for paper: of each language the two weights that print needs, made by tools/paper_fonts.py."""

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_WEB: Final = _HERE.parent / "static" / "look" / "fonts"
_NAMES: Final = {"fa": "vazirmatn-rd-fa", "en": "schibsted-latin"}
LANGUAGES: Final = tuple(_NAMES)
WEIGHTS: Final = {"": 400, "B": 700}
"""By the style that fpdf2 knows them by."""


def face(language: str, style: str) -> Path:
    return _HERE / f"{_NAMES[language]}-{WEIGHTS[style]}.ttf"


def web(language: str) -> Path:
    """The variable font that pages load."""
    return _WEB / f"{_NAMES[language]}.woff2"
