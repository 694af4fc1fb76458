"""Saying that what a club's baskets meet by themselves has changed."""

from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.rewards.models import Shelf


def renew(club: Club) -> None:
    """In the transaction of the change. An edition is never the same twice, also where a change was rolled back."""
    Shelf.objects.update_or_create(club=club, defaults={"edition": new_id()})
