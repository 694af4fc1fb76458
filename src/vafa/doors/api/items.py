"""Items of activities: from plain values to what is recorded, and from outcomes to what is answered."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from django.http import HttpRequest

from vafa.activities.actions.recording import record
from vafa.activities.errors import ForeignStore, ReferenceMissing
from vafa.activities.queries import reading
from vafa.activities.shapes import Item, Outcome, Return
from vafa.base.errors import Refusal
from vafa.doors.api import bodies
from vafa.doors.api.answers import problem_of
from vafa.doors.api.caller import Caller
from vafa.doors.api.shapes import Counts, Recorded, RecordedBatch

_ITEM = cast(type[Any], Item)
_FIELDS = tuple(name for name in Outcome.__struct_fields__ if name != "refusal")


def item_in(request: HttpRequest, otherwise: str) -> Item:
    """In: a request that tells one item, and a reference if it has none of its own. Refused: as of `item_of`."""
    body = bodies.raw(request)
    item = bodies.at_once(body, _ITEM)
    return item if item and item.reference else item_of(bodies.plain(body), otherwise)


def item_of(plain: Any, otherwise: str = "") -> Item:
    """In: plain values, and a reference if it has none of its own. Refused: of another shape, no reference."""
    if isinstance(plain, dict) and not plain.get("reference"):
        if not otherwise:
            raise ReferenceMissing(reference="")
        plain = plain | {"reference": otherwise}
    return bodies.shaped(plain, _ITEM)  # type: ignore[no-any-return]


def recorded(caller: Caller, plain: Sequence[Any]) -> list[Outcome]:
    """In: items as plain values. Out: an outcome for each in their order; the bad ones fail alone."""
    outcomes: dict[int, Outcome] = {}
    good: dict[int, Item] = {}
    for place, each in enumerate(plain):
        try:
            good[place] = item_of(each)
        except Refusal as refusal:
            outcomes[place] = Outcome(reference=_reference(each), status="refused", refusal=refusal)
    outcomes |= booked_together(caller, good)
    return [outcomes[place] for place in range(len(plain))]


def booked(caller: Caller, item: Item) -> Outcome:
    return booked_together(caller, {0: item})[0]


def booked_together(caller: Caller, items: dict[int, Item]) -> dict[int, Outcome]:
    """In: items of one caller. Out: by place the outcome of each."""
    outcomes = {
        place: Outcome(reference=items[place].reference, status="refused", refusal=refusal)
        for place, refusal in _of_other_stores(caller, items).items()
    }
    good = [place for place in items if place not in outcomes]
    done = record(house=caller.house, source=caller.source, items=[items[place] for place in good])
    return outcomes | dict(zip(good, done, strict=True))


def _of_other_stores(caller: Caller, items: dict[int, Item]) -> dict[int, Refusal]:
    """A return names no store: for a key that is bound to one, its receipt must be of that store."""
    if not caller.store:
        return {}
    receipts = {place: item.receipt for place, item in items.items() if isinstance(item, Return)}
    found = reading.booked(caller.house, [(caller.source_name, receipt) for receipt in receipts.values()])
    stores = {receipt: known.place.code if known.place else "" for (_, receipt), known in found.items()}
    return {
        place: ForeignStore(store=stores[receipt], bound_to=caller.store)
        for place, receipt in receipts.items()
        if stores.get(receipt, caller.store) != caller.store
    }


def check_receipt(caller: Caller, receipt: str) -> None:
    """Refused: a receipt of another store, for a key that is bound to one."""
    for refusal in _of_other_stores(caller, {0: Return("", receipt)}).values():
        raise refusal


def _reference(plain: Any) -> str:
    given = plain.get("reference") if isinstance(plain, dict) else None
    return given[:120] if isinstance(given, str) else ""


def shown(caller: Caller, outcome: Outcome) -> Recorded:
    problem = problem_of(outcome.refusal, caller) if outcome.refusal else None
    return Recorded(problem=problem, **{name: getattr(outcome, name) for name in _FIELDS})


def shown_batch(caller: Caller, outcomes: Sequence[Outcome]) -> RecordedBatch:
    counts = Counter(outcome.status for outcome in outcomes)
    return RecordedBatch(Counts(**counts), [shown(caller, outcome) for outcome in outcomes])
