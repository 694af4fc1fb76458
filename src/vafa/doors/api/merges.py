"""Merging one person's two memberships, and its undo."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from vafa.doors.api import bodies
from vafa.doors.api.activities import REPLAYED
from vafa.doors.api.answers import answer
from vafa.doors.api.app import operation
from vafa.doors.api.caller import caller_of
from vafa.doors.api.once import idempotency_key, once
from vafa.doors.api.shapes import Merged, MergeGiven, UndoGiven
from vafa.earning.queries import Judges
from vafa.members.actions import merging
from vafa.tiers.errors import ReasonMissing


@operation(
    "POST",
    "/members/{uuid:member}/merges",
    "merge",
    "Take another membership of the same person into this one",
    {201: Merged, 200: Merged},
    takes=MergeGiven,
    keyed=True,
)
def merge(request: HttpRequest, member: UUID) -> HttpResponse:
    caller = caller_of(request)
    caller.for_the_whole_club()
    given = bodies.shaped(bodies.read(request), MergeGiven)
    if not given.reason.strip():
        raise ReasonMissing
    units = Judges(caller.club).units()

    def act() -> UUID:
        done = merging.merge(
            club=caller.club, absorbed=given.absorbed, surviving=member, units=units, reason=given.reason,
            now=caller.now,
        )  # fmt: skip
        return done.id

    id, replayed = once(caller, idempotency_key(request), ["merge", member, given], act)
    return answer(Merged(id, "replayed"), headers=REPLAYED) if replayed else answer(Merged(id, "merged"), 201)


@operation(
    "POST",
    "/merges/{uuid:merge}/undo",
    "undo_merge",
    "Undo a merge within 30 days",
    {201: Merged, 200: Merged},
    takes=UndoGiven,
    keyed=True,
)
def undo_merge(request: HttpRequest, merge: UUID) -> HttpResponse:
    caller = caller_of(request)
    caller.for_the_whole_club()
    given = bodies.shaped(bodies.read(request), UndoGiven)
    if not given.reason.strip():
        raise ReasonMissing

    def act() -> UUID:
        return merging.undo_merge(club=caller.club, merge_id=merge, reason=given.reason, now=caller.now).id

    id, replayed = once(caller, idempotency_key(request), ["undo_merge", merge, given], act)
    return answer(Merged(id, "replayed"), headers=REPLAYED) if replayed else answer(Merged(id, "undone"), 201)
