from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction

from vafa.base.errors import NotASample
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


@transaction.atomic
def remove_sample(*, club: Club) -> None:
    """All of it, from every table. Refused: a club that is no sample."""
    if not Club.objects.select_for_update().filter(id=club.id, is_sample=True).exists():
        raise NotASample(club=club.slug)
    for model in apps.get_models():
        if path := _path_to_club(model):
            rows = model._default_manager.filter(**{path: club.id})
            rows._raw_delete(rows.db)  # references are checked when all of it is gone
    Club.objects.filter(id=club.id)._raw_delete("default")


def _path_to_club(model: type[models.Model]) -> str:
    """Out: how a row of the model names its club, itself or by what it belongs to; empty where it has none."""
    for field in model._meta.fields:
        if field.attname == "club_id":
            return "club_id"
    for field in model._meta.fields:
        other = field.related_model
        if isinstance(other, type) and any(each.attname == "club_id" for each in other._meta.fields):
            return f"{field.name}__club_id"
    return ""
