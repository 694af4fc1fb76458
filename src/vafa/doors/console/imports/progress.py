"""An import on its way: how far, how fast, how long, and what is safe."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vafa.doors.console.frame import ClubRequest, format_of, link, present
from vafa.doors.console.imports.matched import steps
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.files.models import Import

MOVING = frozenset({"checking", "running", "settling", "undoing"})
_FEW_SECONDS = 5


def state_name(found: Import) -> str:
    return {
        "matching": _("columns to match"),
        "checking": _("dry run going on"),
        "checked": _("dry run done"),
        "waiting": _("waits for a second person"),
        "running": _("importing"),
        "paused": _("paused"),
        "settling": _("tiers being set"),
        "done": pgettext("import", "done"),
        "undoing": _("being put back"),
        "undone": _("put back"),
        "failed": pgettext("import", "failed"),
    }[found.state]


def context(request: ClubRequest, found: Import) -> dict[str, Any]:
    fmt = format_of(request.club)
    whole = _whole(found)
    percent = min(100, 100 * found.place // whole) if whole else 0
    return {
        "found": found,
        "title": _title(request, found, whole, fmt),
        "steps": steps("checked" if found.state == "checking" else "running"),
        "moving": found.state in MOVING,
        "place": fmt.integer(found.place),
        "of": _of(found, whole, fmt),
        "percent": percent,
        "pace": _pace(request, found, fmt),
        "counts": _counts(found, ClubNames(request.club, fmt)),
        "happened": _happened(found),
        "here": link(request, "import", found.id),
        "pause_url": link(request, "move_import", found.id, "pause"),
        "resume_url": link(request, "move_import", found.id, "resume"),
        "back_url": link(request, "move_import", found.id, "back"),
    }


def _whole(found: Import) -> int:
    if found.state == "checking":
        return found.rows
    return int(found.summary.get("ready", 0))


def _of(found: Import, whole: int, fmt: Format) -> str:
    if not whole:
        return ngettext("row read", "rows read", found.place)
    return ngettext("of {rows} row", "of {rows} rows", whole).format(rows=fmt.integer(whole))


def _title(request: ClubRequest, found: Import, whole: int, fmt: Format) -> str:
    if found.state == "checking":
        return _("The dry run is going on")
    if found.state == "paused":
        return _("Paused. What is imported stays")
    if found.state == "settling":
        return _("Setting tiers and groups")
    if found.state == "undoing":
        return _("Putting everything back")
    left = _seconds_left(request, found, whole)
    if left is None:
        return _("Importing")
    if left < 90:
        text = ngettext("Importing, about {count} second left", "Importing, about {count} seconds left", left)
        return text.format(count=fmt.integer(left))
    minutes = round(left / 60)
    text = ngettext("Importing, about {count} minute left", "Importing, about {count} minutes left", minutes)
    return text.format(count=fmt.integer(minutes))


def _elapsed(request: ClubRequest, found: Import) -> float:
    return (present(request) - found.started_at).total_seconds() if found.started_at else 0.0


def _seconds_left(request: ClubRequest, found: Import, whole: int) -> int | None:
    elapsed = _elapsed(request, found)
    if not found.place or elapsed < _FEW_SECONDS:
        return None
    return max(1, round(elapsed * (whole - found.place) / found.place))


def _pace(request: ClubRequest, found: Import, fmt: Format) -> str:
    elapsed = _elapsed(request, found)
    if found.state != "running" or elapsed < _FEW_SECONDS or not found.place:
        return ""
    rate = max(1, round(found.place / elapsed))
    return ngettext("{rows} row a second.", "{rows} rows a second.", rate).format(rows=fmt.integer(rate))


def _counts(found: Import, names: ClubNames) -> list[tuple[str, str]]:
    counts, fmt = found.counts, names.fmt
    if not counts:
        return []
    rows = [(_("New members"), fmt.integer(counts["new"])), (_("Updated"), fmt.integer(counts["updated"]))]
    if counts["receipts"]:
        rows[1:] = [(_("Receipts"), fmt.integer(counts["receipts"]))]
    rows += [(names.name_of("unit", unit), fmt.integer(units)) for unit, units in counts["units"].items()]
    return [*rows, (_("New errors"), fmt.integer(counts["late"]))]


def _happened(found: Import) -> list[dict[str, Any]]:
    """What is behind it and what comes, for someone who is afraid for their books."""
    events = [{"at": found.taken_at, "text": _("The file was kept as it came"), "colour": "brand"}]
    if found.approval is not None and found.approval.decided_by is not None:
        text = _("{person} approved the units").format(person=found.approval.decided_by.user.name)
        events.append({"at": found.approval.decided_at, "text": text, "colour": "brand"})
    if found.started_at:
        events.append({"at": found.started_at, "text": _("The import started. Tills keep working."), "colour": "gold"})
    events.append({"at": None, "text": _("Tiers and groups are set at the end"), "colour": "line-2"})
    return events
