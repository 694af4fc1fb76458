"""The models reproduce their published tables to the printed digits, and say so when they cannot be fitted."""

import csv

import numpy as np
import pytest

from tests.insight import cdnow
from vafa.insight.predicting import beta_geometric, fitting, occasions, pareto, spending, staying
from vafa.insight.predicting.buying import Buying, compressed
from vafa.insight.predicting.fitting import NotFitted


@pytest.fixture(scope="module")
def people():
    return cdnow.sample()


@pytest.fixture(scope="module")
def bought(people):
    return cdnow.buying(people)


def shown(model, places):
    return [round(each, places) for each in model.parameters]


def one(again, last, watched):
    return Buying(*(np.array([float(each)]) for each in (again, last, watched, 1)))


class TestPublished:
    def test_bg_nbd_of_the_sample(self, bought):
        model = beta_geometric.fit(bought)
        assert shown(model, 3) == [0.243, 4.414, 0.793, 2.426]
        assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)

    def test_bg_nbd_of_all_customers(self):
        model = beta_geometric.fit(cdnow.buying(cdnow.full()))
        assert shown(model, 5) == [0.25162, 4.78894, 0.72343, 2.16109]
        assert model.log_likelihood == pytest.approx(-95368.44, abs=0.005)

    def test_mbg_nbd_of_the_sample(self, bought):
        model = beta_geometric.fit(bought, modified=True)
        assert shown(model, 3) == [0.525, 6.183, 0.891, 1.614]
        assert model.log_likelihood == pytest.approx(-9582.1, abs=0.05)

    def test_pareto_nbd_of_the_sample(self, bought):
        model = pareto.fit(bought)
        assert shown(model, 3)[:3] == [0.553, 10.578, 0.606]
        # printed as 11.669, where the likelihood is smaller in its tenth digit than at 11.668
        assert model.end_scale == pytest.approx(11.669, abs=0.0015)
        assert model.log_likelihood == pytest.approx(-9595.0, abs=0.05)

    def test_gamma_gamma_of_the_946_who_came_again(self, people):
        later = [list(days.values())[1 : cdnow.history(days)[0] + 1] for days in people]
        repeated = [each for each in later if sum(each) > 0]
        assert len(repeated) == 946
        counts = np.array([float(len(each)) for each in repeated])
        model = spending.fit(counts, np.array([sum(each) / len(each) for each in repeated]))
        found = model.visit_shape, model.member_shape, model.member_scale
        assert [round(each, 2) for each in found] == [6.25, 3.74, 15.44]

    @pytest.mark.parametrize(
        ("there", "a", "b", "likelihood"),
        [
            ((1000, 631, 468, 382, 326, 289, 262, 241), 0.704, 1.182, -1680.3),
            ((1000, 869, 743, 653, 593, 551, 517, 491), 0.668, 3.806, -1611.2),
        ],
    )
    def test_sbg_of_two_cohorts_over_seven_years(self, there, a, b, likelihood):
        model = staying.fit(there)
        assert (round(model.leave_a, 3), round(model.leave_b, 3)) == (a, b)
        assert model.log_likelihood == pytest.approx(likelihood, abs=0.05)

    def test_bg_bb_of_the_donations(self):
        rows = list(csv.DictReader((cdnow.FOLDER / "donations.csv").open()))
        columns = ("frequency", "recency", "periods", "weights")
        given = Buying(*(np.array([float(row[name]) for row in rows]) for name in columns))
        assert given.total == 11_104
        model = occasions.fit(given)
        assert shown(model, 3) == [1.204, 0.750, 0.657, 2.783]
        assert model.log_likelihood == pytest.approx(-33225.6, abs=0.05)


class TestHeldOut:
    @pytest.mark.parametrize(
        ("fit", "correlation", "error"),
        [(beta_geometric.fit, 0.626, -0.041), (pareto.fit, 0.630, -0.016)],
        ids=["bg", "pareto"],
    )
    def test_what_39_weeks_tell_of_the_39_after_them(self, people, bought, fit, correlation, error):
        model = fit(bought)
        rows = [cdnow.history(days) for days in people]
        data = Buying(*(np.array([row[place] for row in rows]) for place in range(3)), np.ones(len(rows)))
        actual = np.array([sum(cdnow.CALIBRATED < day <= cdnow.END for day in days) for days in people])
        assert actual.sum() == 1882
        assert np.corrcoef(model.expected(data, 39), actual)[0, 1] == pytest.approx(correlation, abs=0.0006)
        until = [(cdnow.END - min(days)).days / 7 for days in people]
        whole = sum(len(days) - 1 for days in people)
        assert sum(model.expected_of_new(each) for each in until) / whole - 1 == pytest.approx(error, abs=0.002)


