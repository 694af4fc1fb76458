"""A key of one club never reads, writes or learns of another club's things."""

from uuid import UUID

import pytest

from tests.doors.api.calling import all_scopes, code_of, purchase, standing_cast
from vafa.checkout.models import Checkout, Dispute
from vafa.doors.api.urls import urlpatterns
from vafa.ledger.models import Movement
from vafa.members.actions import proving
from vafa.members.models import Card, Consent, HouseholdPlace, Member
from vafa.offers.models import Assignment, Offer
from vafa.rewards.models import Batch, Redemption, Reward, Use

SECRETS = ("sara", "9121110001", "dirin")


@pytest.fixture
def other(db):
    """Another club with the same phones, a booked receipt, a card and a merge."""
    cast = standing_cast(slug="dirin")
    program = all_scopes(cast)
    made = program.buys("sara", 6400, reference="A1").json()
    card = program.post(f"/members/{made['member']}/cards", {"kind": "card", "value": "OTHER1"}).json()["id"]
    body = {"absorbed": str(cast.members["omid"]), "reason": "one person"}
    merge = program.post(f"/members/{cast.members['negar']}/merges", body, Idempotency_Key="M").json()["merge"]
    ids = {"member": made["member"], "activity": made["activity"], "card": card, "merge": merge}
    return cast, ids | spending(program, made["member"])


def spending(program, member):
    """A basket on hold, a reward that was taken, an offer and a batch of vouchers."""
    made = {}
    terms = {"name_fa": "x", "name_en": "x"}
    off = {"type": "amount_off", "minor": 5}
    made["offer"] = program.post("/offers", terms | {"effect": off}, Idempotency_Key="O").json()["id"]
    benefit = terms | {"kind": "priority", "claimed": True}
    made["benefit"] = program.post("/benefits", benefit, Idempotency_Key="B").json()["id"]
    claimed = {"reference": "C", "benefit": made["benefit"]}
    made["claim"] = program.post(f"/members/{member}/claims", claimed).json()["id"]
    home = program.post(f"/members/{member}/household", {"name": "x"}, Idempotency_Key="HH")
    made["household"] = home.json()["id"]
    made["batch"] = program.post("/vouchers/batches", {"reference": "V", "terms": terms | {"effect": off}}).json()["id"]
    reward = REWARD | {"limit_count": 9}
    made["reward"] = program.post("/rewards", reward, Idempotency_Key="R").json()["id"]
    program.post(f"/rewards/{made['reward']}/list")
    taken = {"reference": "T", "member": member, "reward": made["reward"]}
    made["redemption"] = program.post("/redemptions", taken).json()["id"]
    spent = program.get(f"/members/{member}/movements?unit=points").json()["movements"]
    debit = next(each["id"] for each in spent if each["kind"] == "redemption")
    made["dispute"] = program.post(f"/members/{member}/disputes", {"movement": debit}).json()["id"]
    program.post(f"/offers/{made['offer']}/list")
    order = {"member": member, "lines": [{"amount_minor": 100}]}
    made["checkout"] = program.post("/checkouts", {"reference": "H", "order": order}).json()["id"]
    return made


REWARD = {"name_fa": "x", "name_en": "x", "kind": "goods", "unit": "points", "units": 5}
TABLES = (
    HouseholdPlace,
    Member,
    Card,
    Consent,
    Movement,
    Reward,
    Redemption,
    Offer,
    Assignment,
    Batch,
    Checkout,
    Use,
    Dispute,
)


def state():
    return [sorted(map(str, model.objects.values_list())) for model in TABLES]


BODIES = {
    "change_member": ("PATCH", {"family_name": "x"}),
    "add_card": ("POST", {"kind": "card", "value": "C1"}),
    "end_card": ("DELETE", None),
    "give_consent": ("POST", {"channel": "sms", "purpose": "offers", "granted": True, "proof": "x"}),
    "merge": ("POST", {"absorbed": "other", "reason": "x"}),
    "undo_merge": ("POST", {"reason": "x"}),
    "movements": ("GET", None),
    "capture": ("POST", {"reference": "x"}),
    "release": ("POST", {"reference": "x"}),
    "hand_over": ("POST", None),
    "give_back": ("POST", {"reason": "x"}),
    "change_reward": ("PUT", REWARD),
    "put_picture": ("PUT", {"language": "fa", "content": None}),
    "list_reward": ("POST", None),
    "take_off_reward": ("POST", None),
    "change_offer": ("PUT", {"name_fa": "x", "name_en": "x", "effect": {"type": "amount_off", "minor": 5}}),
    "list_offer": ("POST", None),
    "take_off_offer": ("POST", None),
    "assign_offer": ("POST", {"reference": "x", "members": ["own"]}),
    "stop_batch": ("POST", None),
    "take_off_benefit": ("POST", None),
    "claim_benefit": ("POST", {"reference": "x", "benefit": "00000000-0000-7000-8000-000000000000"}),
    "put_back_claim": ("POST", None),
    "open_household": ("POST", {"name": "x"}),
    "join_household": ("POST", {"member": "own"}),
    "let_draw": ("PUT", {"draws": False}),
    "leave_household": ("POST", None),
    "dispute": ("POST", {"movement": "00000000-0000-7000-8000-000000000000"}),
    "decide_dispute": ("POST", {"right": True, "answer": "x"}),
}
WITH_IDS = [each.name for each in urlpatterns if each.pattern.converters]


