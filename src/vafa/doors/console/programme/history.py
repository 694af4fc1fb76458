"""What a change of the programme changed, said to whoever reads the log: from the editions and versions it names."""

from vafa.base.clock import club_now
from vafa.base.models import Audit, Club
from vafa.doors.console.programme.differences import differences
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.look.formats import Format
from vafa.programmes.models import Edition
from vafa.programmes.queries import drafts
from vafa.programmes.shapes import content_of

Rows = list[tuple[str, str, str]]


def changed(club: Club, fmt: Format, row: Audit) -> Rows:
    """Out: (name, before, after) of each part that changed; nothing for entries about something else."""
    pair = _of_editions(club, fmt, row) or _of_versions(club, fmt, row)
    if pair is None:
        return []
    return [(each.name, each.before or "—", each.after or "—") for each in differences(*pair)]


Pair = tuple[DraftNames, DraftNames]


def _of_editions(club: Club, fmt: Format, row: Audit) -> Pair | None:
    numbers, id = row.data.get("editions"), row.subject.partition(":")[2]
    if not numbers:
        return None
    found = {each.number: each for each in Edition.objects.filter(draft__club=club, draft_id=id, number__in=numbers)}
    if len(found) < len(set(numbers)):
        return None
    before, after = (DraftNames(club, fmt, content_of(found[number].content)) for number in numbers)
    return before, after


def _of_versions(club: Club, fmt: Format, row: Audit) -> Pair | None:
    numbers = row.data.get("versions")
    if not numbers or not numbers[0]:
        return None
    before, after = (DraftNames(club, fmt, drafts.published(club, number, club_now(club))) for number in numbers)
    return before, after
