"""Drafts and published versions of a club."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vafa.base.models import Club
from vafa.earning.models import Version
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning import sound
from vafa.engine.earning.plain import from_plain
from vafa.engine.earning.programme import Programme
from vafa.engine.earning.sound import Fault, Known
from vafa.engine.ladders import faults as ladder_faults
from vafa.partners.queries import stores_of
from vafa.programmes.errors import UnknownDraft, UnknownVersion
from vafa.programmes.models import Draft, Edition
from vafa.programmes.shapes import Content, content_of
from vafa.segments.queries import definitions
from vafa.tiers.queries import ladder_on


def open_of(club: Club) -> list[Draft]:
    """Those that are being written, the latest first."""
    return list(Draft.objects.filter(club=club, state="open").order_by("-number"))


def get(club: Club, draft_id: UUID) -> Draft:
    """Only ever one of this club."""
    found = Draft.objects.filter(club=club, id=draft_id).first()
    if found is None:
        raise UnknownDraft(draft=str(draft_id))
    return found


def edition_of(draft: Draft) -> Edition:
    """As it stands."""
    return Edition.objects.get(draft=draft, number=draft.edition)


def content(draft: Draft) -> Content:
    return content_of(edition_of(draft).content)


@dataclass(frozen=True, slots=True)
class Published:
    """A version with the instant it holds from, and whether it is the one in force, was, or will be."""

    number: int
    starts_at: datetime
    ends_at: datetime | None
    published_at: datetime
    published_by: UUID | None
    state: str
    rules: int


def versions(club: Club, now: datetime) -> list[Published]:
    """All of them, the latest first."""
    rows = list(Version.objects.filter(club=club).order_by("starts_at"))
    ends = [*(row.starts_at for row in rows[1:]), None]
    return [
        Published(
            row.number, row.starts_at, end, row.published_at, row.published_by, _state(row.starts_at, end, now),
            len(row.programme.get("rules", ())),
        )
        for row, end in reversed(list(zip(rows, ends, strict=True)))
    ]  # fmt: skip


def _state(start: datetime, end: datetime | None, now: datetime) -> str:
    if start > now:
        return "to_come"
    return "in_force" if end is None or end > now else "over"


def latest(club: Club) -> int:
    """The number of the version published last; 0 before the first."""
    return Version.objects.filter(club=club).order_by("-number").values_list("number", flat=True).first() or 0


def published(club: Club, number: int, now: datetime) -> Content:
    """A version with its draft’s ladder and switched-off rules; with the ladder of now where it came from no draft.
    Refused: a number that no version has."""
    row = Version.objects.filter(club=club, number=number).first()
    if row is None:
        raise UnknownVersion(version=number)
    programme: Programme = from_plain(Programme, row.programme)
    draft = Draft.objects.filter(club=club, version=number).first()
    written = content(draft) if draft else Content(programme, ladder_on(club, max(now, row.starts_at)))
    return replace(written, programme=programme)


def in_force(club: Club, now: datetime) -> Content | None:
    """None before the first version."""
    rows = Version.objects.filter(club=club, starts_at__lte=now).order_by("-starts_at")
    number = rows.values_list("number", flat=True).first()
    return published(club, number, now) if number else None


def known(club: Club, content: Content, now: datetime) -> Known:
    """What rules of this club may name; tiers are the draft's own."""
    tiers = content.ladder.tiers if content.ladder else ()
    return Known(
        frozenset(tier.id for tier in tiers), frozenset(definitions(club)),
        frozenset(place.code for place in stores_of(club.id).values()), local_date(now, club.zone),
    )  # fmt: skip


def faults(club: Club, content: Content, now: datetime) -> tuple[Fault, ...]:
    """What is wrong with a draft, or would surprise, in the order of its parts."""
    found = sound.faults(content.programme, known(club, content, now))
    if content.ladder is None:
        return found
    return found + ladder_faults(content.ladder, frozenset(unit.code for unit in content.programme.units))


def ids_ever(club: Club) -> set[str]:
    """Of every rule, cap and unit that any version or open draft had: a new one takes another, so that awards and caps
    of the past keep their meaning."""
    plains = [row.programme for row in Version.objects.filter(club=club)]
    plains += [edition_of(draft).content["programme"] for draft in open_of(club)]
    plains += [{"rules": edition_of(draft).content["off"]} for draft in open_of(club)]
    return {
        each.get("id") or each.get("code") for plain in plains for kind in ("rules", "caps", "units")
        for each in plain.get(kind, ())
    }  # fmt: skip
