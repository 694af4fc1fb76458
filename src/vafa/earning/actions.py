from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import outbox
from vafa.base.models import Club
from vafa.earning.errors import NotAProgramme, StartsBeforeTheLast, StartsInThePast
from vafa.earning.models import Version
from vafa.engine.earning.plain import NotPlain, from_plain, to_plain
from vafa.engine.earning.programme import Programme


@transaction.atomic
def publish(
    *, club: Club, programme: Programme, starts_at: datetime, now: datetime, staff_id: UUID | None = None
) -> Version:
    """In: a programme and when it starts. Out: its version, numbered after the last. Refused: a start in the past (but
    for the first version) or before that of the last."""
    last = Version.objects.select_for_update().filter(club=club).order_by("-number").first()
    if last and starts_at < now:
        raise StartsInThePast(starts_at=starts_at.isoformat())
    if last and starts_at <= last.starts_at:
        raise StartsBeforeTheLast(starts_at=starts_at.isoformat(), last=last.starts_at.isoformat())
    number = last.number + 1 if last else 1
    plain = to_plain(programme) | {"version": number}
    try:
        from_plain(Programme, plain)
    except NotPlain as error:
        raise NotAProgramme(why=str(error)) from None
    outbox.announce(club.id, [("programme_published", {"version": number})], now)
    return Version.objects.create(
        club=club, number=number, starts_at=starts_at, programme=plain, published_at=now, published_by=staff_id
    )
