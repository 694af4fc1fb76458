"""Entries of the log as pages and files tell them: who, what, to whom, why, and what was before and after."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vafa.base.models import ApiClient, Audit, Role, Staff
from vafa.doors.console.frame import ClubRequest, format_of, link, role_name
from vafa.doors.console.log.words import ACTIONS
from vafa.doors.console.programme.history import changed
from vafa.doors.look.names import ClubNames
from vafa.doors.look.reward_words import effect_words
from vafa.members.models import Member


class Entries:
    """Rows of the log with the names of those in them, read once for the page."""

    def __init__(self, request: ClubRequest, rows: list[Audit]) -> None:
        self.request, self.rows = request, rows
        self.names = ClubNames(request.club, format_of(request.club))
        posts = Staff.objects.select_related("user").filter(club=request.club)
        self.people = {post.id: post.user.name for post in posts}
        self.posts = {post.id: post for post in posts}
        self.clients = dict(ApiClient.objects.filter(club=request.club).values_list("id", "name"))
        ids = [row.subject.removeprefix("member:") for row in rows if row.subject.startswith("member:")]
        self.members = {member.id: member for member in Member.objects.filter(club_id=request.club.id, id__in=ids)}

    def all(self) -> list[dict[str, Any]]:
        """Each with what it changed."""
        return [self.whole(row) for row in self.rows]

    def whole(self, row: Audit) -> dict[str, Any]:
        """One entry with what was before and after."""
        before, after = row.data.get("before", {}), row.data.get("after", {})
        found = changed(self.request.club, self.names.fmt, row) or [
            (self._field(name), self._value(name, before.get(name)), self._value(name, after.get(name)))
            for name in sorted({*before, *after})
        ]
        return self.entry(row) | {"diff": found}

    def entry(self, row: Audit) -> dict[str, Any]:
        staff, client = self.people.get(row.staff_id), self.clients.get(row.client_id)  # type: ignore[arg-type]
        subject, url = self._subject(row.subject, row.data)
        return {
            "id": row.id,
            "at": row.at,
            "who": staff or client or _("The system"),
            "what": ACTIONS.get(row.action, row.action),
            "subject": subject,
            "url": url,
            "reason": row.data.get("reason", ""),
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
            "branch": _("Branch"),
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
        if name == "branch":
            return self.names.store(UUID(value))
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
