from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from vafa.base import reads
from vafa.base.models import Club
from vafa.earning.errors import NoProgramme
from vafa.earning.models import Version
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.plain import from_plain
from vafa.engine.earning.programme import Programme

UNJUDGED: Final = 0
"""The version of what no programme judged: an adjustment, a purchase of before the club."""


class Judges:
    """The club's published versions, each made ready once; `on` finds the one in force at an instant."""

    def __init__(self, club: Club) -> None:
        self._starts = reads.select(
            Version, ("number", "starts_at", "id"), {"club_id": club.id}, order=("starts_at",)
        )  # fmt: skip

    def on(self, instant: datetime) -> Judge:
        if (judge := self.found(instant)) is None:
            raise NoProgramme(at=instant.isoformat())
        return judge

    def found(self, instant: datetime) -> Judge | None:
        """None before the first version."""
        in_force = [id for _, starts_at, id in self._starts if starts_at <= instant]
        return _judge(in_force[-1]) if in_force else None

    def numbered(self, number: int) -> Judge:
        """UNJUDGED gives the first: what earned nothing has no award that any judge could take back."""
        if not self._starts:
            raise NoProgramme(at="")
        if number == UNJUDGED:
            return _judge(self._starts[0][2])
        return _judge(next(id for each, _, id in self._starts if each == number))

    def programmes(self) -> list[tuple[datetime, Programme]]:
        """Every published version with the instant it starts at, the oldest first."""
        if not self._starts:
            raise NoProgramme(at="")
        return [(starts_at, _judge(id).programme) for _, starts_at, id in self._starts]

    def latest(self, now: datetime) -> int:
        """The number of the version in force."""
        return self.on(now).programme.version

    def slide(self) -> bool:
        """Does any version let units slide by inactivity?"""
        return any(_judge(id).slides for _, _, id in self._starts)

    def units(self) -> list[str]:
        """Every unit that any version counts."""
        codes = {unit.code for _, _, id in self._starts for unit in _judge(id).programme.units}
        return sorted(codes)


@lru_cache(maxsize=256)
def _judge(version: UUID) -> Judge:
    """A version never changes, so a process makes it ready once."""
    return Judge(from_plain(Programme, Version.objects.get(id=version).programme))


def in_force(club: Club, now: datetime) -> Programme:
    return Judges(club).on(now).programme
