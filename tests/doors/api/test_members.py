from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.doors.api.calling import Program, code_of
from tests.people import PHONES
from vafa.activities.models import Activity
from vafa.members.models import Card, Member

MINA = {
    "phone": "۰۹۱۲۳۳۳۴۴۴۴", "given_name": "مینا", "family_name": "کاظمی", "birthday": "1990-03-21",
    "cards": [{"kind": "card", "value": "n-77 01"}], "home_store": "centre", "tags": ["vip"],
    "consents": [{"channel": "sms", "purpose": "offers", "granted": True, "proof": "paper form 12"}],
}  # fmt: skip


def test_a_person_joins_and_is_found_by_each_card(cast, program):
    made = program.post("/members", MINA)
    member = made.json()["member"]
    assert (made.status_code, made.json()["status"]) == (201, "joined")
    assert made["Location"] == f"/api/v1/members/{member}"
    for card in ("09123334444", "+989123334444", "N7701", "n77-۰۱"):
        found = program.get(f"/members?{urlencode({'card': card})}")
        assert found.json()["id"] == member
    read = program.get(f"/members/{member}").json()
    assert (read["given_name"], read["birthday"], read["home_store"], read["tags"]) == (
        "مینا", "1990-03-21", "centre", ["vip"],
    )  # fmt: skip
    assert [(each["kind"], each["value"]) for each in read["cards"]] == [("phone", "+989123334444"), ("card", "N7701")]
    assert read["joined_at"] == "2026-06-01T12:00:00Z"


@pytest.mark.parametrize("card", ["%00", "a%00b"])
def test_a_card_with_a_zero_byte_is_no_card(program, card):
    assert code_of(program.get(f"/members?card={card}")) == (422, "malformed")


def test_letters_that_grow_when_they_are_compared_are_taken(program):
    """One of these is eighteen letters in a search, and the second letter of the card two in capitals."""
    long = {"phone": "09351110000", "given_name": "\ufdfa" * 80, "cards": [{"kind": "card", "value": "ß" * 40}]}
    member = program.post("/members", long).json()["member"]
    assert program.call("PATCH", f"/members/{member}", {"family_name": "\ufdfa" * 80}).status_code == 200


def test_joining_again_under_the_same_key_is_the_first_outcome(program):
    first = program.post("/members", MINA, Idempotency_Key="J1")
    again = program.post("/members", MINA, Idempotency_Key="J1")
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 200, "true")
    assert again.json()["member"] == first.json()["member"]
    other = program.post("/members", MINA | {"given_name": "x"}, Idempotency_Key="J1")
    assert code_of(other) == (422, "reference_conflict")
    assert code_of(program.post("/members", MINA)) == (409, "card_taken")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"phone": "", "cards": []}, 422, "card_missing"),
        ({"phone": "12"}, 422, "not_a_phone"),
        ({"phone": PHONES["sara"]}, 409, "card_taken"),
        ({"home_store": "nowhere"}, 422, "unknown_store"),
        ({"joined_at": "2026-06-02T00:00:00Z"}, 422, "from_the_future"),
        ({"joined_at": "2026-05-02T00:00:00"}, 422, "malformed"),
        ({"birthday": "0001-01-01"}, 422, "malformed"),
        ({"birthday": "2027-01-01"}, 422, "malformed"),
        ({"given_name": "x" * 81}, 422, "malformed"),
        ({"email": "none"}, 422, "malformed"),
        ({"cards": [{"kind": "card", "value": " - "}]}, 422, "malformed"),
        ({"nickname": "x"}, 422, "malformed"),
    ],
)
def test_who_cannot_join_is_told_why_and_nobody_joined(program, change, status, code):
    before = Member.objects.count()
    assert code_of(program.post("/members", MINA | change)) == (status, code)
    assert Member.objects.count() == before


def test_many_join_and_each_is_judged_alone(program):
    people = [
        {"phone": "09120000001"},
        {"phone": "x"},
        {"phone": PHONES["sara"]},
        {"colour": 1},
        5,
        {"phone": "09120000001"},
    ]
    body = program.post("/members/batch", {"items": people}).json()
    assert body["counts"] == {"joined": 1, "refused": 5}
    codes = [each["problem"] and each["problem"]["code"] for each in body["outcomes"]]
    assert codes == [None, "not_a_phone", "card_taken", "malformed", "malformed", "card_taken"]


def test_a_profile_is_changed_and_what_is_left_out_stays(cast, program):
    sara = cast.members["sara"]
    changed = program.call("PATCH", f"/members/{sara}", {"family_name": "Rad", "language": "en", "tags": ["a"]})
    assert changed.json() == {"member": str(sara), "changed": ["family_name", "language", "tags"]}
    read = program.get(f"/members/{sara}").json()
    assert (read["given_name"], read["family_name"], read["language"], read["tags"]) == ("sara", "Rad", "en", ["a"])


