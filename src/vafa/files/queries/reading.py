"""Reads of the room: imports and exports of a club, and the club's own words that files are held against."""

from datetime import datetime
from uuid import UUID

from vafa.base import currencies
from vafa.base.models import Club
from vafa.base.text import for_search
from vafa.earning.queries import Judges
from vafa.files import errors
from vafa.files.models import ACTIVE, Export, Import
from vafa.files.reading.parsing import Words
from vafa.files.reading.values import Dates
from vafa.partners.queries import stores_of
from vafa.tiers.queries import ladder_on


def get(club: Club, import_id: UUID, *, lock: bool = False) -> Import:
    """With `lock`, in a transaction: nobody else changes it before its end."""
    rows = Import.objects.select_related("taken_by__user", "approval").filter(club=club, id=import_id)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise errors.UnknownImport(**{"import": str(import_id)})
    return found


def latest(club: Club, limit: int = 30) -> list[Import]:
    rows = Import.objects.select_related("taken_by__user").filter(club=club)
    return list(rows.order_by("-taken_at", "-id")[:limit])


def at_work(club: Club) -> Import | None:
    return Import.objects.filter(club=club, state__in=ACTIVE).first()


def live_sources(club: Club, kinds: tuple[str, ...], but: UUID) -> list[str]:
    """The sources of other imports whose rows stand in the books."""
    rows = Import.objects.filter(club=club, kind__in=kinds, started_at__isnull=False).exclude(state="undone")
    return [each.source for each in rows.exclude(id=but)]


def same_file_stands(found: Import) -> bool:
    """Is the same file of the same kind in the books already?"""
    rows = Import.objects.filter(club_id=found.club_id, kind=found.kind, sha256=found.sha256, started_at__isnull=False)
    return rows.exclude(state="undone").exclude(id=found.id).exists()


def export(club: Club, export_id: UUID) -> Export:
    found = Export.objects.filter(club=club, id=export_id).first()
    if found is None:
        raise errors.UnknownExport(export=str(export_id))
    return found


def exports(club: Club, limit: int = 20) -> list[Export]:
    return list(Export.objects.select_related("asked_by__user").filter(club=club).order_by("-asked_at", "-id")[:limit])


def words_of(club: Club, now: datetime, *, day_first: bool = True) -> Words:
    """What the club calls its branches, tiers and units, by code and by name in both languages."""
    stores = {}
    for place in stores_of(club.id).values():
        for name in (place.name_en, place.name_fa, place.code):
            stores[for_search(name)] = place.code, place.id
    ladder, units = ladder_on(club, now), Judges(club).on(now).programme.units
    tiers = {}
    for tier in ladder.tiers if ladder else ():
        for name in (tier.name.fa, tier.name.en, tier.id):
            tiers[for_search(name)] = tier.id
    named = {}
    for unit in units:
        for name in (unit.name.fa, unit.name.en, unit.code):
            named[for_search(name)] = unit.code
    dates = Dates(club.reckoning, club.zone, day_first)
    in_one = currencies.minor_in_one(club.currency, club.money_shown)
    first = units[0].code if units else ""
    return Words(club.country, in_one, dates, now, club.largest_receipt_minor, stores, tiers, named, first)
