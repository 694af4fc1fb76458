"""The reports out of the lake: as pages, as files, and kept under a name."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console import exports
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.periods import day_field
from vafa.doors.console.refusals import sentence
from vafa.doors.console.reporting import sales
from vafa.doors.console.reporting.asking import READ, Asked, asked, filters
from vafa.doors.console.reporting.registry import REPORTS, Entry
from vafa.doors.console.reporting.sheet import Report
from vafa.doors.console.reporting.taking import TYPES, file_of
from vafa.doors.console.views import locks
from vafa.doors.console.views.reports import subnav
from vafa.insight.actions import lakes, views
from vafa.insight.errors import TooManyViews
from vafa.insight.lake.reading import NoLake, opened, state
from vafa.insight.queries import across
from vafa.insight.queries.locks import locked
from vafa.insight.queries.spendings import entered
from vafa.insight.queries.thresholds import judged_by
from vafa.insight.queries.views import saved
from vafa.insight.remembering import remembered
from vafa.insight.reserve import with_worth

_NAME_MOST: Final = 60
_QUERY_MOST: Final = 2_000
_UNDO: Final = "undo_view"
_OF_BOOKS: Final = ("reserve", "journal")


def _entry(request: ClubRequest, name: str) -> Entry:
    entry = REPORTS.get(name)
    if entry is None or (request.staff.store_id is not None and not entry.in_branch):
        raise Http404
    return entry


def _made(about: Asked, name: str, entry: Entry) -> Report | None:
    """None where there is no lake yet: it is asked for."""
    club = about.request.club
    if (known := state(club.id)) is None:
        lakes.ask_at_once(club=club)
        return None
    costs = tuple(each.id for each in entered(club)) if name == "outcomes" else ()
    books = _books(about) if name in _OF_BOOKS else ()
    key = (
        "report", club.id, known[1], name, about.period, about.scope, about.address(), about.fmt.language,
        about.fmt.today, costs, books, about.request.staff.store_id, judged_by(club),
    )  # fmt: skip
    try:
        return remembered(key, lambda: _built(about, entry))
    except NoLake:
        lakes.ask_at_once(club=club)
        return None


def _books(about: Asked) -> tuple[object, ...]:
    """What reports of what is owed hang on beside the lake: the ledger, the locked periods, what a unit is worth."""
    club = about.request.club
    worth = tuple((unit.code, unit.value_minor_per) for unit in with_worth(club, present(about.request)))
    return across.books_token(club.id), tuple(each.id for each in locked(club)), worth


def _built(about: Asked, entry: Entry) -> Report:
    with opened(about.request.club.id) as lake:
        return entry.build(about, lake)


@require_GET
def report(request: ClubRequest, name: str) -> HttpResponse:
    entry, about = _entry(request, name), asked(request)
    made = _made(about, name, entry)
    known = state(request.club.id)
    context = filters(about) | {
        "subnav": subnav(request, name), "name": name, "words": entry.words, "made": made,
        "choices": [each for each in entry.choices if each != "against" or not sales.is_of_time(about, name)],
        "title": made.title if made else entry.words, "lead": made.lead if made else "",
        "sheets": [
            {"sheet": sheet, "rows": sheet.shown(about.fmt)} for sheet in made.sheets
        ] if made else [],
        "tiles": made.tiles if made else [],
        "bys": _bys(about) if name == "sales" else [], "as_of": known[0] if known else None,
        "groups": _groups(about) if name == "next" else [],
        "files": _files(request, about, name) if made and not made.missing else [],
        "days_form": _days_form(about), "saved": _saved(request), "query": about.address().removeprefix("?"),
        "category": about.given("category") if name == "sales" else "",
        "undo_view": request.session.pop(_UNDO, None),
        **(locks.shown(request, about) if name == "journal" else {}),
    }  # fmt: skip
    return page(request, "console/report.html", "life_cycle", context)


def _bys(about: Asked) -> list[tuple[str, str, bool]]:
    now = sales.chosen_by(about)
    names = sales.by_names()
    return [(about.address(by=by, category=""), words, by == now) for by, words in names.items()]


def _groups(about: Asked) -> list[tuple[str, str, bool]]:
    """Products or categories."""
    category = about.given("by") == "category"
    return [
        (about.address(by=""), _("Products"), not category),
        (about.address(by="category"), _("Categories"), category),
    ]


def _files(request: ClubRequest, about: Asked, name: str) -> list[tuple[str, str]]:
    if not allowed(request, "report_file"):
        return []
    return [(f"{link(request, 'report_file', name, form)}{about.address()}", exports.words(form)) for form in TYPES]


def _days_form(about: Asked) -> dict[str, Any]:
    """Two fields for days of the club's calendar; the other choices go along."""
    field = day_field(about.fmt)
    kept_along = [(key, value) for key, value in about.request.GET.items() if key not in ("period", "from", "to")]
    attrs = {name: str(value) for name, value in field.widget.attrs.items()}
    return {"attrs": attrs, "along": kept_along, "from": about.given("from"), "to": about.given("to")}


def _saved(request: ClubRequest) -> list[dict[str, Any]]:
    return [
        {"name": each.name, "id": each.id, "url": f"{link(request, 'report', each.report)}?{each.query}"}
        for each in saved(request.club)
        if each.report in REPORTS and (request.staff.store_id is None or REPORTS[each.report].in_branch)
    ]  # fmt: skip


@require_GET
def report_file(request: ClubRequest, name: str, form: str) -> HttpResponse:
    entry, about = _entry(request, name), asked(request)
    made = _made(about, name, entry) if form in TYPES else None
    if made is None or made.missing:
        raise Http404
    kept(request, "report_exported", "club", report=name, form=form)
    content = file_of(form, made, about.fmt, request.club.name_in(about.fmt.language))
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{request.club.slug}-{name}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def save_view(request: ClubRequest, name: str) -> HttpResponse:
    """The query comes as the page had it; only what a report reads is kept."""
    _entry(request, name)
    words = request.POST.get("name", "").replace("\0", "").strip()[:_NAME_MOST]
    query = urlencode([(key, value) for key, value in parse_qsl(request.POST.get("query", "")) if key in READ])
    if len(query) > _QUERY_MOST:
        raise Http404
    back = f"{link(request, 'report', name)}?{query}"
    if not words:
        said(request, _("Give the view a name."))
        return redirect(back)
    try:
        with transaction.atomic():
            views.keep(
                club=request.club, name=words, report=name, query=query, staff_id=request.staff.id,
                now=present(request),
            )  # fmt: skip
            kept(request, "view_saved", "club", name=words, report=name)
    except TooManyViews as refusal:
        said(request, sentence(refusal, format_of(request.club)))
        return redirect(back)
    said(request, _("Saved as “{name}”, for all staff.").format(name=words))
    return redirect(back)


@require_POST
def remove_view(request: ClubRequest, view_id: UUID) -> HttpResponse:
    with transaction.atomic():
        gone = views.remove(club=request.club, view_id=view_id)
        if gone is None:
            raise Http404
        kept(request, "view_removed", "club", name=gone.name, report=gone.report, query=gone.query)
    request.session[_UNDO] = {"name": gone.name, "report": gone.report, "query": gone.query}
    return redirect(f"{link(request, 'report', gone.report)}?{gone.query}")
