"""A member's last purchases."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Coalesce

from vafa.activities.models import Activity


def recent_purchases(memberships: Sequence[UUID], limit: int) -> tuple[tuple[date, int], ...]:
    """In: a member's memberships, and how many. Out: (day, net minor) of the last purchases that stand, less what came
    back of them, oldest first."""
    rows = Activity.objects.filter(member_id__in=memberships, kind__in=("purchase", "return"))
    receipts = rows.annotate(receipt=Coalesce("original", "id")).values("day", "receipt")
    standing_ones = receipts.annotate(net=Sum("net_minor"), count=Sum("purchases")).filter(count__gt=0)
    found = standing_ones.order_by("-day", "-receipt").values_list("day", "net")[:limit]
    return tuple(reversed(found))
