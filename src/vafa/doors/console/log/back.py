"""What an entry of the log changed can be put back from it, where that is another change and not an erasure."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.base.models import Audit
from vafa.doors.console.frame import ClubRequest, allowed, format_of, link
from vafa.programmes.errors import UnknownDraft
from vafa.programmes.queries import drafts


@dataclass(frozen=True, slots=True)
class PuttingBack:
    """The form that does it: where it goes, what it says, and the words on its button."""

    url: str
    given: dict[str, object]
    words: str
    what: str


def putting_back(request: ClubRequest, row: Audit) -> PuttingBack | None:
    """A draft goes back to before a change of it; a published version to a new draft of the one before."""
    if row.action == "draft_changed" and allowed(request, "do_draft"):
        return _of_draft(request, row)
    before = (row.data.get("versions") or [0])[0]
    if row.action == "programme_published" and before and allowed(request, "begin_draft"):
        number = format_of(request.club).integer(before)
        return PuttingBack(
            link(request, "begin_draft"), {"version": before}, _("Start a draft from version {number}").format(
                number=number), _("Publishing it puts back what was in force before."),
        )  # fmt: skip
    return None


def _of_draft(request: ClubRequest, row: Audit) -> PuttingBack | None:
    id, editions = UUID(row.subject.partition(":")[2]), row.data.get("editions")
    try:
        draft = drafts.get(request.club, id)
    except UnknownDraft:
        return None
    if draft.state != "open" or not editions:
        return None
    given = {"verb": "put_back", "edition": draft.edition, "to": editions[0]}
    later = draft.edition - editions[1]
    what = _("The draft is as before this change. It can be undone.")
    if later:
        what = _("The draft is as before this change and the {count} after it. It can be undone.").format(
            count=format_of(request.club).integer(later)
        )
    return PuttingBack(link(request, "do_draft", id), given, _("Put back"), what)
