"""Writing a draft: begun as a version or a ready programme, changed edition by edition, undone, dropped."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from vafa.base.models import Club, Staff
from vafa.programmes.errors import DraftChanged, DraftClosed, NothingToUndo
from vafa.programmes.models import Draft, Edition
from vafa.programmes.queries import drafts
from vafa.programmes.shapes import Content, content_of, plain


@transaction.atomic
def begin(*, club: Club, content: Content, based_on: int, staff: Staff | None, now: datetime) -> Draft:
    """In: what it begins as, and the version that is (0: none). Out: the draft, with the next number of the club."""
    Club.objects.select_for_update().get(id=club.id)
    last = Draft.objects.filter(club=club).aggregate(last=Max("number"))["last"]
    number = max(last or 0, drafts.latest(club)) + 1
    by = staff.id if staff else None
    draft = Draft.objects.create(club=club, number=number, based_on=based_on, begun_at=now, begun_by=by)
    Edition.objects.create(draft=draft, number=1, content=plain(content), made_at=now, made_by=by)
    return draft


@transaction.atomic
def change(*, club: Club, draft_id: UUID, edition: int, content: Content, staff: Staff | None, now: datetime) -> Draft:
    """In: the edition that was changed and what became of it. Out: the draft with another edition. Refused: another
    edition stands now; it is no draft any more."""
    return _next(club, draft_id, edition, content, staff, now, undoes_to=edition)


@transaction.atomic
def undo(*, club: Club, draft_id: UUID, edition: int, staff: Staff | None, now: datetime) -> Draft:
    """As before the last change that is not undone. Refused besides: nothing was changed yet."""
    standing = Edition.objects.filter(draft__club=club, draft_id=draft_id, number=edition).first()
    if standing is None or not standing.undoes_to:
        raise NothingToUndo(draft=str(draft_id))
    before = Edition.objects.get(draft_id=draft_id, number=standing.undoes_to)
    content = content_of(before.content)
    return _next(club, draft_id, edition, content, staff, now, undoes_to=before.undoes_to)


@transaction.atomic
def put_back(*, club: Club, draft_id: UUID, edition: int, to: int, staff: Staff | None, now: datetime) -> Draft:
    """In: an earlier edition. Out: the draft with that content as another edition, which can be undone. Refused
    besides: an edition that it never had."""
    before = Edition.objects.filter(draft__club=club, draft_id=draft_id, number=to).first()
    if before is None:
        raise NothingToUndo(draft=str(draft_id))
    return _next(club, draft_id, edition, content_of(before.content), staff, now, undoes_to=edition)


@transaction.atomic
def drop(*, club: Club, draft_id: UUID, now: datetime) -> Draft:
    """It is no draft any more; what was written is kept. Refused: it was published or dropped."""
    close(club, draft_id, "dropped")
    return drafts.get(club, draft_id)


def close(club: Club, draft_id: UUID, state: str, version: int | None = None) -> None:
    """In a transaction: by conditional update, so that of two hands one is told that it was late."""
    draft = drafts.get(club, draft_id)
    if not Draft.objects.filter(id=draft.id, state="open").update(state=state, version=version):
        raise DraftClosed(draft=str(draft_id), state=draft.state)


def _next(
    club: Club, draft_id: UUID, edition: int, content: Content, staff: Staff | None, now: datetime, undoes_to: int
) -> Draft:
    draft = drafts.get(club, draft_id)
    if not Draft.objects.filter(id=draft.id, state="open", edition=edition).update(edition=edition + 1):
        draft.refresh_from_db()
        if draft.state != "open":
            raise DraftClosed(draft=str(draft_id), state=draft.state)
        raise DraftChanged(edition=draft.edition)
    Edition.objects.create(
        draft=draft, number=edition + 1, content=plain(content), undoes_to=undoes_to, made_at=now,
        made_by=staff.id if staff else None,
    )  # fmt: skip
    draft.edition = edition + 1
    return draft
