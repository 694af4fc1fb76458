"""Activities as they were booked: for returns of them, for retries, for people."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from vafa.activities import stored
from vafa.activities.errors import UnknownActivity
from vafa.activities.models import Activity
from vafa.activities.shapes import Happening, Item, Outcome, Purchase, Return, TakenBack, Tender
from vafa.activities.stored import Booked
from vafa.base import references
from vafa.base.models import Club
from vafa.base.references import Known
from vafa.partners.house import House


def booked(house: House, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Booked]:
    """In: (source, reference) pairs. Out: those that are booked activities, each with what its returns left."""
    known = references.look_up(house.club.id, keys)
    if not known:
        return {}
    members = {each.member_id for each in known.values() if each.member_id}
    ids = {each.outcome_id: key for key, each in known.items()}
    places = {place.id: place for place in house.stores.values()}
    found = {}
    for row in Activity.objects.filter(member_id__in=members, id__in=ids, club_id=house.club.id):
        place = places.get(row.store_id) if row.store_id else None
        found[ids[row.id]] = Booked(
            row.id,
            row.member_id,
            row.kind,
            row.happened_at,
            row.counts_at,
            row.day,
            place,
            row.terminal,
            row.channel,
            row.version,
            row.net_minor,
            row.discount_minor,
            row.cost_minor,
            row.payable_minor,
            row.body,
            row.facts or {},
            stored.awards_from_plain(row.awards),
        )
    by_id = {each.id: each for each in found.values()}
    returns = Activity.objects.filter(member_id__in=members, original__in=by_id).order_by("id")
    for original, body in returns.values_list("original", "body"):
        by_id[original].left = body  # type: ignore[index]  # never null here
    return found


def first_outcome(reference: str, member_id: UUID, activity_id: UUID) -> Outcome:
    row = Activity.objects.get(member_id=member_id, id=activity_id)
    backs = msgspec.convert(row.body.get("taken_back", ()), tuple[TakenBack, ...])
    tenders = msgspec.convert(row.body.get("tenders", ()), tuple[Tender, ...])
    return Outcome(
        reference=reference, status="replayed", activity=row.id, member=row.member_id, version=row.version,
        awards=stored.awards_from_plain(row.awards), taken_back=backs, tenders=tenders,
        tier=(row.facts or {}).get("stood", ""),
    )  # fmt: skip


def item_differences(first: Item, item: Item) -> list[str]:
    """Which fields of two items under one reference differ."""
    if type(first) is not type(item):
        return ["type"]
    return [name for name in item.__struct_fields__ if getattr(first, name) != getattr(item, name)]


def differences(house: House, item: Item, seen: Known) -> list[str]:
    """Which fields of an item differ from what was booked under its reference."""
    if seen.member_id is None:
        return ["type"]
    row = Activity.objects.filter(member_id=seen.member_id, id=seen.outcome_id, club_id=house.club.id).first()
    if row is None:
        return ["type"]
    kind = "purchase" if isinstance(item, Purchase) else "return" if isinstance(item, Return) else item.kind
    found = [] if kind == row.kind else ["type"]
    if item.happened_at and item.happened_at != row.happened_at:
        found.append("happened_at")
    if isinstance(item, Purchase) and row.kind == "purchase":
        found += _purchase_differences(house, item, row)
    elif isinstance(item, Happening | Return):
        found += [] if found else ["content"]
    return found


def _purchase_differences(house: House, item: Purchase, row: Activity) -> list[str]:
    body = stored.body_of(item)
    pairs: dict[str, tuple[Any, Any]] = {
        "lines": (stored.lines_of(row.body), item.lines),
        "payments": (stored.payments_of(row.body), item.payments),
        "tax_minor": (row.body.get("tax", 0), body.get("tax", 0)),
        "delivery_minor": (row.body.get("delivery", 0), body.get("delivery", 0)),
        "terminal": (row.terminal, item.terminal),
        "channel": (row.channel, item.channel),
    }
    store = house.stores.get(item.store)
    if item.store and (store is None or store.id != row.store_id):
        pairs["store"] = (row.store_id, item.store)
    found = [name for name, (booked, given) in pairs.items() if booked != given]
    return found or ["card"]


def get(club: Club, member_id: UUID, activity_id: UUID) -> Activity:
    try:
        return Activity.objects.get(member_id=member_id, id=activity_id, club_id=club.id)
    except Activity.DoesNotExist:
        raise UnknownActivity(activity=str(activity_id)) from None


def opened_by(club_id: UUID, source: str, wanted: Iterable[str]) -> dict[str, tuple[UUID, UUID, str, int]]:
    """In: references of opening balances. Out: for each that is booked its member, activity, unit and units."""
    known = references.look_up(club_id, [(source, reference) for reference in wanted])
    members = {each.member_id for each in known.values() if each.member_id}
    ids = {each.outcome_id: reference for (_, reference), each in known.items()}
    rows = Activity.objects.filter(member_id__in=members, id__in=ids, club_id=club_id)
    return {
        ids[row[1]]: (row[0], row[1], row[2]["unit"], row[2]["units"])
        for row in rows.values_list("member_id", "id", "body")
    }


def members_with(members: Iterable[UUID], sources: Iterable[str]) -> set[UUID]:
    """In: members and sources. Out: those of whom one of the sources told an adjustment."""
    rows = Activity.objects.filter(member_id__in=list(members), kind="adjustment", source__in=list(sources))
    return set(rows.values_list("member_id", flat=True))


def active_elsewhere(members: Iterable[UUID], source: str) -> set[UUID]:
    """In: members and a source. Out: those of whom another source told something."""
    rows = Activity.objects.filter(member_id__in=list(members)).exclude(source=source)
    return set(rows.values_list("member_id", flat=True))
