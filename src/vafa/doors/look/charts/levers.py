"""The lever hero: N x V x F x S on top, the step of each factor directly under it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from vafa.doors.look.charts.table import Table
from vafa.doors.look.charts.waterfall import Bar, Waterfall, waterfall
from vafa.doors.look.formats import Format
from vafa.doors.look.numbers import Number


@dataclass(frozen=True, slots=True)
class Lever:
    """A factor, written: its letter, name, figure and unit, its change (the number decides colour and arrow), the
    sparkline, and its step in the total (the number, and how it is written)."""

    letter: str
    label: str
    figure: str
    unit: str
    change: Number | None
    change_text: str
    spark: SafeString
    step: Number | None
    step_text: str


@dataclass(frozen=True, slots=True)
class Total:
    """A total of the period before or of this one: the number, its figure and unit, and the words under it."""

    value: Number | None
    figure: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class Hero:
    """Handed to <c-levers>. The sentence may hold markup of its own; the result is the short name of the total."""

    title: str
    sentence: SafeString | str
    result: str
    levers: Sequence[Lever]
    before: Total
    now: Total
    change: Number | None
    change_text: str

    @property
    def waterfall(self) -> Waterfall:
        return waterfall(self.before.value, [lever.step for lever in self.levers], self.now.value)

    @property
    def steps(self) -> list[tuple[Lever, Bar]]:
        return list(zip(self.levers, self.waterfall.steps, strict=True))

    def table(self, fmt: Format, caption: str, head: Sequence[str]) -> Table:
        """In: four headings: the factor, its figure, its change, its step in the total."""
        rows = [
            (lever.label, f"{lever.figure} {lever.unit}".strip(), fmt.percent_change(lever.change), lever.step_text)
            for lever in self.levers
        ]
        totals = [(total.label, f"{total.figure} {total.unit}".strip(), "", "") for total in (self.before, self.now)]
        return Table(caption, head, [totals[0], *rows, totals[1]])
