import pytest

from tests.doors.api.calling import Program, all_scopes, code_of, purchase, standing_cast
from tests.people import PHONES, after, named, programme
from vafa.activities.models import Activity
from vafa.engine.earning.effects import FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Cap, Rule, WaitStep
from vafa.ledger.models import Movement
from vafa.partners.actions import open_store
from vafa.partners.models import Partner

LINE = {"amount_minor": 6400}


def test_a_receipt_is_booked_and_says_what_it_earned(cast, program):
    response = program.buys("sara", 6400, reference="A1", store="centre")
    body = response.json()
    assert (response.status_code, body["status"], body["reference"]) == (201, "booked", "A1")
    award = body["awards"][0]
    assert (award["rule"], award["unit"], award["units"], award["counted"]) == ("base", "points", 640, [6400, 1])
    assert body["member"] == str(cast.members["sara"])
    assert response["Location"] == f"/api/v1/members/{body['member']}/activities/{body['activity']}"
    assert cast.active("sara") == 640
    assert Activity.objects.get().source == f"api:{program.client.id}"


def test_a_receipt_sent_again_answers_with_the_first_outcome(cast, program):
    first, again = program.buys("sara", 6400, reference="A1"), program.buys("sara", 6400, reference="A1")
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert "Idempotent-Replayed" not in first
    for name in ("activity", "member", "awards", "reference"):
        assert again.json()[name] == first.json()[name]
    assert (cast.active("sara"), Activity.objects.count(), Movement.objects.count()) == (640, 1, 1)


def test_the_header_is_the_reference_of_a_receipt_without_one(cast, program):
    body = {"type": "purchase", "card": PHONES["sara"], "lines": [LINE]}
    first = program.post("/activities", body, Idempotency_Key='"K1"')
    again = program.post("/activities", body, Idempotency_Key="K1")
    assert (first.json()["reference"], first.status_code, again.status_code) == ("K1", 201, 200)


def test_a_receipts_own_reference_replaces_the_header(program):
    response = program.post("/activities", purchase("sara", [LINE], "OWN"), Idempotency_Key="K1")
    assert response.json()["reference"] == "OWN"


@pytest.mark.parametrize("reference", [None, "", "   ", "x" * 121])
def test_without_a_reference_nothing_is_booked(program, reference):
    response = program.post("/activities", purchase("sara", [LINE], reference))
    assert code_of(response)[0] in {400, 422}
    assert Activity.objects.count() == 0


def test_both_references_missing_is_said(program):
    body = {"type": "purchase", "card": PHONES["sara"], "lines": [LINE]}
    assert code_of(program.post("/activities", body)) == (400, "reference_missing")


def test_other_content_under_the_same_reference_names_the_difference(cast, program):
    program.buys("sara", 6400, reference="A1")
    response = program.buys("sara", 6500, reference="A1", channel="online")
    assert code_of(response) == (422, "reference_conflict")
    assert response.json()["data"] == {"reference": "A1", "differs": ["lines", "channel"]}
    assert cast.active("sara") == 640


def test_the_same_content_in_other_writing_is_the_same(cast, program):
    first = program.buys("sara", 6400, reference="A1", happened_at="2026-06-01T12:00:00+03:30")
    again = program.buys("sara", {"amount_minor": "۶۴۰۰"}, reference="A1", happened_at="2026-06-01T08:30:00.000Z")
    assert (first.status_code, again.status_code, cast.active("sara")) == (201, 200, 640)


def test_cards_and_amounts_may_come_in_persian_digits(cast, program):
    line = {"amount_minor": "۶۴۰۰", "quantity": "٢"}
    assert program.buys("۰۹۱۲ ۱۱۱ ۰۰۰۱", line).status_code == 201
    assert cast.active("sara") == 640


