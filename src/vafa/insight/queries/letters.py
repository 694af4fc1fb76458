"""Who wants the weekly letter."""

from uuid import UUID

from vafa.base.models import Club, Staff
from vafa.insight.models import LetterWish


def wishes(club: Club) -> list[Staff]:
    """Out: the posts that want it and have not ended."""
    ids = LetterWish.objects.filter(club=club).values("staff_id")
    return list(Staff.objects.select_related("user").filter(club=club, id__in=ids, ended_at=None))


def wants(staff_id: UUID) -> bool:
    """Out: does this post want it?"""
    return LetterWish.objects.filter(staff_id=staff_id).exists()
