"""Puts the truths about members into their lives: who falls silent, who is treated, who cheats."""

import hashlib
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from vafa.demo.narvan.people import Life, Mark, Visit, visit_second
from vafa.demo.narvan.shapes import MemberSeed
from vafa.demo.narvan.span import DAY_SECONDS, DAYS, TUESDAY, WEEKDAYS, day_number, instant
from vafa.demo.narvan.stores import EVENING, KARIMKHAN, PARTS, TAJRISH, VANAK
from vafa.demo.narvan.truths import SilenceReason

FULL_SIZE = 6000
SILENT_DAYS_OVER = 70
_LAST_DAY_OF_THE_SILENT = DAYS - SILENT_DAYS_OVER - 2


class _Grievance(NamedTuple):
    reason: SilenceReason
    store: int
    since_day: int
    within_days: int
    members: int


HARSH_SINCE = day_number(1405, 5, 1)
_GRIEVANCES = (
    _Grievance("staff", VANAK, HARSH_SINCE, 45, 85),
    _Grievance("price", TAJRISH, day_number(1405, 5, 15), 29, 40),
    _Grievance("moved", KARIMKHAN, day_number(1405, 4, 15), 21, 40),
    _Grievance("missing_service", TAJRISH, day_number(1405, 4, 1), 30, 20),
    _Grievance("variety", KARIMKHAN, day_number(1405, 3, 10), 40, 20),
)
_VISIT_DAYS_BEFORE, _MEAN_GAP_MAX = 8, 12


class Silenced(NamedTuple):
    place: int
    store: int
    reason: SilenceReason
    since_day: int


def scaled(count: int, everyone: list[Life], least: int = 1) -> int:
    return max(least, round(count * len(everyone) / FULL_SIZE))


def silence(random: Random, everyone: list[Life]) -> list[Silenced]:
    """Ends the visits of loyal members soon after what grieved them."""
    silenced = []
    for grievance in _GRIEVANCES:
        fit = [place for place, life in enumerate(everyone) if _would_be_missed(life, grievance)]
        for place in sorted(random.sample(fit, min(len(fit), scaled(grievance.members, everyone)))):
            _leave(random, everyone[place], grievance)
            silenced.append(Silenced(place, grievance.store, grievance.reason, grievance.since_day))
    return silenced


def _would_be_missed(life: Life, grievance: _Grievance) -> bool:
    return not life.planted and life.home == grievance.store and bool(_farewell_days(life, grievance))


def _farewell_days(life: Life, grievance: _Grievance) -> list[int]:
    """Days soon after the grievance on which, were they the last, a loyal member with short gaps would leave."""
    days = life.days()
    if sum(day < grievance.since_day for day in days) < _VISIT_DAYS_BEFORE:
        return []
    until = min(grievance.since_day + grievance.within_days, _LAST_DAY_OF_THE_SILENT + 1)
    return [
        day
        for gaps, day in enumerate(days)
        if grievance.since_day <= day < until and day - days[0] <= _MEAN_GAP_MAX * gaps
    ]


def _leave(random: Random, life: Life, grievance: _Grievance) -> None:
    last = random.choice(_farewell_days(life, grievance))
    life.planted, life.left_day = True, last + 1
    if grievance.reason == "staff":
        evening = last * DAY_SECONDS + random.randrange(*PARTS[EVENING])
        life.visits = [visit for visit in life.visits if visit.second < last * DAY_SECONDS]
        life.visits.append(Visit(evening, VANAK, False, Mark.FAREWELL))
    else:
        life.visits = [visit for visit in life.visits if visit.second < (last + 1) * DAY_SECONDS]


def _by_second(visit: Visit) -> int:
    return visit.second


OWN_CARD_SINCE = day_number(1405, 6, 1)
_OWN_CARD_RECEIPTS, _OWN_CARD_LEAST, _OWN_CARD_EVENING_MAX = 160, 25, 5
_CLOSING = (80_100, 84_000)  # 22:15 to 23:20, after most tables are paid