@pytest.mark.parametrize(
    ("facts", "at", "said"),
    [
        ({"happened_at": "2026-06-01T12:00:00"}, "$.happened_at", "zone"),
        ({"happened_at": "1 June"}, "$.happened_at", "instant"),
        ({"happened_at": "0001-01-01T00:00:00+14:00"}, "$.happened_at", "between"),
        ({"happened_at": "9999-12-31T23:59:59-14:00"}, "$.happened_at", "between"),
        ({"lines": [{"amount_minor": "6400.5"}]}, "$.lines[0].amount_minor", "whole number"),
        ({"lines": [{"amount_minor": 10**30}]}, "$.lines[0].amount_minor", "whole number"),
        ({"lines": [{"amount_minor": 1.5}]}, "$.lines[0].amount_minor", "whole number"),
        ({"lines": [{}]}, "$.lines[0]", "amount_minor"),
        ({"lines": [LINE | {"colour": "red"}]}, "$.lines[0]", "colour"),
        ({"lines": [LINE | {"name": "a\u0000b"}]}, "$.lines[0].name", "zero byte"),
        ({"terminal": "x" * 41}, "$.terminal", "40"),
        ({"member": "no"}, "$.member", "id"),
        ({"type": "order"}, "$.type", "order"),
    ],
)
def test_what_is_malformed_is_named_by_its_place(program, facts, at, said):
    response = program.post("/activities", purchase("sara", [LINE]) | facts)
    problem = response.json()
    assert code_of(response) == (422, "malformed")
    assert problem["data"]["at"] == at
    assert at in problem["detail"] and said in problem["detail"]
    assert Activity.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"store": "nowhere"}, 422, "unknown_store"),
        ({"currency": "USD"}, 422, "wrong_currency"),
        ({"happened_at": "2026-06-02T12:00:00Z"}, 422, "from_the_future"),
        ({"happened_at": "2026-05-01T12:00:00Z"}, 422, "too_late"),
        ({"tax_minor": -1}, 422, "amount_negative"),
        ({"payments": [{"means": "cash", "amount_minor": 5}]}, 422, "payments_do_not_add_up"),
        ({"lines": []}, 422, "lines_missing"),
        ({"lines": [LINE | {"quantity": -1}]}, 422, "quantity_negative"),
        ({"lines": [LINE | {"discount_minor": 6401}]}, 422, "discount_above_amount"),
        ({"lines": [{"amount_minor": 10_000_000_001}]}, 422, "amount_too_large"),
        ({"card": "09129999999"}, 404, "unknown_card"),
        ({"card": ""}, 404, "unknown_member"),
    ],
)
def test_what_the_club_refuses_changes_nothing(program, facts, status, code):
    response = program.post("/activities", purchase("sara", [LINE]) | facts)
    assert code_of(response) == (status, code)
    assert (Activity.objects.count(), Movement.objects.count()) == (0, 0)


def test_money_in_a_problem_is_written_as_the_club_writes_it(program):
    body = purchase("sara", [{"amount_minor": 10_000_000_010}])
    english = program.post("/activities", body).json()["detail"]
    assert "1,000,000,000 Toman" in english.replace("\u00a0", " ")
    persian = program.post("/activities", body, language="fa")
    assert persian["Content-Language"] == "fa"
    assert "۱٬۰۰۰٬۰۰۰٬۰۰۰" in persian.json()["detail"]


def test_a_return_takes_back_and_gives_the_money_its_way(cast, program):
    program.buys("sara", 6400, 3600, reference="A1", payments=[{"means": "cash", "amount_minor": 10_000}])
    back = program.post("/activities", {"type": "return", "reference": "B1", "receipt": "A1", "lines": [{"line": 1}]})
    body = back.json()
    assert (back.status_code, body["taken_back"][0]["units"]) == (201, 640)
    assert body["tenders"] == [{"means": "cash", "amount_minor": 6400}]
    assert cast.active("sara") == 360
    whole = {"type": "return", "receipt": "A1", "lines": [{"line": 1}]}
    assert code_of(program.post("/activities", whole, Idempotency_Key="B2")) == (409, "return_exceeds_receipt")
    program.post("/activities", {"type": "return", "receipt": "A1"}, Idempotency_Key="B3")
    assert cast.active("sara") == 0
    again = program.post("/activities", {"type": "return", "receipt": "A1"}, Idempotency_Key="B4")
    assert code_of(again) == (409, "receipt_returned_already")


def test_a_return_before_its_receipt_is_parked(cast, program):
    early = program.post("/activities", {"type": "return", "reference": "B1", "receipt": "A1"})
    assert (early.status_code, early.json()["status"]) == (202, "parked")
    assert early.json()["waits_until"] == "2026-07-01T12:00:00Z"
    program.buys("sara", 6400, reference="A1")
    assert cast.active("sara") == 0


