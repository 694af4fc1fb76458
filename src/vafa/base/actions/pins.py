"""PINs: who stands at a shared phone of the counter. They open nothing else."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from vafa.base.errors import NotAPin, PinLocked, PinTooPlain, UnknownStaff, WrongPin
from vafa.base.models import Club, CounterPhone, PinTry, Staff
from vafa.base.text import latin_digits

TRIES = 5
LOCKED_FOR = timedelta(minutes=5)
_RUNS = ("01234567890", "09876543210")


@transaction.atomic
def set_pin(*, club: Club, post_id: UUID, pin: str) -> Staff:
    """In: four to six digits of either script. Refused: NotAPin, PinTooPlain, UnknownStaff."""
    digits = latin_digits(pin).strip()
    if not re.fullmatch(r"[0-9]{4,6}", digits):
        raise NotAPin
    if len(set(digits)) == 1 or any(digits in run for run in _RUNS):
        raise PinTooPlain
    return _write(club, post_id, make_password(digits))


@transaction.atomic
def clear_pin(*, club: Club, post_id: UUID) -> Staff:
    """Whoever stands at a counter with it is asked again at once."""
    return _write(club, post_id, "")


def _write(club: Club, post_id: UUID, pin: str) -> Staff:
    post = Staff.objects.select_related("user").filter(club=club, id=post_id, ended_at=None).first()
    if post is None:
        raise UnknownStaff(staff=str(post_id))
    post.pin = pin
    post.save(update_fields=["pin"])
    PinTry.objects.filter(staff=post).delete()
    return post


def enter(*, phone: CounterPhone, post_id: UUID, pin: str, now: datetime) -> Staff:
    """In: who says they stand at this phone, and their PIN. Out: their post. Refused: WrongPin, PinLocked, and
    UnknownStaff for a post that ended or has no PIN. A try is counted before it is looked at, so that many at once get
    no more of them; hashing takes its time outside of any database transaction."""
    posts = Staff.objects.select_related("user", "club").filter(club_id=phone.club_id, id=post_id, ended_at=None)
    post = posts.exclude(pin="").first()
    if post is None:
        raise UnknownStaff(staff=str(post_id))
    left = _count(phone, post, now)
    if not check_password(latin_digits(pin).strip(), post.pin):
        if not left:
            raise PinLocked(until=(now + LOCKED_FOR).isoformat())
        raise WrongPin(left=left)
    PinTry.objects.filter(phone=phone, staff=post).delete()
    return post


@transaction.atomic
def _count(phone: CounterPhone, post: Staff, now: datetime) -> int:
    """Out: how many tries are left after this one; the last one locks."""
    PinTry.objects.get_or_create(phone=phone, staff=post)
    tries = PinTry.objects.filter(phone=phone, staff=post)
    tries.filter(locked_until__lte=now).update(wrong=0, locked_until=None)
    if not tries.filter(wrong__lt=TRIES).update(wrong=F("wrong") + 1):
        until = tries.get().locked_until or now + LOCKED_FOR
        raise PinLocked(until=until.isoformat())
    wrong = tries.get().wrong
    if wrong >= TRIES:
        tries.update(locked_until=now + LOCKED_FOR)
    return TRIES - wrong
