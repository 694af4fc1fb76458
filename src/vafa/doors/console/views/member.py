"""The page of one member, and the ledger in it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.doors.console import insights
from vafa.doors.console.frame import ClubRequest, allowed, format_of, initials, link, page, part, present, staff_names
from vafa.doors.console.member.coming import coming, likely
from vafa.doors.console.member.timeline import consent_name, timeline
from vafa.doors.look import paging
from vafa.doors.look.charts.strip import strip, strip_table
from vafa.doors.look.formats import Format
from vafa.doors.look.household import household_panel
from vafa.doors.look.member import reading
from vafa.doors.look.member.ledger import Ledger
from vafa.doors.look.member.standing import tier_panel, unit_panels
from vafa.doors.look.names import ClubNames, card_kind
from vafa.insight.shapes import MemberFigures
from vafa.ledger.queries import states
from vafa.members import queries
from vafa.members.errors import UnknownMember
from vafa.members.models import Member
from vafa.segments.queries import segments_of


def member_or_404(request: ClubRequest, member_id: UUID) -> Member:
    try:
        return queries.get(request.club, member_id)
    except UnknownMember:
        raise Http404 from None


@require_GET
def member(request: ClubRequest, member_id: UUID) -> HttpResponse:
    found = member_or_404(request, member_id)
    if found.merged_into:
        return redirect(link(request, "member", queries.surviving(found.id)))
    fmt = format_of(request.club)
    names = ClubNames(request.club, fmt)
    context = {
        **_who(request, found, names, fmt),
        **_figures(request, found, fmt),
        "coming": coming(insights.member_outlook(request.club, found.id), names),
        "likely": likely(request, found.id, fmt),
        **ledger_context(request, found, names),
        "undo": request.session.pop("undo_adjustment", None),
    }
    return page(request, "console/member.html", "members", context)


@require_GET
def ledger(request: ClubRequest, member_id: UUID) -> HttpResponse:
    """The table alone, for the tabs and the pages of it; without htmx the whole page."""
    found = member_or_404(request, member_id)
    if "HX-Request" not in request.headers:
        query = request.GET.urlencode()
        return redirect(f"{link(request, 'member', found.id)}?{query}#ledger")
    names = ClubNames(request.club, format_of(request.club))
    return part(request, "console/member_ledger.html", ledger_context(request, found, names))


def _who(request: ClubRequest, found: Member, names: ClubNames, fmt: Format) -> dict[str, Any]:
    now = present(request)
    groups = sorted(segments_of([found.id]).get(found.id, ()))
    return {
        "member": found,
        "name": found.name or _("No name"),
        "initials": initials(found.name),
        "phone": queries.phone_of(found.id),
        "store": names.store(found.home_store_id),
        "tier": tier_panel(request.club, found, names, fmt, now),
        "unit_panels": unit_panels(found.id, names, fmt, now),
        "groups": [(code, names.segments.get(code, code), link(request, "segment", code)) for code in groups],
        "consents": [
            {
                "name": consent_name(word.channel, word.purpose),
                "at": word.at,
                "proof": word.proof,
                "granted": word.granted,
            }
            for word in queries.latest_consents(found.id)
        ],
        "shown_cards": [{"kind": card_kind(card.kind), "value": card.value} for card in queries.cards_of(found.id)],
        "household": household_panel(found.id, names, now),
        "merges": _merges(found),
        "events": timeline(found, names),
        "actions": {
            name: link(request, name, found.id)
            for name in ("adjust", "profile", "consent", "add_card", "household", "merge", "member_link")
            if allowed(request, name)
        },
    }


def _merges(found: Member) -> list[dict[str, Any]]:
    return [
        {"id": merge.id, "merged_at": merge.merged_at, "reason": merge.reason}
        for merge in queries.merges_of(found.id)
        if merge.undone_at is None
    ]


def _figures(request: ClubRequest, found: Member, fmt: Format) -> dict[str, Any]:
    figures = insights.member_figures(request.club, found.id)
    purchases = list(figures.recent)
    caption = _("The last {count} purchases").format(count=fmt.integer(len(purchases)))
    return {
        "figures": figures,
        "yearly": fmt.money_parts(figures.yearly_minor),
        "lifetime": fmt.money_parts(figures.lifetime_minor),
        "gap": _gap(figures, fmt),
        "strip_words": _since_last(figures, fmt),
        "strip": strip(fmt, purchases, caption, _("Today")),
        "strip_table": strip_table(fmt, purchases, caption, (_("Day"), _("Amount"))) if purchases else None,
    }


def _gap(figures: MemberFigures, fmt: Format) -> str:
    return "" if figures.median_gap_days is None else fmt.days(round(figures.median_gap_days))


def _since_last(figures: MemberFigures, fmt: Format) -> str:
    """What happened; nothing is forecast."""
    if figures.last_day is None:
        return ""
    silent = (fmt.today - figures.last_day).days
    if figures.median_gap_days is None:
        return _("Last purchase {days} ago.").format(days=fmt.days(silent)) if silent else _("Last purchase today.")
    usual = fmt.days(round(figures.median_gap_days))
    if not silent:
        return _("Last purchase today; usually every {usual}.").format(usual=usual)
    return _("Last purchase {days} ago; usually every {usual}.").format(days=fmt.days(silent), usual=usual)


def ledger_context(request: ClubRequest, found: Member, names: ClubNames) -> dict[str, Any]:
    unit = request.GET.get("unit", names.main_unit)
    unit = unit if unit in names.units else names.main_unit
    tab = request.GET.get("tab", "all")
    tab = tab if tab in reading.FILTERS else "all"
    before = paging.number(request.GET.get("before", ""))
    rows = reading.page_of(found.id, unit, tab, before)
    shown = Ledger(names, found.id, unit, rows, staff_names(request.club))
    first_page = before is None and tab in {"all", "spent"} and unit
    coming = states.coming(found.id, unit, present(request)) if first_page else []
    return {
        "ledger_rows": [*shown.ended_rows(coming), *shown.rows()],
        "ledger_url": link(request, "ledger", found.id),
        "tabs": [(key, words, key == tab) for key, words in _tabs()],
        "unit": unit,
        "unit_name": names.name_of("unit", unit),
        "unit_tabs": [(code, name, code == unit) for code, name in names.units.items()],
        "tab": tab,
        "ledger_next": rows.next_seq,
        "ledger_later": before is not None,
    }


def _tabs() -> list[tuple[str, str]]:
    return [("all", _("All")), ("earned", _("Earned")), ("spent", _("Spent")), ("adjusted", _("Adjusted"))]
