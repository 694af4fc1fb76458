"""Spending over the API, as a till and an online shop would do it."""

from base64 import b64encode

import pytest
from django.test import Client

from tests.doors.api.calling import Program, code_of
from tests.people import PHONES
from tests.rooms.test_pictures import drawn
from vafa.checkout.models import Settings
from vafa.partners.models import Store

COFFEE = {"name_fa": "قهوه", "name_en": "Coffee", "kind": "goods", "unit": "points", "units": 90, "stock": 5}


@pytest.fixture
def shop(program):
    Settings.objects.create(club=program.cast.club, pay_unit="points", pay_minor=10)
    program.buys("sara", 10_000, reference="first")
    return program


def order(who, *amounts, **facts):
    return {"card": PHONES[who], "lines": [{"amount_minor": each} for each in amounts]} | facts


def held(shop, reference="H1", **facts):
    return shop.post("/checkouts", {"reference": reference, "order": order("sara", 5_000, **facts)})


def active(shop, who="sara"):
    return shop.cast.active(who)


def test_a_basket_is_quoted_held_paid_and_given_back(shop):
    asked = order("sara", 5_000, pay=[{"means": "points", "units": "۲۰۰"}])
    quoted = shop.post("/baskets/quote", asked).json()
    assert (quoted["bill"]["payable_minor"], quoted["rest_minor"], quoted["awards"][0]["units"]) == (5_000, 3_000, 300)
    response = held(shop, pay=[{"means": "points", "units": 200}])
    assert (response.status_code, response.json()["state"], active(shop)) == (201, "open", 800)
    checkout = response.json()["id"]
    paid = shop.post("/activities", {"type": "purchase", "reference": "R1", "checkout": checkout})
    assert (paid.status_code, paid.json()["awards"][0]["units"], active(shop)) == (201, 300, 1_100)
    assert shop.get(f"/checkouts/{checkout}").json()["state"] == "captured"
    back = shop.post("/activities", {"type": "return", "reference": "B1", "receipt": "R1"}).json()
    assert back["tenders"] == [
        {"means": "points", "amount_minor": 2_000, "unit": "points", "units": 200},
        {"means": "rest", "amount_minor": 3_000},
    ]
    assert active(shop) == 1_000


def test_a_retry_of_a_hold_is_the_first_and_says_so(shop):
    first = held(shop, pay=[{"means": "points", "units": 200}])
    again = held(shop, pay=[{"means": "points", "units": 200}])
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (200, "true", first.json())
    other = held(shop, pay=[{"means": "points", "units": 201}])
    assert code_of(other) == (422, "reference_conflict")
    assert active(shop) == 800


def test_capture_in_parts_release_and_what_is_over(shop):
    checkout = held(shop, pay=[{"means": "points", "units": 200}]).json()["id"]
    first = shop.post(
        f"/checkouts/{checkout}/capture", {"reference": "C1", "take": [{"part": 0, "units": 50}], "more_follows": True}
    )
    assert (first.json()["state"], shop.cast.units("sara").held) == ("open", 150)
    too_many = shop.post(f"/checkouts/{checkout}/capture", {"reference": "C2", "take": [{"part": 0, "units": 151}]})
    assert code_of(too_many) == (409, "capture_too_large")
    assert shop.post(f"/checkouts/{checkout}/release", {"reference": "L1"}).json()["state"] == "captured"
    assert active(shop) == 950
    assert code_of(shop.post(f"/checkouts/{checkout}/capture", {"reference": "C3"})) == (409, "hold_ended")


