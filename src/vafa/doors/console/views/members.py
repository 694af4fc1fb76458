"""The list of members: newest first, or what one search box finds."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.base.models import Club
from vafa.doors.console import exports
from vafa.doors.console.frame import ClubRequest, format_of, initials, kept, link, page, part
from vafa.doors.look import paging
from vafa.doors.look.names import ClubNames
from vafa.members import queries
from vafa.members.models import Member
from vafa.tiers.queries import standings

PAGE, FOUND = 25, 50
_EXPORT_PART = 500


@require_GET
def members(request: ClubRequest) -> HttpResponse:
    wanted = request.GET.get("q", "").strip()
    found, following = _found(request, wanted)
    names = ClubNames(request.club, format_of(request.club))
    context: dict[str, Any] = {
        "wanted": wanted,
        "rows": rows_of(request, found, names),
        "next": paging.address(request.GET, after=following) if following else "",
        "previous": paging.address(request.GET, after="") if "after" in request.GET else "",
        "capped": bool(wanted) and len(found) == FOUND,
    }
    if request.headers.get("HX-Target") == "found":
        return part(request, "console/members_found.html", context)
    context["count"] = queries.count(request.club)
    return page(request, "console/members.html", "members", context)


def _found(request: ClubRequest, wanted: str) -> tuple[list[Member], str]:
    if wanted:
        return queries.search(request.club, wanted, FOUND), ""
    after = paging.moment_and_id(request.GET.get("after", ""))
    found = queries.page(request.club, after, PAGE + 1)
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], paging.cursor(last.joined_at, last.id)


def rows_of(request: ClubRequest, found: Sequence[Member], names: ClubNames) -> list[dict[str, Any]]:
    """Name, masked phone, tier, day of joining, in the order given."""
    ids = [member.id for member in found]
    phones, stand = queries.phones_of(ids), standings(ids)
    return [
        {
            "url": link(request, "member", member.id),
            "name": member.name or _("No name"),
            "initials": initials(member.name),
            "phone": phones.get(member.id, ""),
            "tier": names.tier_of(stand.get(member.id)),
            "joined_at": member.joined_at,
            "store": names.store(member.home_store_id),
        }
        for member in found
    ]


def by_ids(club: Club, ids: Sequence[UUID]) -> list[Member]:
    """In the order of the ids; those of other clubs are left out."""
    rows = {member.id: member for member in Member.objects.filter(club_id=club.id, id__in=ids)}
    return [rows[each] for each in ids if each in rows]


@require_GET
def members_csv(request: ClubRequest) -> StreamingHttpResponse:
    fmt = format_of(request.club)
    head = [_("Name"), _("Phone"), _("Tier"), _("Member since"), _("Branch")]
    kept(request, "members_exported", "club", count=queries.count(request.club))
    return exports.table(f"{request.club.slug}-members", head, _lines(request.club, ClubNames(request.club, fmt)))


def _lines(club: Club, names: ClubNames) -> Iterator[Sequence[object]]:
    after = None
    while found := queries.page(club, after, _EXPORT_PART):
        ids = [member.id for member in found]
        phones, stand = queries.phones_of(ids), standings(ids)
        for member in found:
            tier = names.tier_of(stand.get(member.id))
            yield line_of(member, phones.get(member.id, ""), tier, names)
        after = found[-1].joined_at, found[-1].id


def line_of(member: Member, phone: str, tier: str, names: ClubNames) -> Sequence[object]:
    joined = member.joined_at.astimezone(names.club.zone).date().isoformat()
    return member.name, phone, tier, joined, names.store(member.home_store_id)