def test_other_activities_have_kinds_of_their_own(cast, program):
    visit = {"type": "activity", "reference": "V1", "kind": "visit", "member": str(cast.members["sara"])}
    assert program.post("/activities", visit).status_code == 201
    assert code_of(program.post("/activities", visit | {"kind": "purchase", "reference": "V2"})) == (
        422,
        "kind_reserved",
    )


def test_a_batch_answers_for_each_item_and_a_malformed_one_spoils_no_other(cast, program):
    items = [
        purchase("sara", [LINE], "A1"), purchase("sara", [{"amount_minor": "x"}], "A2"), 17, None, [],
        purchase("09129999999", [LINE], "A3"), purchase("negar", [LINE], "A4"), purchase("sara", [LINE], ""),
        {"type": "return", "reference": "B1", "receipt": "A9"},
    ]  # fmt: skip
    response = program.post("/activities/batch", {"items": items})
    body = response.json()
    assert response.status_code == 200
    assert body["counts"] == {"booked": 2, "replayed": 0, "parked": 1, "refused": 6}
    codes = [each["problem"] and each["problem"]["code"] for each in body["outcomes"]]
    wrong = "malformed"
    assert codes == [None, wrong, wrong, wrong, wrong, "unknown_card", None, "reference_missing", None]
    assert [each["reference"] for each in body["outcomes"]] == ["A1", "A2", "", "", "", "A3", "A4", "", "B1"]
    assert (cast.active("sara"), cast.active("negar")) == (640, 640)
    again = program.post("/activities/batch", {"items": items}).json()
    assert again["counts"] == {"booked": 0, "replayed": 2, "parked": 1, "refused": 6}


def test_a_batch_has_a_largest_size(program):
    assert code_of(program.post("/activities/batch", {"items": [1] * 10_001})) == (422, "too_many_items")
    assert code_of(program.post("/activities/batch", [])) == (422, "malformed")
    assert program.post("/activities/batch", {"items": []}).json()["outcomes"] == []


def test_an_activity_is_read_again_as_it_was_booked(cast, program):
    made = program.buys("sara", 6400, reference="A1", store="centre", tax_minor=100, channel="till")
    read = program.get(made["Location"].removeprefix("/api/v1")).json()
    assert (read["kind"], read["reference"], read["store"], read["channel"]) == ("purchase", "A1", "centre", "till")
    assert (read["net_minor"], read["payable_minor"], read["tax_minor"]) == (6400, 6500, 100)
    assert read["lines"] == [{"amount_minor": 6400}]
    assert read["awards"] == made.json()["awards"]


def test_an_award_is_explained_in_the_readers_language_with_its_reasons(db):
    base = Rule("base", named("base"), UnitsPerMoney("points", 1, 10))
    cast = standing_cast(programme(base, caps=(Cap("day", named("day cap"), "points", 100, "day"),)))
    program = all_scopes(cast)
    place = program.buys("sara", 6400)["Location"].removeprefix("/api/v1") + "/explanation"
    award = program.get(place).json()["awards"][0]
    assert award["units"] == 100
    said = award["sentence"].replace("\u00a0", " ")
    assert said == "640 points for 640 Toman by base: 1 for each 1 Toman; day cap left 100 points of 640"
    assert award["reasons"][1]["message"] == "{cap} left {after} of {before}"
    assert award["reasons"][1]["values"]["after"] == {"count": 100, "unit": "points"}
    persian = program.get(place + "?lang=fa").json()
    assert persian["language"] == "fa"
    assert "۶۴۰" in persian["awards"][0]["sentence"]


def test_an_adjustment_has_no_award_to_explain(cast, program):
    made = program.adjusts(cast.members["sara"], 50).json()["activity"]
    place = f"/members/{cast.members['sara']}/activities/{made}"
    assert program.get(place + "/explanation").json()["awards"] == []
    read = program.get(place).json()
    assert (read["kind"], read["unit"], read["units"]) == ("adjustment", "points", 50)


def test_a_quote_says_what_a_receipt_would_earn_and_changes_nothing(program):
    response = program.post("/quotes", {"card": PHONES["sara"], "lines": [LINE]})
    assert (response.status_code, response.json()["status"]) == (200, "estimate")
    assert response.json()["awards"][0]["units"] == 640
    assert (Activity.objects.count(), Movement.objects.count()) == (0, 0)
    assert code_of(program.post("/quotes", {"card": "0912", "lines": [LINE]})) == (404, "unknown_card")


