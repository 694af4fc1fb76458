"""Who will stay away: a logistic model of the next weeks on what is seen of each member's rhythm, with its calibration
and the plain reasons for each.

Trained on an earlier cut of the club's own history, whose outcome is known, and tried on a later one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from vafa.insight.history import History
from vafa.insight.predicting import logistic
from vafa.insight.predicting.buying import Numbers
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.logistic import Logistic, Said

AHEAD_DAYS: Final = 61
PENALTY: Final = 10.0
FEWEST: Final = 100
"""Members, and of either outcome a tenth of them: below that nothing is fitted."""
MOST: Final = 20_000
"""Members a model is fitted to and tried on: of a larger club every so many."""
TENTHS: Final = tuple(step / 10 for step in range(11))
FEATURES: Final = (
    "silent", "visits", "tenure", "gap", "silent_gaps", "gap_spread", "visits_30", "visits_90", "trend", "spend_90",
    "spend", "once", "once_silent", "once_spend_90",
)  # fmt: skip
"""Days since the last visit; visits; days since the first; mean gap; silence in mean gaps; the spread of gaps; visits
of the last 30 and 90 days; the first against the second; net sales of 90 days and of all; and of who came once, who has
no rhythm: that they did, their silence and net sales. Logarithms but the trend and `once`."""
_OF_ONE_VISIT: Final = frozenset({"once", "once_silent", "once_spend_90"})
_SPEAKS_FOR: Final = frozenset({"silent", "gap", "silent_gaps", "gap_spread"})
"""Features of which more speaks for staying away; of the others less does. A weight that says otherwise is no reason
that one could tell anybody."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of each who had come before an instant: `places` in the history, a row of features for each, and
    whether they came in the days after it (None: it is not over)."""

    places: tuple[int, ...]
    features: Numbers
    stayed_away: Numbers | None


@dataclass(frozen=True, slots=True)
class Churn:
    """The model, and what in it may be told; `usual` is the share that stayed away of those it was fitted to."""

    logistic: Logistic
    usual: float

    def chance(self, features: Numbers) -> Numbers:
        """In: rows of features. Out: of each the chance from 0 to 1 of no visit in the days ahead."""
        return self.logistic.chance(features)

    def reasons(self, features: Numbers, most: int = 2) -> tuple[str, ...]:
        """In: one row. Out: the features that speak most for staying away, the strongest first; none where they stay
        away less likely than is usual. Of silence in days and in gaps the stronger one is told."""
        if float(self.chance(features[None, :])[0]) < self.usual:
            return ()
        parts = self.logistic.standardised(features) * self.logistic.weights[1:]
        found = [FEATURES[place] for place in np.argsort(-parts) if parts[place] > 0 and self._can_be_told(place)]
        silent = [each for each in found if each in ("silent", "silent_gaps")]
        return tuple(each for each in found if each not in silent[1:])[:most]

    def _can_be_told(self, place: int) -> bool:
        if FEATURES[place] in _OF_ONE_VISIT:
            return False
        return bool((self.logistic.weights[place + 1] > 0) == (FEATURES[place] in _SPEAKS_FOR))


@dataclass(frozen=True, slots=True)
class Tried:
    """On a cut that the model had not seen. `slope` is that of outcomes on the model's log odds: 1 is right, below it
    the model says too much. `silence_auc` is that of the days of silence alone."""

    members: int
    stayed_away: int
    auc: float
    silence_auc: float
    slope: float
    said: tuple[Said, ...] = ()


def seen(history: History, at: date, *, ahead: int = AHEAD_DAYS, known_until: date | None = None) -> Seen:
    """In: a history, the instant of the cut, how many days ahead are asked about, and the day after the last that is
    known. Out: features of all who had come before the cut, and the outcome where it is known."""
    visits = visits_of(history, None, at)
    places = tuple(sorted(visits)[:: max(1, len(visits) // MOST)])
    rows = [features_of(visits[place], at.toordinal()) for place in places]
    features = np.array(rows, dtype=np.float64).reshape(len(places), len(FEATURES))
    if known_until is None or at + timedelta(days=ahead) > known_until:
        return Seen(places, features, None)
    after = visits_of(history, at, at + timedelta(days=ahead))
    return Seen(places, features, np.array([float(place not in after) for place in places]))


Visits = list[tuple[int, int]]


def visits_of(history: History, start: date | None, end: date) -> dict[int, Visits]:
    """Out: by place the days with a purchase that stands, each with its net sales, in order."""
    found: dict[int, Visits] = {}
    for each in history.between(start, end):
        of_day: dict[int, int] = {}
        for place, count, net in zip(each.members, each.purchases, each.net, strict=True):
            if count > 0:
                of_day[place] = of_day.get(place, 0) + net
        for place, net in of_day.items():
            found.setdefault(place, []).append((each.day, net))
    return found


def features_of(visits: Visits, at: int) -> tuple[float, ...]:
    """In: a member's visit days before an instant with their net sales, one or more, and the instant (an ordinal). Out:
    their features, in the order of `FEATURES`."""
    days = np.array([day for day, _ in visits], dtype=np.float64)
    net = np.array([money for _, money in visits], dtype=np.float64)
    gaps = np.diff(days)
    silent, tenure = at - days[-1], at - days[0]
    gap = float(gaps.mean()) if len(gaps) else float(tenure)
    late_30, late_90 = float((days >= at - 30).sum()), float((days >= at - 90).sum())
    spend_90 = float(net[days >= at - 90].sum())
    once, money_90 = float(len(days) == 1), np.log1p(max(spend_90, 0.0))
    return (
        np.log1p(silent), np.log(len(days)), np.log1p(tenure), np.log1p(gap), np.log1p(silent / max(gap, 1.0)),
        np.log1p(gaps.std()) if len(gaps) > 1 else 0.0, np.log1p(late_30), np.log1p(late_90),
        late_30 * 3 / late_90 if late_90 else 0.0, money_90, np.log1p(max(float(net.sum()), 0.0)),
        once, once * np.log1p(silent), once * money_90,
    )  # fmt: skip


def fit(known: Seen) -> Churn:
    """In: members with their outcome. Out: the model. Refused: NotFitted, where too few came or too few stayed away."""
    outcome = known.stayed_away
    if outcome is None or len(outcome) < FEWEST or not 0.1 * FEWEST <= outcome.sum() <= len(outcome) - 0.1 * FEWEST:
        raise NotFitted("too few of either outcome")
    return Churn(logistic.fit(known.features, outcome, PENALTY), float(outcome.mean()))


def tried(model: Churn, later: Seen) -> Tried:
    """In: a model and members of a cut that it had not seen, with their outcome. Out: how right it was."""
    assert later.stayed_away is not None
    outcome, scores = later.stayed_away, model.logistic.scores(later.features)
    silent = later.features[:, FEATURES.index("silent")]
    return Tried(
        len(outcome), int(outcome.sum()), logistic.auc(scores, outcome), logistic.auc(silent, outcome),
        logistic.slope(scores, outcome), logistic.calibration(model.chance(later.features), outcome, TENTHS),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClubChurn:
    """The model of a club before the day `at` (an ordinal), and how one of the same kind did on the days before it."""

    at: int
    model: Churn
    tried: Tried | None


def club_churn(history: History, at: date) -> ClubChurn | None:
    """In: a history and the day after the last that counts. Out: a model of the latest days whose outcome is known;
    None where too few came or too few stayed away."""
    cut = at - timedelta(days=AHEAD_DAYS)
    before = cut - timedelta(days=AHEAD_DAYS)
    latest = seen(history, cut, known_until=at)
    try:
        model = fit(latest)
    except NotFitted:
        return None
    try:
        earlier = fit(seen(history, before, known_until=at))
    except NotFitted:
        return ClubChurn(at.toordinal(), model, None)
    return ClubChurn(at.toordinal(), model, tried(earlier, latest))