def test_a_reward_is_written_listed_taken_handed_over(shop):
    written = shop.post("/rewards", COFFEE, Idempotency_Key="W1")
    again = shop.post("/rewards", COFFEE, Idempotency_Key="W1")
    assert (written.status_code, again.status_code, again.json()) == (201, 200, written.json())
    reward = written.json()["id"]
    sara = shop.cast.members["sara"]
    taken = {"reference": "T1", "member": str(sara), "reward": reward, "store": "centre"}
    assert code_of(shop.post("/redemptions", taken | {"reference": "T0"})) == (409, "reward_not_now")
    assert shop.post(f"/rewards/{reward}/list").json()["state"] == "listed"
    seen = shop.get(f"/members/{sara}/rewards").json()["rewards"][0]
    assert (seen["price"], seen["left"], seen["why_not"]) == (90, 5, "")
    made = shop.post("/redemptions", taken)
    assert (made.status_code, made.json()["state"], active(shop)) == (201, "waiting", 910)
    assert shop.post("/redemptions", taken).status_code == 200
    one = made.json()["id"]
    assert shop.post(f"/redemptions/{one}/hand_over").json()["state"] == "done"
    assert code_of(shop.post(f"/redemptions/{one}/give_back", {"reason": "late"})) == (409, "redemption_settled")
    assert [each["id"] for each in shop.get(f"/members/{sara}/redemptions").json()] == [one]
    changed = shop.call("PUT", f"/rewards/{reward}", COFFEE | {"stock": 0})
    assert code_of(changed) == (409, "ceiling_below_taken")


def test_vouchers_are_made_listed_used_and_stopped(shop):
    terms = {"name_fa": "یلدا", "name_en": "Yalda", "effect": {"type": "amount_off", "minor": 700}}
    made = shop.post("/vouchers/batches", {"reference": "Y1", "terms": terms, "count": 3})
    assert (made.status_code, made.json()["count"]) == (201, 3)
    batch = made.json()["id"]
    codes = shop.get(f"/vouchers/batches/{batch}/codes").json()
    assert (len(codes["codes"]), codes["next"]) == (3, None)
    bill = held(shop, codes=[codes["codes"][0].lower()]).json()["bill"]
    assert (bill["payable_minor"], bill["used"][0]["kind"]) == (4_300, "voucher")
    assert shop.post(f"/vouchers/batches/{batch}/stop").json()["ended_at"]
    assert code_of(held(shop, "H2", codes=[codes["codes"][1]])) == (409, "code_refused")
    pool = shop.post(
        "/vouchers/pools", {"reference": "P1", "terms": {"name_fa": "ک", "name_en": "B"}, "codes": ["AB-12", "x"]}
    )
    assert (pool.json()["count"], pool.json()["left_out"]) == (1, [{"line": 2, "code": "x", "why": "too_short"}])


def test_an_offer_is_written_assigned_and_met(shop):
    given = {
        "name_fa": "برگرد",
        "name_en": "Come back",
        "effect": {"type": "percent_off", "basis_points": 1000},
        "assigned_only": True,
    }
    offer = shop.post("/offers", given, Idempotency_Key="O1").json()["id"]
    shop.post(f"/offers/{offer}/list")
    assert shop.post("/baskets/quote", order("sara", 5_000)).json()["bill"]["payable_minor"] == 5_000
    body = {"reference": "G1", "members": [str(shop.cast.members["sara"])]}
    shop.post(f"/offers/{offer}/assign", body)
    shop.post(f"/offers/{offer}/assign", body)
    assert shop.post("/baskets/quote", order("sara", 5_000)).json()["bill"]["payable_minor"] == 4_500
    assert shop.post(f"/offers/{offer}/off").json()["state"] == "off"


def test_gift_cards_and_wallets_hold_money(shop):
    made = shop.post("/gift_cards", {"reference": "G1", "amount_minor": 3_000})
    code = made.json()["code"]
    assert shop.post("/gift_cards", {"reference": "G1", "amount_minor": 3_000}).json()["code"] == code
    assert shop.post("/gift_cards/look", {"code": code}).json()["left_minor"] == 3_000
    shop.post("/gift_cards/top_up", {"reference": "G2", "code": code, "amount_minor": 500})
    left = shop.post("/gift_cards/refund", {"reference": "G3", "code": code, "amount_minor": 1_500}).json()
    assert left["left_minor"] == 2_000
    member = str(shop.cast.members["sara"])
    assert shop.post("/wallets/top_up", {"reference": "W1", "member": member, "amount_minor": 900}).status_code == 201
    bill = held(shop, pay=[{"means": "wallet"}, {"means": "gift_card", "code": code}]).json()["bill"]
    assert [(part["means"], part["minor"]) for part in bill["parts"]] == [("wallet", 900), ("gift_card", 2_000)]
    for _ in range(6):
        assert code_of(shop.post("/gift_cards/look", {"code": "NOPE"})) == (409, "code_refused")
    assert code_of(shop.post("/gift_cards/look", {"code": code})) == (429, "too_many_wrong_codes")


