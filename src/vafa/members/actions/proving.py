"""Proof of the member at a till: the PIN they chose, or the fresh code of their page. Neither needs a message."""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from vafa.base import sql
from vafa.base.errors import NotAPin, PinTooPlain
from vafa.base.models import Club
from vafa.base.text import latin_digits
from vafa.members import fresh, queries
from vafa.members.errors import ProofLocked, ProofWrong
from vafa.members.models import Proof

TRIES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
_RUNS = ("01234567890", "09876543210")


@transaction.atomic
def choose_pin(*, club: Club, member_id: UUID, pin: str) -> None:
    """In: four digits of either script, typed by the member. Refused: NotAPin, PinTooPlain."""
    digits = latin_digits(pin).strip()
    if not re.fullmatch(r"[0-9]{4}", digits):
        raise NotAPin
    if len(set(digits)) == 1 or any(digits in run for run in _RUNS):
        raise PinTooPlain
    member = queries.get(club, queries.surviving(member_id))
    sql.upsert(
        Proof, ("member_id",), ("club_id", "pin", "wrong", "last_window"),
        [(member.id, club.id, make_password(digits), 0, 0)],
    )  # fmt: skip


def has_pin(member_id: UUID) -> bool:
    return Proof.objects.filter(member_id=member_id).exclude(pin="").exists()


def prove(*, club: Club, member_id: UUID, given: str, now: datetime) -> None:
    """In a transaction: what the member said or showed. Refused: ProofWrong, and ProofLocked after too many wrong ones.
    A fresh code is used up by it."""
    digits = latin_digits(given).strip()
    kept = Proof.objects.filter(member_id=member_id).first()
    if kept is not None and kept.locked_until is not None and now < kept.locked_until:
        raise ProofLocked(until=kept.locked_until.isoformat())
    if len(digits) == fresh.DIGITS and _is_fresh(club, member_id, digits, now):
        return
    if kept is None or not kept.pin or len(digits) == fresh.DIGITS or not check_password(digits, kept.pin):
        raise ProofWrong
    Proof.objects.filter(member_id=member_id).update(wrong=0)


def _is_fresh(club: Club, member_id: UUID, digits: str, now: datetime) -> bool:
    """By conditional update, so that one code pays once."""
    member = queries.get(club, member_id)
    window = fresh.window_that_shows(member.id, member.links_round, digits, now)
    if window is None:
        return False
    _there(club, member_id)
    return Proof.objects.filter(member_id=member_id, last_window__lt=window).update(last_window=window, wrong=0) == 1


def _there(club: Club, member_id: UUID) -> None:
    columns = ("member_id", "club_id", "pin", "wrong", "last_window")
    sql.insert(Proof, columns, [(member_id, club.id, "", 0, 0)], ignore=True)


@transaction.atomic
def count_wrong(*, club: Club, member_id: UUID, now: datetime) -> None:
    """A wrong proof: the fifth in a row locks for a quarter of an hour."""
    _there(club, member_id)
    row = Proof.objects.filter(member_id=member_id)
    row.update(wrong=F("wrong") + 1)
    row.filter(wrong__gte=TRIES).update(wrong=0, locked_until=now + LOCKED_FOR)
