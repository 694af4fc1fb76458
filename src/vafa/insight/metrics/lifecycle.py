"""Where each member stands between the first visit and silence, and who moved in a period."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from vafa.engine.earning.words import message
from vafa.insight.metrics.rhythm import Break, Rhythm, Rhythms
from vafa.insight.shapes import Definition, Flows, Lifecycle, LifecycleSettings, Stage

DEFAULTS = LifecycleSettings()


def definition(settings: LifecycleSettings) -> Definition:
    """In: the thresholds. Out: what each stage means, with them."""
    s = settings
    return Definition(
        "lifecycle",
        (
            message("The usual gap is the longer of two: the shop’s median gap between visit days over the last year, "
                    "and the member’s own mean gap."),
            message("Quiet means silent for more than {gaps} usual gaps and more than {days} days.",
                    gaps=s.at_risk_gaps, days=s.at_risk_days_least),
            message("Lapsed: silent for more than {gaps} usual gaps and more than {days} days.",
                    gaps=s.lapsed_gaps, days=s.lapsed_days_least),
            message("New: one visit day so far, and not yet quiet."),
            message("One-time: one visit day, quiet, not yet lapsed."),
            message("Repeat: from two to {visits} visit days, not quiet.", visits=s.loyal_visits_above),
            message("Loyal: more than {visits} visit days, not quiet.", visits=s.loyal_visits_above),
            message("At risk: two or more visit days, quiet, not yet lapsed."),
            message("Won back: came again after having lapsed, with no more than {visits} visit days since, not quiet.",
                    visits=s.loyal_visits_above),
            message("Moves are counted between the start and the end of the period by the thresholds of its end; who "
                    "passed through a stage in between is counted there too."),
            message("Churn: of those who had not lapsed at the start, the share that has lapsed since."),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Each member's stage at an instant by place, None before the first visit, and the visits made by then."""

    stages: Sequence[Stage | None]
    visits: Sequence[int]

    def counts(self) -> dict[Stage, int]:
        found = Counter(self.stages)
        return {stage: found[stage] for stage in Stage}


@dataclass(frozen=True, slots=True)
class _Patience:
    """How long a silence may be, in days, by the shop's and the member's own gap."""

    settings: LifecycleSettings
    median_gap: Fraction

    def quiet_after(self, own_gap: Fraction | None) -> Fraction:
        return self._after(own_gap, self.settings.at_risk_gaps, self.settings.at_risk_days_least)

    def lapsed_after(self, own_gap: Fraction | None) -> Fraction:
        return self._after(own_gap, self.settings.lapsed_gaps, self.settings.lapsed_days_least)

    def _after(self, own_gap: Fraction | None, gaps: int, least: int) -> Fraction:
        usual = self.median_gap if own_gap is None else max(self.median_gap, own_gap)
        return max(gaps * usual, Fraction(least))


def lifecycle(found: Rhythms, settings: LifecycleSettings = DEFAULTS) -> Lifecycle:
    """In: the rhythms at the start and the end of a period, with all breaks above `lapsed_days_least`. Out: members by
    stage at both, and how many moved. Members without a visit are in no stage."""
    returns = lapses(found, settings)
    start = standing(found, found.start, returns, settings)
    return lifecycle_of(found, start, standing(found, found.end, returns, settings), settings)


def lifecycle_of(found: Rhythms, start: Standing, end: Standing, settings: LifecycleSettings = DEFAULTS) -> Lifecycle:
    """In: the rhythms, and where members stood at the start and the end. Out: the same as `lifecycle`."""
    returns = lapses(found, settings)
    back = [each.place for each in returns if found.start.at <= each.back < found.end.at]
    moved = flows(start, end, len(set(back)), settings)
    lapsed = sum(
        was not in (None, Stage.LAPSED) and now is Stage.LAPSED
        for was, now in zip(start.stages, end.stages, strict=True)
    )
    return Lifecycle(end.counts(), start.counts(), moved, found.median_gap, settings, definition(settings), lapsed)


def lapses(found: Rhythms, settings: LifecycleSettings = DEFAULTS) -> list[Break]:
    """In: rhythms with their breaks. Out: those breaks in which the member had lapsed before coming back, in order."""
    patience = _patience(found, settings)
    return [each for each in found.breaks if each.back - each.last > patience.lapsed_after(_gap_before(each))]


def standing(
    found: Rhythms, rhythm: Rhythm, returns: Sequence[Break], settings: LifecycleSettings = DEFAULTS
) -> Standing:
    """In: the rhythms, the one of them to judge, and the lapses that ended. Out: each member's stage at its instant."""
    patience = _patience(found, settings)
    before = {each.place: each.visits for each in returns if each.back < rhythm.at}
    stages = [_stage(rhythm, place, before, patience) for place in range(len(rhythm.visits))]
    return Standing(stages, rhythm.visits)


def flows(start: Standing, end: Standing, came_back: int, settings: LifecycleSettings = DEFAULTS) -> Flows:
    """In: where members stood at the start and the end, and how many came back in between. Out: the moves. A member
    who lapsed before the period moves only by coming back."""
    counts: Counter[str] = Counter(came_back=came_back)
    rows = zip(start.stages, end.stages, start.visits, end.visits, strict=True)
    for was, now, visits_before, visits in rows:
        if now is None or was is Stage.LAPSED:
            continue
        grew_old = visits > 1 or now is not Stage.NEW
        left = now in {Stage.AT_RISK, Stage.LAPSED} and visits > 1
        became_loyal = was is Stage.WON_BACK or visits_before <= settings.loyal_visits_above
        counts["new_to_one_time"] += was in {None, Stage.NEW} and grew_old
        counts["one_time_to_repeat"] += visits_before < 2 <= visits
        counts["repeat_to_loyal"] += visits > settings.loyal_visits_above and became_loyal and now is not Stage.WON_BACK
        counts["loyal_to_at_risk"] += left and was is not Stage.AT_RISK
        counts["at_risk_to_lapsed"] += left and now is Stage.LAPSED
        counts["left_after_first"] += visits == 1 and now is Stage.LAPSED
    return Flows(**counts)


def by_stage(stages: Sequence[Stage | None], values: Sequence[int]) -> Mapping[Stage, int]:
    """In: stages and integers by place. Out: their sum for each stage."""
    found: Counter[Stage] = Counter(dict.fromkeys(Stage, 0))
    for stage, value in zip(stages, values, strict=True):
        if stage is not None:
            found[stage] += value
    return found


def _patience(found: Rhythms, settings: LifecycleSettings) -> _Patience:
    return _Patience(settings, Fraction(found.median_gap or 0))


def _gap_before(each: Break) -> Fraction | None:
    return Fraction(each.last - each.first, each.visits - 1) if each.visits > 1 else None


def _stage(rhythm: Rhythm, place: int, before: Mapping[int, int], patience: _Patience) -> Stage | None:
    visits = rhythm.visits[place]
    if not visits:
        return None
    silent, settings = rhythm.silent(place), patience.settings
    # Nobody is quiet below the floor: most members need no fraction.
    if silent > settings.at_risk_days_least:
        own = rhythm.mean_gap(place)
        if silent > patience.lapsed_after(own):
            return Stage.LAPSED
        if silent > patience.quiet_after(own):
            return Stage.ONE_TIME if visits == 1 else Stage.AT_RISK
    if visits == 1:
        return Stage.NEW
    if place in before and visits - before[place] <= settings.loyal_visits_above:
        return Stage.WON_BACK
    return Stage.LOYAL if visits > settings.loyal_visits_above else Stage.REPEAT
