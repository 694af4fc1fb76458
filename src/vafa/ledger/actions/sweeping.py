"""The nightly sweep writes down what has ended; nothing depends on its having run."""

from datetime import datetime

from django.db import transaction

from vafa.base.models import Club
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.queries import across

MEMBERS_AT_ONCE = 200


def sweep_due(*, club: Club, now: datetime) -> int:
    """In: the present. Out: how many movements were booked for what had come about by itself."""
    booked = 0
    for members in across.members_with_due_lots(club.id, now, MEMBERS_AT_ONCE):
        with transaction.atomic():
            books = open_books(club.id, members, across.units_of(club.id), now)
            booked += sum(len(account.movements) for account in books.values())
            post(club.id, books)
    return booked
