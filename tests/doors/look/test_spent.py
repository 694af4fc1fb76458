"""The member's ledger names what units were spent on."""

import pytest
from django.utils import translation

from tests.people import after
from tests.rooms.shop import Shop, points
from vafa.checkout.actions.transferring import transfer
from vafa.checkout.actions.undoing import give_back_redemption
from vafa.doors.look.formats import format_of
from vafa.doors.look.member import reading
from vafa.doors.look.member.ledger import Ledger
from vafa.doors.look.names import ClubNames


@pytest.fixture
def shop(db):
    made = Shop(transfer_units_max=500)
    made.cast.buys("sara", 10_000)  # 1,000 points
    return made


def told(shop, who, tab="spent", language="en"):
    with translation.override(language):
        found = reading.page_of(shop.cast.members[who], "points", tab, None)
        ledger = Ledger(ClubNames(shop.club, format_of(shop.club)), shop.cast.members[who], "points", found)
        return [(row.what, [each.replace("\u00a0", " ") for each in row.why], row.units) for row in ledger.rows()]


def test_a_reward_is_named_when_it_is_taken_and_when_it_comes_back(shop):
    taken = shop.redeem("sara", shop.reward())
    give_back_redemption(house=shop.cast.house, source="till", redemption_id=taken.id, reason="Cold")
    assert told(shop, "sara") == [
        ("Coffee given back", ["“Cold”"], 90),
        ("Coffee", ["from the catalogue"], -90),
    ]
    assert [row[0] for row in told(shop, "sara", language="fa")] == ["قهوه پس داده شد", "قهوه"]


def test_a_receipt_paid_with_units_names_the_receipt_and_what_came_back_with_its_return(shop):
    held = shop.hold("sara", 2_000, pay=[points(100)])
    paid = shop.pays(held, reference="R-paid")
    assert paid.refusal is None
    what, why, units = told(shop, "sara")[0]
    assert (what.endswith("at Centre"), why[-1], units) == (True, "100 points paid for it", -100)
    shop.cast.returns("R-paid")
    what, why, units = told(shop, "sara")[0]
    assert (what.startswith("Return of"), why[-1], units) == (True, "100 points paid came back", 100)


def test_a_capture_without_a_receipt_names_the_shop(shop):
    shop.capture(shop.hold("sara", 2_000, pay=[points(100)]))
    assert told(shop, "sara")[0] == ("Spent at Centre", [], -100)


def test_a_transfer_says_which_way_it_went(shop):
    shop.cast.at(after(40))  # the return window of the receipt is over
    sara, negar = shop.cast.members["sara"], shop.cast.members["negar"]
    transfer(house=shop.cast.house, source="till", sender=sara, receiver=negar, unit="points", units=50, reference="T1")
    assert told(shop, "sara") == [("Given to another member", [], -50)]
    assert told(shop, "negar") == [("From another member", [], 50)]