def test_units_go_to_another_member_as_far_as_the_club_lets(shop):
    body = {
        "reference": "X1",
        "member": str(shop.cast.members["sara"]),
        "to": str(shop.cast.members["negar"]),
        "unit": "points",
        "units": 10,
    }
    assert code_of(shop.post("/transfers", body)) == (409, "transfer_too_large")
    assert code_of(shop.post("/transfers", body)) == (409, "transfer_too_large")
    assert (active(shop), active(shop, "negar")) == (1_000, 0)


def test_a_key_of_one_store_writes_no_catalogue_and_spends_at_its_own(shop):
    own = Program(shop.cast, "rewards:write", "units:spend", store_id=Store.objects.get(code="centre").id)
    assert code_of(own.post("/rewards", COFFEE, Idempotency_Key="W9")) == (403, "not_allowed")
    body = {"reference": "H9", "order": order("sara", 5_000, pay=[{"means": "points", "units": 1}], store="other")}
    assert code_of(own.post("/checkouts", body)) == (403, "store_not_yours")


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/checkouts", {"reference": "", "order": order("sara", 1)}, "reference_missing"),
        ("/checkouts", {"reference": "A", "order": order("sara", -1)}, "amount_negative"),
        ("/checkouts", {"reference": "A", "order": {"card": PHONES["sara"], "lines": []}}, "lines_missing"),
        ("/checkouts", {"reference": "A", "order": order("sara", 5, currency="EUR")}, "wrong_currency"),
        ("/checkouts", {"reference": "A", "order": order("sara", 5), "minutes": 99_999}, "malformed"),
        ("/checkouts", {"reference": "A", "order": order("sara", 5)}, "nothing_to_hold"),
        ("/rewards", COFFEE | {"kind": "yacht"}, "not_a_reward"),
        ("/rewards", COFFEE | {"colour": "red"}, "malformed"),
        ("/gift_cards", {"reference": "A", "amount_minor": 10**15}, "amount_unfit"),
        ("/redemptions", {"reference": "A", "member": "x", "reward": "y"}, "malformed"),
    ],
)  # fmt: skip
def test_rubbish_is_refused_with_its_place(shop, path, body, code):
    refused = shop.post(path, body, Idempotency_Key="K") if path == "/rewards" else shop.post(path, body)
    assert code_of(refused)[1] == code


def test_a_debit_is_disputed_listed_and_decided(shop):
    made = shop.post("/rewards", COFFEE, Idempotency_Key="R").json()["id"]
    shop.post(f"/rewards/{made}/list")
    member = str(shop.cast.members["sara"])
    shop.post("/redemptions", {"reference": "T1", "member": member, "reward": made})
    moved = shop.get(f"/members/{member}/movements?unit=points").json()["movements"]
    debit = next(each["id"] for each in moved if each["kind"] == "redemption")
    case = shop.post(f"/members/{member}/disputes", {"movement": debit, "text": "not me"}).json()
    assert (case["state"], case["units"], active(shop)) == ("open", 90, 910)
    assert [each["id"] for each in shop.get("/disputes").json()["disputes"]] == [case["id"]]
    decided = shop.post(f"/disputes/{case['id']}/decide", {"right": True, "answer": "Sorry"})
    assert (decided.json()["state"], active(shop)) == ("given_back", 1_000)
    again = shop.post(f"/disputes/{case['id']}/decide", {"right": False, "answer": "No"})
    assert code_of(again) == (409, "dispute_decided")
    other = next(each["id"] for each in moved if each["kind"] == "accrual")
    assert code_of(shop.post(f"/members/{member}/disputes", {"movement": other})) == (404, "unknown_debit")
    assert shop.get("/disputes").json()["disputes"] == []


