"""What the club spent on its members, by month."""

from datetime import date
from uuid import UUID

from vafa.base.models import Club
from vafa.insight.metrics.outcomes import Spent
from vafa.insight.models import Spending


def entered(club: Club) -> list[Spending]:
    """Out: what stands, the latest month first."""
    return list(Spending.objects.filter(club=club, taken_back_at=None).order_by("-month", "spent_on", "made_at"))


def spent_by_month(club: Club) -> dict[date, Spent]:
    """Out: by the first day of a month what was spent on each kind, in minor units."""
    sums: dict[date, dict[str, int]] = {}
    for each in entered(club):
        of_month = sums.setdefault(each.month, {})
        of_month[each.spent_on] = of_month.get(each.spent_on, 0) + each.amount_minor
    return {month: Spent(**of_month) for month, of_month in sums.items()}


def taken_back(club: Club, spending_id: UUID) -> Spending | None:
    """Out: one that was taken back and can be put back; None if it stands or is not the club's."""
    return Spending.objects.filter(club=club, id=spending_id).exclude(taken_back_at=None).first()
