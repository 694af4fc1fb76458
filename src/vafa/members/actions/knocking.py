"""How often somebody may come to a page that is open to all: counted in the database, so by all processes together."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils.crypto import salted_hmac

from vafa.base.models import Club
from vafa.members.models import Knock

_SALT = "vafa.members.knocks"
_HOUR = timedelta(hours=1)
_KEPT = timedelta(days=2)


def knock(*, club: Club, who: str, most: int, hours: int, now: datetime) -> bool:
    """In: who knocks, such as `phone +98912…`, and how often they may in so many hours. Out: may they come in?"""
    key = salted_hmac(_SALT, who, algorithm="sha256").hexdigest()
    hour = now.replace(minute=0, second=0, microsecond=0)
    before = Knock.objects.filter(club_id=club.id, key=key, hour__gt=hour - hours * _HOUR)
    if (before.aggregate(total=Sum("count"))["total"] or 0) >= most:
        return False
    _count(club, key, hour)
    return True


def _count(club: Club, key: str, hour: datetime) -> None:
    row = Knock.objects.filter(club_id=club.id, key=key, hour=hour)
    try:
        with transaction.atomic():
            if not row.update(count=F("count") + 1):
                Knock.objects.create(club_id=club.id, key=key, hour=hour)
    except IntegrityError:
        # another process made the row between our look and our write
        with transaction.atomic():
            row.update(count=F("count") + 1)


def forget_knocks(*, club: Club, now: datetime) -> int:
    return Knock.objects.filter(club_id=club.id, hour__lte=now - _KEPT).delete()[0]