@pytest.mark.parametrize("name", WITH_IDS)
def test_ids_of_another_club_are_not_found(program, other, name):
    _, ids = other
    pattern = next(each for each in urlpatterns if each.name == name)
    path = str(pattern.pattern)
    for part in pattern.pattern.converters:
        path = path.replace(f"<uuid:{part}>", ids[part])
    method, body = BODIES.get(name, ("GET", None))
    if body and body.get("absorbed"):
        body = body | {"absorbed": str(program.cast.members["omid"])}
    if body and body.get("members"):
        body = body | {"members": [str(program.cast.members["omid"])]}
    if body and body.get("member"):
        body = body | {"member": str(program.cast.members["omid"])}
        proving.choose_pin(club=program.cast.club, member_id=program.cast.members["omid"], pin="2580")
        body |= {"proof": "2580"}
    before = state()
    response = program.call(method, f"/{path.removeprefix('v1/')}?unit=points", body, Idempotency_Key="K")
    assert code_of(response)[0] == 404
    assert state() == before
    assert not [secret for secret in SECRETS if secret in response.content.decode()]


def test_a_member_of_another_club_cannot_be_absorbed(program, other):
    body = {"absorbed": other[1]["member"], "reason": "x"}
    response = program.post(f"/members/{program.cast.members['sara']}/merges", body, Idempotency_Key="K")
    assert code_of(response) == (404, "unknown_member")


def test_ids_in_a_body_are_not_found_either(program, other):
    _, ids = other
    line = [{"amount_minor": 100}]
    before = state()
    by_id = purchase("", line) | {"member": ids["member"]}
    for path, body in (("/activities", by_id), ("/quotes", by_id)):
        assert code_of(program.post(path, body)) == (404, "unknown_member")
    theirs = {"reference": "x", "order": {"member": ids["member"], "lines": line}}
    assert code_of(program.post("/checkouts", theirs)) == (404, "unknown_member")
    own = str(program.cast.members["sara"])
    reward = {"reference": "x", "member": own, "reward": ids["reward"]}
    assert code_of(program.post("/redemptions", reward)) == (404, "unknown_reward")
    claimed = {"reference": "x", "benefit": ids["benefit"]}
    assert code_of(program.post(f"/members/{own}/claims", claimed)) == (404, "unknown_benefit")
    assert code_of(program.post(f"/members/{own}/claims/{ids['claim']}/put_back")) == (404, "unknown_claim")
    given = {"reference": "x", "member": own, "to": ids["member"], "unit": "points", "units": 1}
    assert code_of(program.post("/transfers", given)) == (404, "unknown_member")
    receipt = {"type": "purchase", "reference": "x", "checkout": ids["checkout"]}
    assert code_of(program.post("/activities", receipt)) == (404, "unknown_checkout")
    assert code_of(program.adjusts(UUID(ids["member"]), 5)) == (404, "unknown_member")
    assert code_of(program.post("/activities", purchase("OTHER1", line))) == (404, "unknown_card")
    assert code_of(program.get("/members?card=OTHER1")) == (404, "unknown_card")
    assert code_of(program.post("/steps", {"receipt": "A1", "step": "paid"})) == (404, "receipt_unknown")
    assert state() == before


def test_references_and_cards_of_clubs_do_not_meet(program, other):
    """The same phone, and the same reference even from the same client id, are each club's own."""
    cast, ids = other
    made = program.buys("sara", 100, reference="A1").json()
    assert made["member"] == str(program.cast.members["sara"]) != ids["member"]
    assert (program.cast.active("sara"), cast.active("sara")) == (10, 635)


def test_a_cursor_of_another_club_opens_nothing(program, other):
    cast, ids = other
    theirs = all_scopes(cast)
    theirs.buys("sara", 100)
    cursor = theirs.get(f"/members/{ids['member']}/movements?unit=points&limit=1").json()["next"]
    place = f"/members/{program.cast.members['sara']}/movements?unit=points&cursor={cursor}"
    assert code_of(program.get(place)) == (422, "cursor_wrong")
