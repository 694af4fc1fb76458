"""What follows an event: the one table. Each verb is an existing action, and may run twice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from vafa.activities.actions import following
from vafa.base.models import Club

Verb = Callable[[Club, Mapping[str, Any], datetime], None]


def _follow_merge(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    following.follow_merge(club=club, absorbed=UUID(data["absorbed"]), surviving=UUID(data["surviving"]), now=now)


def _follow_undo(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    following.follow_undo(club=club, surviving=UUID(data["surviving"]), now=now)


VERBS: Final[dict[str, Verb]] = {"tiers_follow_merge": _follow_merge, "tiers_follow_undo": _follow_undo}

SUBSCRIPTIONS: Final[dict[str, Sequence[str]]] = {
    "members_merged": ["tiers_follow_merge"],
    "merge_undone": ["tiers_follow_undo"],
}