def test_a_card_is_given_and_ended(cast, program):
    sara, negar = cast.members["sara"], cast.members["negar"]
    given = program.post(f"/members/{sara}/cards", {"kind": "qr", "value": "q 1"})
    assert (given.status_code, given.json()["value"]) == (201, "Q1")
    taken = program.post(f"/members/{negar}/cards", {"kind": "qr", "value": "Q1"})
    assert code_of(taken) == (409, "card_taken")
    place = f"/members/{sara}/cards/{given.json()['id']}"
    assert program.call("DELETE", place).status_code == 204
    assert code_of(program.call("DELETE", place)) == (404, "unknown_card")
    assert code_of(program.get("/members?card=Q1")) == (404, "unknown_card")


def test_the_latest_word_of_consent_counts(cast, program):
    place = f"/members/{cast.members['sara']}/consents"
    word = {"channel": "sms", "purpose": "offers", "granted": True, "proof": "form"}
    assert program.post(place, word).status_code == 201
    program.post(place, word | {"granted": False, "proof": "call"})
    told = program.get(place).json()["consents"]
    assert [(each["channel"], each["granted"], each["proof"]) for each in told] == [("sms", False, "call")]


def test_a_merge_moves_units_and_cards_once_and_can_be_undone(cast, program):
    sara, negar = cast.members["sara"], cast.members["negar"]
    program.buys("sara", 1000)
    program.buys("negar", 500)
    place, body = f"/members/{sara}/merges", {"absorbed": str(negar), "reason": "one person"}
    assert code_of(program.post(place, body)) == (400, "reference_missing")
    first, again = (program.post(place, body, Idempotency_Key="M1") for _ in range(2))
    assert (first.status_code, again.status_code, again.json()["status"]) == (201, 200, "replayed")
    assert first.json()["merge"] == again.json()["merge"]
    assert cast.active("sara") == 150
    assert program.get(f"/members/{negar}/units").json()["member"] == str(sara)
    assert code_of(program.post(place, body, Idempotency_Key="M2")) == (409, "already_merged")
    undo = f"/merges/{first.json()['merge']}/undo"
    undone = program.post(undo, {"reason": "two persons"}, Idempotency_Key="M3")
    assert (undone.status_code, undone.json()["status"]) == (201, "undone")
    assert (cast.active("sara"), cast.active("negar")) == (100, 50)
    assert program.post(undo, {"reason": "two persons"}, Idempotency_Key="M3").json()["status"] == "replayed"
    assert code_of(program.post(undo, {"reason": "x"}, Idempotency_Key="M4")) == (404, "unknown_merge")


def test_a_merge_needs_two_members_and_a_reason(cast, program):
    sara = cast.members["sara"]
    same = {"absorbed": str(sara), "reason": "x"}
    assert code_of(program.post(f"/members/{sara}/merges", same, Idempotency_Key="M")) == (422, "merge_with_itself")
    blank = {"absorbed": str(cast.members["omid"]), "reason": " "}
    assert code_of(program.post(f"/members/{sara}/merges", blank, Idempotency_Key="M")) == (422, "reason_missing")
    unknown = {"absorbed": str(uuid4()), "reason": "x"}
    assert code_of(program.post(f"/members/{sara}/merges", unknown, Idempotency_Key="M")) == (404, "unknown_member")


def test_what_is_given_to_an_absorbed_member_goes_to_the_one_it_is_part_of(cast, program):
    sara, negar = cast.members["sara"], cast.members["negar"]
    body = {"absorbed": str(negar), "reason": "one person"}
    program.post(f"/members/{sara}/merges", body, Idempotency_Key="M1")
    program.post(f"/members/{negar}/cards", {"kind": "card", "value": "C9"})
    assert Card.objects.get(value="C9").member_id == sara
    program.buys("C9", 100)
    assert Activity.objects.get().member_id == sara


def test_personal_data_is_read_with_its_own_scope_alone(cast):
    program = Program(cast, "members:write", "activities:write", "units:read", "units:adjust", "quotes")
    sara = cast.members["sara"]
    for place in (f"/members/{sara}", "/members?card=09121110001", f"/members/{sara}/consents"):
        assert code_of(program.get(place)) == (403, "scope_missing")
    made = program.buys("sara", 100)
    answers = [
        made, program.get(f"/members/{sara}/units"), program.get(made["Location"].removeprefix("/api/v1")),
        program.get(f"/members/{sara}/movements?unit=points"),
        program.call("PATCH", f"/members/{sara}", {"family_name": "Rad"}),
    ]  # fmt: skip
    for each in answers:
        text = each.content.decode()
        assert each.status_code < 300
        assert not [secret for secret in ("sara", "Rad", "9121110001") if secret in text]
