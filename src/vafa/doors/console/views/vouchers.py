"""Batches of vouchers: made, printed, downloaded, stopped; and partners' codes brought in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console import exports
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, present, said
from vafa.doors.console.refusals import sentence
from vafa.doors.console.rewards import forms, subnav
from vafa.doors.look import qr
from vafa.doors.look import reward_words as words
from vafa.doors.look.names import ClubNames
from vafa.engine import codes
from vafa.engine.calendar.periods import local_date
from vafa.rewards.actions import batches
from vafa.rewards.models import Batch
from vafa.rewards.queries import across
from vafa.rewards.shapes import BatchGiven

KINDS = ("amount_off", "percent_off", "free_delivery")
_SHOWN, _PAGE, _ON_PAGE, _PRINTED = 100, 5000, 4, 800
FILE_BYTES = 4 * 1024 * 1024
SINCE = dt.timedelta(days=30)


@require_GET
def vouchers(request: ClubRequest) -> HttpResponse:
    found = across.batches_of(request.club.id, _SHOWN)
    return _page(request, found, found[0] if found else None)


@require_GET
def batch(request: ClubRequest, batch_id: UUID) -> HttpResponse:
    return _page(request, across.batches_of(request.club.id, _SHOWN), _or_404(request, batch_id))


def _or_404(request: ClubRequest, batch_id: UUID) -> Batch:
    try:
        return across.batch(request.club, batch_id)
    except Refusal:
        raise Http404 from None


def _page(request: ClubRequest, found: list[Batch], chosen: Batch | None) -> HttpResponse:
    names = ClubNames(request.club, format_of(request.club))
    those = found if chosen is None or chosen in found else [chosen, *found]
    used, given = across.uses_of(request.club.id, [each.id for each in those]), across.given_out(those)
    wrong = across.wrong_codes(request.club.id, present(request) - SINCE)
    context = {
        "subnav": subnav.pages(request, "vouchers"), "chosen": _chosen(request, chosen, used, given, wrong, names),
        "rows": [_row(request, each, used.get(each.id, (0, 0))[0], names) for each in found],
        "kinds": [(kind, words.kind_name(kind)) for kind in KINDS], "writes": allowed(request, "new_batch"),
    }  # fmt: skip
    return page(request, "console/vouchers.html", "rewards", context)


def _row(request: ClubRequest, each: Batch, used: int, names: ClubNames) -> dict[str, Any]:
    fmt = names.fmt
    share = round(100 * used / max(1, each.count * each.uses), 1)
    return {
        "url": link(request, "batch", each.id), "name": each.name_in(fmt.language),
        "what": words.effect_words(each.effect, names) or _("a partner’s codes"), "share": share,
        "used": _("{used} of {count}").format(used=fmt.integer(used), count=fmt.integer(each.count * each.uses)),
        "until": fmt.date_of(each.ends_at) if each.ends_at else "–", "state": _state(each, present(request)),
    }  # fmt: skip


def _state(each: Batch, now: dt.datetime) -> tuple[str, str]:
    if each.ended_at or (each.ends_at and each.ends_at <= now):
        return "", _("Ended")
    return ("gold", _("Not yet")) if each.starts_at and each.starts_at > now else ("good", _("Live"))


def _chosen(
    request: ClubRequest, each: Batch | None, used: dict[UUID, tuple[int, int]], given: dict[UUID, int],
    wrong: list[tuple[str, int]], names: ClubNames,
) -> dict[str, Any] | None:  # fmt: skip
    if each is None:
        return None
    fmt, (count, minor) = names.fmt, used.get(each.id, (0, 0))
    out, tries = given.get(each.id, 0), sum(number for _caller, number in wrong)
    most = each.budget.most
    return {
        "title": _("{count} {name}, {used} used").format(
            count=fmt.integer(each.count), name=each.name_in(fmt.language), used=fmt.integer(count)
        ),
        "lead": _lead(each, names), "stats": [
            (_("Given out"), fmt.integer(out), _("to a member, or used")),
            (_("Used"), fmt.integer(count), _of_given(count, out, fmt)),
            (_("Cost so far"), fmt.money(minor), _("of {most} at most").format(most=fmt.money(most)) if most else ""),
            (_("Wrong codes"), fmt.integer(tries), _("in 30 days, at every till")),
        ],
        "live": not each.ended_at, "made": each.origin == "made",
        "codes_url": link(request, "batch_codes", each.id), "print_url": link(request, "batch_sheet", each.id),
        "stop_url": link(request, "stop_batch", each.id), "cards": _cards(each, names),
        "held": [caller for caller, number in wrong if number >= 6],
    }  # fmt: skip


def _of_given(used: int, out: int, fmt: Any) -> str:
    return _("{share} of those given out").format(share=fmt.percent(used / out, 0)) if out else ""


def _lead(each: Batch, names: ClubNames) -> str:
    fmt = names.fmt
    told = [words.effect_words(each.effect, names) or _("A partner’s codes, given out as a reward")]
    if each.condition:
        told.append(_("on purchases from {amount}").format(amount=fmt.money_exact(each.condition["minor"])))
    if each.ends_at:
        told.append(_("until {day}").format(day=fmt.date_of(each.ends_at)))
    times = ngettext("each code works once", "each code works {count} times", each.uses)
    return _(", ").join([*told, times.format(count=fmt.integer(each.uses))])


def _cards(each: Batch, names: ClubNames) -> list[dict[str, Any]]:
    """The first few as they are printed; a partner's codes are not ours to print."""
    if each.origin != "made":
        return []
    return [
        {"value": words.effect_words(each.effect, names), "code": codes.shown(code), "qr": qr.svg(code, _("QR code"))}
        for code in across.codes_of(each, "", _ON_PAGE)
    ]


