"""Publishing a draft: its rules from a day on, and its ladder with them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vafa.base.models import Club, Staff
from vafa.earning.actions import publish as publish_programme
from vafa.earning.models import Version
from vafa.programmes.actions.drafting import close
from vafa.programmes.errors import DraftChanged, DraftClosed, DraftFaulty, NotAShare, NothingChanged, PaysTooMuch
from vafa.programmes.models import Draft, Guard
from vafa.programmes.queries import drafts
from vafa.programmes.queries.guard import FULL, Paid, limit_of, too_much
from vafa.tiers.actions import publish_ladder
from vafa.tiers.queries import ladder_on

APPROVAL = "publish_programme"
"""The verb of what waits for a second person."""


@transaction.atomic
def set_guard(*, club: Club, margin_basis_points: int) -> None:
    """Refused: a share that is none, or more than ten times the margin."""
    if not 0 < margin_basis_points <= 10 * FULL:
        raise NotAShare
    Guard.objects.update_or_create(club=club, defaults={"margin_basis_points": margin_basis_points})


def check(club: Club, draft: Draft, edition: int, now: datetime, paid: Sequence[Paid] = ()) -> None:
    """Refused: another edition stands, it is no draft any more, it has faults, it says what is in force, or a rule gave
    more than the club's guard lets it."""
    if draft.state != "open":
        raise DraftClosed(draft=str(draft.id), state=draft.state)
    if draft.edition != edition:
        raise DraftChanged(edition=draft.edition)
    content = drafts.content(draft)
    if blocking := [fault.place for fault in drafts.faults(club, content, now) if fault.blocks]:
        raise DraftFaulty(places=blocking)
    latest = drafts.latest(club)
    if latest and content.same_as(drafts.published(club, latest, now)):
        raise NothingChanged(version=latest)
    if over := too_much(paid, limit_of(club)):
        raise PaysTooMuch(rules=[each.rule for each in over], most_basis_points=limit_of(club))


@transaction.atomic
def publish(
    *, club: Club, draft_id: UUID, edition: int, starts_at: datetime, staff: Staff | None, now: datetime,
    paid: Sequence[Paid] = (),
) -> Version:  # fmt: skip
    """In: a draft, the edition that was looked at, when it starts, and what its rules gave in a replay, if there was
    one. Out: its version. A member keeps the tier they have until their own review, also under another ladder. Refused:
    as of `check`, a start in the past or before that of a version that is there."""
    Club.objects.select_for_update().get(id=club.id)
    draft = drafts.get(club, draft_id)
    check(club, draft, edition, now, paid)
    content = drafts.content(draft)
    version = publish_programme(
        club=club, programme=content.programme, starts_at=starts_at, now=now, staff_id=staff.id if staff else None
    )
    if content.ladder and content.ladder != ladder_on(club, starts_at):
        publish_ladder(club=club, ladder=content.ladder, starts_at=starts_at, now=now)
    close(club, draft.id, "published", version.number)
    return version
