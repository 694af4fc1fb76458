from datetime import UTC, datetime, timedelta

import pytest

from tests.people import BASE, NOON, TILL, after, make_cast, named, paid, programme
from vafa.activities import errors
from vafa.activities.actions.adjusting import adjust
from vafa.activities.actions.quoting import quote
from vafa.activities.actions.steps import tell_step
from vafa.activities.models import Activity, ParkedReturn
from vafa.activities.shapes import Line, Source
from vafa.engine.calendar.periods import JALALI, Period
from vafa.engine.earning.conditions import AmountAtLeast, NthPurchase
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Rule, Unit, WaitDays, WaitStep
from vafa.engine.expiry import Rolling, Sliding
from vafa.ledger.models import Movement
from vafa.ledger.queries.across import members_with_accounts
from vafa.ledger.queries.verifying import check, rows_of

pytestmark = pytest.mark.django_db

ONE_TO_ONE = Rule("base", named("base"), UnitsPerMoney("points", 1, 1))


def refused(outcome):
    assert outcome.status == "refused"
    return outcome.refusal.code


def nothing_booked():
    return Activity.objects.count() == 0 == Movement.objects.count()


def test_a_receipt_earns_and_says_why():
    cast = make_cast()
    outcome = cast.buys("sara", 6400)
    assert (outcome.status, cast.active("sara")) == ("booked", 640)
    award = outcome.awards[0]
    assert (award.rule, award.units, award.counted, award.lines) == ("base", 640, (6400, 1), (1,))


def test_a_receipt_sent_twice_books_once_and_answers_alike():
    cast = make_cast()
    first, again = cast.buys("sara", 6400, reference="A1"), cast.buys("sara", 6400, reference="A1")
    assert (first.status, again.status) == ("booked", "replayed")
    assert (again.activity, again.awards) == (first.activity, first.awards)
    assert (cast.active("sara"), Activity.objects.count(), Movement.objects.count()) == (640, 1, 1)


def test_a_receipt_twice_in_one_batch_books_once():
    cast = make_cast()
    receipt = cast.receipt("sara", 6400, reference="A1")
    first, again = cast.record(receipt, receipt)
    assert (first.activity, cast.active("sara")) == (again.activity, 640)


def test_the_same_reference_with_other_content_is_refused_and_the_difference_named():
    cast = make_cast()
    cast.buys("sara", 6400, reference="A1")
    other = cast.buys("sara", 6500, reference="A1", channel="online")
    assert refused(other) == "reference_conflict"
    assert other.refusal.data["differs"] == ["lines", "channel"]
    assert cast.active("sara") == 640


def test_the_same_reference_from_another_source_is_another_receipt():
    cast = make_cast()
    cast.buys("sara", 6400, reference="A1")
    cast.buys("sara", 6400, reference="A1", source=Source(name="shop"))
    assert cast.active("sara") == 1280


def test_a_refused_fact_is_not_remembered():
    cast = make_cast()
    assert refused(cast.buys("sara", 6400, reference="A1", store="nowhere")) == "unknown_store"
    assert cast.buys("sara", 6400, reference="A1").status == "booked"


def test_a_bad_item_fails_alone():
    cast = make_cast()
    good, bad, other = cast.receipt("sara", 100), cast.receipt("09129999999", 100), cast.receipt("negar", 200)
    outcomes = cast.record(good, bad, other)
    assert [each.status for each in outcomes] == ["booked", "refused", "booked"]
    assert outcomes[1].refusal.code == "unknown_card"
    assert (cast.active("sara"), cast.active("negar"), Activity.objects.count()) == (10, 20, 2)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"store": "nowhere"}, "unknown_store"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"happened_at": after(1)}, "from_the_future"),
        ({"happened_at": after(-8)}, "too_late"),
        ({"happened_at": after(-31), "terminal": "van"}, "too_late"),
        ({"tax_minor": -1}, "amount_negative"),
        ({"payments": paid(("cash", 5))}, "payments_do_not_add_up"),
        ({"reference": " "}, "reference_missing"),
        ({"reference": "x" * 121}, "reference_missing"),
    ],
)
def test_what_cannot_have_happened_is_refused_and_changes_nothing(facts, code):
    assert refused(make_cast().buys("sara", 100, **facts)) == code
    assert nothing_booked()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line(-100), "amount_negative"),
        (Line(100, quantity=-1), "quantity_negative"),
        (Line(100, discount_minor=101), "discount_above_amount"),
        (Line(10_000_000_001), "amount_too_large"),
        (Line(10**30), "amount_too_large"),
    ],
)
def test_absurd_lines_are_refused_and_change_nothing(line, code):
    assert refused(make_cast().buys("sara", line)) == code
    assert nothing_booked()


