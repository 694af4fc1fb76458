"""The three branches and the character of each."""

from dataclasses import dataclass
from functools import lru_cache

from vafa.demo.narvan.shapes import Store
from vafa.demo.narvan.span import DAYS, FIRST_DAY, WEEKDAYS, day_factors
from vafa.engine.calendar.jalali import to_date

KARIMKHAN, VANAK, TAJRISH = 0, 1, 2
STORES = (
    Store("krm", "کریم‌خان", "Karimkhan", to_date(1398, 7, 20)),
    Store("vnk", "ونک", "Vanak", to_date(1401, 2, 10)),
    Store("tjr", "تجریش", "Tajrish", to_date(1404, 7, 1)),
)
OPEN_DAYS = tuple(max(0, (store.opened_on - FIRST_DAY).days) for store in STORES)

# Parts of the day as (first second, last second): early, noon, afternoon, evening.
EARLY, NOON, AFTERNOON, EVENING = 0, 1, 2, 3
PARTS = ((27_000, 41_400), (41_400, 55_800), (55_800, 68_400), (68_400, 80_700))


@dataclass(frozen=True, slots=True)
class Nature:
    """Weekdays run from Monday; `parts` are the shares of the day, `drinks` the pull of coffee, tea and cold,
    `company` the odds of one, two and three drinks on a receipt."""

    joins: float
    weekdays: tuple[float, ...]
    parts: tuple[float, float, float, float]
    drinks: tuple[float, float, float]
    company: tuple[float, float, float]
    beans: float
    online: float


NATURES = (
    # Bookshops and students: mornings, plain coffee, beans to take home.
    Nature(0.41, (0.97, 0.98, 1.0, 1.25, 1.0, 0.95, 0.95), (0.3, 0.2, 0.3, 0.2), (1.25, 0.9, 0.8), (0.58, 0.34, 0.08),
           0.06, 0.06),
    # Office towers: breakfast and lunch on working days, much delivery.
    Nature(0.36, (1.04, 1.06, 1.06, 1.14, 0.8, 1.0, 1.0), (0.34, 0.31, 0.2, 0.15), (1.1, 0.8, 1.0), (0.55, 0.35, 0.1),
           0.03, 0.15),
    # Families below the mountain: evenings and weekends, tea, cake, more at a table. Opened on 1 Mehr 1404.
    Nature(0.23, (0.8, 0.82, 0.9, 1.45, 1.55, 0.8, 0.8), (0.13, 0.17, 0.32, 0.38), (0.85, 1.3, 1.1), (0.4, 0.4, 0.2),
           0.02, 0.05),
)  # fmt: skip


@lru_cache(maxsize=1)
def busy_clocks() -> tuple[tuple[float, ...], ...]:
    """Per store, how much trade has gone by before each day: the clock on which members' visits are even."""
    clocks = []
    for nature in NATURES:
        clock = [0.0]
        for factor, weekday in zip(day_factors(), WEEKDAYS, strict=True):
            clock.append(clock[-1] + factor * nature.weekdays[weekday])
        clocks.append(tuple(clock))
    assert all(len(clock) == DAYS + 1 for clock in clocks)
    return tuple(clocks)
