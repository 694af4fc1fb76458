"""Who stays away, and what an offer did: on the Journey year, beside statsmodels and SciPy in the same run.

Goals (ANALYTICS §5): AUC ≥ .88, slope .9 to 1.1; of a thousand splits 3.6 to 6.4 % false alarms, a planted lift held in
93 to 97 %.
"""

import sys
import warnings
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.stats import ttest_ind

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.insight.test_journey import journey
from vafa.insight.predicting import churn, lift, logistic

CUT, END = date(2017, 10, 31), date(2018, 1, 1)
SPLITS, PLANTED_MINOR, HELD_OUT = 1_000, 2_000, 0.2


def main() -> None:
    year = journey("America/New_York")
    later, took = timed(lambda: churn.seen(year, CUT, known_until=END))
    stay(year, later, took)
    odds()
    effects(spent_of(year))


def timed(make):
    start = perf_counter()
    made = make()
    return made, perf_counter() - start


def stay(year, later, took) -> None:
    """Both are given the same eleven features of the same members."""
    known = churn.seen(year, date(2017, 8, 31), known_until=CUT)
    model = churn.fit(known)
    found = churn.tried(model, later)
    print(f"no visit in 61 days of {found.members:,} members: AUC {found.auc:.3f} (goal ≥ .88; days of silence alone "
          f"{found.silence_auc:.3f}), slope {found.slope:.2f} (goal .9 to 1.1); {took * 1000:.0f} ms")  # fmt: skip
    line = model.logistic
    theirs, _ = of_statsmodels(line.standardised(known.features), known.stayed_away)
    scores = theirs[0] + line.standardised(later.features) @ theirs[1:]
    print(f"statsmodels, the same features without a penalty: AUC {logistic.auc(scores, later.stayed_away):.3f}, "
          f"slope {logistic.slope(scores, later.stayed_away):.2f}")  # fmt: skip


def odds() -> None:
    random = np.random.default_rng(3)
    features = random.normal(size=(20_000, 11))
    came = (random.random(20_000) < 1 / (1 + np.exp(-features[:, 0] + 0.5 * features[:, 1]))).astype(float)
    ours, first = min((timed(lambda: logistic.fit(features, came, 0.0)) for _ in range(5)), key=lambda each: each[1])
    rows = ours.standardised(features)
    theirs, second = min((of_statsmodels(rows, came) for _ in range(5)), key=lambda each: each[1])
    print(f"logistic, 20,000 members, 11 features: {first * 1000:.1f} ms; statsmodels {second * 1000:.1f} ms, theirs "
          f"by ours {second / first:.1f}; weights apart at most {np.abs(theirs - ours.weights).max():.0e}")  # fmt: skip


def of_statsmodels(rows, outcome):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from statsmodels.api import Logit, add_constant
    return timed(lambda: Logit(outcome, add_constant(rows)).fit(disp=0).params)


def spent_of(year):
    """What each household spent in December, in cents; who bought nothing counts with zero."""
    spent = np.zeros(len(year.ids))
    for each in year.between(date(2017, 12, 1), END):
        np.add.at(spent, np.asarray(each.members), np.asarray(each.net))
    return spent


def effects(spent) -> None:
    """Splits of the same members, so that nothing is between the arms but chance; then with what is added to one."""
    alarms = held = 0
    started = perf_counter()
    for number in range(SPLITS):
        out = np.array([lift.held_out("bench", str(number), str(place), HELD_OUT) for place in range(len(spent))])
        alarms += lift.money(spent[~out], spent[out]).chance < 0.05
        found = lift.money(spent[~out] + PLANTED_MINOR, spent[out])
        held += found.low <= PLANTED_MINOR <= found.high
    took = perf_counter() - started
    print(f"{SPLITS:,} splits of {len(spent):,} households, {HELD_OUT:.0%} held out: {alarms / SPLITS:.1%} false "
          f"alarms (goal 3.6 to 6.4), a planted lift held in {held / SPLITS:.1%} (93 to 97); {took:.0f} s")  # fmt: skip
    ours = lift.money(spent[~out], spent[out])
    theirs = ttest_ind(spent[~out], spent[out], equal_var=False)
    print(f"the last split's chance by SciPy: {theirs.pvalue:.6f}, ours {ours.chance:.6f}")


if __name__ == "__main__":
    main()