def test_lateness_has_limits_for_each_kind_of_terminal_and_none_for_history():
    cast = make_cast()
    assert cast.buys("sara", 100, happened_at=after(-6)).status == "booked"
    assert cast.buys("sara", 100, happened_at=after(-29), terminal="van").status == "booked"
    history = Source(name="import", history=True)
    assert cast.buys("sara", 100, happened_at=after(-800), source=history).status == "booked"


def test_a_receipt_before_joining_is_refused():
    cast = make_cast(late_days_online=2000)
    assert refused(cast.buys("sara", 100, happened_at=after(-901))) == "before_joining"


def test_the_late_receipt_of_a_full_cap_gets_what_is_left():
    """Day cap 100, R2 of 60 booked, then late R1 of 80: 40."""
    cast = make_cast(programme(ONE_TO_ONE, caps=(Cap("day", named("day"), "points", 100, "day"),)))
    cast.buys("sara", 60, reference="R2")
    late = cast.buys("sara", 80, reference="R1", happened_at=after(0, -2))
    assert [award.units for award in late.awards] == [40]
    assert late.awards[0].trims == (("day", 80, 40),)
    assert cast.active("sara") == 100


def test_a_cap_counts_the_day_of_the_activity_in_the_clubs_own_zone():
    cast = make_cast(programme(ONE_TO_ONE, caps=(Cap("day", named("day"), "points", 100, "day"),)))
    before_midnight = datetime(2026, 5, 31, 20, 29, tzinfo=UTC)
    cast.buys("sara", 80, happened_at=before_midnight)
    assert cast.buys("sara", 80, happened_at=before_midnight + timedelta(minutes=2)).awards[0].units == 80


def test_returns_of_300_200_100_on_spend_500_get_200():
    cast = make_cast(programme(Rule("spend", named("spend"), FixedUnits("points", 200), AmountAtLeast(500))))
    cast.buys("sara", 300, 200, 100, reference="A")
    steps = [sum(back.units for back in cast.returns("A", line).taken_back) for line in (3, 1, 2)]
    assert steps == [0, 200, 0]
    assert (cast.active("sara"), cast.units("sara").owed) == (0, 0)


def test_67_cash_and_33_points_come_back_step_by_step():
    cast = make_cast()
    cast.buys("sara", 33, 33, 34, reference="A", payments=paid(("cash", 67), ("points", 33, True)))
    steps = [[(tender.means, tender.amount_minor) for tender in cast.returns("A", line).tenders] for line in (1, 2, 3)]
    assert steps == [[("cash", 22), ("points", 11)], [("cash", 22), ("points", 11)], [("cash", 23), ("points", 11)]]


def test_what_granted_value_paid_earns_nothing():
    cast = make_cast(programme(ONE_TO_ONE))
    outcome = cast.buys("sara", 1000, payments=paid(("cash", 500), ("gift", 500, True)))
    assert outcome.awards[0].units == 500


def test_a_return_sent_twice_takes_back_once():
    cast = make_cast(programme(ONE_TO_ONE))
    cast.buys("sara", 100, 50, reference="A")
    first, again = cast.returns("A", 1, reference="B"), cast.returns("A", 1, reference="B")
    assert (again.status, again.taken_back, again.activity) == ("replayed", first.taken_back, first.activity)
    assert cast.active("sara") == 50


def test_a_return_larger_than_its_receipt_is_refused_and_says_what_is_left():
    cast = make_cast(programme(ONE_TO_ONE))
    cast.buys("sara", Line(100, quantity=2), reference="A")
    too_many = cast.returns("A", (1, 3))
    assert refused(too_many) == "return_exceeds_receipt"
    assert too_many.refusal.data["left"] == [{"line": 1, "quantity": 2, "net_minor": 100}]
    assert refused(cast.returns("A", amount_minor=101)) == "return_exceeds_receipt"
    assert refused(cast.returns("A", (1, -1))) == "return_exceeds_receipt"
    assert cast.active("sara") == 100


