"""What happened to a membership besides its receipts: joining, tiers, adjustments, merges, consent."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vafa.activities.models import Activity
from vafa.doors.look.member.ledger import activity_name
from vafa.doors.look.names import ClubNames, channel_name
from vafa.members.models import Consent, Member, Merge
from vafa.tiers.queries import changes_of

_EACH, _SHOWN = 20, 12
_BRAND, _GOLD, _ANAR, _LAPIS = "var(--brand)", "var(--gold)", "var(--anar)", "var(--lapis)"
_RECEIPTS = ("purchase", "return", "adjustment")


@dataclass(frozen=True, slots=True)
class Event:
    at: dt.datetime
    said: str
    colour: str


def timeline(member: Member, names: ClubNames) -> list[Event]:
    """Newest first."""
    events = [
        Event(member.joined_at, _("Joined, by {channel}").format(channel=channel_name(member.join_channel)), _BRAND),
        *_tiers(member, names),
        *_activities(member, names),
        *_merges(member),
        *_consents(member),
    ]
    if member.left_at:
        events.append(Event(member.left_at, _("Left the club"), _ANAR))
    return sorted(events, key=lambda event: event.at, reverse=True)[:_SHOWN]


def _tiers(member: Member, names: ClubNames) -> Iterator[Event]:
    ladder = names.ladder
    for change in changes_of(member.id, _EACH):
        tier = names.tiers.get(change.to_tier, change.to_tier)
        rose = ladder is None or ladder.place(change.to_tier) > ladder.place(change.from_tier)
        said = _("Reached {tier}").format(tier=tier) if rose else _("Fell to {tier}").format(tier=tier)
        if change.reason:
            said = _("{what}: “{reason}”").format(what=said, reason=change.reason)
        yield Event(change.happened_at, said, _GOLD if rose else _ANAR)


def _activities(member: Member, names: ClubNames) -> Iterator[Event]:
    rows = Activity.objects.filter(member_id=member.id).order_by("-happened_at")
    for row in rows.filter(kind="adjustment")[:_EACH]:
        units = names.exactly(abs(row.body["units"]), row.body["unit"])
        yield Event(row.happened_at, _adjusted(row).format(units=units), _LAPIS)
    for row in rows.exclude(kind__in=_RECEIPTS)[:_EACH]:
        yield Event(row.happened_at, activity_name(row.kind), _BRAND)


def _adjusted(row: Activity) -> str:
    added = row.body["units"] > 0
    if row.source.startswith("import:"):
        return _("{units} brought along from before") if added else _("{units} brought along taken back")
    return _("{units} added by hand") if added else _("{units} taken off by hand")


def _merges(member: Member) -> Iterator[Event]:
    for merge in Merge.objects.filter(member_id=member.id).order_by("-merged_at")[:_EACH]:
        yield Event(
            merge.merged_at, _("Another membership was merged in: “{reason}”").format(reason=merge.reason), _LAPIS
        )
        if merge.undone_at:
            yield Event(merge.undone_at, _("The merge was undone: “{reason}”").format(reason=merge.undo_reason), _LAPIS)


def _consents(member: Member) -> Iterator[Event]:
    for word in Consent.objects.filter(member_id=member.id).order_by("-at")[:_EACH]:
        words = _("Said yes to {what}") if word.granted else _("Said no to {what}")
        yield Event(word.at, words.format(what=consent_name(word.channel, word.purpose)), "")


def consent_name(channel: str, purpose: str) -> str:
    known = {
        ("sms", "marketing"): _("marketing by SMS"),
        ("email", "marketing"): _("marketing by e-mail"),
        ("phone", "marketing"): _("marketing by phone"),
        ("app", "marketing"): _("marketing in the app"),
        ("partners", "sharing"): _("sharing with partners"),
        ("any", "partner_sharing"): _("sharing with partners"),
    }
    return known.get((channel, purpose)) or _("{purpose} by {channel}").format(
        purpose=purpose, channel=channel_name(channel)
    )
