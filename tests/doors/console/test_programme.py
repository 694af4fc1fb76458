"""A manager writes the programme: sentences with words to change and the replay beside; tried, compared, published."""

import re
from datetime import timedelta

import pytest

from tests.doors.console.test_rewards import text
from tests.people import NOON, named
from vafa.base.models import Approval, Audit, Staff
from vafa.doors.console.programme.forms import ENGINE, PICKED, ValueForm
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.look.formats import format_of
from vafa.earning.models import Version
from vafa.engine.earning.conditions import CONDITIONS, All, AmountAtLeast, AnyOf, InTier, Not, OnWeekday
from vafa.engine.earning.effects import EFFECTS, FixedUnits, Multiplier, UnitsPerMoney
from vafa.engine.tiers import Ladder, Tier
from vafa.insight.actions import backtests
from vafa.insight.models import Backtest
from vafa.programmes.models import Draft
from vafa.programmes.queries import drafts
from vafa.tiers.actions import publish_ladder

LADDER = Ladder((Tier("ashna", named("Ashna"), 0), Tier("yaar", named("Yaar"), 1_000)), window="rolling_days")


@pytest.fixture
def desk(desk):
    start = NOON - timedelta(days=900)
    publish_ladder(club=desk.cast.club, ladder=LADDER, starts_at=start, now=start)
    return desk


def begun(desk, who="manager", **given):
    response = getattr(desk, who).post(desk.at("programme/begin/"), given)
    assert response.status_code == 302, text(response)
    return Draft.objects.order_by("-number").first()


def page(desk, draft, rest=""):
    return desk.at(f"programme/drafts/{draft.id}/{rest}")


def edition(draft):
    draft.refresh_from_db()
    return draft.edition


def do(desk, draft, verb, who="manager", **given):
    given = {"edition": edition(draft), "verb": verb} | given
    response = getattr(desk, who).post(page(desk, draft, "do/"), given)
    assert response.status_code == 302, text(response)
    return response


def put(desk, draft, part, status=302, **given):
    given = {"edition": edition(draft), "part": part} | given
    response = desk.manager.post(page(desk, draft, "part/"), given)
    assert response.status_code == status, text(response)
    return response


def content(draft):
    draft.refresh_from_db()
    return drafts.content(draft)


def test_the_programme_in_force_is_read_in_sentences(desk):
    shown = text(desk.analyst.get(desk.at("programme/")))
    assert "Version 1 is in force, with 1 rule." in shown
    assert re.search(r"1 point for each 1 Toman ?, on everything ?\.", shown)
    assert "Change it in a draft" not in shown
    assert "Grocery points" in text(desk.manager.get(desk.at("programme/")))
    desk.manager.cookies["vafa_language"] = "fa"
    assert re.search("۱ points برای هر ۱ تومان ?، روی همه چیز", text(desk.manager.get(desk.at("programme/"))))


def test_a_word_is_clicked_changed_and_kept_and_the_draft_says_what_it_was(desk):
    draft = begun(desk)
    opened = text(desk.manager.get(page(desk, draft) + "?part=rule:base:effect"))
    assert "Units for each so much money" in opened
    put(desk, draft, "rule:base:effect", unit="points", units="۳", per_minor="2")
    assert content(draft).programme.rule("base").effect == UnitsPerMoney("points", 3, 20)
    shown = text(desk.manager.get(page(desk, draft)))
    assert "Changed from live" in shown
    assert "Draft, 1 change from the live version" in shown
    noted = Audit.objects.filter(action="draft_changed").get()
    assert noted.data["editions"] == [1, 2]
    log = text(desk.owner.get(desk.at("audit/?tab=programme")))
    assert "Changed a draft of the programme" in log
    assert "3 points for each 2 Toman" in log


@pytest.mark.parametrize("kind", PICKED)
def test_every_condition_has_words_and_a_form_that_gives_back_what_it_shows(desk, kind):
    draft = begun(desk)
    do(desk, draft, "add_condition", rule="base", kind=kind)
    made = content(draft).programme.rule("base").when
    assert type(made) is CONDITIONS[kind]
    response = desk.manager.get(page(desk, draft) + "?part=rule:base:when.0")
    form = response.context["shown"].form
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, False)}
    put(desk, draft, "rule:base:when.0", **typed)
    assert content(draft).programme.rule("base").when == made


