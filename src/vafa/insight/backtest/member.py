"""One member's history under one scenario, in the order of time."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec

from vafa.activities import stored
from vafa.activities.personal import personal
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.evaluate import Award, Evaluation, Judge
from vafa.engine.earning.facts import Facts
from vafa.engine.earning.programme import Cap, WaitDays, WaitStep
from vafa.engine.earning.returns import take_backs
from vafa.engine.tiers import Ladder
from vafa.insight.backtest.candidates import Back, Candidate, Room
from vafa.insight.backtest.climbing import Climb, within_return_window
from vafa.insight.backtest.rows import MemberRows, Row, Sold, SoldLine, known_in
from vafa.insight.backtest.scenario import Ready, Setting
from vafa.insight.backtest.totals import Totals, Units

OWN_SHAPE = frozenset({"return", "adjustment"})


@dataclass(slots=True)
class Seen:
    """The facts of an activity, under the names that the engine asks for. One for a member, told anew for each: to make
    the frozen ones would take as long as to judge them."""

    kind: str = ""
    happened_at: datetime = datetime.min
    day: date = date.min
    weekday: int = 0
    hour: int = 0
    store: str = ""
    channel: str = ""
    means: tuple[str, ...] = ()
    lines: tuple[SoldLine, ...] = ()
    tax_minor: int = 0
    delivery_minor: int = 0
    granted_minor: int = 0
    tier: str = ""
    segments: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    purchases_before: int = 0
    age: int | None = None
    birthday_days: int | None = None
    days_since_joining: int = 0
    days_since_last_visit: int | None = None
    used: dict[str, int] = field(default_factory=dict)


class Knowledge(NamedTuple):
    """What the judge knew of the member, under the names that facts are stored by."""

    tier: str
    nth: int
    segments: frozenset[str]
    tags: frozenset[str]
    age: int | None
    birthday_days: int | None
    joined: int
    days_since_last_visit: int | None
    used: dict[str, int]


class Judged(NamedTuple):
    """A purchase as this scenario booked it, for the returns of it."""

    row: Row
    judge: Judge
    awards: list[Award]
    taken: list[int]
    known: Knowledge
    counted: bool


class Waits(NamedTuple):
    """An award that is not active at once: from when (None: from its step), where it stands, what it counts for."""

    active_from: datetime | None
    judged: Judged
    place: int


class Replay:
    """The state of one member. `told` goes through everything and adds to the totals."""

    def __init__(self, scenario: Ready, setting: Setting, member: MemberRows, totals: Totals) -> None:
        self.scenario, self.setting, self.member, self.totals = scenario, setting, member, totals
        self.climb = Climb(scenario.ladder, setting, member.joined_at) if scenario.ladder else None
        self.purchases, self.last_at = 0, cast(datetime | None, None)
        self.cap_use: dict[tuple[str, date], int] = defaultdict(int)
        self.judged: dict[Any, Judged] = {}
        self.waiting: list[Waits] = []
        self.net: dict[str, int] = defaultdict(int)
        self.seen = Seen()
        self.candidates: dict[tuple[UUID, int], Candidate] = {}
        """By activity and place among its awards, those under budgets."""

    def told(self, rows: list[tuple[Row, Sold | None]]) -> None:
        """In: the member's rows in the order of time, each purchase with what it sold."""
        for row, sold in rows:
            if self.climb:
                self._activate(row.happened_at)
                self.climb.review(row.happened_at)
            if row.kind == "return":
                self._returned(row)
            elif row.kind not in OWN_SHAPE and row.facts is not None:
                self._judge(row, sold)
        self._end()

    def _judge(self, row: Row, sold: Sold | None) -> None:
        judge = self.scenario.judge_at(row.happened_at)
        seen = self._facts(row, sold, judge)
        evaluation = judge.evaluate(cast(Facts, seen))
        counted = self._counts(row.happened_at)
        for cap, units in evaluation.used.items():
            key = self._cap_key(judge.caps_by_id[cap], row.day)
            if key:
                self.cap_use[key] += units
        judged = self._kept(row, judge, evaluation, counted)
        if counted:
            self._count(row, judged)
        if self.scenario.budgets:
            self._under_budgets(judged)
        now_active = self._wait(judged)
        if sold is not None:
            self.purchases += 1
            self.last_at = row.happened_at if self.last_at is None else max(self.last_at, row.happened_at)
        if self.climb:
            amount = self._measure(row.net_minor, int(sold is not None), now_active)
            self.climb.earn(row.happened_at, row.day, amount)

    def _facts(self, row: Row, sold: Sold | None, judge: Judge) -> Seen:
        seen, setting = self.seen, self.setting
        local = row.happened_at.astimezone(setting.zone)
        known = known_in(row.facts)
        seen.kind, seen.happened_at, seen.day = row.kind, row.happened_at, row.day
        seen.weekday, seen.hour = row.day.weekday(), local.hour
        seen.store, seen.channel = row.store, row.channel
        seen.tier = self.climb.tier if self.climb else known.tier
        seen.segments, seen.tags = frozenset(known.segments), frozenset(known.tags)
        seen.purchases_before = self.purchases
        if sold is None:
            seen.lines, seen.means, seen.tax_minor, seen.delivery_minor, seen.granted_minor = (), (), 0, 0, 0
        else:
            seen.lines, seen.tax_minor, seen.delivery_minor = sold.lines, sold.tax, sold.delivery
            seen.means, seen.granted_minor = (), 0
            if sold.payments:
                seen.means = tuple([means for means, _, _ in sold.payments])
                seen.granted_minor = sum([amount for _, amount, granted in sold.payments if granted])
        own = personal(
            judge.reads, setting.calendar, setting.zone, row.happened_at, row.day, born=self.member.birthday,
            joined_at=self.member.joined_at, last_at=self.last_at,
        )  # fmt: skip
        seen.age, seen.birthday_days, seen.days_since_joining, seen.days_since_last_visit = own
        seen.used = self._used(judge, row)
        return seen

    def _used(self, judge: Judge, row: Row) -> dict[str, int]:
        used = {}
        for cap in judge.caps_of(row.kind):
            key = self._cap_key(cap, row.day)
            if key and (units := self.cap_use.get(key)):
                used[cap.id] = units
        return used

    def _cap_key(self, cap: Cap, day: date) -> tuple[str, date] | None:
        start = cap.counts_from(self.setting.calendar, day)
        return (cap.id, start) if start else None

    def _kept(self, row: Row, judge: Judge, evaluation: Evaluation, counted: bool) -> Judged:
        seen, awards = self.seen, list(evaluation.awards)
        known = Knowledge(
            seen.tier, seen.purchases_before, seen.segments, seen.tags, seen.age, seen.birthday_days,
            seen.days_since_joining, seen.days_since_last_visit, seen.used,
        )  # fmt: skip
        judged = Judged(row, judge, awards, [0] * len(awards), known, counted)
        self.judged[row.id] = judged
        return judged

    def _count(self, row: Row, judged: Judged) -> None:
        totals = self.totals
        totals.activities += 1
        if row.kind == "purchase":
            totals.receipts += 1
            totals.sales_minor += row.net_minor
            if row.cost_minor is not None:
                totals.costed_minor += row.net_minor
                totals.margin_minor += row.net_minor - row.cost_minor
        for award in judged.awards:
            rule = totals.rules[award.rule, award.unit]
            rule.times += 1
            rule.sales_minor += row.net_minor
            if row.cost_minor is not None:
                rule.costed_minor += row.net_minor
                rule.margin_minor += row.net_minor - row.cost_minor
            for units in self._units_of(judged, award):
                units.given += award.units
            self.net[award.unit] += award.units

    def _units_of(self, judged: Judged, award: Award) -> list[Units]:
        return self.totals.of(award.unit, award.rule, judged.row.store, judged.known.segments)

    def _under_budgets(self, judged: Judged) -> None:
        """What of the awards waits for the end of the replay, to be given or withheld."""
        row, version = judged.row, judged.judge.programme.version
        for place, award in enumerate(judged.awards):
            if budgets := self.scenario.budgets.get((version, award.rule)):
                starts = ((each, each.counts_from(self.setting.calendar, row.day)) for each in budgets)
                rooms = tuple(Room(each.id, start, each.units) for each, start in starts if start)
                made = Candidate(
                    row.happened_at, rooms, award.rule, award.unit, award.units, row.store, judged.known.segments,
                    row.net_minor, row.cost_minor, judged.counted, len(self.totals.members.tiers),
                )  # fmt: skip
                self.candidates[row.id, place] = made
                self.totals.candidates.append(made)

    def _wait(self, judged: Judged) -> dict[str, int]:
        """Out: by unit, what of the awards is active at once."""
        active: dict[str, int] = {}
        for place, award in enumerate(judged.awards):
            waits = judged.judge.rules[award.rule].waits
            if waits is None:
                active[award.unit] = active.get(award.unit, 0) + award.units
            elif isinstance(waits, WaitDays):
                until = judged.row.happened_at + timedelta(days=waits.days)
                self.waiting.append(Waits(until, judged, place))
            else:
                assert isinstance(waits, WaitStep)
                self.waiting.append(Waits(None, judged, place))
        return active

    def _activate(self, now: datetime) -> None:
        """Units whose day has come qualify, in the window in which they were earned."""
        if not self.waiting or self.climb is None:
            return
        due = [each for each in self.waiting if each.active_from and each.active_from <= now]
        if not due:
            return
        self.waiting = [each for each in self.waiting if each.active_from is None or each.active_from > now]
        for each in due:
            award, row = each.judged.awards[each.place], each.judged.row
            if self.climb.ladder.measure == "units" and self.climb.ladder.unit == award.unit:
                self.climb.add(row.happened_at, row.day, award.units - each.judged.taken[each.place])

    def _measure(self, net_minor: int, purchases: int, units: dict[str, int]) -> int:
        ladder = cast(Ladder, self.climb.ladder if self.climb else None)
        if ladder.measure == "spend":
            return net_minor
        return units.get(ladder.unit, 0) if ladder.measure == "units" else purchases

    def _returned(self, row: Row) -> None:
        judged = self.judged.get(row.original)
        if judged is None:
            return
        bought = judged.row
        left = stored.left_of(self._as_booked(judged), msgspec.json.decode(row.body))
        asked, freed = take_backs(judged.judge, left, judged.awards, judged.taken)
        lost: dict[str, int] = {}
        for ask in asked:
            award = judged.awards[ask.place]
            judged.taken[ask.place] += ask.units
            if judged.counted:
                for each in self._units_of(judged, award):
                    each.taken_back += ask.units
                self.net[award.unit] -= ask.units
            if candidate := self.candidates.get((bought.id, ask.place)):
                candidate.backs.append(Back(row.happened_at, ask.units, self._running(candidate, bought, row)))
            if not self._still_waits(judged, ask.place):
                lost[award.unit] = lost.get(award.unit, 0) + ask.units
        for cap, units in freed.items():
            if key := self._cap_key(judged.judge.caps_by_id[cap], bought.day):
                self.cap_use[key] = max(0, self.cap_use[key] - units)
        if judged.counted:
            self._less_sales(row)
        whole = not left.lines
        if whole:
            self.purchases = max(0, self.purchases - 1)
        if self.climb:
            at_once = within_return_window(self.setting, bought.happened_at, row.happened_at)
            amount = self._measure(-row.net_minor, int(whole), lost)
            self.climb.lose(bought.happened_at, bought.day, amount, row.happened_at, at_once=at_once)

    def _running(self, candidate: Candidate, bought: Row, back: Row) -> tuple[Room, ...]:
        """Of the budgets that gave for a purchase, those whose period still runs when it comes back."""
        version = self.judged[bought.id].judge.programme.version
        today = local_date(back.happened_at, self.setting.zone)
        starts = {
            each.id: each.counts_from(self.setting.calendar, today)
            for each in self.scenario.budgets[version, candidate.rule]
        }
        return tuple(room for room in candidate.rooms if room.period == starts[room.budget])

    def _as_booked(self, judged: Judged) -> Facts:
        row = judged.row
        local = row.happened_at.astimezone(self.setting.zone)
        when = stored.When(row.happened_at, row.day, row.day.weekday(), local.hour)
        body = msgspec.json.decode(row.body)
        return stored.facts_from_plain(row.kind, when, row.store, row.channel, body, judged.known._asdict())

    def _still_waits(self, judged: Judged, place: int) -> bool:
        return any(each.judged is judged and each.place == place for each in self.waiting)

    def _less_sales(self, row: Row) -> None:
        """A return is negative money on the day of its purchase."""
        totals = self.totals
        totals.sales_minor += row.net_minor
        if row.cost_minor is not None:
            totals.costed_minor += row.net_minor
            totals.margin_minor += row.net_minor - row.cost_minor

    def _counts(self, at: datetime) -> bool:
        return (self.setting.since is None or at >= self.setting.since) and at < self.setting.until

    def _end(self) -> None:
        """What is not active at the end of the span, what was due for review by then, and the member's own row."""
        for each in self.waiting:
            left = each.judged.awards[each.place].units - each.judged.taken[each.place]
            if not each.judged.counted or (each.active_from and each.active_from <= self.setting.until):
                continue
            for units in self._units_of(each.judged, each.judged.awards[each.place]):
                units.waiting += left if each.active_from is None else 0
                units.pending += left if each.active_from else 0
            if candidate := self.candidates.get((each.judged.row.id, each.place)):
                candidate.waiting = left if each.active_from is None else 0
                candidate.pending = left if each.active_from else 0
        tier = ""
        if self.climb:
            self._activate(self.setting.until)
            self.climb.review(self.setting.until)
            tier = self.climb.tier
            self.totals.tiers[tier] += 1
        worth = sum(
            (self.scenario.worth[unit] * units for unit, units in self.net.items() if unit in self.scenario.worth),
            Fraction(0),
        )
        members = self.totals.members
        if self.candidates:
            members.under_budgets[len(members.tiers)] = dict(self.net)
        members.ids += self.member.id.bytes
        members.worth_minor.append(int(worth))
        members.tiers.append(tier)
        members.earning += any(units > 0 for units in self.net.values())
