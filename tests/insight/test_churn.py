"""Who stays away: chances, plain reasons, and nothing where nothing can be known."""

import numpy as np
import pytest

from tests.insight.made import bought, day, history, visits, who
from tests.insight.test_outlook import DAYS, shop
from vafa.insight.metrics.member import life_of
from vafa.insight.predicting import churn
from vafa.insight.predicting.churn import FEATURES, club_churn, features_of
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.logistic import auc


@pytest.fixture(scope="module")
def made():
    return history(*shop())


@pytest.fixture(scope="module")
def model(made):
    return club_churn(made, day(DAYS))


def said(model, days, at):
    row = np.array(features_of([(day(each).toordinal(), 100) for each in days], day(at).toordinal()))
    return float(model.chance(row[None, :])[0]), model.reasons(row)


def test_who_comes_every_few_days_comes_again_and_who_stopped_does_not(model):
    regular, no_reason = said(model.model, range(0, DAYS, 5), DAYS)
    stopped, reasons = said(model.model, range(0, 200, 5), DAYS)
    assert regular < 0.1 < 0.8 < stopped
    assert set(reasons) <= {"silent", "silent_gaps", "visits_90", "visits_30", "spend_90"} and len(reasons) == 2
    assert no_reason == ()


def test_it_is_tried_on_days_it_had_not_seen(model):
    assert model.tried.members > 300
    assert model.tried.auc > 0.85
    assert model.tried.auc >= model.tried.silence_auc - 0.02


def test_what_is_seen_of_a_member_is_what_there_was(made):
    found, _ = life_of(made, who(1), day(DAYS))
    row = dict(zip(FEATURES, features_of(found, day(DAYS).toordinal()), strict=True))
    assert [round(float(np.expm1(row[name]))) for name in ("silent", "tenure", "gap", "visits_30", "visits_90")] == [
        5, 360, 5, 6, 18,
    ]  # fmt: skip
    assert (round(float(np.exp(row["visits"]))), row["trend"]) == (72, 1.0)


def test_who_came_once_has_features_too():
    row = features_of([(day(0).toordinal(), 0)], day(10).toordinal())
    assert np.isfinite(row).all()


def test_what_is_not_over_has_no_outcome(made):
    assert churn.seen(made, day(DAYS - 30), known_until=day(DAYS)).stayed_away is None


@pytest.mark.parametrize(
    "rows",
    [[], visits(1, 0, 10, 20), [bought(at, number) for number in range(150) for at in (0, 100, 200, 300, 350)]],
    ids=["nobody", "one member", "nobody stayed away"],
)
def test_where_nothing_can_be_told_there_is_no_model(rows):
    assert club_churn(history(*rows), day(DAYS)) is None


def test_too_few_of_one_outcome_are_refused(made):
    known = churn.seen(made, day(100), known_until=day(DAYS))
    with pytest.raises(NotFitted, match="too few"):
        churn.fit(churn.Seen(known.places, known.features, np.zeros(len(known.places))))


def test_the_share_of_pairs_told_apart():
    assert auc([1, 2, 3, 4], [0, 0, 1, 1]) == 1.0
    assert auc([1, 1, 1, 1], [0, 1, 0, 1]) == 0.5
    assert auc([4, 3, 2, 1], [0, 0, 1, 1]) == 0.0
    assert auc([1, 2, 2, 3], [0, 0, 1, 1]) == 0.875
    with pytest.raises(ValueError, match="both"):
        auc([1, 2], [1, 1])