@pytest.mark.parametrize("kind", EFFECTS)
def test_every_effect_has_words_and_a_form_that_gives_back_what_it_shows(desk, kind):
    draft = begun(desk)
    where = do(desk, draft, "new_rule", kind=kind)["Location"]
    made = content(draft).rules[-1]
    assert type(made.effect) is EFFECTS[kind]
    form = desk.manager.get(where).context["shown"].form
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, False)}
    put(desk, draft, f"rule:{made.id}:effect", **typed)
    assert content(draft).rules[-1] == made


def test_every_kind_that_the_engine_knows_has_a_form(desk):
    names = DraftNames(desk.cast.club, format_of(desk.cast.club), drafts.published(desk.cast.club, 1, NOON))
    for kind in set(ENGINE) - {"all", "any", "not"}:
        assert ValueForm(names, ENGINE[kind], None).fields, kind


def test_conditions_are_added_widened_turned_round_and_taken_away(desk):
    draft = begun(desk)
    do(desk, draft, "add_condition", rule="base", kind="on_weekday")
    do(desk, draft, "add_condition", rule="base", kind="in_tier")
    where = do(desk, draft, "add_condition", rule="base", kind="amount_at_least", path="1")["Location"]
    assert where.endswith("?part=rule:base:when.1.1")
    big = AmountAtLeast(1_500_000)
    assert content(draft).programme.rule("base").when == All((OnWeekday((5,)), AnyOf((InTier(("yaar",)), big))))
    shown = text(desk.manager.get(page(desk, draft)))
    assert re.search(r"for members of Yaar or on purchases of at least 150,000 Toman", shown)
    assert do(desk, draft, "turn_round", rule="base", path="0")["Location"].endswith("when.0.0")
    assert content(draft).programme.rule("base").when.conditions[0] == Not(OnWeekday((5,)))
    assert do(desk, draft, "turn_round", rule="base", path="0.0")["Location"].endswith("when.0")
    do(desk, draft, "drop_condition", rule="base", path="1")
    assert content(draft).programme.rule("base").when == OnWeekday((5,))


def test_undo_takes_the_last_change_back_and_its_sentence_too(desk):
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="fixed_units")
    assert [rule.id for rule in content(draft).rules] == ["base", "fixed-units"]
    do(desk, draft, "undo")
    assert [rule.id for rule in content(draft).rules] == ["base"]
    refused = desk.manager.post(page(desk, draft, "do/"), {"edition": edition(draft), "verb": "undo"}, follow=True)
    assert "There is nothing left to undo." in text(refused)


def test_two_managers_at_one_draft_the_later_is_told_and_sees_how_it_stands(desk):
    draft = begun(desk)
    stale = edition(draft)
    do(desk, draft, "new_rule", kind="fixed_units", who="owner")
    given = {"edition": stale, "part": "rule:base:effect", "unit": "points", "units": "9", "per_minor": "1"}
    told = desk.manager.post(page(desk, draft, "part/"), given, follow=True)
    assert "Somebody else changed this draft meanwhile. It is shown as it stands now." in text(told)
    assert content(draft).programme.rule("base").effect == UnitsPerMoney("points", 1, 10)
    assert len(content(draft).rules) == 2


