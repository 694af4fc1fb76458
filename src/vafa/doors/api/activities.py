"""Activities: record one or many, read one, explain it, tell a step, adjust units, quote a receipt."""

from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from vafa.activities import stored
from vafa.activities.actions.adjusting import adjust as adjust_units
from vafa.activities.actions.quoting import quote as quote_receipt
from vafa.activities.actions.steps import tell_step as tell
from vafa.activities.models import Activity
from vafa.activities.queries import reading
from vafa.activities.shapes import Item, Outcome, Purchase, TakenBack, Tender
from vafa.base import references
from vafa.base.errors import SecondPersonNeeded
from vafa.doors.api import bodies, items
from vafa.doors.api.answers import answer, refuse
from vafa.doors.api.app import operation
from vafa.doors.api.caller import Caller, caller_of
from vafa.doors.api.errors import Malformed, TooManyItems
from vafa.doors.api.explaining import explained
from vafa.doors.api.once import idempotency_key
from vafa.doors.api.shapes import (
    ITEMS_AT_ONCE,
    ActivityRead,
    Adjusted,
    Adjustment,
    Explanation,
    ItemBatch,
    Recorded,
    RecordedBatch,
    Step,
    StepTold,
)
from vafa.tiers.errors import ReasonMissing

STATUS = {"booked": 201, "replayed": 200, "parked": 202}
REPLAYED = {"Idempotent-Replayed": "true"}


@operation(
    "POST",
    "/activities",
    "record",
    "Record one purchase, return or other activity",
    {201: Recorded, 200: Recorded, 202: Recorded},
    takes=Item,
    keyed=True,
)
def record(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    item = items.item_in(request, idempotency_key(request))
    return told(request, caller, items.booked(caller, item))


def told(request: HttpRequest, caller: Caller, outcome: Outcome) -> HttpResponse:
    """What became of one item, as its own answer."""
    if outcome.refusal:
        return refuse(request, outcome.refusal)
    headers = REPLAYED if outcome.status == "replayed" else {}
    if outcome.activity:
        assert outcome.member is not None
        headers = headers | {"Location": _address(outcome.member, outcome.activity)}
    return answer(items.shown(caller, outcome), STATUS[outcome.status], headers)


def _address(member: UUID, activity: UUID) -> str:
    before, between = _address_around()
    return f"{before}{member}{between}{activity}"


@cache
def _address_around() -> tuple[str, str]:
    """What stands before and between the ids: finding the route anew for each answer takes longer than writing it."""
    none = UUID(int=0)
    before, between, _ = reverse("api:activity", kwargs={"member": none, "activity": none}).split(str(none))
    return before, between


@operation(
    "POST",
    "/activities/batch",
    "record_batch",
    "Record up to 10,000 activities, each by itself",
    {200: RecordedBatch},
    takes=ItemBatch,
)
def record_batch(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    plain = items_of(bodies.read(request, bodies.BATCH_BYTES))
    return answer(items.shown_batch(caller, items.recorded(caller, plain)))


def items_of(plain: Any) -> list[Any]:
    """The items of a batch, whatever each of them is."""
    found = plain.get("items") if isinstance(plain, dict) else None
    if not isinstance(found, list):
        raise Malformed(at="$", why="Object missing required field `items`")
    if len(found) > ITEMS_AT_ONCE:
        raise TooManyItems(limit=ITEMS_AT_ONCE, items=len(found))
    return found


@operation(
    "GET",
    "/members/{uuid:member}/activities/{uuid:activity}",
    "activity",
    "Read one activity with its awards",
    {200: ActivityRead},
)
def activity(request: HttpRequest, member: UUID, activity: UUID) -> HttpResponse:
    caller = caller_of(request)
    return answer(_read(caller, reading.get(caller.club, member, activity)))


def _read(caller: Caller, row: Activity) -> ActivityRead:
    body = row.body
    money = body if row.kind == "purchase" else {}
    return ActivityRead(
        id=row.id, member=row.member_id, kind=row.kind, source=row.source, reference=row.reference,
        happened_at=row.happened_at, booked_at=row.booked_at, store=caller.store_code(row.store_id),
        terminal=row.terminal, channel=row.channel, version=row.version, net_minor=row.net_minor,
        discount_minor=row.discount_minor, payable_minor=row.payable_minor, original=row.original,
        lines=stored.lines_of(body), payments=stored.payments_of(body), tax_minor=money.get("tax", 0),
        delivery_minor=money.get("delivery", 0), awards=stored.awards_from_plain(row.awards),
        taken_back=msgspec.convert(body.get("taken_back", ()), tuple[TakenBack, ...]),
        tenders=msgspec.convert(body.get("tenders", ()), tuple[Tender, ...]),
        unit=body.get("unit", ""), units=body.get("units", 0),
    )  # fmt: skip


@operation(
    "GET",
    "/members/{uuid:member}/activities/{uuid:activity}/explanation",
    "explain",
    "Why an activity earned what it earned, in the reader's language",
    {200: Explanation},
)
def explain(request: HttpRequest, member: UUID, activity: UUID) -> HttpResponse:
    caller = caller_of(request)
    return answer(explained(caller, reading.get(caller.club, member, activity)))


@operation("POST", "/steps", "tell_step", "Tell that a step came which awards wait for", {200: StepTold}, takes=Step)
def tell_step(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    step = bodies.shaped(bodies.read(request), Step)
    items.check_receipt(caller, step.receipt)
    started = tell(
        house=caller.house, source=caller.source, receipt=step.receipt, step=step.step, happened_at=step.happened_at
    )
    return answer(StepTold(step.receipt, step.step, started))


@operation(
    "POST",
    "/adjustments",
    "adjust",
    "Add units or take them off, with a reason",
    {201: Adjusted, 200: Adjusted},
    takes=Adjustment,
    keyed=True,
)
def adjust(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    caller.for_the_whole_club()
    plain = bodies.read(request)
    if isinstance(plain, dict) and not plain.get("reference"):
        plain = plain | {"reference": idempotency_key(request)}
    given = bodies.shaped(plain, Adjustment)
    if not given.reason.strip():
        raise ReasonMissing
    if abs(given.units) > caller.club.adjust_limit:
        raise SecondPersonNeeded(units=given.units, limit=caller.club.adjust_limit)
    member, key = caller.member(given.member), (caller.source_name, given.reference)
    seen = references.look_up(caller.club.id, [key])
    done = adjust_units(
        house=caller.house, source=caller.source_name, member_id=member, unit=given.unit, units=given.units,
        reason=given.reason, reference=given.reference,
    )  # fmt: skip
    # a twin may have booked it after our look
    if seen or reading.get(caller.club, member, done).booked_at != caller.now:
        return answer(Adjusted(done, given.reference, "replayed"), headers=REPLAYED)
    return answer(Adjusted(done, given.reference, "booked"), 201)


@operation(
    "POST",
    "/quotes",
    "quote",
    "What a receipt would earn now, an estimate that changes nothing",
    {200: Recorded},
    takes=Purchase,
)
def quote(request: HttpRequest) -> HttpResponse:
    caller = caller_of(request)
    plain = bodies.read(request)
    if isinstance(plain, dict):
        plain = {"type": "purchase", "reference": "quote"} | plain
    outcome = quote_receipt(house=caller.house, source=caller.source, item=bodies.shaped(plain, Purchase))
    if outcome.refusal:
        return refuse(request, outcome.refusal)
    return answer(items.shown(caller, outcome))
