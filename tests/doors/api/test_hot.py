"""The calls that a till waits for: gathered, written together, and answered as Django's own handler would."""

import asyncio
import json
import re

import pytest
from django.db import connection

from tests.doors.api.asgi import COOKIE, headers_of, sent, together
from tests.doors.api.calling import Program, purchase, standing_cast
from tests.laws.laws import broken
from tests.people import NOON
from tests.rooms.shop import Shop, off
from vafa.activities.models import Activity
from vafa.base import api_keys
from vafa.base.api_keys import SCOPES
from vafa.base.gather import Full
from vafa.doors.api import hot, pace
from vafa.members.actions import proving
from vafa.rewards.models import Redemption
from vafa.server import front

pytestmark = pytest.mark.django_db(transaction=True)

IDS = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|(?<=code\":\")[0-9A-Z]{6,13}|(?<=voucher:)[0-9A-Z]{13}"
)
LINES = [{"amount_minor": 1_000}]


@pytest.fixture(scope="module", autouse=True)
def writer():
    """Its thread keeps a connection to the tests' database."""
    yield
    front.stop()
    front.gatherer, front.reader = front.new_gatherer(), front.new_reader()


class World:
    """A club with a reward, a voucher and a program; two of them are alike."""

    def __init__(self, slug):
        cast = standing_cast(slug=slug)
        self.shop = Shop(cast)
        cast.buys("sara", 10_000)
        self.program = Program(cast, *SCOPES)
        self.reward = str(self.shop.reward(units=100, stock=3).id)
        self.code = self.shop.vouchers(off(100))[0]
        self.held = str(self.shop.hold("negar", 500, codes=[self.shop.vouchers(off(50))[0]]).id)

    def body(self, given):
        text = given if isinstance(given, bytes) else json.dumps(given).encode()
        for name in ("reward", "code", "held"):
            text = text.replace(f"<{name}>".encode(), getattr(self, name).encode())
        return text.replace(b"<sara>", str(self.shop.cast.members["sara"]).encode())


@pytest.fixture
def worlds():
    hot.forget_keys()
    pace.forget()
    return World("narvan"), World("dirin")


def ask(world, path, body, cookie=None, method="POST", **headers):
    named = headers_of(world.program, **headers) | (cookie or {})
    named = {name: value for name, value in named.items() if value is not None}
    address = world.body(f"/api/v1{path}".encode()).decode()
    return asyncio.run(sent(method, address, named, world.body(body)))


def told(answered):
    """What both must say alike: ids and the figures of pace are each world's own."""
    headers = {name: IDS.sub("#", value) for name, value in answered.headers.items() if name != "Ratelimit"}
    headers.pop("Content-Length")
    return answered.status, headers, IDS.sub("#", answered.body.decode())


