"""Budgets in the manager's hands, the replay that publishing waits for, and a change put back from the log."""

import pytest

from tests.doors.console import test_programme as writing
from tests.doors.console.test_programme import begun, content, do, page, publish, put
from tests.doors.console.test_rewards import text
from tests.people import NOON
from vafa.base.models import Audit
from vafa.earning.actions import publish as publish_programme
from vafa.earning.models import Version
from vafa.engine.earning.base import Lines
from vafa.engine.earning.programme import Budget
from vafa.insight.actions import backtests
from vafa.insight.models import Backtest

desk = writing.desk
FORM = {"name_fa": "بودجهٔ ماه", "name_en": "month", "unit": "points", "period": "month", "rules": ["base"]}


def with_budget(desk, **given):
    draft = begun(desk)
    do(desk, draft, "new_budget")
    put(desk, draft, "cap:budget", **FORM | {"units": "۱۵۰", "alarm_percent": "۵۰"} | given)
    return draft


def replayed(desk, draft):
    for row in Backtest.objects.filter(about=draft.id, state="waiting"):
        backtests.run(club=desk.cast.club, backtest_id=row.id, now=NOON)


def test_a_budget_is_written_as_a_sentence_and_compared(desk):
    draft = with_budget(desk)
    [budget] = content(draft).programme.budgets
    assert (budget.units, budget.period, budget.rules, budget.alarm_percent) == (150, "month", ("base",), 50)
    shown = text(desk.manager.get(page(desk, draft)))
    assert "all members together no more than 150 points a month" in shown
    assert "staff hear of it at 50%" in shown
    assert "all members together no more than 150 points a month" in text(
        desk.manager.get(page(desk, draft, "compare/"))
    )
    do(desk, draft, "drop_cap", cap="budget")
    assert content(draft).programme.budgets == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"units": "many"}, "Write a whole number"),
        ({"alarm_percent": "most"}, "Write a whole number"),
        ({"period": "receipt"}, "Select a valid choice"),
    ],
)
def test_what_is_no_budget_is_told_under_its_field(desk, given, said):
    draft = begun(desk)
    do(desk, draft, "new_budget")
    told = put(desk, draft, "cap:budget", 422, **FORM | {"units": "150", "alarm_percent": "50"} | given)
    assert said in text(told)
    assert content(draft).programme.budgets[0].units == 100_000


@pytest.mark.parametrize("given", [{"units": "0"}, {"units": "-5"}, {"alarm_percent": "101"}])
def test_a_budget_of_nothing_is_kept_and_cannot_be_published(desk, given):
    draft = with_budget(desk, **given)
    assert publish(desk, draft).status_code == 422
    assert Version.objects.count() == 1


def test_staff_see_what_is_given_of_it_and_are_alarmed(desk):
    draft = with_budget(desk)
    publish_programme(club=desk.cast.club, programme=content(draft).programme, starts_at=NOON, now=NOON)
    desk.cast.buys("sara", 1_000)
    shown = text(desk.manager.get(desk.at("programme/")))
    assert "100 of 150 points given, anew from" in shown
    assert "nearly used up" in shown
    assert "month is nearly used up" in text(desk.manager.get(desk.at("")))
    desk.cast.buys("negar", 1_000)
    assert desk.cast.active("negar") == 0
    overview = text(desk.manager.get(desk.at("")))
    assert "month is used up 100 of 150 points are given." in overview


def test_publishing_waits_for_the_replay_of_just_these_rules(desk):
    desk.cast.buys("sara", 1_000)
    draft = with_budget(desk)
    Backtest.objects.all().delete()
    told = publish(desk, draft)
    assert "The replay of these rules is not done yet" in text(told)
    assert Backtest.objects.filter(about=draft.id, state="waiting").count() == 1
    replayed(desk, draft)
    assert publish(desk, draft).status_code == 302


def test_the_replay_says_what_budgets_would_have_withheld(desk):
    desk.cast.buys("sara", 1_000)
    desk.cast.buys("negar", 1_000)
    draft = with_budget(desk)
    replayed(desk, draft)
    assert "Its budgets would have withheld 100 points." in text(desk.manager.get(page(desk, draft)))


def test_products_are_pushed_by_their_margin(desk):
    draft = begun(desk)
    put(desk, draft, "rule:base:lines", margin_at_least="۳۷٫۵")
    assert content(draft).programme.rule("base").base.lines == Lines(margin_at_least=3_750)
    assert "on products with a margin of at least 37.5%" in text(desk.manager.get(page(desk, draft)))
    assert 'value="37.5"' in desk.manager.get(page(desk, draft) + "?part=rule:base:lines").content.decode()


def test_a_change_is_put_back_from_the_log_and_that_can_be_undone(desk):
    draft = with_budget(desk)
    do(desk, draft, "new_cap")
    first = Audit.objects.filter(action="draft_changed").order_by("at", "id").first()
    shown = desk.manager.get(desk.at(f"audit/?entry={first.id}"))
    assert "The draft is as before this change and the 2 after it." in text(shown)
    back = shown.context["back"]
    desk.manager.post(back.url, back.given)
    assert content(draft).programme.limits == ()
    do(desk, draft, "undo")
    kinds = [type(each) is Budget for each in content(draft).programme.limits]
    assert kinds == [False, True]


def test_what_stands_no_more_is_not_put_back(desk):
    draft = with_budget(desk)
    back = desk.manager.get(desk.at("audit/")).context["back"]
    assert "changed this draft meanwhile" in text(desk.manager.post(back.url, back.given | {"edition": 1}, follow=True))
    assert "There is nothing left to undo." in text(desk.manager.post(back.url, back.given | {"to": 99}, follow=True))
    do(desk, draft, "drop")
    first = Audit.objects.filter(action="draft_changed").first()
    assert desk.manager.get(desk.at(f"audit/?entry={first.id}")).context["back"] is None


def test_it_is_told_how_far_a_rule_and_an_amount_reach(desk):
    for minor in (100, 300, 1_000):
        desk.cast.buys("sara", minor)
    draft = begun(desk)
    do(desk, draft, "add_condition", rule="base", kind="amount_at_least")
    put(desk, draft, "rule:base:when.0", minor="30")
    opened = text(desk.manager.get(page(desk, draft) + "?part=rule:base:when.0"))
    assert "67% of the last year’s purchases are at least this much." in opened
    assert "reaches" not in opened
    replayed(desk, draft)
    assert "reaches 67% of purchases; live 100%" in text(desk.manager.get(page(desk, draft)))