@require_http_methods(["GET", "POST"])
def new_batch(request: ClubRequest) -> HttpResponse:
    kind = request.GET.get("kind", KINDS[0])
    if kind not in KINDS:
        raise Http404
    names = ClubNames(request.club, format_of(request.club))
    today = local_date(present(request), request.club.zone)
    form = forms.BatchForm(kind, request.club, names, today, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _made(request, form)
        except Refusal as refusal:
            form.add_error(None, sentence(refusal, names.fmt))
    fields = ("name_en", "name_fa", "count", *forms.BY_KIND[kind], "uses", "limit_count", "limit_period")
    parts = (
        (_("What and how many"), fields),
        (_("For whom, where, until when"), ("tiers", "segment", "stores", "starts", "ends")),
        (_("Bounds"), ("budget", "exclusive")),
    )  # fmt: skip
    context = {
        "subnav": subnav.pages(request, "vouchers"), "form": form, "title": _("New vouchers"),
        "kind": words.kind_name(kind), "parts": [(title, [form[name] for name in named]) for title, named in parts],
    }  # fmt: skip
    return page(request, "console/new_batch.html", "rewards", context, 422 if form.errors else 200)


def _made(request: ClubRequest, form: forms.BatchForm) -> HttpResponse:
    with transaction.atomic():
        made = batches.open_batch(club=request.club, given=form.given(), origin="made", now=present(request))
        batches.make_codes(club=request.club, batch=made, count=form.cleaned_data["count"])
        kept(request, "vouchers_made", f"batch:{made.id}", count=form.cleaned_data["count"])
    said(request, _("Made. Print them, or download the file of codes."))
    return redirect(link(request, "batch", made.id))


@require_POST
def bring_pool(request: ClubRequest) -> HttpResponse:
    """A text or CSV file, one code a line, the first column counts."""
    back, file = redirect(link(request, "vouchers")), request.FILES.get("file")
    name = request.POST.get("name", "").strip()[:80]
    if file is None or not name or file.size is None or file.size > FILE_BYTES:
        messages.error(request, _("Name the partner and choose a file of codes, up to 4 MB, one code a line."))
        return back
    text = _text(file.read())
    given = BatchGiven(name_fa=name, name_en=name)
    with transaction.atomic():
        pool = batches.open_batch(club=request.club, given=given, origin="pool", now=present(request))
        told = batches.bring_pool(club=request.club, batch=pool, lines=[_first(line) for line in text.splitlines()])
        kept(request, "codes_brought", f"batch:{pool.id}", count=told.taken, left_out=len(told.left_out))
        if not told.taken:
            transaction.set_rollback(True)
    if not told.taken:
        messages.error(request, _("No line of this file is a new code. Nothing was taken in."))
        return back
    _tell(request, told)
    return redirect(link(request, "batch", pool.id))


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp1256"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _first(line: str) -> str:
    return line.replace(";", ",").replace("\t", ",").split(",")[0].strip().strip('"')


def _tell(request: ClubRequest, told: batches.Brought) -> None:
    fmt = format_of(request.club)
    taken = ngettext("{count} code taken in.", "{count} codes taken in.", told.taken)
    said(request, taken.format(count=fmt.integer(told.taken)))
    why = {"twice": _("twice in the file"), "known": _("known already"), "too_short": _("too short")}
    for number, code, reason in told.left_out[:20]:
        words_ = _("Line {line} stays out: {code}, {why}.")
        told_why = why.get(reason, _("not letters and digits"))
        messages.warning(request, words_.format(line=fmt.integer(number), code=code, why=told_why))
    if len(told.left_out) > 20:
        more = fmt.integer(len(told.left_out) - 20)
        messages.warning(request, _("And {count} more lines stay out.").format(count=more))


@require_POST
def stop_batch(request: ClubRequest, batch_id: UUID) -> HttpResponse:
    _or_404(request, batch_id)
    with transaction.atomic():
        batches.stop_batch(club=request.club, batch_id=batch_id, now=present(request))
        kept(request, "vouchers_stopped", f"batch:{batch_id}")
    said(request, _("Stopped. No code of it works any more."))
    return redirect(link(request, "batch", batch_id))


@require_GET
def batch_codes(request: ClubRequest, batch_id: UUID) -> StreamingHttpResponse:
    found = _or_404(request, batch_id)
    kept(request, "codes_exported", f"batch:{found.id}", count=found.count)
    return exports.table(f"{request.club.slug}-codes", [_("Code")], _code_rows(found))


def _code_rows(found: Batch) -> Iterator[Sequence[object]]:
    after = ""
    while some := across.codes_of(found, after, _PAGE):
        for code in some:
            yield [codes.shown(code)]
        after = some[-1]


@require_GET
def batch_sheet(request: ClubRequest, batch_id: UUID) -> HttpResponse:
    """Eight to an A4 sheet, the first hundred sheets."""
    from vafa.doors.look.paper import sheet  # half a second to import, for whoever prints alone

    found = _or_404(request, batch_id)
    if found.origin != "made":
        raise Http404
    names = ClubNames(request.club, format_of(request.club))
    fmt = names.fmt
    least = found.condition["minor"] if found.condition else 0
    card = sheet.Card(
        language=fmt.language, club=request.club.name_in(fmt.language), value=words.effect_words(found.effect, names),
        condition=_("on purchases from {amount}").format(amount=fmt.money_exact(least)) if least else "",
        until=_("until {day}").format(day=fmt.date_of(found.ends_at)) if found.ends_at else "",
    )  # fmt: skip
    made = sheet.pdf(card, across.codes_of(found, "", _PRINTED))
    kept(request, "vouchers_printed", f"batch:{found.id}", count=min(found.count, _PRINTED))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{request.club.slug}-vouchers.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