def test_what_is_wrong_stands_under_its_sentence_and_cannot_be_published(desk):
    draft = begun(desk)
    put(desk, draft, "rule:base:effect", unit="points", units="0", per_minor="1")
    shown = text(desk.manager.get(page(desk, draft)))
    assert "It gives nothing. Write one unit or more." in shown
    assert "1 thing to mend" in shown
    told = desk.manager.post(page(desk, draft, "publish/"), {"edition": edition(draft), "starts": "1405/04/01",
                             "reason": "try"})  # fmt: skip
    assert told.status_code == 422
    assert "Mend what is marked before it can be published." in text(told)
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "given", "said"),
    [
        ("rule:base:effect", {"unit": "points", "units": "x", "per_minor": "1"}, "Write a whole number"),
        ("rule:base:effect", {"unit": "stars", "units": "1", "per_minor": "1"}, "Select a valid choice"),
        ("rule:base:effect", {"unit": "points", "units": "1", "per_minor": "a lot"}, "Write the amount in digits."),
        ("rule:base:more", {"name_fa": "", "name_en": "x"}, "This field is required."),
        ("unit:points", {"name_fa": "ا", "name_en": "p", "kind": "points", "per": "0", "worth": "1", "ends": "never"},
         "Write a number above zero."),
        ("unit:points", {"name_fa": "ا", "name_en": "p", "kind": "points", "per": "1", "worth": "1", "ends": "rolling"},
         "Write after how many."),
    ],
)  # fmt: skip
def test_rubbish_is_answered_beside_its_field_and_changes_nothing(desk, part, given, said):
    draft = begun(desk)
    assert said in text(put(desk, draft, part, 422, **given))
    assert edition(draft) == 1


@pytest.mark.parametrize("part", ["", "x", "rule:gone:effect", "rule:base:when.7", "cap:no", "rule:base:x", "unit:"])
def test_a_part_that_is_none_is_refused_plainly(desk, part):
    draft = begun(desk)
    told = desk.manager.post(page(desk, draft, "part/"), {"edition": 1, "part": part}, follow=True)
    assert "This part is not in the draft any more." in text(told)
    assert desk.manager.get(page(desk, draft) + f"?part={part}").status_code in {200, 302}
    assert "This part is not in the draft any more." in text(
        desk.manager.post(page(desk, draft, "do/"), {"edition": 1, "verb": part}, follow=True)
    )


def test_rules_are_switched_moved_and_taken_away(desk):
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="multiplier")
    assert content(draft).rules[-1].effect == Multiplier("points", 2)
    do(desk, draft, "earlier", rule="multiplier")
    assert [rule.id for rule in content(draft).rules] == ["multiplier", "base"]
    do(desk, draft, "switch", rule="base")
    assert "There is no rule whose units it could multiply." in text(desk.manager.get(page(desk, draft)))
    do(desk, draft, "drop_rule", rule="multiplier")
    assert [rule.id for rule in content(draft).rules] == ["base"]


def test_caps_units_and_tiers_are_written_too(desk):
    draft = begun(desk)
    do(desk, draft, "new_cap")
    put(desk, draft, "cap:cap", name_fa="سقف", name_en="cap", units="۶۰۰", unit="points", period="week", rules=["base"])
    assert content(draft).programme.caps[0].units == 600
    do(desk, draft, "new_unit")
    put(desk, draft, "unit:points-2", name_fa="مهر", name_en="stamps", kind="stamps", per="6", worth="150,000",
        ends="fixed_dates", ends_dates="۰۶/۳۱، 12/29", ends_count="")  # fmt: skip
    assert content(draft).programme.units[1].value_minor_per == (1_500_000, 6)
    form = desk.manager.get(page(desk, draft) + "?part=ladder").context["shown"].form
    typed = {name: form.initial[name] for name in form.fields if form.initial.get(name) not in (None, False)}
    put(desk, draft, "ladder", **typed | {"fa_2": "دیرین", "en_2": "Dirin", "reach_2": "900", "keep_2": "500"})
    assert [(tier.id, tier.reach, tier.keep) for tier in content(draft).ladder.tiers] == [
        ("ashna", 0, None), ("yaar", 1_000, None), ("tier", 9_000, 5_000),
    ]  # fmt: skip
    shown = text(desk.manager.get(page(desk, draft)))
    assert "no more than 600 points a week" in shown
    assert "Dirin from 900 Toman, 500 Toman to stay" in shown


