"""Who did what: newest first, with before and after."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from vafa.base.models import ApiClient, Audit, Role, Staff
from vafa.doors.console.frame import ClubRequest, format_of, link, page, role_name, settings_pages
from vafa.doors.console.programme.history import changed
from vafa.doors.look import paging
from vafa.doors.look.names import ClubNames
from vafa.doors.look.reward_words import effect_words
from vafa.members.models import Member

PAGE = 40
_ACTIONS = {
    "adjustment_asked": gettext_lazy("Asked for an adjustment above the limit"),
    "adjustment_approved": gettext_lazy("Agreed to an adjustment"),
    "adjustment_refused": gettext_lazy("Refused an adjustment"),
    "units_adjusted": gettext_lazy("Adjusted units"),
    "members_merged": gettext_lazy("Merged two memberships"),
    "merge_undone": gettext_lazy("Undid a merge"),
    "profile_changed": gettext_lazy("Changed a profile"),
    "card_added": gettext_lazy("Added a card"),
    "card_ended": gettext_lazy("Ended a card"),
    "consent_changed": gettext_lazy("Kept a consent"),
    "join_request_confirmed": gettext_lazy("Confirmed who asked to join"),
    "join_request_refused": gettext_lazy("Refused who asked to join"),
    "member_link_made": gettext_lazy("Made a link to a member's page"),
    "member_links_closed": gettext_lazy("Closed the links to a member's page"),
    "wrong_number_settled": gettext_lazy("Looked after a wrong number"),
    "members_exported": gettext_lazy("Exported the members"),
    "lapsed_exported": gettext_lazy("Exported the lapsed loyal"),
    "staff_invited": gettext_lazy("Invited a colleague"),
    "role_changed": gettext_lazy("Changed a role"),
    "post_ended": gettext_lazy("Ended a post"),
    "password_link_made": gettext_lazy("Made a password link"),
    "club_opened": gettext_lazy("Opened the club"),
    "club_changed": gettext_lazy("Changed the club’s settings"),
    "key_issued": gettext_lazy("Issued an API key"),
    "key_revoked": gettext_lazy("Revoked an API key"),
    "receipt_recorded": gettext_lazy("Recorded a receipt at the counter"),
    "receipt_undone": gettext_lazy("Undid a receipt at the counter"),
    "receipt_returned": gettext_lazy("Took a purchase back at the counter"),
    "member_enrolled": gettext_lazy("Enrolled a member at the counter"),
    "phone_handed_over": gettext_lazy("Handed a phone to the counter"),
    "phone_taken_back": gettext_lazy("Took a phone back from the counter"),
    "pin_set": gettext_lazy("Gave a PIN"),
    "pin_cleared": gettext_lazy("Cleared a PIN"),
    "import_start": gettext_lazy("Started an import"),
    "import_pause": gettext_lazy("Paused an import"),
    "import_resume": gettext_lazy("Went on with an import"),
    "import_back": gettext_lazy("Put an import back"),
    "import_discard": gettext_lazy("Discarded a file"),
    "import_errors_exported": gettext_lazy("Exported an error file"),
    "import_approved": gettext_lazy("Agreed to the units of an import"),
    "import_refused": gettext_lazy("Refused the units of an import"),
    "export_asked": gettext_lazy("Asked for an export of everything"),
    "export_fetched": gettext_lazy("Fetched an export of everything"),
    "favourite_added": gettext_lazy("Added a favourite"),
    "favourite_changed": gettext_lazy("Changed a favourite"),
    "favourite_dropped": gettext_lazy("Took a favourite off the counter"),
    "branch_opened": gettext_lazy("Opened a branch"),
    "branch_renamed": gettext_lazy("Renamed a branch"),
    "counter_idle_changed": gettext_lazy("Changed how soon a PIN is asked again"),
    "reward_written": gettext_lazy("Wrote a reward"),
    "reward_changed": gettext_lazy("Changed a reward"),
    "reward_pictured": gettext_lazy("Put a picture on a reward"),
    "reward_picture_off": gettext_lazy("Took a picture off a reward"),
    "reward_listed": gettext_lazy("Put a reward in the catalogue"),
    "reward_taken_off": gettext_lazy("Took a reward out of the catalogue"),
    "reward_taken": gettext_lazy("Took a reward for a member"),
    "reward_handed_over": gettext_lazy("Handed a reward over"),
    "reward_sent": gettext_lazy("Sent a reward"),
    "reward_given_back": gettext_lazy("Gave a reward back"),
    "household_opened": gettext_lazy("Opened a household"),
    "household_joined": gettext_lazy("Added a member to a household"),
    "household_left": gettext_lazy("Took a member out of a household"),
    "household_rule_changed": gettext_lazy("Changed who may spend in a household"),
    "offer_written": gettext_lazy("Wrote an offer"),
    "offer_changed": gettext_lazy("Changed an offer"),
    "offer_listed": gettext_lazy("Let baskets use an offer"),
    "offer_ended": gettext_lazy("Ended an offer"),
    "benefit_written": gettext_lazy("Wrote a benefit"),
    "benefit_taken_off": gettext_lazy("Took a benefit away"),
    "benefit_claimed": gettext_lazy("Gave one of a benefit"),
    "benefit_put_back": gettext_lazy("Put one of a benefit back"),
    "vouchers_made": gettext_lazy("Made vouchers"),
    "vouchers_printed": gettext_lazy("Printed vouchers"),
    "vouchers_stopped": gettext_lazy("Stopped every code of a batch"),
    "codes_brought": gettext_lazy("Brought a partner’s codes in"),
    "codes_exported": gettext_lazy("Exported the codes of a batch"),
    "gift_card_issued": gettext_lazy("Issued a gift card"),
    "gift_card_stopped": gettext_lazy("Stopped a gift card"),
    "ways_to_pay_changed": gettext_lazy("Changed the ways to pay"),
    "dispute_decided": gettext_lazy("Answered a dispute"),
    "draft_begun": gettext_lazy("Began a draft of the programme"),
    "draft_changed": gettext_lazy("Changed a draft of the programme"),
    "draft_change_undone": gettext_lazy("Undid a change of a draft"),
    "draft_dropped": gettext_lazy("Dropped a draft"),
    "publishing_asked": gettext_lazy("Asked to publish a draft"),
    "publishing_approved": gettext_lazy("Agreed to publish a draft"),
    "publishing_refused": gettext_lazy("Refused to publish a draft"),
    "programme_published": gettext_lazy("Published a programme"),
    "guard_changed": gettext_lazy("Changed what rules may give of the margin"),
    "member_pin_chosen": gettext_lazy("Kept the PIN that a member chose"),
}
_JOINING = (
    *("join_request_confirmed", "join_request_refused"),
    *("member_link_made", "member_links_closed", "wrong_number_settled"),
)
_TABS: dict[str, tuple[str, ...]] = {
    "all": (),
    "units": ("adjustment_asked", "adjustment_approved", "adjustment_refused", "units_adjusted"),
    "members": (
        "members_merged",
        "merge_undone",
        "profile_changed",
        "card_added",
        "card_ended",
        "consent_changed",
        *("household_opened", "household_joined", "household_left", "household_rule_changed"),
        *_JOINING,
    ),
    "counter": ("receipt_recorded", "receipt_undone", "receipt_returned", "member_enrolled"),
    "rewards": (
        *("reward_written", "reward_changed", "reward_listed", "reward_taken_off", "reward_taken"),
        *("reward_handed_over", "reward_sent", "reward_given_back", "dispute_decided", "ways_to_pay_changed"),
        *("vouchers_made", "vouchers_printed", "vouchers_stopped", "codes_brought", "codes_exported"),
        *("gift_card_issued", "gift_card_stopped", "benefit_written", "benefit_taken_off"),
        *("offer_written", "offer_changed", "offer_listed", "offer_ended"),
        *("reward_pictured", "reward_picture_off"),
        *("benefit_claimed", "benefit_put_back"),
    ),
    "programme": (
        *("draft_begun", "draft_changed", "draft_change_undone", "draft_dropped", "publishing_asked"),
        *("publishing_approved", "publishing_refused", "programme_published", "guard_changed"),
    ),
    "exports": (
        *("members_exported", "lapsed_exported", "import_errors_exported", "codes_exported"),
        *("export_asked", "export_fetched"),
    ),
    "access": (
        *("staff_invited", "role_changed", "post_ended", "password_link_made", "key_issued", "key_revoked"),
        *("phone_handed_over", "phone_taken_back", "pin_set", "pin_cleared"),
    ),
}


@require_GET
def audit(request: ClubRequest) -> HttpResponse:
    tab = request.GET.get("tab", "all")
    tab = tab if tab in _TABS else "all"
    rows = Audit.objects.filter(club=request.club).order_by("-at", "-id")
    if _TABS[tab]:
        rows = rows.filter(action__in=_TABS[tab])
    found = list(_behind(rows, request.GET.get("after", ""))[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    context = {
        "entries": _Entries(request, found[:PAGE]).all(),
        "tabs": [(key, words, key == tab) for key, words in _tab_names()],
        "next": paging.address(request.GET, after=paging.cursor(last.at, last.id)) if last else "",
        "previous": paging.address(request.GET, after="") if "after" in request.GET else "",
        "settings_pages": settings_pages(request, "audit"),
    }
    return page(request, "console/audit.html", "audit", context)


def _behind(rows: QuerySet[Audit], after: str) -> QuerySet[Audit]:
    cursor = paging.moment_and_id(after)
    return rows.filter(at__lte=cursor[0]).exclude(at=cursor[0], id__gte=cursor[1]) if cursor else rows


def _tab_names() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("units", _("Units")),
        ("members", _("Members")),
        ("counter", pgettext("place", "Counter")),
        ("rewards", _("Rewards")),
        ("programme", _("Programme")),
        ("exports", _("Exports")),
        ("access", _("Access")),
    ]


class _Entries:
    """Rows of the log with the names of those in them, read once for the page."""

    def __init__(self, request: ClubRequest, rows: list[Audit]) -> None:
        self.request, self.rows = request, rows
        self.names = ClubNames(request.club, format_of(request.club))
        posts = Staff.objects.select_related("user").filter(club=request.club)
        self.people = {post.id: post.user.name for post in posts}
        self.clients = dict(ApiClient.objects.filter(club=request.club).values_list("id", "name"))
        ids = [row.subject.removeprefix("member:") for row in rows if row.subject.startswith("member:")]
        self.members = {member.id: member for member in Member.objects.filter(club_id=request.club.id, id__in=ids)}

    def all(self) -> list[dict[str, Any]]:
        return [self._entry(row) for row in self.rows]

    def _entry(self, row: Audit) -> dict[str, Any]:
        staff, client = self.people.get(row.staff_id), self.clients.get(row.client_id)  # type: ignore[arg-type]
        subject, url = self._subject(row.subject, row.data)
        before, after = row.data.get("before", {}), row.data.get("after", {})
        return {
            "id": row.id,
            "at": row.at,
            "who": staff or client or _("The system"),
            "what": _ACTIONS.get(row.action, row.action),
            "subject": subject,
            "url": url,
            "reason": row.data.get("reason", ""),
            "diff": changed(self.request.club, self.names.fmt, row)
            or [
                (self._field(name), self._value(name, before.get(name)), self._value(name, after.get(name)))
                for name in sorted({*before, *after})
            ],
        }

    def _subject(self, subject: str, data: dict[str, Any]) -> tuple[str, str]:
        kind, _colon, id = subject.partition(":")
        if kind == "member" and (found := self.members.get(UUID(id))):
            return found.name or _("No name"), link(self.request, "member", found.id)
        if kind == "draft":
            number = self.names.fmt.integer(data.get("number"))
            return _("draft {number}").format(number=number), link(self.request, "draft", UUID(id))
        if kind == "staff":
            return self.people.get(UUID(id), ""), ""
        return (id, "") if kind == "key" else ("", "")

    def _field(self, name: str) -> str:
        known = {
            "role": _("Role"),
            "outcome": _("Decision"),
            "scopes": _("May"),
            "revoked": _("Revoked"),
            "name": _("Name"),
            "code": _("Code"),
            "price": _("Price"),
            "minutes": _("Minutes"),
            "name_fa": _("Name in Persian"),
            "name_en": _("Name in English"),
            "calendar": _("Calendar"),
            "time_zone": _("Time zone"),
            "currency": _("Currency"),
            "money_shown": _("How money is shown"),
            "late_days_online": _("Days a receipt may be late"),
            "late_days_offline": _("Days a receipt may be late from a till that works offline"),
            "return_window_days": _("Days within which goods come back"),
            "adjust_limit": _("Units that one person may adjust alone"),
            "largest_receipt_minor": _("Largest receipt"),
            "units": _("Price in units"),
            "prices": _("Price by tier"),
            "effect": _("What it takes off"),
            "state": _("Status"),
            "pay_unit": _("Units that pay"),
            "pay_units": _("So many of them"),
            "pay_minor": _("pay so much"),
            "share": _("At most so many percent of the basket"),
            "least": _("From so many on"),
            "transfer": _("A member may give to others in a month"),
            "dispute": _("Days in which a member may say that a spending was not theirs"),
            "proof": _("The member’s own word above"),
            "margin_share": _("Of the margin, in hundredths of a percent"),
        }
        return known.get(name) or self.names.name_of("unit", name)

    def _value(self, name: str, value: Any) -> str:
        if value in (None, "", {}):
            return "—"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if name in {"price", "largest_receipt_minor", "pay_minor", "proof"}:
            return self.names.fmt.money_exact(value)
        if isinstance(value, int):
            return self.names.fmt.integer(value)
        if name == "effect":
            return effect_words(value, self.names)
        if name == "prices":
            named = [f"{self.names.name_of('tier', tier)} {self.names.fmt.integer(n)}" for tier, n in value.items()]
            return _(", ").join(named)
        if name == "state":
            states = {"draft": _("Draft"), "listed": _("Listed"), "off": _("Off")}
            return states.get(value, str(value))
        if name == "role" and value in Role.values:
            return role_name(value)
        if name == "outcome":
            outcomes = {"waiting": _("Waiting"), "approved": _("Agreed"), "refused": _("Refused")}
            return outcomes.get(value, str(value))
        return ", ".join(value) if isinstance(value, list) else str(value)
