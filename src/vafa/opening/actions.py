"""Opening a club, whole or not at all, and changing later what may be changed."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from vafa.activities.queries.across import any_recorded
from vafa.base import references
from vafa.base.actions import audit, clubs
from vafa.base.actions import staff as posts
from vafa.base.ids import new_id
from vafa.base.models import Club, Role, Staff
from vafa.earning.actions import publish
from vafa.earning.queries import in_force
from vafa.engine.calendar.periods import first_instant
from vafa.engine.earning.plain import to_plain
from vafa.engine.earning.words import Name
from vafa.offers.queries.across import any_priced
from vafa.opening import answers as answering
from vafa.opening import errors
from vafa.opening.answers import Answers
from vafa.opening.programmes.choosing import CODES, ready, trade_of
from vafa.partners.actions import name_operator, open_stores
from vafa.tiers.actions import publish_ladder

LONG_AGO = date(1970, 1, 1)
_INSTALLATION = UUID(int=0)


def open_first_shop(*, answers: Answers, now: datetime) -> Club:
    """The first club of an installation. Refused besides: NotTheFirst; of two at once one is opened."""
    first = ("opening", "the first club", b"", None, new_id())
    with transaction.atomic():
        try:
            with transaction.atomic():
                references.book(_INSTALLATION, [first], now)  # who comes second waits here until the first is done
        except IntegrityError:
            raise errors.NotTheFirst from None
        if Club.objects.exists():
            raise errors.NotTheFirst
        return open_shop(answers=answers, now=now)


def open_shop(*, answers: Answers, now: datetime) -> Club:
    """A club with its operator, branches, programme, ladder and owner. Refused: whatever the checks of an answer
    refuse; nothing is kept then."""
    given = answering.checked(answers)
    try:
        with transaction.atomic():
            club = _found(given, now)
            _publish(club, given.programme, now)
            post = _employ(club, given, now)
            data = {"programme": given.programme, "branches": len(given.branches), "currency": club.currency}
            audit.keep(club=club, staff=post, action="club_opened", subject=f"club:{club.id}", now=now, data=data)
    except IntegrityError:
        if Club.objects.filter(slug=given.slug).exists():
            raise errors.SlugTaken(slug=given.slug) from None
        raise
    return club


def _found(given: Answers, now: datetime) -> Club:
    club = clubs.open_club(
        slug=given.slug, name_fa=given.name.fa, name_en=given.name.en, language=given.language,
        calendar=given.calendar, time_zone=given.time_zone, currency=given.currency, money_shown=given.money_shown,
        country=given.country, largest_receipt_minor=trade_of(given.currency).largest_receipt, created_at=now,
    )  # fmt: skip
    club = clubs.change(club=club, adjust_limit=ready(given.programme, given.currency).adjust_limit)
    codes = answering.branch_codes(given.branches)
    stores = [(code, name.fa, name.en) for code, name in zip(codes, given.branches, strict=True)]
    open_stores(partner=name_operator(club=club), stores=stores)
    return club


def _publish(club: Club, programme: str, now: datetime) -> None:
    """First one without rules that began long ago, so that receipts of the past, imported later, give nothing; then
    the chosen one, from now on."""
    chosen = ready(programme, club.currency)
    long_ago = first_instant(LONG_AGO, ZoneInfo(club.time_zone)).astimezone(UTC)
    publish(club=club, programme=chosen.before, starts_at=long_ago, now=now)
    publish(club=club, programme=chosen.programme, starts_at=now, now=now)
    publish_ladder(club=club, ladder=chosen.ladder_in(trade_of(club.currency)), starts_at=now, now=now)


def _employ(club: Club, given: Answers, now: datetime) -> Staff:
    post = posts.give_post(
        club=club, email=given.email, name=given.owner_name, role=Role.OWNER, language=given.language, now=now
    )
    if not post.user.has_usable_password():
        posts.choose_password(user=post.user, password=given.password)
    return post


@dataclass(frozen=True, slots=True)
class Settings:
    """What an owner sets of a club. Money in minor units."""

    name_fa: str
    name_en: str
    calendar: str
    time_zone: str
    currency: str
    money_shown: str
    late_days_online: int
    late_days_offline: int
    return_window_days: int
    adjust_limit: int
    largest_receipt_minor: int


FIXED = ("calendar", "time_zone", "currency")
"""What periods and amounts are counted in: it stays from the first activity on."""
BOUNDS = {
    "late_days_online": (0, 365),
    "late_days_offline": (0, 365),
    "return_window_days": (0, 3650),
    "adjust_limit": (0, 10**12),
    "largest_receipt_minor": (1, 10**15),
}


def settings_of(club: Club) -> Settings:
    return Settings(**{field.name: getattr(club, field.name) for field in fields(Settings)})


@transaction.atomic
def change_club(*, club: Club, settings: Settings, staff: Staff, now: datetime) -> Club:
    """In: how the club is to be. Out: the club, with the log of who changed what. Refused: what a check of an answer
    refuses, a figure out of its bounds, FixedByReceipts, and another currency under a programme that is no ready
    one; a ready one is published anew, scaled to the currency."""
    wanted = _checked(settings)
    before = settings_of(club)
    changed = [name for name in before.__slots__ if getattr(before, name) != getattr(wanted, name)]
    if not changed:
        return club
    fixed = [name for name in changed if name in FIXED]
    if fixed and (any_recorded(club.id) or ("currency" in fixed and any_priced(club.id))):
        raise errors.FixedByReceipts(fields=fixed)
    kept = {name: getattr(wanted, name) for name in changed}
    if "currency" in changed:
        code = _ready_in_force(club, now)
        kept = _scale(code, wanted.currency) | kept
        club = clubs.change(club=club, **kept)
        _publish_anew(club, code, now, staff)
    else:
        club = clubs.change(club=club, **kept)
    data = {"before": {name: getattr(before, name) for name in kept}, "after": kept}
    audit.keep(club=club, staff=staff, action="club_changed", subject=f"club:{club.id}", now=now, data=data)
    return club


def _checked(wanted: Settings) -> Settings:
    answering.calendar_of(wanted.calendar)
    answering.time_zone_of(wanted.time_zone)
    answering.money_shown_of(wanted.money_shown, wanted.currency)
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(wanted, name) <= most:
            raise errors.FigureOutOfRange(field=name, least=least, most=most)
    named = answering.name_of(Name(wanted.name_fa, wanted.name_en))
    return replace(wanted, name_fa=named.fa, name_en=named.en)


def _scale(code: str, currency: str) -> dict[str, int]:
    """The limits that fit another currency, where the owner wrote no other ones."""
    return {
        "largest_receipt_minor": trade_of(currency).largest_receipt,
        "adjust_limit": ready(code, currency).adjust_limit,
    }


def _publish_anew(club: Club, code: str, now: datetime, staff: Staff) -> None:
    chosen = ready(code, club.currency)
    publish(club=club, programme=chosen.programme, starts_at=now, now=now, staff_id=staff.id)
    publish_ladder(club=club, ladder=chosen.ladder_in(trade_of(club.currency)), starts_at=now, now=now)


def _ready_in_force(club: Club, now: datetime) -> str:
    """The code of the ready programme in force. Refused: OwnProgramme."""
    plain = to_plain(in_force(club, now)) | {"version": 1}
    for code in CODES:
        if to_plain(ready(code, club.currency).programme) == plain:
            return code
    raise errors.OwnProgramme(currency=club.currency)
