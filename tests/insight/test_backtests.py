"""A draft's backtest in the background: asked for, run, kept; the last question counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.people import BASE, after, make_cast, named, programme
from vafa.base import clock
from vafa.base.models import Job
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Rule
from vafa.engine.tiers import Ladder, Tier
from vafa.insight.actions import backtests
from vafa.insight.backtest import running
from vafa.insight.backtest.found import bins
from vafa.insight.models import Backtest
from vafa.insight.queries import backtests as asked

pytestmark = pytest.mark.django_db

ABOUT = UUID(int=5)
DOUBLE = programme(replace(BASE, effect=UnitsPerMoney("points", 2, 10)))
SPENT = Ladder((Tier("ashna", named("Ashna"), 0), Tier("yaar", named("Yaar"), 1_500)), window="rolling_days")


@pytest.fixture
def cast():
    """Sara bought for 2,000 and brought half of it back, Negar bought for 300; the base gives a tenth."""
    made = make_cast(ladder=SPENT)
    made.buys("sara", 1_000, 1_000, reference="A")
    made.returns("A", 2)
    made.buys("negar", 300)
    made.at(after(1))
    return made


def ask(cast, rules=DOUBLE, ladder=SPENT):
    return backtests.ask(club=cast.club, about=ABOUT, programme=rules, ladder=ladder, now=cast.now)


def run(cast, row):
    return backtests.run(club=cast.club, backtest_id=row.id, now=cast.now)


def test_it_says_what_both_would_have_given_and_who_gains(cast):
    done = run(cast, ask(cast))
    found = done.found
    assert (done.state, done.done, done.of, found["receipts"]) == ("done", 3, 3, 2)
    assert (found["live"]["cost_minor"], found["draft"]["cost_minor"]) == (130, 260)
    assert (found["live"]["sales_minor"], found["draft"]["earning"]) == (1_300, 2)
    assert {name: found["compared"][name] for name in ("winners", "losers", "same")} == {
        "winners": 2, "losers": 0, "same": 0,
    }  # fmt: skip
    assert found["compared"]["gained"] == [
        [str(cast.members["sara"]), 100, 200], [str(cast.members["negar"]), 30, 60],
    ]  # fmt: skip
    (rule,) = found["draft"]["rules"]
    assert (rule["rule"], rule["times"], rule["units"], rule["worth_minor"]) == ("base", 2, 260, 260)
    assert (found["since"][:10], found["until"][:10]) == ("2025-06-02", "2026-06-02")


def test_a_ladder_of_the_draft_s_own_moves_members(cast):
    steep = Ladder((Tier("ashna", named("Ashna"), 0), Tier("yaar", named("Yaar"), 100)), window="rolling_days")
    found = run(cast, ask(cast, ladder=steep)).found
    assert found["compared"]["moved"] == [["ashna", "yaar", 2]]


def test_the_same_question_is_asked_once_and_another_takes_its_place(cast):
    first = ask(cast)
    assert ask(cast).id == first.id
    other = ask(cast, programme(BASE, Rule("gift", named("gift"), FixedUnits("points", 5))))
    first.refresh_from_db()
    assert (first.state, other.state, Job.objects.filter(verb="backtest").count()) == ("dropped", "waiting", 2)
    assert run(cast, first) is None
    assert run(cast, other).found["draft"]["cost_minor"] == 140
    assert asked.latest(cast.club, ABOUT).id == asked.latest_done(cast.club, ABOUT).id == other.id


def test_two_workers_do_not_run_one_and_a_dead_one_is_taken_over(cast):
    row = ask(cast)
    Backtest.objects.filter(id=row.id).update(state="running", heard_at=clock.now())
    with pytest.raises(backtests.StillRuns):
        run(cast, row)
    Backtest.objects.filter(id=row.id).update(heard_at=clock.now() - timedelta(minutes=2))
    assert run(cast, row).state == "done"
    assert run(cast, row) is None


def test_one_that_is_dropped_while_it_runs_stops_and_keeps_nothing(cast, monkeypatch):
    row = ask(cast)
    told = backtests._Told.__call__

    def dropped(self, done, of):
        Backtest.objects.filter(id=row.id).update(state="dropped")
        told(self, done, of)

    monkeypatch.setattr(backtests._Told, "__call__", dropped)
    assert run(cast, row) is None
    row.refresh_from_db()
    assert (row.state, row.found) == ("dropped", None)


def test_one_that_breaks_says_so_and_can_be_asked_again(cast, caplog):
    row = ask(cast)
    Backtest.objects.filter(id=row.id).update(content={"programme": {"version": "x"}, "ladder": None})
    assert run(cast, row).state == "failed"
    assert "backtest" in caplog.text
    again = ask(cast)
    assert again.id != row.id
    assert run(cast, again).state == "done"


def test_rules_that_judge_alike_have_one_digest_whatever_their_version():
    assert backtests.digest_of(DOUBLE, None) == backtests.digest_of(replace(DOUBLE, version=7), None)
    assert backtests.digest_of(DOUBLE, None) != backtests.digest_of(programme(), None)
    assert backtests.digest_of(DOUBLE, None) != backtests.digest_of(DOUBLE, SPENT)


def test_changes_fall_into_eleven_steps_that_one_large_one_does_not_stretch():
    found = bins([0, 0, 1, 5, 10, 10, -10, -4, 10, 10, 10, 10, 9_999])
    assert found["limit_minor"] == 10
    assert found["counts"] == [1, 0, 0, 1, 0, 2, 1, 0, 1, 0, 7]
    assert bins([]) == {"limit_minor": 0, "counts": [0] * 11}
    assert bins([0, 0])["counts"][5] == 2


def test_what_is_in_force_is_replayed_once_while_the_history_stays_the_same(cast, monkeypatch):
    replayed = []
    whole = running.backtest

    def counted(club, scenarios, span, **facts):
        replayed.append(len(scenarios))
        return whole(club, scenarios, span, **facts)

    monkeypatch.setattr(running, "backtest", counted)
    first = run(cast, ask(cast)).found
    again = run(cast, ask(cast)).found
    assert (again["live"], again["compared"], replayed) == (first["live"], first["compared"], [2, 1])
    cast.buys("omid", 100)
    assert run(cast, ask(cast)).found["live"]["cost_minor"] == 140
    assert replayed == [2, 1, 2]