def test_a_whole_return_ends_at_nothing_and_cannot_come_again():
    cast = make_cast(programme(ONE_TO_ONE))
    cast.buys("sara", 70, 30, reference="A")
    cast.returns("A")
    assert cast.active("sara") == 0
    assert refused(cast.returns("A")) == "receipt_returned_already"


def test_a_return_frees_the_room_of_the_period_it_came_from():
    cast = make_cast(programme(ONE_TO_ONE, caps=(Cap("day", named("day"), "points", 100, "day"),)))
    cast.buys("sara", 100, reference="A")
    cast.at(after(1)).returns("A")
    assert cast.buys("sara", 70, happened_at=NOON).awards[0].units == 70


def test_a_return_before_its_receipt_waits_for_it():
    cast = make_cast(programme(ONE_TO_ONE))
    early = cast.returns("A", 1, reference="B")
    assert (early.status, early.waits_until) == ("parked", after(30))
    assert cast.returns("A", 1, reference="B").status == "parked"
    cast.at(after(0, 1)).buys("sara", 100, 50, reference="A", happened_at=after(0, -1))
    assert (cast.active("sara"), ParkedReturn.objects.count()) == (50, 0)
    assert cast.returns("A", 1, reference="B").status in {"replayed"}


def test_a_return_whose_receipt_did_not_come_within_30_days_is_refused():
    cast = make_cast()
    assert refused(cast.returns("A", happened_at=after(-31))) == "receipt_unknown"


def test_points_spent_before_the_return_are_owed_and_paid_off_by_the_next():
    cast = make_cast(programme(ONE_TO_ONE))
    cast.buys("sara", 100, reference="A")
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-80, reason="spent", reference="S")
    back = cast.returns("A").taken_back[0]
    assert (back.units, back.collected, back.owed) == (100, 20, 80)
    assert (cast.units("sara").owed, cast.units("sara").spendable) == (80, -80)
    cast.at(after(1)).buys("sara", 130)
    assert (cast.active("sara"), cast.units("sara").owed) == (50, 0)


def test_a_return_shows_waived_units_where_the_club_waives():
    cast = make_cast(programme(ONE_TO_ONE), shortfall="waive")
    cast.buys("sara", 100, reference="A")
    adjust(house=cast.house, member_id=cast.members["sara"], unit="points", units=-80, reason="spent", reference="S")
    back = cast.returns("A").taken_back[0]
    assert (back.collected, back.waived, cast.units("sara").owed) == (20, 80, 0)


def test_units_wait_for_the_return_window():
    cast = make_cast(programme(Rule("base", named("base"), UnitsPerMoney("points", 1, 1), waits=WaitDays(14))))
    cast.buys("sara", 100)
    assert (cast.units("sara").active, cast.units("sara").pending) == (0, 100)
    assert cast.at(after(14)).active("sara") == 100


def test_units_earned_on_31_farvardin_for_12_months_end_after_31_farvardin():
    expiring = Unit("points", named("points"), expiry=Rolling(12, Period.MONTH))
    cast = make_cast(programme(ONE_TO_ONE, units=(expiring,)))
    earned = datetime(2025, 4, 20, 9, tzinfo=UTC)
    assert JALALI.fields(earned.date()) == (1404, 1, 31)
    cast.at(earned).buys("sara", 100)
    end = cast.units("sara").endings[0].at
    assert end == datetime(2026, 4, 20, 20, 30, tzinfo=UTC)
    assert JALALI.fields(end.date()) == (1405, 1, 31)
    assert cast.at(end - timedelta(seconds=1)).active("sara") == 100
    assert (cast.at(end).active("sara"), cast.units("sara").expired) == (0, 100)


def test_an_expiry_is_read_correctly_without_any_job_having_run():
    cast = make_cast(programme(ONE_TO_ONE, units=(Unit("points", named("p"), expiry=Rolling(10, Period.DAY)),)))
    cast.buys("sara", 100)
    assert (cast.at(after(20)).active("sara"), cast.units("sara").expired) == (0, 100)
    assert Movement.objects.count() == 1


def test_sliding_units_do_not_revive():
    cast = make_cast(programme(ONE_TO_ONE, units=(Unit("points", named("p"), expiry=Sliding(30)),)))
    cast.buys("sara", 100)
    cast.at(after(29)).buys("sara", 1)
    assert cast.at(after(58)).active("sara") == 101
    cast.at(after(60)).buys("sara", 5)
    assert (cast.active("sara"), cast.units("sara").expired) == (5, 101)