def test_the_replay_follows_each_change_and_says_who_gains_by_name(desk):
    desk.cast.buys("sara", 1_000)
    desk.cast.buys("negar", 300)
    draft = begun(desk)
    put(desk, draft, "rule:base:effect", unit="points", units="2", per_minor="1")
    assert list(Backtest.objects.order_by("asked_at", "id").values_list("state", flat=True)) == ["dropped", "waiting"]
    waiting = text(desk.manager.get(page(desk, draft, "replay/")))
    assert "Waits for the worker" in waiting
    row = Backtest.objects.get(state="waiting")
    backtests.run(club=desk.cast.club, backtest_id=row.id, now=NOON)
    shown = text(desk.manager.get(page(desk, draft)))
    assert "Up to date" in shown
    assert re.search(r"Cost of units 13 Toman 26 Toman up 100\.0%", shown)
    assert "Only an experiment shows how a rule changes behaviour." in shown
    people = text(desk.manager.get(page(desk, draft, "people/")))
    assert "10 Toman, then 20 Toman" in people
    do(desk, draft, "undo")
    Backtest.objects.filter(state="waiting").update(state="failed")
    assert "The replay broke off." in text(desk.manager.get(page(desk, draft)))
    do(desk, draft, "replay")
    assert Backtest.objects.filter(state="waiting").count() == 1


def test_a_draft_without_receipts_says_what_to_do(desk):
    draft = begun(desk)
    backtests.run(club=desk.cast.club, backtest_id=Backtest.objects.get().id, now=NOON)
    assert "There are no receipts of the last year to replay." in text(desk.manager.get(page(desk, draft)))


def test_a_receipt_is_tried_by_its_number_from_the_list_or_made_up(desk):
    desk.cast.buys("sara", 1_000, reference="8812")
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="fixed_units")
    do(desk, draft, "add_condition", rule="fixed-units", kind="in_tier")
    tried = text(desk.analyst.get(page(desk, draft, "try/") + "?receipt=۸۸۱۲"))
    assert "100 points for 100 Toman by base" in tried
    assert "Not given: it would need for members of Yaar." in tried
    assert "There is no purchase with the number 99" in text(desk.manager.get(page(desk, draft, "try/?receipt=99")))
    picked = desk.manager.get(page(desk, draft, "try/")).context["picked"]
    assert "8812" in text(desk.manager.get(page(desk, draft, "try/"), {"receipt": picked[0]["asked"]}))
    made = {"lines": "50٬000، coffee\n30000, cake", "weekday": "0", "hour": "12", "nth": "1", "tier": "yaar"}
    assert "80,000 points" in text(desk.manager.get(page(desk, draft, "try/"), made))
    wrong = desk.manager.get(page(desk, draft, "try/"), made | {"lines": "coffee"})
    assert wrong.status_code == 422
    assert "Line 1 has no amount" in text(wrong)


def publish(desk, draft, who="manager", **given):
    given = {"edition": edition(draft), "starts": "1405/04/01", "reason": "points had gone too high"} | given
    return getattr(desk, who).post(page(desk, draft, "publish/"), given)


def test_publishing_waits_for_another_person_and_then_judges_receipts(desk):
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="fixed_units")
    put(desk, draft, "rule:fixed-units:effect", unit="points", units="7")
    assert publish(desk, draft)["Location"].endswith("/approvals/")
    asked = Approval.objects.get()
    approve = desk.at(f"approvals/{asked.id}/approve/")
    assert "another person decides" in text(desk.manager.get(desk.at("approvals/"))).lower()
    desk.manager.post(approve)  # not oneself
    assert Version.objects.count() == 1
    shown = text(desk.owner.get(desk.at("approvals/")))
    assert "Publish draft 2 from" in shown
    assert "Agreed and published." in text(desk.owner.post(approve, follow=True))
    version = Version.objects.get(number=2)
    assert [rule["id"] for rule in version.programme["rules"]] == ["base", "fixed-units"]
    assert content(draft).programme.rule("fixed-units").effect == FixedUnits("points", 7)
    assert "Version 2 to come" in text(desk.manager.get(desk.at("programme/")))
    log = text(desk.owner.get(desk.at("audit/?tab=programme")))
    assert "Published a programme" in log
    assert "Agreed to publish a draft" in log
    desk.cast.at(version.starts_at).buys("sara", 1_000)
    assert desk.cast.active("sara") == 107


