"""capture and release: what a hold has set aside is drawn, or is free again. A hold also ends by itself."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from vafa.base import outbox, references
from vafa.base.models import Club
from vafa.checkout import errors
from vafa.checkout.models import Checkout
from vafa.checkout.queries import across
from vafa.checkout.queries.reading import bill_of, find, held, state_at
from vafa.checkout.shapes import Bill, Held, Part, Used
from vafa.engine.lots import holding as lots
from vafa.engine.lots.shapes import Cause
from vafa.engine.lots.sweep import end_hold
from vafa.ledger.actions.posting import open_books, post
from vafa.ledger.queries.books import Books
from vafa.partners.house import House
from vafa.rewards.actions import uses

AT_ONCE = 200


def accounts_of(rows: Collection[Checkout]) -> tuple[set[UUID], set[str]]:
    """Out: the owners and the units of the accounts that these checkouts hold units of."""
    parts = [part for row in rows for part in bill_of(row).parts]
    return {part.owner for part in parts} | {row.member_id for row in rows}, {part.unit for part in parts}


def _opened(club: Club, row: Checkout, now: datetime) -> Books:
    owners, units = accounts_of([row])
    return open_books(club.id, sorted(owners), sorted(units), now, whole=owners)


def check_open(row: Checkout, now: datetime) -> None:
    """Under the lock of its accounts. Refused: it was settled, or its time has come."""
    row.refresh_from_db(fields=["state", "movements"])
    if (state := state_at(row, now)) != "open":
        raise errors.HoldEnded(checkout=str(row.id), state=state, ends_at=row.ends_at.isoformat())


def capture(
    *, house: House, source: str, checkout_id: UUID, reference: str, take: dict[int, int] | None = None
) -> Held:
    """In: an open checkout; `take` names units by place of the part (all of every part if not said). Out: the checkout,
    captured; what was not taken is free again. Refused, and remembered under the reference: the hold has ended, more
    than it holds."""
    return _capture(house, source, checkout_id, reference, take, _draw_and_end)


def capture_some(*, house: House, source: str, checkout_id: UUID, reference: str, take: dict[int, int]) -> Held:
    """The same, and more follows: the rest stays held."""
    return _capture(house, source, checkout_id, reference, take, _draw)


Drawing = Callable[[House, Checkout, Books, Cause, dict[int, int] | None], Bill]


def _capture(
    house: House, source: str, checkout_id: UUID, reference: str, take: dict[int, int] | None, drawing: Drawing
) -> Held:
    row = find(house.club, checkout_id)
    content = references.content_hash([str(checkout_id), sorted((take or {}).items()), take is None, drawing is _draw])

    def verb(books: Books) -> tuple[UUID, UUID]:
        check_open(row, house.now)
        drawing(house, row, books, _cause(house, row, source, reference), take)
        post(house.club.id, books)
        return row.member_id, row.id

    references.spend(
        club_id=house.club.id, source=source, reference=reference, content=content, now=house.now,
        opening=lambda: _opened(house.club, row, house.now), verb=verb,
    )  # fmt: skip
    return held(find(house.club, checkout_id), house.now)


def _cause(house: House, row: Checkout, source: str, reference: str) -> Cause:
    place = next((each for each in house.stores.values() if each.id == row.store_id), None)
    return Cause(house.now, house.now, place.partner if place else house.operator, row.store_id, source, reference)


def draw_all(house: House, row: Checkout, books: Books, cause: Cause) -> Bill:
    """In: an open checkout and its open books. Out: its bill with each part's movement; in the books, not posted."""
    return _draw_and_end(house, row, books, cause, None)


def _draw_and_end(house: House, row: Checkout, books: Books, cause: Cause, take: dict[int, int] | None) -> Bill:
    bill = _draw(house, row, books, cause, take)
    end(house.club, row, books, "captured", house.now, house.now)
    return bill


