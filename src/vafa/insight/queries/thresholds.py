"""When a member of a club counts as loyal, at risk or silent."""

from typing import NamedTuple

from vafa.base.models import Club
from vafa.insight.models import Thresholds
from vafa.insight.shapes import LapsedSettings, LifecycleSettings


class Judged(NamedTuple):
    """By what the life cycle and the lapsed loyal are judged."""

    life: LifecycleSettings
    lapsed: LapsedSettings


USUAL = Judged(LifecycleSettings(), LapsedSettings())


def judged_by(club: Club) -> Judged:
    """Out: as the club has set it, or the usual; a visit more or a day of silence mean the same in both."""
    row = Thresholds.objects.filter(club=club).first()
    if row is None:
        return USUAL
    return Judged(
        LifecycleSettings(
            row.visits_above, row.at_risk_gaps, row.at_risk_days_least, row.lapsed_gaps, row.silent_days_above
        ),
        LapsedSettings(row.visits_above, row.silent_days_above, row.gap_days_most),
    )
