"""What follows an event: the one table. Each verb is an existing action, and may run twice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from vafa.activities.actions import following
from vafa.base.models import Club
from vafa.files.actions import exporting, turns
from vafa.insight.actions import backtests, lakes, suggesting, thresholds
from vafa.insight.actions.segments import refresh_segments

Verb = Callable[[Club, Mapping[str, Any], datetime], None]


def _follow_merge(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    following.follow_merge(club=club, absorbed=UUID(data["absorbed"]), surviving=UUID(data["surviving"]), now=now)


def _follow_undo(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    following.follow_undo(club=club, surviving=UUID(data["surviving"]), now=now)


def _go_on_with_import(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    turns.take(club=club, import_id=UUID(data["import"]), now=now)


def _make_export(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    exporting.make(club=club, export_id=UUID(data["export"]), now=now)


def _backtest(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    backtests.run(club=club, backtest_id=UUID(data["backtest"]), now=now)


def _refresh(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    refresh_segments(club=club, now=now)


def _refresh_lake(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    lakes.refresh(club=club, now=now, thorough=bool(data.get("thorough")))
    suggesting.ask_first(club=club)


def _suggest(club: Club, data: Mapping[str, Any], now: datetime) -> None:
    suggesting.suggest(club=club, now=now)


VERBS: Final[dict[str, Verb]] = {
    "tiers_follow_merge": _follow_merge,
    "tiers_follow_undo": _follow_undo,
    "go_on_with_import": _go_on_with_import,
    "make_export": _make_export,
    "backtest": _backtest,
    "segments_follow_import": _refresh,
    "segments_follow_thresholds": _refresh,
    lakes.JOB: _refresh_lake,
    suggesting.JOB: _suggest,
}
"""By name what a job does: those that follow an event, and those that an action enqueues itself."""

SUBSCRIPTIONS: Final[dict[str, Sequence[str]]] = {
    "members_merged": ["tiers_follow_merge"],
    "merge_undone": ["tiers_follow_undo"],
    "import_done": ["segments_follow_import"],
    "import_undone": ["segments_follow_import"],
    thresholds.EVENT: ["segments_follow_thresholds"],
}