def test_who_runs_a_club_alone_publishes_alone(desk):
    Staff.objects.filter(club=desk.cast.club, role="manager").update(ended_at=NOON)
    draft = begun(desk, "owner")
    do(desk, draft, "new_rule", kind="fixed_units", who="owner")
    response = publish(desk, draft, "owner", reason="", starts="1405/03/11")
    assert response["Location"].endswith("/programme/")
    assert Version.objects.get(number=2).starts_at == NOON


def test_a_draft_that_was_changed_after_it_was_asked_for_is_not_published(desk):
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="fixed_units")
    publish(desk, draft)
    do(desk, draft, "new_rule", kind="fixed_units")
    told = desk.owner.post(desk.at(f"approvals/{Approval.objects.get().id}/approve/"), follow=True)
    assert "Somebody else changed this draft meanwhile." in text(told)
    assert (Version.objects.count(), Approval.objects.get().outcome) == (1, "waiting")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"starts": "1404/01/01"}, "is over. What was booked is not judged again"),
        ({"starts": "soon"}, "Write year, month and day"),
        ({"starts": ""}, "Write the day it starts."),
        ({"reason": ""}, "Write why: the one who decides will read it."),
    ],
)
def test_publishing_in_the_past_or_without_a_reason_is_refused(desk, given, said):
    draft = begun(desk)
    do(desk, draft, "new_rule", kind="fixed_units")
    told = publish(desk, draft, **given)
    assert told.status_code == 422
    assert said in text(told)
    assert Approval.objects.count() == 0


def test_the_guard_of_the_margin_stops_a_rule_that_gives_too_much(desk):
    from vafa.activities.shapes import Line

    desk.cast.buys("sara", Line(1_000, cost_minor=900))
    desk.owner.post(desk.at("programme/guard/"), {"percent": "۵۰"})
    draft = begun(desk)
    put(desk, draft, "rule:base:effect", unit="points", units="2", per_minor="1")
    backtests.run(club=desk.cast.club, backtest_id=Backtest.objects.get(state="waiting").id, now=NOON)
    shown = text(desk.manager.get(page(desk, draft)))
    assert "“base” gives 200% of the margin of what it gave for; the club allows 50%." in shown
    told = publish(desk, draft)
    assert told.status_code == 422
    assert "A rule gives more of the margin than the club allows." in text(told)
    assert "Write a whole percentage" in text(
        desk.owner.post(desk.at("programme/guard/"), {"percent": "0"}, follow=True)
    )


@pytest.mark.parametrize("code", ["points", "stamps", "tiers", "cash_back", "trade"])
def test_every_ready_programme_begins_a_draft_without_a_fault(desk, code):
    draft = begun(desk, ready=code)
    assert [each for each in drafts.faults(desk.cast.club, content(draft), NOON) if each.blocks] == []
    assert desk.manager.get(page(desk, draft)).status_code == 200


def test_drafts_are_compared_with_each_other_and_dropped(desk):
    one, two = begun(desk), begun(desk)
    put(desk, two, "rule:base:effect", unit="points", units="5", per_minor="1")
    assert "Nothing differs" in text(desk.manager.get(page(desk, one, "compare/")))
    differs = text(desk.manager.get(page(desk, one, f"compare/?with={two.id}")))
    assert "5 points for each 1 Toman" in differs
    do(desk, two, "drop")
    assert "Draft 3" not in text(desk.manager.get(desk.at("programme/")))
    assert "This is no draft any more" in text(
        desk.manager.post(page(desk, two, "do/"), {"edition": edition(two), "verb": "new_cap"}, follow=True)
    )


def test_an_unknown_start_is_refused_and_nothing_begins(desk):
    for given in ({"ready": "gold"}, {"version": "99"}):
        response = desk.manager.post(desk.at("programme/begin/"), given, follow=True)
        assert response.status_code == 200
    assert Draft.objects.count() == 0