def test_a_step_starts_what_waited_for_it(db):
    cast = standing_cast(programme(Rule("paid", named("p"), FixedUnits("points", 50), waits=WaitStep("paid", 5))))
    program = all_scopes(cast)
    program.buys("sara", 100, reference="A1")
    assert cast.units("sara").pending == 50
    assert program.post("/steps", {"receipt": "A1", "step": "paid"}).json()["units_started"] == 50
    assert program.post("/steps", {"receipt": "A1", "step": "paid"}).json()["units_started"] == 0
    assert (cast.active("sara"), cast.units("sara").pending) == (50, 0)
    other = program.post("/steps", {"receipt": "A1", "step": "delivered"})
    assert code_of(other) == (409, "nothing_waits_for_this_step")
    assert code_of(program.post("/steps", {"receipt": "A9", "step": "paid"})) == (404, "receipt_unknown")
    program.adjusts(cast.members["sara"], 5, reference="J1")
    assert code_of(program.post("/steps", {"receipt": "J1", "step": "paid"})) == (404, "receipt_unknown")


def test_an_adjustment_is_booked_once_with_its_reason(cast, program):
    sara = cast.members["sara"]
    first, again = program.adjusts(sara, 50), program.adjusts(sara, 50)
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 200, "true")
    assert (again.json()["activity"], cast.active("sara")) == (first.json()["activity"], 50)
    assert code_of(program.adjusts(sara, 60)) == (422, "reference_conflict")
    assert code_of(program.adjusts(sara, 60, reference="")) == (400, "reference_missing")
    assert code_of(program.adjusts(sara, 60, reference="C", reason=" ")) == (422, "reason_missing")
    assert code_of(program.adjusts(sara, 0, reference="C")) == (422, "adjustment_of_nothing")
    assert code_of(program.adjusts(sara, 5, reference="C", unit="stars")) == (422, "unknown_unit")
    assert code_of(program.adjusts(sara, -51, reference="C")) == (409, "not_enough_units")
    assert cast.active("sara") == 50


def test_an_adjustment_above_the_limit_needs_a_second_person(cast, program):
    response = program.adjusts(cast.members["sara"], 1001)
    assert code_of(response) == (403, "second_person_needed")
    assert code_of(program.adjusts(cast.members["sara"], -1001)) == (403, "second_person_needed")
    assert program.adjusts(cast.members["sara"], 1000).status_code == 201


def test_two_programs_may_use_the_same_reference(cast, program):
    other = all_scopes(cast)
    assert [each.adjusts(cast.members["sara"], 10).status_code for each in (program, other)] == [201, 201]
    assert cast.active("sara") == 20


def bound(cast):

    north = open_store(partner=Partner.objects.get(club=cast.club), code="north", name_fa="ش", name_en="North")
    program = all_scopes(cast)
    return program, Program(cast, *program.key.scopes, store_id=north.id, client=program.client)


def test_a_bound_key_writes_its_own_store_alone(cast):
    whole, north = bound(cast)
    assert code_of(north.buys("sara", 100, store="centre")) == (403, "store_not_yours")
    made = north.buys("sara", 100)
    assert north.get(made["Location"].removeprefix("/api/v1")).json()["store"] == "north"
    whole.buys("sara", 100, reference="C1", store="centre")
    back = {"type": "return", "reference": "B1", "receipt": "C1"}
    assert code_of(north.post("/activities", back)) == (403, "store_not_yours")
    assert north.post("/activities/batch", {"items": [back]}).json()["counts"]["refused"] == 1
    assert code_of(north.post("/steps", {"receipt": "C1", "step": "paid"})) == (403, "store_not_yours")
    assert code_of(north.adjusts(cast.members["sara"], 5)) == (403, "not_allowed")
    joined = north.post("/members", {"phone": "09123334444", "home_store": "centre"})
    assert code_of(joined) == (403, "store_not_yours")
    assert cast.active("sara") == 20


def test_late_receipts_are_judged_at_the_clubs_own_present(cast, program):
    assert program.buys("sara", 100, happened_at=after(-6).isoformat()).status_code == 201
