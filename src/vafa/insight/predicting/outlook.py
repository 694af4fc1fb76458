"""What members will do: the model that explains this club, how it did on the club's own past, and what it says of one
member. Fitted to visit days; a club that is too young or too small is told so and gets no figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal
from uuid import UUID

import numpy as np

from vafa.engine.earning.words import Message, message
from vafa.insight.history import History
from vafa.insight.metrics.rhythm import Rhythm, rhythms
from vafa.insight.predicting import beta_geometric, spending
from vafa.insight.predicting.beta_geometric import BetaGeometric
from vafa.insight.predicting.buying import Buying, Numbers, compressed
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.spending import Spending
from vafa.insight.shapes import Definition, Span
from vafa.insight.totals import totals

AHEAD_DAYS: Final = 90
YEAR_DAYS: Final = 365
FEWEST_BUYERS, FEWEST_DAYS = 100, 90
FEWEST_GAPS: Final = 4
GONE_BELOW: Final = 0.5
DRAWS: Final = 4_000
_LOW, _HIGH = 10, 90
"""Of a hundred draws: four in five lie between."""

WhyNot = Literal["few_buyers", "few_days", "not_fitted"]


@dataclass(frozen=True, slots=True)
class Tested:
    """The last days of the club, which the model had not seen: visits made, visits said, and what each member's own
    average rate said; the errors are mean absolute ones, in visits a member."""

    days: int
    actual: int
    said: float
    naive_said: float
    error: float
    naive_error: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of a club before the day `at` (an ordinal). Without a model `why_not` says why; money in minor units."""

    at: int
    buyers: int
    model: BetaGeometric | None
    spending: Spending | None
    tested: Tested | None
    why_not: WhyNot | None = None

    @property
    def definition(self) -> Definition:
        """What the figures of a member are, as sentences."""
        if self.model is None:
            return Definition("outlook", (_WHY_NOT[self.why_not or "not_fitted"],))
        name = "MBG/NBD" if self.model.modified else "BG/NBD"
        told: list[Message] = [
            message("By the {model} model, fitted to the visit days of {buyers} buyers.", model=name,
                    buyers=self.buyers),
            message("Still a customer is the chance that they will ever come again; silent too long is the day on "
                    "which it falls under a half."),
            message("Worth is net sales of the next {days} days; the range holds four cases in five.", days=YEAR_DAYS),
        ]  # fmt: skip
        return Definition("outlook", (*told, *_told_of_test(self.tested)))


_WHY_NOT: dict[WhyNot, Message] = {
    "few_buyers": message("A forecast needs {buyers} buyers; until then nothing is said.", buyers=FEWEST_BUYERS),
    "few_days": message("A forecast needs {days} days of purchases; until then nothing is said.", days=FEWEST_DAYS),
    "not_fitted": message("No model explains this club’s visits, so nothing is said."),
}


