"""Undoing one's own last receipt, and taking a purchase back whole, by item or by amount."""

from datetime import timedelta

import pytest

from tests.doors.counter.bar import form, logged, text
from tests.people import IMPORT, NOON
from vafa.activities.actions.adjusting import adjust
from vafa.activities.models import Activity
from vafa.activities.shapes import Line
from vafa.base.models import Audit, Club
from vafa.members.actions.merging import merge


def buy(bar, client=None, **fields):
    location = (client or bar.cashier).post(bar.at("record/", "sara"), form(**fields))["Location"]
    return location, Activity.objects.filter(kind="purchase").order_by("id").last()


def back(bar, row, **fields):
    sent = form(receipt=str(row.id), seen=str(row.id)) | fields
    return bar.cashier.post(bar.at("return/", "sara"), sent)


def returns():
    return Activity.objects.filter(kind="return")


def test_ones_own_last_receipt_is_undone_whole_and_once(bar):
    place, row = buy(bar, amount="64000")
    assert "Undo, until 15:40" in text(bar.cashier.get(place))
    for _ in range(2):
        assert bar.cashier.post(f"{place}undo/")["Location"] == place
    assert (bar.cast.active("sara"), returns().count()) == (0, 1)
    assert returns().get().reference == f"undo:{row.reference}"
    shown = text(bar.cashier.get(place))
    assert "Recorded, and taken back" in shown and "Undo" not in shown
    assert "Say it aloud" not in shown and "What had been given" in shown
    assert f'href="{bar.at("", "sara")}"' in bar.cashier.get(place).content.decode()
    assert logged("receipt_undone") == [bar.posts["cashier"].id]


def test_a_colleagues_receipt_is_not_undone(bar):
    place, _ = buy(bar, bar.manager, amount="64000")
    assert "Undo" not in text(bar.cashier.get(place))
    bar.cashier.post(f"{place}undo/")
    assert (bar.cast.active("sara"), returns().count()) == (64_000, 0)
    assert "Take it back as a return." in text(bar.cashier.get(place))


def test_a_receipt_with_something_after_it_is_not_undone(bar):
    place, _ = buy(bar, amount="64000")
    buy(bar, amount="10000")
    bar.cashier.post(f"{place}undo/")
    assert (bar.cast.active("sara"), returns().count()) == (74_000, 0)


def test_after_ten_minutes_it_is_a_return(bar):
    place, _ = buy(bar, amount="64000")
    Club.objects.update(stands_at=NOON + timedelta(minutes=10))
    assert "Undo, until" in text(bar.cashier.get(place))
    Club.objects.update(stands_at=NOON + timedelta(minutes=10, seconds=1))
    assert "Undo, until" not in text(bar.cashier.get(place))
    bar.cashier.post(f"{place}undo/")
    assert returns().count() == 0


def test_a_look_says_what_would_go_and_changes_nothing(bar):
    _, row = buy(bar, **{f"n_{bar.latte.id}": "2", f"n_{bar.cake.id}": "1"})
    before = (bar.cast.active("sara"), Activity.objects.count(), Audit.objects.count())
    shown = text(bar.cashier.get(bar.at("return/", "sara"), {"receipt": str(row.id), "n_1": "1"}))
    assert "Take back 140,000 Toman and 140,000 points, 1 stamp" in shown
    assert "What is kept earns less: 400,000 points were for all of it." in shown and "−140,000" in shown
    assert "points after that 260,000" in shown
    assert (bar.cast.active("sara"), Activity.objects.count(), Audit.objects.count()) == before


def test_an_item_goes_back_with_what_it_earned(bar):
    _, row = buy(bar, **{f"n_{bar.latte.id}": "2", f"n_{bar.cake.id}": "1"})
    response = back(bar, row, n_1="۱")
    shown = text(bar.cashier.get(response["Location"]))
    assert (bar.cast.active("sara"), bar.cast.active("sara", "stamps")) == (260_000, 1)
    assert "−140,000 points" in shown and "−140,000 Toman" in shown.replace("\u200e", "")
    assert "1 of 2" in text(bar.cashier.get(bar.at("return/", "sara")))
    assert logged("receipt_returned") == [bar.posts["cashier"].id]


def test_an_amount_goes_back(bar):
    _, row = buy(bar, amount="64000")
    assert back(bar, row, amount="۱۴٬۰۰۰").status_code == 302
    assert bar.cast.active("sara") == 50_000
    refused = back(bar, row, amount="50001")
    assert refused.status_code == 422
    assert "At most 50,000 Toman is left of this receipt." in text(refused)


