"""A receipt that captures its checkout, and a return that gives back what was paid with units."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from vafa.activities.actions import paying
from vafa.activities.actions.batch import Batch
from vafa.activities.models import Activity
from vafa.activities.shapes import Item, Purchase, Return, Tender
from vafa.activities.stored import Booked, Plain
from vafa.base import references
from vafa.base.errors import Refusal
from vafa.checkout import errors
from vafa.checkout.actions import giving, settling
from vafa.checkout.models import Checkout
from vafa.checkout.queries.reading import bill_of
from vafa.checkout.shapes import Bill
from vafa.engine.checkout.tenders import PointsRate, units_due_back
from vafa.engine.lots.shapes import Cause
from vafa.members.queries import surviving

Spent = tuple[int, UUID, str, UUID, int, int, tuple[int, int]]
"""Place of the payment, owner, unit, movement, units, money, rate."""


def read(batch: Batch, items: Sequence[Item]) -> None:
    """The checkouts that receipts of this batch name; only ever of this club."""
    wanted = [item.checkout for item in items if isinstance(item, Purchase) and item.checkout]
    if wanted:
        rows = Checkout.objects.filter(club_id=batch.house.club.id, id__in=wanted)
        batch.checkouts = {row.id: row for row in rows}


def owner(batch: Batch, checkout: UUID) -> UUID | Refusal:
    row = batch.checkouts.get(checkout)
    return surviving(row.member_id) if row else errors.UnknownCheckout(checkout=str(checkout))


def accounts(batch: Batch, items: Sequence[Item]) -> tuple[set[UUID], set[str]]:
    """Out: owners and units of the accounts that captures draw on and returns give back to, beside the members' own.
    What was spent stands in bodies that never change, so it may be read before the locks."""
    owners, units = settling.accounts_of(batch.checkouts.values())
    receipts = [(batch.source.name, item.receipt) for item in items if isinstance(item, Return)]
    for owner, unit in _spent_on(batch.house.club.id, receipts):
        owners |= {owner, surviving(owner)}
        units.add(unit)
    return owners, units


def _spent_on(club_id: UUID, receipts: Iterable[tuple[str, str]]) -> set[tuple[UUID, str]]:
    """(owner, unit) of every part of the checkouts of these receipts."""
    known = references.look_up(club_id, receipts)
    members = {each.member_id for each in known.values() if each.member_id}
    ids = [each.outcome_id for each in known.values()]
    if not ids:
        return set()
    bodies = Activity.objects.filter(member_id__in=members, id__in=ids).values_list("body", flat=True)
    checkouts = [body["checkout"] for body in bodies if "checkout" in body]
    if not checkouts:
        return set()
    rows = Checkout.objects.filter(club_id=club_id, id__in=checkouts)
    return {(part.owner, part.unit) for row in rows for part in bill_of(row).parts}


def _spent(body: Plain) -> list[Spent]:
    return [
        (place, UUID(owner), unit, UUID(movement), units, minor, tuple(rate))
        for place, owner, unit, movement, units, minor, rate in body.get("spent", ())
    ]


def receipt_of(batch: Batch, row: Checkout, item: Purchase) -> Purchase:
    """The whole receipt of a checkout. Refused: it says again what the checkout has; the hold is over."""
    if item.lines or item.payments or item.tax_minor or item.delivery_minor or item.store or item.card or item.member:
        raise errors.CheckoutHasReceipt(checkout=str(row.id))
    settling.check_open(row, batch.now)
    place = next((code for code, each in batch.house.stores.items() if each.id == row.store_id), "")
    made = paying.purchase_of(bill_of(row), item.reference)
    return replace(
        made, happened_at=item.happened_at, store=place, terminal=row.terminal, channel=row.channel,
        checkout=row.id,
    )  # fmt: skip


def capture(batch: Batch, row: Checkout, at: datetime, reference: str) -> Plain:
    """Draws everything the checkout holds. Out: for the body, the checkout and which payment was which movement."""
    place = next((each for each in batch.house.stores.values() if each.id == row.store_id), None)
    partner = place.partner if place else batch.house.operator
    cause = Cause(at, batch.now, partner, row.store_id, batch.source.name, reference)
    bill = settling.draw_all(batch.house, row, batch.books, cause)
    return {"checkout": row.id, "spent": _places(bill)}


def _places(bill: Bill) -> list[list[Any]]:
    """A part of wallet money both given and bought is two payments over one movement."""
    rows, place = list[list[Any]](), 0
    for part in bill.parts:
        if part.means == "reward":
            continue
        for minor in (part.granted_minor, part.minor - part.granted_minor):
            if not minor:
                continue
            units = part.units if minor == part.minor else minor
            rows.append([place, part.owner, part.unit, part.movement, units, minor, part.rate])
            place += 1
    return rows


def give_back(
    batch: Batch, original: Booked, cause: Cause, tenders: Sequence[Tender], *, whole: bool
) -> tuple[Tender, ...]:
    """In: how much money each payment of the receipt gives back in this step, by their order. Out: the same, with the
    units that came back where it was units that paid: whole points, what is worth less than one with a later step."""
    told = list(tenders)
    for place, owner, unit, movement, units, minor, rate in _spent(original.body):
        due, earlier = tenders[place].amount_minor, _given(original, place)
        back = units_due_back(PointsRate(*rate), units, minor, earlier[0] + due) - earlier[1]
        back = min(back, giving.left_of(batch.books, owner, unit, movement))  # a dispute gave the others back
        if back:
            giving.units_back(batch.house.club, batch.books, owner, unit, cause, movement, back)
        told[place] = replace(told[place], unit=unit, units=back)
    if whole and "checkout" in original.body:
        giving.uses_back(batch.house.club, UUID(str(original.body["checkout"])), batch.books, cause)
    return tuple(told)


def _given(original: Booked, place: int) -> tuple[int, int]:
    """Money and units of a payment that earlier returns gave back."""
    given = (original.left or {}).get("given", {}).get(str(place), (0, 0))
    return given[0], given[1]


def given_so_far(original: Booked, tenders: Sequence[Tender]) -> dict[str, tuple[int, int]]:
    """For the body of a return: by payment, money and units given back in all."""
    return {
        str(place): (_given(original, place)[0] + each.amount_minor, _given(original, place)[1] + each.units)
        for place, each in enumerate(tenders)
        if each.unit or str(place) in (original.left or {}).get("given", {})
    }
