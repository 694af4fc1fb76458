"""Offers are written as drafts, listed, taken off, and assigned to members."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base import counters, sql
from vafa.base.ids import new_id
from vafa.base.models import Club
from vafa.offers.errors import UnknownOffer
from vafa.offers.models import Assignment, Offer
from vafa.rewards.actions import shelf
from vafa.rewards.actions.catalogue import check_effect, terms_of
from vafa.rewards.errors import CounterTaken, NotAReward
from vafa.rewards.shapes import OfferGiven

_OFFER = ("effect", "condition", "stacking", "priority", "group", "group_limit", "assigned_only")


@transaction.atomic
def write_offer(*, club: Club, given: OfferGiven, now: datetime) -> Offer:
    """Out: a draft that no basket meets yet."""
    columns = _columns(given)
    shelf.renew(club)
    return Offer.objects.create(club=club, made_at=now, budget=counters.make(club, given.budget_minor), **columns)


@transaction.atomic
def change_offer(*, club: Club, offer_id: UUID, given: OfferGiven) -> Offer:
    """Refused, besides what a new one would be: a budget below what is taken already."""
    offer, columns = get(club, offer_id), _columns(given)
    if not counters.set_most(offer.budget_id, given.budget_minor):
        raise CounterTaken
    for name, value in columns.items():
        setattr(offer, name, value)
    shelf.renew(club)
    offer.save(update_fields=list(columns))
    return offer


def _columns(given: OfferGiven) -> dict[str, object]:
    check_effect(given.effect, given.condition)
    if given.stacking not in {"common", "exclusive", "always"}:
        raise NotAReward(why="stacking")
    return terms_of(given) | {name: getattr(given, name) for name in _OFFER}


def get(club: Club, offer_id: UUID) -> Offer:
    found = Offer.objects.filter(club=club, id=offer_id).select_related("budget").first()
    if found is None:
        raise UnknownOffer(offer=str(offer_id))
    return found


@transaction.atomic
def set_state(*, club: Club, offer_id: UUID, state: str) -> Offer:
    """In: listed or off."""
    offer = get(club, offer_id)
    offer.state = state
    shelf.renew(club)
    offer.save(update_fields=["state"])
    return offer


@transaction.atomic
def assign(
    *, club: Club, offer_id: UUID, members: list[UUID], source: str, reference: str, now: datetime,
    ends_at: datetime | None = None,
) -> None:  # fmt: skip
    """In: members and who gives it to them. The same reference gives it once."""
    offer = get(club, offer_id)
    columns = ("member_id", "id", "club_id", "offer_id", "source", "reference", "assigned_at", "ends_at")
    rows = [(member, new_id(), club.id, offer.id, source, reference, now, ends_at) for member in members]
    sql.insert(Assignment, columns, rows, ignore=True)
