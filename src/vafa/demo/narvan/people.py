"""Who the members are and how they live: names and words of consent, and beneath them rhythm and taste."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from vafa.demo.narvan.names import FAMILY, FEMALE, MALE
from vafa.demo.narvan.shapes import ConsentChannel, ConsentSeed, Gender, JoinChannel, MemberSeed, Purpose
from vafa.demo.narvan.span import DAYS, END_SECOND, RAMADAN, instant
from vafa.demo.narvan.stores import EVENING, NATURES, OPEN_DAYS, PARTS, STORES, busy_clocks

_NEVER_BUYS, _BUYS_ONCE = 0.03, 0.28
_VISITS_PER_DAY_SHAPE, _VISITS_PER_DAY_MEAN = 2.2, 0.112
_VISITS_PER_DAY_MAX = 0.45
_STAY_DAYS_MEAN = 720.0
_FAVOURITE_PART = 0.6
_MOVED_BY_THE_FAST = 0.85
_LAUNCH_RUSH, _RUSH_DAYS = 5.0, 25.0


@dataclass(frozen=True, slots=True)
class Taste:
    """Pull of coffee, tea and cold; the fondness for cake; and one number per drawer of favourites."""

    drinks: tuple[float, float, float]
    cake: float
    favourites: tuple[float, float, float, float]


class Mark(StrEnum):
    """Why a visit is there, where it is not by nature."""

    NONE = ""
    FAREWELL = "the last visit of a member whom harsh staff drove away"
    CAMPAIGN = "a visit that the campaign made"
    OWN_CARD = "a stranger's receipt on the cashier's own card"
    LENT_CARD = "a receipt of the borrower on the lender's card"
    QUICK_RETURN = "a purchase that is returned within minutes"


@dataclass(frozen=True, slots=True)
class Visit:
    second: int
    store: int
    online: bool
    mark: Mark = Mark.NONE


@dataclass(slots=True)
class Life:
    """One person of the generator. `left_day` is the first day on which they would no longer come."""

    number: int
    home: int
    home_share: float
    part: int
    visits_per_day: float
    left_day: int
    taste: Taste
    visits: list[Visit]
    joined_second: int
    join_channel: JoinChannel
    planted: bool = False

    def days(self) -> list[int]:
        """The distinct days of the visits, in order."""
        return sorted({visit.second // 86_400 for visit in self.visits})


def _join_weights() -> tuple[tuple[float, ...], ...]:
    """Per store, running sums over the days of how many join: a rush after the start, then a steady stream."""
    weights = []
    for nature, clock, opens in zip(NATURES, busy_clocks(), OPEN_DAYS, strict=True):
        rush = [1 + _LAUNCH_RUSH * 2 ** (-(day - opens) / _RUSH_DAYS) if day >= opens else 0.0 for day in range(DAYS)]
        daily = [(clock[day + 1] - clock[day]) * rush[day] for day in range(DAYS)]
        total = sum(daily)
        weights.append(tuple(accumulate(nature.joins * value / total for value in daily)))
    return tuple(weights)


def lives(seed: int, members: int) -> list[Life]:
    """In: seed and count. Out: the members in the order of their joining, with their visits as nature has them."""
    weights = _join_weights()
    shares = [nature.joins for nature in NATURES]
    born = []
    for number in range(members):
        random = Random(f"narvan/{seed}/life/{number}")
        home = random.choices((0, 1, 2), shares)[0]
        first = bisect_right(weights[home], random.random() * weights[home][-1])
        born.append(_life(random, number, home, min(first, DAYS - 1)))
    return sorted(born, key=lambda life: (life.joined_second, life.number))


def _life(random: Random, number: int, home: int, first_day: int) -> Life:
    rate = random.gammavariate(_VISITS_PER_DAY_SHAPE, _VISITS_PER_DAY_MEAN / _VISITS_PER_DAY_SHAPE)
    rate = min(rate, _VISITS_PER_DAY_MAX)
    stays = 1 if random.random() < _BUYS_ONCE else 1 + int(random.expovariate(1 / _STAY_DAYS_MEAN))
    parts = NATURES[home].parts
    life = Life(
        number, home, random.uniform(0.82, 0.98), random.choices((0, 1, 2, 3), parts)[0], rate, first_day + stays,
        _taste(random), [], 0, "portal",
    )  # fmt: skip
    if random.random() < _NEVER_BUYS:
        life.joined_second = first_day * 86_400 + random.randrange(36_000, 80_000)
        return life
    life.visits = _visits(random, life, first_day)
    life.join_channel = random.choices(("counter", "portal", "referral"), (70, 18, 12))[0]
    lead = random.randrange(90, 600) if life.join_channel == "counter" else random.randrange(900, 5 * 86_400)
    # Who would have joined before the span does so in its first night, before the doors open.
    life.joined_second = max(life.visits[0].second - lead, 60 * (number % 300))
    return life


def _taste(random: Random) -> Taste:
    coffee, tea, cold = (random.gammavariate(1.6, 1 / 1.6) + 0.05 for _ in range(3))
    cake = min(random.gammavariate(6, 1 / 6), 1.8)
    return Taste((coffee, tea, cold), cake, (random.random(), random.random(), random.random(), random.random()))


def _visits(random: Random, life: Life, first_day: int) -> list[Visit]:
    """A Poisson process on the clock of the home branch, from the first visit until the member leaves."""
    clock = busy_clocks()[life.home]
    last_day = min(life.left_day, DAYS)
    days, now = [first_day], clock[first_day + 1]
    while True:
        now += random.expovariate(life.visits_per_day)
        day = bisect_right(clock, now) - 1
        if day >= last_day:
            break
        days.append(day)
    seconds = sorted(visit_second(random, life, day) for day in days)
    return [_visit(random, life, second) for second in seconds]


def visit_second(random: Random, life: Life, day: int) -> int:
    """The moment of a visit on that day, by the member's habit or the branch's."""
    part = life.part
    if random.random() >= _FAVOURITE_PART:
        part = random.choices((0, 1, 2, 3), NATURES[life.home].parts)[0]
    return day * 86_400 + random.randrange(*PARTS[after_the_fast(random, day, part)])


def after_the_fast(random: Random, day: int, part: int) -> int:
    """In Ramadan most of what would be a morning, noon or afternoon visit comes in the evening."""
    if day in RAMADAN and part != EVENING and random.random() < _MOVED_BY_THE_FAST:
        return EVENING
    return part


def _visit(random: Random, life: Life, second: int) -> Visit:
    store = life.home
    if random.random() >= life.home_share:
        others = [other for other in range(len(STORES)) if other != life.home and OPEN_DAYS[other] <= second // 86_400]
        store = random.choice(others)
    return Visit(second, store, random.random() < NATURES[store].online)


def members(seed: int, everyone: list[Life]) -> list[MemberSeed]:
    """In: the lives in order of joining. Out: the same people as the club knows them."""
    random = Random(f"narvan/{seed}/people")
    phones = random.sample(range(1_000_000, 10_000_000), len(everyone))
    cards = random.sample(range(10**9), len(everyone))
    return [
        _member(random, place, life, f"+98912{phone}", with_check_digit(f"900014{card:09d}"))
        for place, (life, phone, card) in enumerate(zip(everyone, phones, cards, strict=True))
    ]


def member_key(place: int) -> str:
    return f"nv-{place + 1:05d}"


def _member(random: Random, place: int, life: Life, phone: str, card: str) -> MemberSeed:
    gender: Gender = "female" if random.random() < 0.54 else "male"
    given = _often_first(random, FEMALE if gender == "female" else MALE)
    return MemberSeed(
        key=member_key(place),
        given_name=given,
        family_name=_often_first(random, FAMILY),
        phone=phone,
        gender=gender,
        birthday=_birthday(random) if random.random() < 0.78 else None,
        joined_at=instant(life.joined_second),
        join_channel=life.join_channel,
        home_store=STORES[life.home].code,
        consents=_consents(random, life),
        card_number=card if random.random() < 0.35 else None,
    )


def _often_first(random: Random, names: tuple[str, ...]) -> str:
    return names[int(len(names) * random.random() ** 1.4)]


def _birthday(random: Random) -> date:
    years = min(max(random.gauss(32, 9), 16), 72)
    return date(2026, 11, 22) - timedelta(days=int(years * 365.25) + random.randrange(365))


_ASKED: tuple[tuple[ConsentChannel, Purpose, float, float], ...] = (
    ("sms", "marketing", 0.78, 0.14),
    ("email", "marketing", 0.34, 0.12),
    ("any", "partner_sharing", 0.18, 0.34),
)
_TAKES_BACK = 0.06


def _consents(random: Random, life: Life) -> tuple[ConsentSeed, ...]:
    """Each asked question is answered yes, no or not at all; some take a yes to SMS back later by answering it."""
    at = instant(life.joined_second)
    proof = f"{life.join_channel}:{_PROOFS[life.join_channel]}:{STORES[life.home].code}"
    said = []
    for channel, purpose, yes, no in _ASKED:
        draw = random.random()
        if draw < yes + no:
            said.append(ConsentSeed(channel, purpose, draw < yes, at, proof))
    later = life.joined_second + random.randrange(20, 200) * 86_400 + random.randrange(86_400)
    if said and said[0].channel == "sms" and said[0].granted and random.random() < _TAKES_BACK and later < END_SECOND:
        said.append(ConsentSeed("sms", "marketing", False, instant(later), "sms:reply-off"))
    return tuple(said)


_PROOFS: dict[JoinChannel, str] = {"counter": "signed-form", "portal": "ticked-box", "referral": "ticked-box"}


def with_check_digit(digits: str) -> str:
    """The digits and their Luhn check digit (ISO/IEC 7812-1)."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