def _told_of_test(tested: Tested | None) -> tuple[Message, ...]:
    if tested is None:
        return ()
    told = message(
        "Tried on the last {days} days, which it had not seen: it said {said} visits and {actual} were made; each "
        "member’s own average said {naive}.",
        days=tested.days, said=round(tested.said), actual=tested.actual, naive=round(tested.naive_said),
    )  # fmt: skip
    if tested.naive_error >= tested.error:
        return (told,)
    return told, message("For single members their own average came nearer in these days.")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one member: the chance from 0 to 1 that they are still a customer, visits of the next 90 days, net sales of
    the next 365 with a range, the days between which they usually come next, and the day from which they are silent
    too long; None where too little is known."""

    alive: float
    visits: float
    worth_minor: int | None
    worth_low_minor: int | None
    worth_high_minor: int | None
    window: tuple[date, date] | None
    silent_from: date | None


def outlook(history: History, at: date) -> Outlook:
    """In: a history and the day after the last that counts. Out: the model of the club with its test."""
    first = history.first_day
    days = (at - first).days if first else 0
    split = at - timedelta(days=min(AHEAD_DAYS, days // 3))
    both = rhythms(history, split, at, breaks_above=days + 1)
    buyers = sum(1 for visits in both.end.visits if visits)
    why: WhyNot | None = "few_buyers" if buyers < FEWEST_BUYERS else "few_days" if days < FEWEST_DAYS else None
    model = None if why else _fitted(_rows(both.end))
    if model is None:
        return Outlook(at.toordinal(), buyers, None, None, None, why or "not_fitted")
    return Outlook(
        at.toordinal(), buyers, model, _spending(history, both.end, at), _tested(both.start, both.end)
    )  # fmt: skip


Rows = tuple[list[int], list[int], list[int]]


def _rows(rhythm: Rhythm) -> Rows:
    """Out: of each who came, visits after the first, days to the last of them and days watched."""
    came = [place for place, visits in enumerate(rhythm.visits) if visits]
    again = [rhythm.visits[place] - 1 for place in came]
    last = [rhythm.last[place] - rhythm.first[place] for place in came]
    return again, last, [rhythm.at - rhythm.first[place] for place in came]


def _fitted(rows: Rows) -> BetaGeometric | None:
    """The modified model where the plain one finds no parameters; None where neither does."""
    for modified in (False, True):
        try:
            found = beta_geometric.fit(compressed(*rows), modified=modified)
        except (NotFitted, ValueError):
            continue
        if found.drop_a != 1:  # there the expectation has no value
            return found
    return None


def _spending(history: History, rhythm: Rhythm, at: date) -> Spending | None:
    assert history.first_day is not None
    net = totals(history, Span(history.first_day, at)).net
    rows = [(visits, net[place] / visits) for place, visits in enumerate(rhythm.visits) if visits and net[place] > 0]
    try:
        visits, mean = np.array(rows, dtype=np.float64).T
        return spending.fit(visits, mean)
    except (NotFitted, ValueError):
        return None


def _tested(then: Rhythm, now: Rhythm) -> Tested | None:
    rows, days = _rows(then), now.at - then.at
    model = _fitted(rows) if len(rows[0]) >= FEWEST_BUYERS and days else None
    if model is None:
        return None
    later = [now.visits[place] - visits for place, visits in enumerate(then.visits) if visits]
    made = np.array(later, dtype=np.float64)
    again, last, watched = (np.array(each, dtype=np.float64) for each in rows)
    data = Buying(again, last, watched, np.ones_like(again))
    said, naive = model.expected(data, days), _naive(data, days)
    return Tested(
        days, int(made.sum()), float(said.sum()), float(naive.sum()), float(np.abs(said - made).mean()),
        float(np.abs(naive - made).mean()),
    )  # fmt: skip


def _naive(data: Buying, days: int) -> Numbers:
    """Everybody goes on as they did on average; who was seen on one day only, as all did."""
    shop = float(data.again.sum() / max(data.watched.sum(), 1.0))
    rates = np.divide(data.again, data.watched, out=np.full_like(data.again, shop), where=data.watched > 0)
    found: Numbers = rates * days
    return found


Away = tuple[float, int]
"""The chance from 0 to 1 of no visit, by another model, and in how many days."""
MOST_TIMES: Final = 3.0
"""Of what the model of the club expects, for who comes more surely than it allows."""


def forecast(
    outlook: Outlook, member: UUID, days: Sequence[int], net_minor: int, away: Away | None = None
) -> Forecast | None:
    """In: a club's outlook, a member, their visit days before it (ordinals, ascending), their net sales in minor units,
    and the chance of no visit where another model knows it better: then the figures are made to agree with it. Out:
    what comes next; None without a model or a visit. The same each time it is asked."""
    model = outlook.model
    if model is None or not days:
        return None
    again, watched = len(days) - 1, max(outlook.at - days[0], 0)
    data = _one(again, days[-1] - days[0], watched)
    there = _one(again, watched, watched)  # as if they had been here today: what they do while they are customers
    alive = (
        float(model.alive(data)[0]) if away is None else float(agreed(model, there, np.array([away[0]]), away[1])[0])
    )
    scale = alive / float(model.alive(there)[0])
    visits, year = (scale * float(model.expected(there, ahead)[0]) for ahead in (AHEAD_DAYS, YEAR_DAYS))
    worth = _worth(outlook, model, data, min(1.0, alive), year, member, len(days), net_minor)
    silent = _silent_from(model, days)
    if away is not None and silent is not None and (silent <= date.fromordinal(outlook.at)) != (alive < GONE_BELOW):
        silent = None  # the better model says otherwise
    return Forecast(min(1.0, alive), visits, *worth, _window(days), silent)


def agreed(model: BetaGeometric, there: Buying, away: Numbers, days: int) -> Numbers:
    """In: the model, members as if seen on the last day, and the chance of no visit of each within so many days. Out:
    the chance that each is still a customer by which the model says the same; above one for who comes more surely than
    a customer of the model does. A customer comes within the days unless their next visit is later: (α + T) / (α + T +
    days) to the power of r + x (Fader, Hardie, Lee 2005)."""
    known = model.rate_scale + there.watched
    later = (known / (known + days)) ** (model.rate_shape + there.again)
    found: Numbers = np.clip((1 - away) / np.maximum(1 - later, 1e-12), 0.0, MOST_TIMES)
    return found


def _one(again: int, last: int, watched: int) -> Buying:
    x, recency, age = (np.array([each], dtype=np.float64) for each in (again, last, watched))
    return Buying(x, recency, age, np.ones(1))


Worth = tuple[int | None, int | None, int | None]


def _worth(
    outlook: Outlook, model: BetaGeometric, data: Buying, alive: float, year: float, member: UUID, visits: int,
    net_minor: int,
) -> Worth:  # fmt: skip
    """The expected worth of so many visits in a year, and the range of it by draws from what is known of the member."""
    spent = outlook.spending
    if spent is None or net_minor <= 0:
        return None, None, None
    mean = np.array([net_minor / visits])
    expected = year * float(spent.expected(np.array([float(visits)]), mean)[0])
    random, x = np.random.default_rng(member.int % 2**63), float(data.again[0])
    rate = random.gamma(model.rate_shape + x, 1 / (model.rate_scale + float(data.watched[0])), DRAWS)
    drop = random.beta(model.drop_a, model.drop_b + x + int(model.modified), DRAWS)
    made = np.minimum(random.poisson(rate * YEAR_DAYS), random.geometric(np.clip(drop, 1e-12, 1.0)))
    made[random.random(DRAWS) >= alive] = 0
    shape, scale = spent.member_shape + spent.visit_shape * visits, spent.member_scale + net_minor
    each = spent.visit_shape / random.gamma(shape, 1 / scale, DRAWS)
    low, high = np.percentile(made * each, (_LOW, _HIGH))
    return round(expected), round(float(low)), round(float(high))


def _window(days: Sequence[int]) -> tuple[date, date] | None:
    """Between a quarter and three quarters of their own gaps after the last visit."""
    gaps = [later - earlier for earlier, later in pairwise(days)]
    if len(gaps) < FEWEST_GAPS:
        return None
    soonest, latest = (date.fromordinal(days[-1] + round(float(each))) for each in np.percentile(gaps, (25, 75)))
    return soonest, latest


def _silent_from(model: BetaGeometric, days: Sequence[int]) -> date | None:
    """The first day on which, had they not come until then, they would rather be gone than still a customer; None where
    that is more than three years away, or they came on one day alone."""
    if len(days) < 2:
        return None
    again, last = len(days) - 1, days[-1] - days[0]
    away = np.arange(1, 3 * YEAR_DAYS, dtype=np.float64)
    same = np.ones_like(away)
    chance = model.alive(Buying(again * same, last * same, last + away, same))
    under = np.flatnonzero(chance < GONE_BELOW)
    return date.fromordinal(days[-1] + int(away[under[0]])) if len(under) else None