def test_a_benefit_is_claimed_by_the_piece_and_put_back(shop):
    terms = {"name_fa": "سالن", "name_en": "Lounge", "kind": "lounge", "claimed": True, "limit_count": 1}
    benefit = shop.post("/benefits", terms, Idempotency_Key="B").json()["id"]
    sara = f"/members/{shop.cast.members['sara']}"
    (shown,) = shop.get(f"{sara}/benefits").json()["benefits"]
    assert (shown["left"], shown["why_not"]) == (1, "")
    made = shop.post(f"{sara}/claims", {"benefit": benefit}, Idempotency_Key="C1")
    assert (made.status_code, made.json()["state"]) == (201, "claimed")
    again = shop.post(f"{sara}/claims", {"benefit": benefit}, Idempotency_Key="C1")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (200, made.json(), "true")
    (shown,) = shop.get(f"{sara}/benefits").json()["benefits"]
    assert (shown["left"], shown["why_not"]) == (0, "limit_reached")
    assert code_of(shop.post(f"{sara}/claims", {"benefit": benefit, "reference": "C2"})) == (409, "limit_reached")
    back = shop.post(f"{sara}/claims/{made.json()['id']}/put_back")
    assert (back.status_code, back.json()["state"]) == (200, "put_back")
    assert shop.post(f"{sara}/claims", {"benefit": benefit, "reference": "C3"}).status_code == 201


def test_a_household_is_joined_by_the_member_s_own_word_and_spends_together(shop):
    shop.buys("negar", 3_000, reference="second")
    sara, negar = (shop.cast.members[who] for who in ("sara", "negar"))
    assert code_of(shop.get(f"/members/{sara}/household")) == (404, "unknown_household")
    made = shop.post(f"/members/{sara}/household", {"name": "Kia"}, Idempotency_Key="H")
    assert (made.status_code, made.json()["spendable"]["points"]) == (201, 1_000)
    place = {"member": str(negar), "proof": "2580"}
    join = f"/households/{made.json()['id']}/members"
    assert code_of(shop.post(join, place, Idempotency_Key="J")) == (409, "proof_wrong")
    shop.call("POST", f"/members/{negar}/pin", {"pin": "2580"})
    joined = shop.post(join, place, Idempotency_Key="J2")
    assert (joined.status_code, joined.json()["spendable"]["points"]) == (201, 1_300)
    assert shop.post(join, place, Idempotency_Key="J2").status_code == 200
    assert code_of(shop.post(join, place, Idempotency_Key="J3")) == (409, "in_household")
    asked = order("negar", 20_000, pay=[{"means": "points", "units": 1_200}])
    assert shop.post("/baskets/quote", asked).json()["bill"]["parts"][0]["units"] == 1_200
    alone = shop.call("PUT", f"/members/{negar}/household", {"draws": False})
    assert (alone.status_code, alone.json()["spendable"]["points"]) == (200, 300)
    left = shop.post(f"/members/{negar}/household/leave")
    assert left.json() == [{"member": str(negar), "draws": False}]
    assert shop.post(f"/members/{negar}/household/leave").json() == []
    assert code_of(shop.get(f"/members/{sara}/household")) == (404, "unknown_household")


def test_a_picture_is_put_on_a_reward_and_taken_off(shop):
    reward = shop.post("/rewards", COFFEE, Idempotency_Key="R").json()
    content = b64encode(drawn()).decode()
    kept = shop.call("PUT", f"/rewards/{reward['id']}/picture", {"language": "fa", "content": content})
    assert kept.status_code == 200
    address = kept.json()["pictures"]["en"]
    assert kept.json()["pictures"] == {"fa": address, "en": address}
    assert Client().get(address)["Content-Type"] == "image/webp"
    broken = shop.call("PUT", f"/rewards/{reward['id']}/picture", {"language": "fa", "content": "AAAA"})
    assert code_of(broken) == (422, "not_a_picture")
    off = shop.call("PUT", f"/rewards/{reward['id']}/picture", {"language": "fa", "content": None})
    assert off.json()["pictures"] == {}