def modified(data):
    return beta_geometric.fit(data, modified=True)


class TestBehaviour:
    @pytest.mark.parametrize("modified", [False, True])
    def test_the_gradient_is_that_of_the_likelihood(self, bought, modified):
        at = np.array([0.4, 5.0, 0.7, 2.0])

        def likelihood(parameters):
            return beta_geometric._likelihood(parameters, bought, modified)

        assert likelihood(at)[1] == pytest.approx(fitting._differences(likelihood, at), rel=1e-5)

    def test_the_gradient_of_spending_is_that_of_its_likelihood(self):
        visits, mean, at = np.array([1.0, 2.0, 5.0]), np.array([20.0, 35.0, 12.0]), np.array([5.0, 3.0, 20.0])

        def likelihood(parameters):
            return spending._likelihood(parameters, visits, mean)

        assert likelihood(at)[1] == pytest.approx(fitting._differences(likelihood, at), rel=1e-5)

    def test_the_unit_of_time_changes_nothing_but_the_scale(self, bought):
        weeks = beta_geometric.fit(bought)
        days = beta_geometric.fit(Buying(bought.again, bought.last * 7, bought.watched * 7, bought.members))
        assert days.rate_shape == pytest.approx(weeks.rate_shape, rel=1e-4)
        assert days.rate_scale == pytest.approx(weeks.rate_scale * 7, rel=1e-4)
        assert days.expected_of_new(70) == pytest.approx(weeks.expected_of_new(10), rel=1e-4)

    @pytest.mark.parametrize("fit", [beta_geometric.fit, modified, pareto.fit], ids=["bg", "mbg", "pareto"])
    def test_who_was_here_lately_is_alive_and_who_stayed_away_is_not(self, bought, fit):
        model = fit(bought)
        lately, away = one(10, 38, 39), one(10, 12, 39)
        assert model.alive(lately)[0] > 0.9 > 0.1 > model.alive(away)[0]
        assert model.expected(lately, 39)[0] > 5 > 0.5 > model.expected(away, 39)[0]
        assert model.expected(one(0, 0, 0), 10)[0] == pytest.approx(model.expected_of_new(10))

    def test_a_cohort_is_projected_beyond_what_was_seen(self):
        model = staying.fit((1000, 869, 743, 653, 593, 551, 517, 491))
        assert round(model.left_after(12), 2) == 0.38
        assert model.retention(2) < model.retention(8) < 1

    def test_who_came_once_is_drawn_to_what_all_spend(self):
        model = spending.Spending(6.25, 3.74, 15.44, 0.0)
        assert round(model.mean, 2) == 35.22
        once, often = model.expected(np.array([1.0, 50.0]), np.array([100.0, 100.0]))
        assert 35 < once < 90 < often < 100


class TestRubbish:
    @pytest.mark.parametrize(
        "rows", [([], [], []), ([1], [5], [4]), ([-1], [0], [4]), ([1], [float("nan")], [4])],
        ids=["nobody", "after the end", "less than none", "no number"],
    )  # fmt: skip
    def test_histories_that_cannot_be_are_refused(self, rows):
        with pytest.raises(ValueError, match=r"bought|history"):
            compressed(*rows)

    def test_the_same_histories_stand_in_one_row(self):
        data = compressed([1, 1, 0], [2, 2, 0], [4, 4, 4])
        assert (list(data.again), list(data.members), data.total) == ([0, 1], [1, 2], 3)

    @pytest.mark.parametrize("fit", [beta_geometric.fit, modified, pareto.fit], ids=["bg", "mbg", "pareto"])
    def test_where_nobody_came_again_nothing_is_fitted(self, fit):
        with pytest.raises(NotFitted, match="nobody came again"):
            fit(compressed([0] * 50, [0] * 50, range(50)))

    def test_what_takes_too_long_is_given_up(self, bought):
        with pytest.raises(NotFitted, match="too long"):
            fitting.fitted(lambda at: pareto_of(at, bought), pareto.START, bought.total, seconds=0.0)

    @pytest.mark.parametrize("there", [(10,), (10, 11), (10, 5, -1)])
    def test_a_cohort_that_grows_is_none(self, there):
        with pytest.raises(ValueError, match="cohort"):
            staying.fit(there)

    def test_visits_worth_nothing_say_nothing_of_spending(self):
        with pytest.raises(ValueError, match="above zero"):
            spending.fit(np.array([1.0, 2.0]), np.array([0.0, 5.0]))


def pareto_of(at, data):
    return pareto._likelihood(at, data), None