BUYS = purchase("sara", LINES, "R1")
REDEEMS = {"reference": "T1", "member": "<sara>", "reward": "<reward>", "store": "centre"}
HOLDS = {"reference": "H1", "order": {"card": "09121110001", "lines": LINES, "codes": ["<code>"]}}
CASES = {
    "a receipt": ("/activities", [BUYS], {}),
    "a receipt in Persian": ("/activities", [BUYS], {"Accept_Language": "fa"}),
    "the same again": ("/activities", [BUYS, BUYS], {}),
    "another under its reference": ("/activities", [BUYS, purchase("negar", LINES, "R1")], {}),
    "a reference in the header": ("/activities", [BUYS | {"reference": ""}], {"Idempotency_Key": "K1"}),
    "no reference": ("/activities", [BUYS | {"reference": ""}], {}),
    "a return": ("/activities", [BUYS, {"type": "return", "reference": "B1", "receipt": "R1"}], {}),
    "a return before its receipt": ("/activities", [{"type": "return", "reference": "B1", "receipt": "R9"}], {}),
    "an unknown card": ("/activities", [purchase("09120000000", LINES)], {"Accept_Language": "fa"}),
    "a field too many": ("/activities", [BUYS | {"x": 1}], {}),
    "no JSON": ("/activities", [b"{"], {}),
    "another kind of content": ("/activities", [BUYS], {"Content_Type": "text/plain"}),
    "no content": ("/activities", [b""], {}),
    "digits of the other script": ("/activities", [BUYS | {"card": "۰۹۱۲۱۱۱۰۰۰۱", "tax_minor": "۱۰۰"}], {}),
    "too long": ("/activities", [b" " * 70_000], {}),
    "no key": ("/activities", [BUYS], {"Authorization": None}),
    "a wrong key": ("/activities", [BUYS], {"Authorization": "Bearer vafa_sk_x"}),
    "no scheme": ("/activities", [BUYS], {"Authorization": "Basic x"}),
    "its own id": ("/activities", [BUYS], {"X_Request_ID": "a" * 32}),
    "a redemption": ("/redemptions", [REDEEMS, REDEEMS], {}),
    "more than there is": ("/redemptions", [REDEEMS | {"reference": f"T{n}"} for n in range(4)], {}),
    "a reward that is none": ("/redemptions", [REDEEMS | {"reward": "<held>"}], {"Accept_Language": "fa"}),
    "a hold": ("/checkouts", [HOLDS, HOLDS], {}),
    "a hold of a used code": ("/checkouts", [HOLDS, HOLDS | {"reference": "H2"}], {}),
    "a capture": ("/checkouts/<held>/capture", [{"reference": "C1"}, {"reference": "C2"}], {}),
    "a release": ("/checkouts/<held>/release", [{"reference": "C1"}, {"reference": "C1"}], {}),
    "a checkout that is none": (f"/checkouts/{'0' * 8}-0000-7000-8000-{'0' * 12}/release", [{"reference": "C1"}], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_answers_as_django_s_own_handler_would(worlds, name, monkeypatch):
    fast, slow = worlds
    path, bodies, headers = CASES[name]
    gathered = []
    ask_of_writer = front.gatherer.ask
    monkeypatch.setattr(front.gatherer, "ask", lambda asked: gathered.append(asked) or ask_of_writer(asked))
    for body in bodies:
        quick = ask(fast, path, body, **headers)
        usual = ask(slow, path, body, COOKIE, **headers)
        assert told(quick) == told(usual)
    assert len(gathered) == len(bodies)  # of both, the first alone came this way


READS = {
    "a member's units": ("/members/<sara>/units", {}),
    "in Persian": ("/members/<sara>/units", {"Accept_Language": "fa"}),
    "a member of nobody": (f"/members/{'0' * 8}-0000-7000-8000-{'0' * 12}/units", {"Accept_Language": "fa"}),
    "without a key": ("/members/<sara>/units", {"Authorization": None}),
}


@pytest.mark.parametrize("name", READS)
def test_what_a_member_has_is_read_as_django_s_own_handler_would(worlds, name, monkeypatch):
    fast, slow = worlds
    path, headers = READS[name]
    read = []
    ask_of_reader = front.reader.ask
    monkeypatch.setattr(front.reader, "ask", lambda asked: read.append(asked) or ask_of_reader(asked))
    quick = ask(fast, path, b"", method="GET", **headers)
    usual = ask(slow, path, b"", COOKIE, method="GET", **headers)
    assert told(quick)[:2] == told(usual)[:2]
    assert told_of_units(quick) == told_of_units(usual)
    assert len(read) == 1


def told_of_units(answered):
    """Each was asked at an instant of its own."""
    return {name: value for name, value in json.loads(told(answered)[2]).items() if name not in {"at", "as_of"}}


def test_a_member_of_another_club_is_unknown_to_the_reader(worlds):
    one, other = worlds
    theirs = f"/members/{other.shop.cast.members['sara']}/units"
    assert ask(one, theirs, b"", method="GET").status == 404


def test_many_at_once_are_all_booked_once_and_the_books_hold(worlds):
    world, _ = worlds
    bodies = [purchase(who, LINES, f"N{place % 60}") for place, who in enumerate(["sara", "negar", "omid"] * 40)]
    asked = [("POST", "/api/v1/activities", headers_of(world.program), json.dumps(body).encode()) for body in bodies]
    statuses = sorted(each.status for each in together(*asked))
    assert statuses == [200] * 60 + [201] * 60
    assert Activity.objects.filter(reference__startswith="N").count() == 60
    assert broken(world.shop.club, NOON) == {}


def test_one_that_cannot_be_booked_fails_alone(worlds):
    world, _ = worlds
    bodies = [purchase("sara", LINES, f"N{place}") for place in range(30)]
    bodies[7]["lines"] = []
    bodies[13]["card"] = "0000"
    asked = [("POST", "/api/v1/activities", headers_of(world.program), json.dumps(body).encode()) for body in bodies]
    answered = together(*asked)
    assert [place for place, each in enumerate(answered) if each.status != 201] == [7, 13]


def test_a_batch_that_breaks_is_written_one_by_one(worlds, monkeypatch):
    world, _ = worlds
    usual = hot.items.record

    def breaks(*, house, source, items):
        if len(items) > 1 or items[0].reference == "N3":
            raise ZeroDivisionError
        return usual(house=house, source=source, items=items)

    monkeypatch.setattr(hot.items, "record", breaks)
    asked = [
        ("POST", "/api/v1/activities", headers_of(world.program), json.dumps(purchase("sara", LINES, f"N{n}")).encode())
        for n in range(8)
    ]
    answered = together(*asked)
    assert [each.status for each in answered] == [201, 201, 201, 500, 201, 201, 201, 201]
    assert answered[3].plain["code"] == "unexpected"


def test_redemptions_of_many_share_a_commit_and_give_no_more_than_there_is(worlds):
    world, _ = worlds
    bodies = [world.body(REDEEMS | {"reference": f"T{place}"}) for place in range(12)]
    asked = [("POST", "/api/v1/redemptions", headers_of(world.program), body) for body in bodies]
    statuses = sorted(each.status for each in together(*asked))
    assert statuses == [201] * 3 + [409] * 9
    assert Redemption.objects.filter(member_id=world.shop.cast.members["sara"]).count() == 3
    assert broken(world.shop.club, NOON) == {}


def test_a_revoked_key_is_refused_within_its_second(worlds):
    world, _ = worlds
    assert ask(world, "/activities", BUYS).status == 201
    api_keys.revoke(key=world.program.key, now=NOON)
    hot._keys[world.program.plain] = (hot._keys[world.program.plain][0] - hot.KEY_KEPT_S, world.program.key)
    assert ask(world, "/activities", purchase("sara", LINES, "R2")).status == 401


def test_a_key_without_the_scope_is_told_so(worlds):
    world, _ = worlds
    world.program = Program(world.shop.cast, "members:read")
    refused = ask(world, "/activities", BUYS)
    assert (refused.status, refused.plain["code"]) == (403, "scope_missing")


def test_a_body_that_never_ends_asks_nothing(worlds):
    world, _ = worlds
    body = world.body(BUYS)
    gone = asyncio.run(sent("POST", "/api/v1/activities", headers_of(world.program), body, hangs_up=True))
    assert (gone.status, Activity.objects.filter(reference="R1", source__startswith="api:").count()) == (0, 0)


def test_when_too_many_wait_the_next_is_told_when_to_come_again(worlds, monkeypatch):
    world, _ = worlds

    async def full(asked):
        raise Full

    monkeypatch.setattr(front.gatherer, "ask", full)
    refused = ask(world, "/activities", BUYS, Accept_Language="fa")
    assert (refused.status, refused.headers["Retry-After"], refused.plain["code"]) == (503, "1", "unavailable")
    assert "دوباره" in refused.plain["detail"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/activities?lang=fa", {}),
        ("/activities", {"Host": "evil.example"}),
        ("/activities", {"Content-Length": None}),
        ("/activities/batch", {}),
    ],
)
def test_what_is_no_plain_hot_call_is_django_s(worlds, path, headers, monkeypatch):
    world, _ = worlds
    monkeypatch.setattr(front.gatherer, "ask", None)
    named = headers_of(world.program) | headers
    answered = asyncio.run(sent("POST", f"/api/v1{path}", named, world.body(BUYS)))
    assert answered.status in {201, 400, 422}


def test_what_brings_a_pin_keeps_nobody_waiting(worlds, monkeypatch):
    world, _ = worlds
    monkeypatch.setattr(front.gatherer, "ask", None)
    proving.choose_pin(club=world.shop.club, member_id=world.shop.cast.members["sara"], pin="2580")
    assert ask(world, "/redemptions", REDEEMS | {"proof": "2580"}).status == 201
    held = {"reference": "H1", "order": HOLDS["order"] | {"proof": "2580"}}
    assert ask(world, "/checkouts", held).status == 201


def test_a_poisoned_database_connection_is_replaced(worlds):
    """What broke in one batch is not met again by the next."""
    world, _ = worlds
    assert ask(world, "/activities", BUYS).status == 201
    connection.close()
    assert ask(world, "/activities", purchase("sara", LINES, "R2")).status == 201
