"""Everything out: asked for, made by the worker, fetched while it is kept."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from vafa.doors.console.frame import ClubRequest, format_of, kept, link, page, present, said, settings_pages
from vafa.doors.look.formats import Format
from vafa.files import places
from vafa.files.actions import exporting
from vafa.files.errors import UnknownExport
from vafa.files.models import Export
from vafa.files.queries import reading as queries

_KB = 1024
_MB = 1024 * _KB


@require_GET
def exports(request: ClubRequest) -> HttpResponse:
    fmt = format_of(request.club)
    made = queries.exports(request.club)
    context = {
        "rows": [_row(request, each, fmt) for each in made],
        "moving": any(each.state == "running" for each in made),
        "settings_pages": settings_pages(request, "exports"),
    }
    return page(request, "console/exports.html", "staff", context)


def _row(request: ClubRequest, each: Export, fmt: Format) -> dict[str, Any]:
    done = each.state == "done" and places.packed(request.club.id, each.id).exists()
    return {
        "form": {"csv": "CSV", "parquet": "Parquet"}[each.form],
        "at": each.asked_at,
        "words": _words(each, fmt),
        "url": link(request, "export_zip", each.id) if done else "",
        "size": _size(each.bytes, fmt) if done else "",
    }


def _size(taken: int, fmt: Format) -> str:
    if taken < _MB:
        return _("{size} KB").format(size=fmt.integer(-(-taken // _KB)))
    return _("{size} MB").format(size=fmt.decimal(taken / _MB))


def _words(each: Export, fmt: Format) -> str:
    rows = sum(each.counts.values())
    counted = ngettext("{rows} row", "{rows} rows", rows).format(rows=fmt.integer(rows))
    if each.state == "running":
        return _("Being made: {rows} so far").format(rows=counted)
    if each.state == "failed":
        return _("Not made: the disk is full. Make room and ask again.")
    if each.state == "done" and places.packed(each.club_id, each.id).exists():
        return counted
    return pgettext("export", "no longer here")


@require_POST
def make_export(request: ClubRequest) -> HttpResponse:
    form = request.POST.get("form", "csv")
    if form not in {"csv", "parquet"}:
        raise Http404
    with transaction.atomic():
        export = exporting.ask_for(club=request.club, form=form, staff=request.staff, now=present(request))
        kept(request, "export_asked", "club", form=form, export=str(export.id))
    said(request, _("It is being made. This page shows when it can be fetched."))
    return redirect(link(request, "exports"))


@require_GET
def export_zip(request: ClubRequest, export_id: UUID) -> FileResponse:
    try:
        export = queries.export(request.club, export_id)
    except UnknownExport:
        raise Http404 from None
    path = places.packed(request.club.id, export_id)
    if export.state != "done" or not path.exists():
        raise Http404
    kept(request, "export_fetched", "club", form=export.form, export=str(export_id))
    name = f"{request.club.slug}-{export.asked_at:%Y-%m-%d}-{export.form}.zip"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
