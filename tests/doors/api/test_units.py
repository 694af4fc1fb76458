import pytest

from tests.doors.api.calling import all_scopes, code_of, standing_cast
from tests.people import NOON, after, named, programme
from vafa.activities.actions.recording import record
from vafa.activities.shapes import Line, Purchase, Source
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.effects import UnitsPerMoney
from vafa.engine.earning.programme import Rule, Unit, WaitDays
from vafa.engine.earning.words import Name
from vafa.engine.expiry import Rolling


@pytest.fixture
def expiring(db):
    points = Unit("points", Name("امتیاز", "points"), expiry=Rolling(10, Period.DAY))
    return standing_cast(programme(Rule("base", named("b"), UnitsPerMoney("points", 1, 1)), units=(points,)))


def test_units_are_told_by_state_with_their_endings(expiring):
    program, sara = all_scopes(expiring), expiring.members["sara"]
    program.buys("sara", 100, reference="A1")
    program.adjusts(sara, -30)
    told = program.get(f"/members/{sara}/units")
    assert told.json() == {
        "member": str(sara), "at": "2026-06-01T12:00:00Z",
        "units": [{
            "unit": "points", "name": "points", "active": 70, "pending": 0, "held": 0, "spent": 0, "expired": 0,
            "owed": 0, "spendable": 70, "endings": [{"at": "2026-06-11T20:30:00Z", "units": 70}],
        }],
    }  # fmt: skip
    assert program.get(f"/members/{sara}/units", language="fa").json()["units"][0]["name"] == "امتیاز"
    program.post("/activities", {"type": "return", "reference": "B1", "receipt": "A1"})
    owed = program.get(f"/members/{sara}/units").json()["units"][0]
    assert (owed["active"], owed["owed"], owed["spendable"]) == (0, 30, -30)


def test_pending_units_are_not_spendable(db):
    rule = Rule("base", named("b"), UnitsPerMoney("points", 1, 1), waits=WaitDays(14))
    cast = standing_cast(programme(rule))
    program = all_scopes(cast)
    program.buys("sara", 100)
    told = program.get(f"/members/{cast.members['sara']}/units").json()["units"][0]
    assert (told["active"], told["pending"], told["spendable"]) == (0, 100, 0)


def test_a_balance_is_told_as_of_one_time_as_known_at_another(cast, program):
    sara, history = cast.members["sara"], Source(name="import", history=True)

    def books(days_ago, booked_ago, reference):
        cast.at(after(-booked_ago))
        lines = (Line(100),)
        item = Purchase(reference, lines, member=sara, happened_at=after(-days_ago))
        record(house=cast.house, source=history, items=[item])

    books(10, 10, "A")
    books(9, 5, "B")
    place = f"/members/{sara}/balances"

    def balance(**times):
        query = "&".join(f"{name}={value.isoformat()}" for name, value in times.items())
        told = program.get(f"{place}?{query}").json()["balances"]
        return {each["unit"]: each["balance"] for each in told}["points"]

    assert balance() == 20
    assert balance(effective=after(-9.5)) == 10
    assert balance(effective=after(-8), known=after(-8)) == 10
    assert balance(effective=after(-8), known=NOON) == 20
    assert balance(effective=after(-11)) == 0
    assert code_of(program.get(f"{place}?effective=2026-06-01T12:00:00")) == (422, "malformed")
    assert code_of(program.get(f"{place}?known=yesterday")) == (422, "malformed")


def test_a_zone_whose_plus_became_a_blank_is_understood(cast, program):
    place = f"/members/{cast.members['sara']}/balances?effective=2026-06-01T12:00:00+03:30"
    assert program.get(place).json()["effective"] == "2026-06-01T08:30:00Z"


def test_movements_are_read_page_by_page_newest_first(cast, program):
    sara = cast.members["sara"]
    for number in range(1, 6):
        program.buys("sara", 100 * number, reference=f"A{number}")
    place = f"/members/{sara}/movements?unit=points&limit=2"
    seen, links = [], 0
    while place:
        page = program.get(place)
        seen += [(each["seq"], each["units"], each["reference"]) for each in page.json()["movements"]]
        following = page.json()["next"]
        assert ("Link" in page) == (following is not None)
        place = page["Link"].split(">")[0].removeprefix("</api/v1") if following else ""
        links += bool(following)
    assert seen == [(5, 50, "A5"), (4, 40, "A4"), (3, 30, "A3"), (2, 20, "A2"), (1, 10, "A1")]
    assert links == 2


def test_a_cursor_is_of_its_own_list_and_signed(cast, program):
    sara, negar = cast.members["sara"], cast.members["negar"]
    for _ in range(2):
        program.buys("sara", 100)
    cursor = program.get(f"/members/{sara}/movements?unit=points&limit=1").json()["next"]
    wrong = [
        f"/members/{negar}/movements?unit=points&cursor={cursor}",
        f"/members/{sara}/movements?unit=points&cursor=x",
    ]
    wrong.append(f"/members/{sara}/movements?unit=points&cursor={cursor[:-1]}")
    assert {code_of(program.get(place)) for place in wrong} == {(422, "cursor_wrong")}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "malformed"),
        ("unit=stars", "unknown_unit"),
        ("unit=points&limit=201", "malformed"),
        ("unit=points&limit=0", "malformed"),
    ],
)
def test_a_list_without_bounds_is_refused(cast, program, query, code):
    assert code_of(program.get(f"/members/{cast.members['sara']}/movements?{query}")) == (422, code)


def test_the_programme_in_force_is_told(program):
    told = program.get("/programme").json()
    assert (told["version"], told["programme"]["units"][0]["code"]) == (1, "points")
