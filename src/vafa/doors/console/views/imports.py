"""A shop's own data in: the file, its columns, the dry run, the run and its end. One address shows where it stands."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console import exports
from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, part, present, said
from vafa.doors.console.imports import checked, matched, progress
from vafa.doors.look import import_words as words
from vafa.files.actions import checking, running, taking, undoing
from vafa.files.errors import UnknownImport
from vafa.files.models import Import
from vafa.files.queries import reading as queries
from vafa.files.queries.rows import error_rows
from vafa.files.reading import fields

_SECTION = "members"


@require_GET
def imports(request: ClubRequest) -> HttpResponse:
    return _front(request)


def _front(request: ClubRequest, error: str = "", status: int = 200) -> HttpResponse:
    fmt = format_of(request.club)
    rows = [
        {
            "url": link(request, "import", each.id),
            "name": each.file_name,
            "kind": str(words.KINDS[each.kind]),
            "state": progress.state_name(each),
            "good": each.state == "done",
            "bad": each.state == "failed",
            "at": each.taken_at,
            "by": each.taken_by.user.name if each.taken_by else _("at the terminal"),
            "rows": fmt.integer(each.rows) if each.rows else "",
        }
        for each in queries.latest(request.club)
    ]
    context = {"rows": rows, "error": error, "kinds": words.KINDS.items(), "columns": _columns()}
    return page(request, "console/imports.html", _SECTION, context, status)


def _columns() -> list[tuple[str, str]]:
    """By kind the fields a file may bring, for the page that waits for one."""
    return [
        (str(words.KINDS[kind]), _("; ").join(words.field_name(each.id) for each in found))
        for kind, found in fields.FIELDS.items()
    ]


@require_POST
def take_file(request: ClubRequest) -> HttpResponse:
    given = request.FILES.get("file")
    if not isinstance(given, UploadedFile):
        return _front(request, _("Choose a file first."), 422)
    kind = request.POST.get("kind", "")
    try:
        found = taking.take(
            club=request.club, name=given.name or "", chunks=given.chunks(), staff=request.staff,
            now=present(request), kind=kind if kind in fields.KINDS else "",
        )  # fmt: skip
    except Refusal as refusal:
        return _front(request, words.refused(refusal) or _("The file could not be taken in."), 422)
    return redirect(link(request, "import", found.id))


@require_GET
def import_file(request: ClubRequest, import_id: UUID) -> HttpResponse:
    """Columns to match, a dry run to read, a run to watch, or an end: whichever it has come to."""
    found = _found(request, import_id)
    if request.headers.get("HX-Target") == "progress":
        if found.state not in progress.MOVING:
            response = HttpResponse(status=204)
            response["HX-Refresh"] = "true"
            return response
        return part(request, "console/import_progress.html", progress.context(request, found))
    anew = found.state == "checked" and "columns" in request.GET
    if found.state == "matching" or anew or (found.state == "failed" and not found.started_at):
        return page(request, "console/import_match.html", _SECTION, matched.context(request, found))
    if found.state in {"checked", "waiting"}:
        return page(request, "console/import_check.html", _SECTION, checked.context(request, found))
    if found.state in progress.MOVING or found.state == "paused":
        return page(request, "console/import_run.html", _SECTION, progress.context(request, found))
    return page(request, "console/import_done.html", _SECTION, checked.done_context(request, found))


def _found(request: ClubRequest, import_id: UUID) -> Import:
    try:
        return queries.get(request.club, import_id)
    except UnknownImport:
        raise Http404 from None


@require_POST
def match_columns(request: ClubRequest, import_id: UUID) -> HttpResponse:
    """Keeps what the columns become and starts the dry run."""
    found = _found(request, import_id)
    kind = request.POST.get("kind", found.kind)
    if kind not in fields.KINDS:
        raise Http404
    if kind != found.kind and "guess" in request.POST:
        columns = fields.guess(kind, found.headers)
    else:
        columns = [request.POST.get(f"column-{at}", "") for at in range(len(found.headers))]
    given = {
        "kind": kind, "columns": columns, "values": matched.values_of(request, found),
        "choices": found.matching.get("choices", {}) | matched.choices_of(request),
    }  # fmt: skip
    try:
        with transaction.atomic():
            taking.match(club=request.club, import_id=import_id, **given)
            if "guess" not in request.POST:
                checking.ask_to_check(club=request.club, import_id=import_id, now=present(request))
    except Refusal as refusal:
        found.kind, found.matching = kind, {key: given[key] for key in ("columns", "values", "choices")}
        context = matched.context(request, found) | {"error": words.refused(refusal)}
        return page(request, "console/import_match.html", _SECTION, context, 422)
    return redirect(link(request, "import", import_id))


@require_POST
def repair_import(request: ClubRequest, import_id: UUID) -> HttpResponse:
    """One choice for all rows of a problem, then the dry run again."""
    found = _found(request, import_id)
    name, choice = request.POST.get("choice", ""), request.POST.get("as", "")
    matching = found.matching
    try:
        with transaction.atomic():
            taking.match(
                club=request.club, import_id=import_id, kind=found.kind, columns=matching["columns"],
                values=matching.get("values", {}), choices=matching.get("choices", {}) | {name: choice},
            )  # fmt: skip
            checking.ask_to_check(club=request.club, import_id=import_id, now=present(request))
    except Refusal as refusal:
        messages.error(request, words.refused(refusal) or "")
    return redirect(link(request, "import", import_id))


@require_POST
def move_import(request: ClubRequest, import_id: UUID, verb: str) -> HttpResponse:
    """start, pause, resume, back (what is booked gets its reverse) or discard."""
    club, now, found = request.club, present(request), _found(request, import_id)
    verbs: dict[str, Callable[[], Import | None]] = {
        "start": lambda: running.start(club=club, import_id=import_id, staff=request.staff, now=now),
        "pause": lambda: running.pause(club=club, import_id=import_id),
        "resume": lambda: running.resume(club=club, import_id=import_id, now=now),
        "back": lambda: undoing.start_undo(club=club, import_id=import_id, staff=request.staff, now=now),
        "discard": lambda: taking.discard(club=club, import_id=import_id),
    }
    if verb not in verbs:
        raise Http404
    try:
        with transaction.atomic():
            verbs[verb]()
            kept(request, f"import_{verb}", f"import:{import_id}", file=found.file_name, kind=found.kind)
    except Refusal as refusal:
        messages.error(request, words.refused(refusal) or "")
    else:
        if verb == "discard":
            said(request, _("The file was discarded. Nothing had been written."))
            return redirect(link(request, "imports"))
    return redirect(link(request, "import", import_id))


@require_GET
def import_errors(request: ClubRequest, import_id: UUID) -> StreamingHttpResponse:
    """The owner's own columns of every row that is left out, and the reason."""
    found = _found(request, import_id)
    name = found.file_name.rsplit(".", 1)[0]
    kept(request, "import_errors_exported", f"import:{import_id}", file=found.file_name)
    return exports.table(f"{_plain(name)}-errors", [*found.headers, _("Row"), _("Reason")], _error_lines(found))


def _plain(name: str) -> str:
    """A header field takes plain letters only."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name).strip("-") or "import"


def _error_lines(found: Import) -> Iterator[list[object]]:
    for number, cells, code, detail in error_rows(found):
        yield [*cells, number, words.reason(code, detail)]