def test_a_late_receipt_reinstates_sliding_units_that_it_would_have_kept():
    cast = make_cast(programme(ONE_TO_ONE, units=(Unit("points", named("p"), expiry=Sliding(30)),)))
    cast.buys("sara", 100)
    cast.at(after(32)).buys("negar", 1)
    cast.buys("sara", 1)
    assert cast.active("sara") == 1
    cast.buys("sara", 10, happened_at=after(28))
    assert cast.active("sara") == 111


def test_a_fully_returned_activity_no_longer_keeps_sliding_units_alive():
    cast = make_cast(programme(ONE_TO_ONE, units=(Unit("points", named("p"), expiry=Sliding(30)),)))
    cast.buys("sara", 100)
    cast.at(after(25)).buys("sara", 10, reference="A")
    cast.at(after(26)).returns("A")
    assert cast.at(after(39)).active("sara") == 100
    assert cast.at(after(41)).active("sara") == 0


def test_nth_purchase_counts_as_they_stand_when_booked():
    cast = make_cast(programme(Rule("third", named("third"), FixedUnits("points", 50), NthPurchase(3))))
    for _ in range(3):
        cast.buys("sara", 100)
    assert cast.active("sara") == 50


def test_other_activities_earn_by_their_own_rules_and_reserved_kinds_are_refused():
    cast = make_cast(programme(Rule("review", named("r"), FixedUnits("points", 20), activities=("review",))))
    cast.does("sara", "review")
    assert cast.active("sara") == 20
    assert refused(cast.does("sara", "purchase")) == "kind_reserved"


def test_ten_thousand_items_with_one_in_a_hundred_bad_book_the_good_ones():
    cast = make_cast()
    items = [cast.receipt("sara" if place % 100 else "09120000000", 10) for place in range(10_000)]
    outcomes = cast.record(*items)
    assert sum(each.status == "booked" for each in outcomes) == 9_900
    assert {each.refusal.code for each in outcomes if each.refusal} == {"unknown_card"}
    assert cast.active("sara") == 9_900


def test_the_books_of_all_this_verify():
    cast = make_cast(programme(BASE, units=(Unit("points", named("p"), expiry=Sliding(30)),)))
    cast.buys("sara", 1000, 500, reference="A")
    cast.at(after(3)).returns("A", 1)
    cast.at(after(50)).buys("sara", 300)
    found = [check(rows) for members in members_with_accounts(cast.club.id) for rows in rows_of(members)]
    assert found == [None]


def test_units_wait_for_a_step_and_start_when_it_is_told():
    cast = make_cast(programme(Rule("paid", named("p"), FixedUnits("points", 50), waits=WaitStep("paid", 5))))
    cast.buys("sara", 100, reference="A")
    cast.buys("sara", 100, reference="B")
    assert cast.units("sara").pending == 100
    cast.at(after(2))
    assert tell_step(house=cast.house, source=TILL, receipt="A", step="paid") == 50
    assert tell_step(house=cast.house, source=TILL, receipt="A", step="paid") == 0
    assert (cast.active("sara"), cast.units("sara").pending) == (50, 50)
    assert (cast.at(after(6)).active("sara"), cast.units("sara").pending) == (50, 0)


def test_a_step_that_came_in_time_and_was_told_late_reinstates_cancelled_units():
    cast = make_cast(programme(Rule("paid", named("p"), FixedUnits("points", 50), waits=WaitStep("paid", 5))))
    cast.buys("sara", 100, reference="A")
    cast.at(after(6)).buys("sara", 100, reference="B")
    assert cast.active("sara") == 0
    assert tell_step(house=cast.house, source=TILL, receipt="A", step="paid", happened_at=after(4)) == 50
    assert cast.active("sara") == 50
    with pytest.raises(errors.NothingWaits):
        tell_step(house=cast.house, source=TILL, receipt="A", step="delivered")


def test_a_quote_says_what_a_receipt_would_earn_and_changes_nothing():
    cast = make_cast()
    estimate = quote(house=cast.house, source=TILL, item=cast.receipt("sara", 6400))
    assert (estimate.status, estimate.awards[0].units) == ("estimate", 640)
    assert refused(quote(house=cast.house, source=TILL, item=cast.receipt("0912", 6400))) == "unknown_card"
    assert nothing_booked()
