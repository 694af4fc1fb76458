"""A member's standing through time, as a ladder would have moved it."""

from bisect import bisect_left, insort
from collections import defaultdict
from datetime import date, datetime, timedelta

from vafa.engine import tiers
from vafa.engine.tiers import Ladder, Standing
from vafa.insight.backtest.scenario import Setting


class Climb:
    """Told what was earned in the order of time. Windows of the calendar, of membership and of a lifetime keep their
    sums; rolling ones are added up anew each time from what is in them."""

    def __init__(self, ladder: Ladder, setting: Setting, joined_at: datetime) -> None:
        self.ladder, self.setting, self.joined_at = ladder, setting, joined_at
        self.standing = Standing(ladder.tiers[0].id, joined_at, self._next(joined_at))
        self._earned: list[tuple[datetime, int]] = []
        """When and how much, by time, for a rolling window."""
        self._visits: dict[date, int] = defaultdict(int)
        self._sums: dict[datetime | None, int] = defaultdict(int)
        self._window: tuple[datetime | None, datetime | None] | None = None
        self._rolling = ladder.window == "rolling_days"

    @property
    def tier(self) -> str:
        return self.standing.tier

    def review(self, now: datetime) -> None:
        """What was due by now is judged first, by the window that it looks back on."""
        while (due := self.standing.review_at) is not None and due <= now:
            measured = self._measured(tiers.looked_back_on(self.ladder, due))
            self.standing = tiers.review(self.ladder, self.standing, measured, due, self._next(due))

    def earn(self, at: datetime, day: date, amount: int) -> None:
        """In: an activity and what it adds in the ladder's measure. The standing rises at once where that is enough."""
        self.add(at, day, amount)
        measured = self._measured(at)
        if tiers.rises(self.ladder, self.standing, measured):
            self.standing = tiers.rise(self.ladder, self.standing, measured, at, self._next(at))

    def add(self, at: datetime, day: date, amount: int) -> None:
        """As `earn`, without a look at the standing: units that have become active, for the window they were earned
        in."""
        if not amount:
            return
        if self.ladder.measure == "visits":
            before = self._visits[day]
            self._visits[day] += amount
            amount = (self._visits[day] > 0) - (before > 0)
        if self._rolling:
            insort(self._earned, (at, amount))
        else:
            self._sums[self._around(at)[0]] += amount

    def lose(self, at: datetime, day: date, amount: int, now: datetime, *, at_once: bool) -> None:
        """In: what a return takes from the activity at `at`. Within the return window standing is judged again."""
        self.add(at, day, -amount)
        start, end = self._around(now)
        if at_once and (start is None or start <= at) and (end is None or at < end):
            self.standing = tiers.lowered_by_return(self.ladder, self.standing, self._measured(now), now)

    def _measured(self, at: datetime) -> int:
        if not self._rolling:
            return self._sums[self._around(at)[0]]
        start, end = self._around(at)
        assert start is not None and end is not None
        first, last = (bisect_left(self._earned, (edge,)) for edge in (start, end))
        return sum([amount for _, amount in self._earned[first:last]])

    def _around(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        window = self._window
        if self._rolling or window is None or (window[0] and window[0] > at) or (window[1] and window[1] <= at):
            setting = self.setting
            window = tiers.window_at(self.ladder, at, self.joined_at, setting.calendar, setting.zone)
            self._window = window
        return window

    def _next(self, at: datetime) -> datetime | None:
        return tiers.next_review(self.ladder, at, self.joined_at, self.setting.calendar, self.setting.zone)


def within_return_window(setting: Setting, bought_at: datetime, returned_at: datetime) -> bool:
    """In: the instants of a purchase and of its return. Out: is standing judged again at once?"""
    return returned_at <= bought_at + timedelta(days=setting.return_window_days)
