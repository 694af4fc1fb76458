"""How far the demo's clubs are, read from the books themselves: whole means the control totals hold."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, Sum

from vafa.activities.models import Activity
from vafa.base.models import Club, Reference
from vafa.demo.replay import SOURCE, Totals
from vafa.members.models import Member


@dataclass(frozen=True, slots=True)
class Progress:
    slug: str
    name_fa: str
    name_en: str
    booked: int
    wanted: int
    whole: bool

    @property
    def percent(self) -> int:
        return 100 if self.whole else min(99, 100 * self.booked // self.wanted)


def _plan_file() -> Path:
    return Path(settings.DATA) / "demo.json"


def plan(totals: dict[str, Totals]) -> None:
    """What each club of this demo will hold, written before anything is recorded."""
    _plan_file().write_text(json.dumps({slug: asdict(each) for slug, each in totals.items()}))


def planned() -> dict[str, Totals]:
    path = _plan_file()
    if not path.exists():
        return {}
    return {slug: Totals(**each) for slug, each in json.loads(path.read_text()).items()}


_whole: set[str] = set()
"""Clubs that were found whole; they stay so."""


def progress() -> list[Progress]:
    clubs = {club.slug: club for club in Club.objects.filter(is_demo=True)}
    return [_progress(clubs[slug], totals) for slug, totals in planned().items() if slug in clubs]


def _progress(club: Club, totals: Totals) -> Progress:
    wanted = totals.receipts + totals.returns
    if club.slug in _whole:
        return Progress(club.slug, club.name_fa, club.name_en, wanted, wanted, True)
    booked = Reference.objects.filter(club_id=club.id, source=SOURCE).count()
    whole = booked == wanted and held(club) == totals
    if whole:
        _whole.add(club.slug)
    return Progress(club.slug, club.name_fa, club.name_en, booked, wanted, whole)


def held(club: Club) -> Totals:
    """What a club holds now, of what the demo recorded."""
    told = Activity.objects.filter(club_id=club.id, source=SOURCE).aggregate(
        receipts=Count("pk", filter=Q(kind="purchase")),
        returns=Count("pk", filter=Q(kind="return")),
        net=Sum("net_minor", filter=Q(kind="purchase")),
    )
    members = Member.objects.filter(club_id=club.id, join_channel__gt="").count()
    return Totals(members, told["receipts"], told["returns"], told["net"] or 0)


def ready() -> bool:
    """Both clubs hold their control totals."""
    found = progress()
    return len(found) == len(planned()) > 0 and all(each.whole for each in found)
