"""A redemption that is given back: by staff with a reason, or because nobody came for it in time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import outbox
from vafa.base.models import Club
from vafa.checkout.actions.giving import left_of, units_back
from vafa.engine.lots.shapes import Cause
from vafa.ledger.actions.posting import open_books, post
from vafa.members.queries import surviving
from vafa.partners.house import House, house_of
from vafa.rewards import kinds
from vafa.rewards.actions import redemptions
from vafa.rewards.errors import RedemptionSettled
from vafa.rewards.models import Redemption, Voucher
from vafa.rewards.queries import across

AT_ONCE = 200


@transaction.atomic
def give_back_redemption(
    *, house: House, source: str, redemption_id: UUID, reason: str, staff_id: UUID | None = None
) -> Redemption:
    """In: a redemption that the member has not had yet, and why. Out: it, given back; its units are back in their lots.
    Refused: it was settled meanwhile, or its code was used."""
    found = redemptions.get(house.club, redemption_id)
    if found.state == kinds.ISSUED and _was_used(house.club, found):
        raise RedemptionSettled(redemption=str(found.id), state=kinds.DONE)
    _back(house, source, found, kinds.GIVEN_BACK, reason, staff_id)
    return found


def _back(house: House, source: str, found: Redemption, state: str, reason: str, staff: UUID | None) -> None:
    club, now = house.club, house.now
    owner = found.member_id
    owners = {owner, surviving(owner)}
    books = open_books(club.id, sorted(owners), [found.unit], now, whole=owners)
    redemptions.put_back(club, found, state, now, staff, reason)
    if found.movement_id and (left := left_of(books, owner, found.unit, found.movement_id)):
        cause = Cause(now, now, house.operator, found.store_id, source, f"back:{found.id}")
        units_back(club, books, owner, found.unit, cause, found.movement_id, left)
    post(club.id, books)
    told = {"member": surviving(owner), "redemption": found.id, "state": state, "units": found.units}
    outbox.announce(club.id, [("redemption_given_back", told)], now)


def end_kept(*, club: Club, now: datetime) -> int:
    """What nobody came for in its days goes back, with the units; a code that was used meanwhile is done. Out: how many
    went back."""
    back = 0
    for found in across.kept_too_long(club.id, now, AT_ONCE):
        with transaction.atomic():
            if found.state == kinds.ISSUED and _was_used(club, found):
                redemptions.move(found, (kinds.ISSUED,), kinds.DONE, now)
                continue
            _back(house_of(club, now), "vafa", found, kinds.LAPSED, "", None)
            back += 1
    return back


def _was_used(club: Club, found: Redemption) -> bool:
    return Voucher.objects.filter(club_id=club.id, code=found.gives, taken__gt=0).exists()
