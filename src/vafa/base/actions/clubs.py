from datetime import datetime
from typing import Any

from django.db import transaction

from vafa.base.models import Club


@transaction.atomic
def open_club(
    *, slug: str, name_fa: str, name_en: str, language: str, calendar: str, time_zone: str, currency: str,
    money_shown: str, country: str, largest_receipt_minor: int, created_at: datetime, stands_at: datetime | None = None,
) -> Club:  # fmt: skip
    """A club that stands still at an instant is a demo."""
    return Club.objects.create(
        slug=slug, name_fa=name_fa, name_en=name_en, language=language, calendar=calendar, time_zone=time_zone,
        currency=currency, money_shown=money_shown, country=country, largest_receipt_minor=largest_receipt_minor,
        created_at=created_at, stands_at=stands_at, is_demo=stands_at is not None,
    )  # fmt: skip


def change(*, club: Club, **figures: Any) -> Club:
    """In: columns and what they become; who may change what, and until when, is judged above. Out: the club anew."""
    Club.objects.filter(id=club.id).update(**figures)
    return Club.objects.get(id=club.id)