def test_nothing_chosen_is_all_of_it_and_then_it_is_back_already(bar):
    _, row = buy(bar, amount="64000")
    assert back(bar, row).status_code == 302
    assert bar.cast.active("sara") == 0
    again = back(bar, row)
    assert again.status_code == 422
    assert "This receipt is back already. Nothing was changed." in text(again)
    assert returns().count() == 1


@pytest.mark.parametrize("fields", [{}, {"amount": "14000"}])
def test_the_same_form_twice_takes_back_once(bar, fields):
    _, row = buy(bar, amount="20000")
    sent = form(receipt=str(row.id), seen=str(row.id), **fields)
    places = {bar.cashier.post(bar.at("return/", "sara"), sent)["Location"] for _ in range(2)}
    assert (len(places), returns().count()) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"n_1": "1", "amount": "5"}, "Choose items or write an amount, not both."),
        ({"n_1": "3"}, "This is more than is left of the receipt."),
        ({"amount": "x"}, "Write the amount in digits."),
        ({"amount": "0"}, "At most 400,000 Toman is left of this receipt."),
        ({"receipt": "x"}, "Choose the purchase, look at what goes back, then press again."),
        ({"seen": "another"}, "Choose the purchase, look at what goes back, then press again."),
        ({"reference": ""}, "Choose the purchase, look at what goes back, then press again."),
    ],
)
def test_what_cannot_go_back_is_said_and_nothing_goes(bar, fields, said):
    _, row = buy(bar, **{f"n_{bar.latte.id}": "2", f"n_{bar.cake.id}": "1"})
    response = back(bar, row, **fields)
    assert response.status_code == 422
    assert said in text(response)
    assert returns().count() == 0


def test_a_receipt_of_the_till_goes_back_by_the_till(bar):
    bar.cast.buys("sara", Line(5_000, name="Tea"), reference="T1", happened_at=NOON - timedelta(days=3))
    row = Activity.objects.get()
    assert "Tea" in text(bar.cashier.get(bar.at("return/", "sara")))
    assert back(bar, row).status_code == 302
    assert (returns().get().source, bar.cast.active("sara")) == ("till", 0)


def test_what_is_older_than_the_return_window_is_not_offered(bar):
    Club.objects.update(return_window_days=14)
    bar.cast.buys("sara", 5_000, source=IMPORT, happened_at=NOON - timedelta(days=15))
    row = Activity.objects.get()
    assert "No purchase of these days." in text(bar.cashier.get(bar.at("return/", "sara")))
    assert back(bar, row).status_code == 422
    assert returns().count() == 0


def test_more_than_four_receipts_are_one_tap_away(bar):
    for amount in range(1, 7):
        buy(bar, amount=f"{amount}000")
    first = Activity.objects.order_by("id").first()
    page = bar.cashier.get(bar.at("return/", "sara")).content.decode()
    assert page.count('name="receipt"') == 6 and '<details class="older">' in page
    assert (
        '<details class="older" open>'
        in bar.cashier.get(bar.at("return/", "sara"), {"receipt": str(first.id)}).content.decode()
    )


def test_a_receipt_of_another_member_does_not_go_back_from_this_one(bar):
    bar.cast.buys("negar", 5_000)
    assert back(bar, Activity.objects.get()).status_code == 422
    assert returns().count() == 0


def test_a_receipt_from_before_a_merge_goes_back_from_the_member_that_stayed(bar):
    bar.cast.buys("negar", 5_000)
    row = Activity.objects.get()
    merge(
        club=bar.cast.club, surviving=bar.cast.members["sara"], absorbed=bar.cast.members["negar"],
        units=["points", "stamps"], reason="one", now=NOON,
    )  # fmt: skip
    response = back(bar, row)
    assert response.status_code == 302, text(response)
    assert bar.cashier.get(response["Location"]).status_code == 200
    assert bar.cast.active("sara") == 0


def test_units_spent_already_are_said_to_be_owed(bar):
    _, row = buy(bar, amount="64000")
    sara = bar.cast.members["sara"]
    adjust(house=bar.cast.house, member_id=sara, unit="points", units=-60_000, reason="spent", reference="s")
    shown = text(bar.cashier.get(bar.at("return/", "sara")))
    assert "60,000 points were spent already and are owed." in shown
    back(bar, row)
    assert bar.cast.units("sara").spendable == -60_000


def test_the_regulars_first_purchase_of_the_window_can_come_back(bar):
    first = bar.cast.buys("sara", 640_000, happened_at=NOON - timedelta(days=5))
    for hours in range(30):
        bar.cast.buys("sara", 10_000, happened_at=NOON - timedelta(hours=hours))
    row = Activity.objects.get(id=first.activity)
    back(bar, row)
    assert [each.original for each in returns()] == [row.id]