def _draw(house: House, row: Checkout, books: Books, cause: Cause, take: dict[int, int] | None) -> Bill:
    bill, taken = bill_of(row), list(row.movements)
    parts = [
        _drawn(books, part, cause, place, taken, None if take is None else take.get(place, 0))
        for place, part in enumerate(bill.parts)
    ]
    _write(row, "open", taken, house.now)
    told = {"member": row.member_id, "checkout": row.id, "spent": [_told(part) for part in parts if part.movement]}
    outbox.announce(house.club.id, [("units_spent", told)], house.now)
    return replace(bill, parts=tuple(parts))


def _drawn(books: Books, part: Part, cause: Cause, place: int, taken: list[list[object]], wanted: int | None) -> Part:
    account = books[part.owner, part.unit]
    hold = account.holds.get(part.hold) if part.hold else None
    there = sum(hold.lines.values()) if hold else 0
    units = there if wanted is None else wanted
    if units > there or units < 0:
        raise errors.CaptureTooLarge(part=place, asked=units, held=there)
    if hold is None or not units:
        return part
    movement = lots.capture_some(account, cause, hold, units)
    taken.append([place, str(movement.id), units])
    return replace(part, movement=movement.id, units=units)


def _told(part: Part) -> dict[str, object]:
    return {"means": part.means, "unit": part.unit, "units": part.units, "movement": part.movement}


def _write(row: Checkout, state: str, taken: list[list[object]], now: datetime) -> None:
    settled = None if state == "open" else now
    changed = Checkout.objects.filter(member_id=row.member_id, id=row.id, state="open")
    assert changed.update(state=state, movements=taken, settled_at=settled) == 1
    row.state, row.movements, row.settled_at = state, taken, settled


def release(*, house: House, source: str, checkout_id: UUID, reference: str) -> Held:
    """In: an open checkout. Out: it, released; its units, codes and budgets are free. Refused, and remembered under the
    reference: the hold has ended."""
    row = find(house.club, checkout_id)
    content = references.content_hash([str(checkout_id), "release"])

    def verb(books: Books) -> tuple[UUID, UUID]:
        check_open(row, house.now)
        end(house.club, row, books, "released", house.now, house.now)
        post(house.club.id, books)
        return row.member_id, row.id

    references.spend(
        club_id=house.club.id, source=source, reference=reference, content=content, now=house.now,
        opening=lambda: _opened(house.club, row, house.now), verb=verb,
    )  # fmt: skip
    return held(find(house.club, checkout_id), house.now)


def end(club: Club, row: Checkout, books: Books, state: str, at: datetime, now: datetime) -> None:
    """An open checkout ends: what is still held is free, in its uses too unless something was captured."""
    bill = bill_of(row)
    for part in bill.parts:
        account = books[part.owner, part.unit]
        hold = account.holds.get(part.hold) if part.hold else None
        if hold is not None and not hold.ended_as:
            end_hold(account, hold, at, now, as_=state)
    wanted = [wanted_of(each) for each in bill.used]
    captured = state == "captured" or bool(row.movements)
    if captured:
        uses.use(member=row.member_id, checkout=row.id, wanted=wanted)
    else:
        uses.let_go(club=club, member=row.member_id, checkout=row.id, wanted=wanted)
    _write(row, "captured" if captured else state, row.movements, now)


def wanted_of(used: Used) -> uses.Wanted:
    return uses.Wanted(used.what, used.code, used.minor, used.counters)


def end_lapsed(*, club: Club, now: datetime) -> int:
    """Writes down the checkouts whose time has come, so that codes and budgets they reserved are free for others. Out:
    how many."""
    ended = 0
    for row in across.lapsed(club.id, now, AT_ONCE):
        with transaction.atomic():
            books = _opened(club, row, now)
            row.refresh_from_db(fields=["state", "movements"])
            if row.state == "open":
                end(club, row, books, "lapsed", row.ends_at, now)
                ended += 1
            post(club.id, books)
    return ended
