"""Rules to replay: versions from their days on, and a ladder; and the club they are replayed in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from vafa.engine.calendar.periods import Calendar
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.programme import Programme, Unit
from vafa.engine.tiers import Ladder


@dataclass(frozen=True, slots=True)
class Setting:
    """The club as a replay needs it, and the half-open span of happened time that is counted. What came before `since`
    is replayed too, for the counters, the caps and the tiers that it left."""

    calendar: Calendar
    zone: ZoneInfo
    return_window_days: int
    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Scenario:
    """A programme by itself, or the versions in force, each from its instant; the earliest holds for all before it.
    Without a ladder everybody has the tier that is stored with each activity."""

    name: str
    versions: Sequence[tuple[datetime, Programme]]
    ladder: Ladder | None = None

    @property
    def units(self) -> tuple[Unit, ...]:
        """Those of the latest version."""
        return self.versions[-1][1].units


class Ready:
    """A scenario made ready in the process that replays it."""

    def __init__(self, scenario: Scenario) -> None:
        bare = [(starts_at, replace(programme, budgets=())) for starts_at, programme in scenario.versions]
        self.versions = [(starts_at, Judge(programme)) for starts_at, programme in bare]
        self.budgets = {
            (programme.version, rule.id): found
            for _, programme in scenario.versions for rule in programme.rules
            if (found := tuple(each for each in programme.budgets if each.counts(rule)))
        }  # fmt: skip
        """By version and rule: members are replayed without them, and what stands under one is decided at the end."""
        self.ladder = scenario.ladder
        self.worth = {code: Fraction(*value) for code, value in self.versions[-1][1].values.items()}
        """Of one unit in minor units of money, by the latest version."""

    def judge_at(self, instant: datetime) -> Judge:
        """In: when an activity happened. Out: the judge of the version in force."""
        versions = self.versions
        if len(versions) == 1:
            return versions[0][1]
        found = versions[0][1]
        for starts_at, judge in versions:
            if starts_at > instant:
                break
            found = judge
        return found
