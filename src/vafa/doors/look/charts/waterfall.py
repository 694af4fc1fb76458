"""The steps from one total to the next, as the custom properties of `.wf` (percent of its height)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vafa.doors.look.numbers import Number, known

# Room above the highest bar for its label; when the axis is cut, the lowest level stands this high.
_TOP, _LOWEST_WHEN_CUT = 74.4, 26.8
# Below this share of the total the steps would be hairlines on an axis from zero.
_CUT_BELOW = 0.35


@dataclass(frozen=True, slots=True)
class Bar:
    bottom: float
    top: float
    level: float
    negative: bool

    @property
    def style(self) -> str:
        return f"--a:{self.bottom:.2f};--b:{self.top:.2f};--to:{self.level:.2f}"


@dataclass(frozen=True, slots=True)
class Waterfall:
    first: Bar
    steps: tuple[Bar, ...]
    last: Bar
    cut: bool


def waterfall(start: Number | None, steps: Sequence[Number | None], end: Number | None) -> Waterfall:
    """In: both totals and the signed steps between them; what is unknown counts as nothing. Out: the bars. The axis is
    cut only where every level is above zero and the steps are small beside the totals."""
    first, last, *sizes = (_or_nothing(value) for value in (start, end, *steps))
    levels = list(accumulate(sizes, initial=first))
    cut = _cuts([*levels, last])
    place = _scale([*levels, last], cut=cut)
    zero = 0.0 if cut else place(0.0)
    bars = [
        Bar(min(place(a), place(b)), max(place(a), place(b)), place(b), step < 0)
        for (a, b), step in zip(pairwise(levels), sizes, strict=True)
    ]
    return Waterfall(_total(place, first, zero), tuple(bars), _total(place, last, zero), cut)


def _or_nothing(value: Number | None) -> float:
    return float(value) if value is not None and known(value) else 0.0


def _cuts(levels: list[float]) -> bool:
    low, high = min(levels), max(levels)
    return low > 0 and 0 < high - low < _CUT_BELOW * high


def _scale(levels: list[float], *, cut: bool) -> Callable[[float], float]:
    low, high, floor = min(levels), max(levels), _LOWEST_WHEN_CUT
    if not cut:
        low, high, floor = min(low, 0.0), max(high, 0.0), 0.0
    if high == low:
        return lambda _: floor
    return lambda value: floor + (value - low) * (_TOP - floor) / (high - low)


def _total(place: Callable[[float], float], value: float, zero: float) -> Bar:
    return Bar(min(zero, place(value)), max(zero, place(value)), place(value), value < 0)
