"""What comes next of a club and of one member: tested on its own past, silent where too little is known."""

from datetime import timedelta
from random import Random

import pytest

from tests.insight.made import bought, day, history, visits, who
from vafa.insight.metrics.member import life_of
from vafa.insight.predicting import beta_geometric
from vafa.insight.predicting.fitting import NotFitted
from vafa.insight.predicting.outlook import FEWEST_BUYERS, FEWEST_DAYS, forecast, outlook

DAYS = 360


def shop(people=400, seed=3):
    """Members who come at a pace of their own, each third until a day of their own; the first is of every fifth day."""
    random, rows = Random(seed), visits(1, *range(0, DAYS, 5), net=500)
    for number in range(2, people + 1):
        pace, start = random.choice((5, 10, 20, 40)), random.randrange(60)
        end = random.randrange(start + 1, DAYS) if number % 3 == 0 else DAYS
        at = start
        while at < end:
            rows.append(bought(at, number, random.randrange(50, 400)))
            at += max(1, round(random.expovariate(1 / pace)))
    return rows


@pytest.fixture(scope="module")
def made():
    return history(*shop())


@pytest.fixture(scope="module")
def known(made):
    return outlook(made, day(DAYS))


def said(known, made, number, until=DAYS):
    seen, net = life_of(made, who(number), day(until))
    return forecast(known, who(number), [at for at, _ in seen], net)


def test_the_club_s_own_past_is_foretold_within_fifteen_percent(known):
    assert (known.why_not, known.buyers, known.tested.days) == (None, 400, 90)
    assert known.tested.said == pytest.approx(known.tested.actual, rel=0.15)
    assert known.tested.error < known.tested.naive_error
    told = [each.id for each in known.definition.sentences]
    assert told[0].startswith("By the {model} model") and told[-1].startswith("Tried on the last {days} days")


def test_a_member_of_every_fifth_day_is_expected_on_the_next(known, made):
    found = said(known, made, 1)
    assert found.alive > 0.95
    assert found.visits == pytest.approx(18, rel=0.2)
    assert found.window == (day(360), day(360))
    assert day(360) < found.silent_from < day(420)
    assert found.worth_high_minor > 30_000  # 36,500 if they go on as ever
    assert found.worth_low_minor < found.worth_minor < found.worth_high_minor


def test_it_is_said_the_same_each_time(known, made):
    assert said(known, made, 1) == said(known, made, 1)


def test_who_stayed_away_is_silent_too_long_since_a_day_that_is_over(made):
    later = outlook(made, day(DAYS + 90))
    found = said(later, made, 1)
    assert found.alive < 0.1
    assert found.silent_from < day(DAYS + 90)
    assert found.visits < 2


def test_who_came_once_has_no_window_and_no_end(known):
    found = forecast(known, who(9), [day(300).toordinal()], 100)
    assert (found.window, found.silent_from) == (None, None)
    assert 0 < found.visits < 20


def test_returns_of_more_than_was_bought_leave_no_worth(known):
    found = forecast(known, who(9), [day(300).toordinal(), day(310).toordinal()], -50)
    assert found.worth_minor is None


@pytest.mark.parametrize(
    ("rows", "until", "why"),
    [
        ([], 10, "few_buyers"),
        ([bought(0, 1)], 400, "few_buyers"),
        ([bought(0, number) for number in range(FEWEST_BUYERS)], FEWEST_DAYS - 1, "few_days"),
        ([bought(0, number) for number in range(FEWEST_BUYERS)], 400, "not_fitted"),
    ],
    ids=["nobody", "one receipt", "too young", "nobody came again"],
)
def test_where_too_little_is_known_nothing_is_said_and_why(rows, until, why):
    found = outlook(history(*rows), day(until))
    assert (found.model, found.why_not, found.tested) == (None, why, None)
    assert len(found.definition.sentences) == 1
    assert forecast(found, who(1), [day(0).toordinal()], 100) is None


def test_one_member_with_half_of_all_sales_changes_no_one_else(made, known):
    rich = history(*shop(), bought(350, 1, 10_000_000))
    after = outlook(rich, day(DAYS))
    assert after.model.parameters == known.model.parameters
    assert said(after, rich, 7).visits == said(known, made, 7).visits


def test_where_the_plain_model_finds_nothing_the_other_is_taken(monkeypatch, made):
    plain = beta_geometric.fit

    def wanders(data, *, modified=False):
        if not modified:
            raise NotFitted("it took too long")
        return plain(data, modified=True)

    monkeypatch.setattr(beta_geometric, "fit", wanders)
    found = outlook(made, day(DAYS))
    assert found.model.modified
    assert dict(found.definition.sentences[0].values)["model"] == "MBG/NBD"
    assert found.tested.said == pytest.approx(found.tested.actual, rel=0.15)


def test_months_without_sales_are_no_reason_to_stop():
    rows = shop() + [bought(at + 720, number) for number in range(1, 120) for at in (0, 9, 30)]
    found = outlook(history(*rows), day(780))
    assert found.model is not None
    assert day(780) - timedelta(days=found.tested.days) == day(690)


def test_the_figures_of_a_member_agree_with_the_chance_of_no_visit(made):
    """Who is told to stay away with 30 % is still a customer with 70 % and some, whatever the other model says."""
    found = outlook(made, day(DAYS))
    days = [day(each).toordinal() for each in range(0, 200, 5)]
    alone = forecast(found, who(1), days, 40_000)
    agreeing = forecast(found, who(1), days, 40_000, (0.3, 61))
    assert alone.alive < 0.05 and alone.silent_from < day(DAYS)
    assert 0.7 <= agreeing.alive < 0.75 and agreeing.visits > 10 * alone.visits
    assert agreeing.silent_from is None
    sure = forecast(found, who(1), [day(DAYS - 1).toordinal()], 100, (0.0, 61))
    assert sure.alive == 1.0
