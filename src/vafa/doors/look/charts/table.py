"""The numbers behind a chart, for those who would rather read them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row names it; the others are written numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
