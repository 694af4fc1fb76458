"""Setting when a member counts as loyal, at risk or silent."""

from datetime import datetime

from django.db import transaction

from vafa.base import outbox
from vafa.base.models import Club
from vafa.insight.errors import ThresholdsOutOfOrder
from vafa.insight.models import Thresholds
from vafa.insight.queries.thresholds import Judged

EVENT = "thresholds_changed"


@transaction.atomic
def judge_by(*, club: Club, judged: Judged, now: datetime) -> Thresholds:
    """In: a club and by what its members are judged from now on. Out: it is kept, and the groups are filled anew in the
    background. Refused: ThresholdsOutOfOrder."""
    life, lapsed = judged
    if life.at_risk_gaps >= life.lapsed_gaps or life.at_risk_days_least >= lapsed.silent_days_above:
        raise ThresholdsOutOfOrder
    gap = lapsed.gap_days_most
    row, _ = Thresholds.objects.update_or_create(
        club=club,
        defaults={
            "visits_above": lapsed.visits_above, "silent_days_above": lapsed.silent_days_above,
            "gap_days_most": None if gap is None else round(gap), "at_risk_gaps": life.at_risk_gaps,
            "at_risk_days_least": life.at_risk_days_least, "lapsed_gaps": life.lapsed_gaps, "changed_at": now,
        },
    )  # fmt: skip
    outbox.announce(club.id, [(EVENT, {})], now)
    return row


@transaction.atomic
def judge_as_usual(*, club: Club, now: datetime) -> None:
    """In: a club. Out: the usual thresholds hold again."""
    Thresholds.objects.filter(club=club).delete()
    outbox.announce(club.id, [(EVENT, {})], now)