def own_card(random: Random, everyone: list[Life]) -> int:
    """A cashier of Karimkhan puts strangers' receipts on her own card about closing time. Out: her place."""
    place = _someone(random, everyone, KARIMKHAN, OWN_CARD_SINCE, 3)
    life, left = everyone[place], scaled(_OWN_CARD_RECEIPTS, everyone, _OWN_CARD_LEAST)
    evenings = random.sample(range(OWN_CARD_SINCE, DAYS), (left + 2) // 3)
    for evening in evenings * 2:
        for _ in range(min(left, random.randint(2, _OWN_CARD_EVENING_MAX))):
            second = evening * DAY_SECONDS + random.randrange(*_CLOSING)
            life.visits.append(Visit(second, KARIMKHAN, False, Mark.OWN_CARD))
            left -= 1
    life.visits.sort(key=_by_second)
    return place


LENT_CARD_SINCE = day_number(1405, 6, 1)
_LENT_PAIRS, _LENT_LEAST, _LENT_SECONDS = 26, 5, (240, 660)


def lent_card(random: Random, everyone: list[Life]) -> tuple[int, int]:
    """A member of Karimkhan lends the card to one of Vanak, who stops showing their own at two visits of three.
    Out: the places of lender and borrower."""
    lender = _someone(random, everyone, KARIMKHAN, LENT_CARD_SINCE, scaled(_LENT_PAIRS, everyone, _LENT_LEAST) + 4)
    borrower = _someone(random, everyone, VANAK, LENT_CARD_SINCE, 3)
    shown = [day for day in everyone[lender].days() if day >= LENT_CARD_SINCE]
    days = sorted(random.sample(shown, min(len(shown), scaled(_LENT_PAIRS, everyone, _LENT_LEAST))))
    first_of_day = {visit.second // DAY_SECONDS: visit for visit in reversed(everyone[lender].visits)}
    kept = [visit for visit in everyone[lender].visits if visit.second // DAY_SECONDS not in days]
    for visit in [first_of_day[day] for day in days]:
        kept.append(replace(visit, store=KARIMKHAN, online=False))
        kept.append(Visit(visit.second + random.randrange(*_LENT_SECONDS), VANAK, False, Mark.LENT_CARD))
    everyone[lender].visits = sorted(kept, key=_by_second)
    own = everyone[borrower].visits
    everyone[borrower].visits = [v for n, v in enumerate(own) if v.second < LENT_CARD_SINCE * DAY_SECONDS or n % 3 == 0]
    return lender, borrower


QUICK_RETURNS_SINCE = day_number(1405, 6, 15)
_QUICK_RETURNS, _QUICK_LEAST = 18, 6


def quick_returns(random: Random, everyone: list[Life]) -> int:
    """A member of Tajrish whose purchases at one cashier are returned within the half hour. Out: the place."""
    place = _someone(random, everyone, TAJRISH, QUICK_RETURNS_SINCE, 3)
    for day in sorted(random.sample(range(QUICK_RETURNS_SINCE, DAYS), scaled(_QUICK_RETURNS, everyone, _QUICK_LEAST))):
        second = day * DAY_SECONDS + random.randrange(*PARTS[EVENING])
        everyone[place].visits.append(Visit(second, TAJRISH, False, Mark.QUICK_RETURN))
    everyone[place].visits.sort(key=_by_second)
    return place


def _someone(random: Random, everyone: list[Life], home: int, since_day: int, visits_after: int) -> int:
    """An unplanted member of that branch who comes at least so often after the day; failing one, who comes most."""
    counts = {
        place: sum(visit.second >= since_day * DAY_SECONDS for visit in life.visits)
        for place, life in enumerate(everyone)
        if life.home == home and not life.planted and life.joined_second < since_day * DAY_SECONDS
    }
    fit = [place for place, count in counts.items() if count >= visits_after]
    place = random.choice(fit) if fit else max(counts, key=lambda place: (counts[place], -place))
    everyone[place].planted = True
    return place


CAMPAIGN_CODE, CAMPAIGN_SALT = "tuesday-coffee-1405", "narvan-tuesday-coffee"
CAMPAIGN_FROM, CAMPAIGN_DAYS = day_number(1405, 7, 4), 28
CAMPAIGN_UNTIL = CAMPAIGN_FROM + CAMPAIGN_DAYS
LIFT_PERCENT = 18
_ARMS_MEMBERS, _TREATED_OF_SIX = 1200, 5
_RECENT_DAYS, _RECENT_VISITS = 60, 2


@dataclass(frozen=True, slots=True)
class Arms:
    eligible: int
    treated: tuple[int, ...]
    held_out: tuple[int, ...]


def campaign(random: Random, everyone: list[Life], seeds: list[MemberSeed]) -> Arms:
    """Draws the arms by hash and adds to the treated as many visits as the lift says, to the visit."""
    eligible = [place for place, life in enumerate(everyone) if _eligible(life, seeds[place])]
    drawn = sorted(eligible, key=lambda place: arm_hash(seeds[place].key))[: scaled(_ARMS_MEMBERS, everyone)]
    held = len(drawn) - len(drawn) * _TREATED_OF_SIX // 6
    arms = Arms(len(eligible), tuple(sorted(drawn[held:])), tuple(sorted(drawn[:held])))
    _lift(random, [everyone[place] for place in arms.treated])
    return arms


def arm_hash(key: str) -> str:
    return hashlib.sha256(f"{CAMPAIGN_SALT}|{key}".encode()).hexdigest()


def _eligible(life: Life, seed: MemberSeed) -> bool:
    """Came twice in sixty days and last said yes to SMS, at the start; those with another truth stay out."""
    start = CAMPAIGN_FROM * DAY_SECONDS
    recent = sum(start - _RECENT_DAYS * DAY_SECONDS <= visit.second < start for visit in life.visits)
    said = [c.granted for c in seed.consents if c.channel == "sms" and c.at < instant(start)]
    return not life.planted and recent >= _RECENT_VISITS and bool(said) and said[-1]


def _lift(random: Random, treated: list[Life]) -> None:
    window = range(CAMPAIGN_FROM * DAY_SECONDS, CAMPAIGN_UNTIL * DAY_SECONDS)
    natural = sum(visit.second in window for life in treated for visit in life.visits)
    left = round(natural * LIFT_PERCENT / 100)
    staying = [life for life in treated if life.left_day >= CAMPAIGN_UNTIL]
    rates = [life.visits_per_day for life in staying]
    while left:
        life = random.choices(staying, rates)[0]
        if (day := _free_day(random, life)) is not None:
            life.visits.append(Visit(visit_second(random, life, day), life.home, False, Mark.CAMPAIGN))
            life.visits.sort(key=_by_second)
            left -= 1


def _free_day(random: Random, life: Life) -> int | None:
    """A day of the campaign on which the member does not come anyway: a Tuesday if there is one."""
    taken = set(life.days())
    free = [day for day in range(CAMPAIGN_FROM, CAMPAIGN_UNTIL) if day not in taken]
    tuesdays = [day for day in free if WEEKDAYS[day] == TUESDAY]
    return random.choice(tuesdays or free) if free else None
