"""Who wants the weekly letter."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from vafa.base.models import Club, Staff
from vafa.insight.models import LetterWish


def without(club: Club, week: date) -> list[Staff]:
    """In: the first day of a week. Out: the posts that want its letter, did not get it and have not ended."""
    due = Q(week=None) | Q(week__lt=week)
    ids = LetterWish.objects.filter(due, club=club).values("staff_id")
    return list(Staff.objects.select_related("user").filter(club=club, id__in=ids, ended_at=None))


def wants(staff_id: UUID) -> bool:
    """Out: does this post want it?"""
    return LetterWish.objects.filter(staff_id=staff_id).exists()
