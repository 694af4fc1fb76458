"""Backtests that were asked for."""

from uuid import UUID

from vafa.base.models import Club
from vafa.insight.models import Backtest


def latest(club: Club, about: UUID) -> Backtest | None:
    """The last that was asked about it, whatever became of it."""
    rows = Backtest.objects.filter(club=club, about=about).exclude(state="dropped")
    return rows.order_by("-asked_at", "-id").first()


def latest_done(club: Club, about: UUID) -> Backtest | None:
    """The last that has an answer; of an edition that may have changed since."""
    return Backtest.objects.filter(club=club, about=about, state="done").order_by("-asked_at", "-id").first()
