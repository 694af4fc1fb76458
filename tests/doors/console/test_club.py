"""The settings of a club: names and limits at any time, what the books are counted in until the first receipt."""

import re

import pytest

from tests.doors.console.desks import make_desk, signed_in
from tests.doors.first_run.walking import STEPS, Browser
from tests.people import NOON
from vafa.base.models import Audit, Club, Staff
from vafa.files import places
from vafa.insight.actions import lakes
from vafa.insight.lake.places import folder_of
from vafa.insight.models import SavedView
from vafa.members.actions.joining import Joining, join
from vafa.partners.queries import stores_of

FORM = {
    "name_fa": "کافه بهار", "name_en": "Bahar Cafe", "calendar": "jalali", "time_zone": "Asia/Tehran",
    "currency": "IRR", "money_shown": "toman", "late_days_online": "7", "late_days_offline": "30",
    "return_window_days": "30", "adjust_limit": "1000", "largest_receipt": "200,000,000",
}  # fmt: skip
PAGE = "/console/bahar-cafe/club/"


@pytest.fixture
def owner(db, settings, tmp_path):
    settings.DATA = tmp_path
    browser = Browser()
    browser.walk()
    browser.http.get("/", {"lang": "en"})
    return browser.http


def record_one():
    from tests.people import Cast
    from vafa.activities.shapes import Line, Purchase
    from vafa.base.clock import now

    club = Club.objects.get()
    join(club=club, people=[Joining(now(), "counter", phone="09121110001")], now=now())
    Cast(club, now=now()).record(Purchase("R1", (Line(640_000),), card="09121110001", store="centre"))


def test_the_page_shows_the_club_as_it_is(owner):
    page = owner.get(PAGE).content.decode()
    assert 'value="کافه بهار"' in page and 'value="200,000,000"' in page and "Largest receipt, in Toman" in page
    assert re.search(r'name="time_zone" value="Asia/Tehran"', page)
    assert '<bdi dir="ltr" lang="en">bahar-cafe</bdi>' in page


def test_names_and_limits_change_in_digits_of_any_script(owner):
    answer = owner.post(PAGE, {**FORM, "name_en": "Bahar", "adjust_limit": "۲٬۵۰۰", "largest_receipt": "۵۰٬۰۰۰٬۰۰۰"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    club = Club.objects.get()
    assert (club.name_en, club.adjust_limit, club.largest_receipt_minor) == ("Bahar", 2500, 500_000_000)
    kept = Audit.objects.get(action="club_changed").data
    assert kept["before"] == {"name_en": "Bahar Cafe", "adjust_limit": 1000, "largest_receipt_minor": 2_000_000_000}
    assert "Changed the club’s settings" in owner.get("/console/bahar-cafe/audit/").content.decode()


def test_before_the_first_receipt_calendar_zone_and_currency_change(owner):
    changes = {"calendar": "gregorian", "time_zone": "Europe/Berlin", "currency": "EUR"}
    assert owner.post(PAGE, {**FORM, **changes}).status_code == 302
    club = Club.objects.get()
    assert (club.calendar, club.time_zone, club.currency, club.money_shown) == (
        "gregorian", "Europe/Berlin", "EUR", "iso",
    )  # fmt: skip
    assert club.largest_receipt_minor == 2_000_000
    assert "€0.01" not in owner.get(PAGE).content.decode()


def test_from_the_first_receipt_on_they_are_shown_with_the_reason(owner):
    record_one()
    page = owner.get(PAGE).content.decode()
    assert "What stays" in page and "they do not change any more" in page
    assert all(f'name="{name}"' not in page for name in ("calendar", "time_zone", "currency"))
    assert owner.post(PAGE, {**FORM, "calendar": "gregorian", "return_window_days": "10"}).status_code == 302
    assert Club.objects.values_list("calendar", "return_window_days").get() == ("jalali", 10)


def test_a_receipt_that_comes_while_the_page_is_open_wins(owner, monkeypatch):
    record_one()
    monkeypatch.setattr("vafa.doors.console.views.club.any_recorded", lambda _club: False)
    answer = owner.post(PAGE, {**FORM, "calendar": "gregorian"})
    assert answer.status_code == 422 and "A receipt has been recorded in the meantime" in answer.content.decode()
    assert Club.objects.get().calendar == "jalali"


WRONG = [
    ({"name_fa": "", "name_en": " "}, "Write the name of the club in at least one language."),
    ({"time_zone": "Tehran"}, "This time zone is not known."),
    ({"time_zone": ""}, "Write it as continent and city"),
    ({"calendar": "lunar"}, "Choose one of the two calendars."),
    ({"currency": "XXX"}, "Choose a currency from the list."),
    ({"late_days_online": "366"}, "Write a number from 0 to 365."),
    ({"adjust_limit": "-1"}, "Write a number from 0 to"),
    ({"adjust_limit": "many"}, "Write a whole number"),
    ({"return_window_days": ""}, "Write a number."),
    ({"largest_receipt": "0"}, "Write a number above zero."),
]


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_what_cannot_stand_is_said_and_nothing_changes(owner, changes, said):
    before = Club.objects.values().get()
    answer = owner.post(PAGE, {**FORM, **changes})
    assert answer.status_code == 422 and said in answer.content.decode()
    assert Club.objects.values().get() == before
    assert not Audit.objects.filter(action="club_changed").exists()


def test_only_owners_see_the_page_and_of_their_own_club(desk, settings, tmp_path):
    assert desk.owner.get(desk.at("club/")).status_code == 200
    assert [client.get(desk.at("club/")).status_code for client in (desk.manager, desk.cashier, desk.analyst)] == [
        403
    ] * 3
    assert signed_in(desk.posts["owner"]).get(PAGE).status_code == 404


def test_the_walk_and_the_page_know_the_same_fields():
    assert set(STEPS["place"]) - {"country"} <= set(FORM)


BAKERY = {
    "name_en": "Second Bakery", "name_fa": "نانوایی دوم", "slug": "", "country": "DE", "branches": "Mitte\n\nKreuzberg",
    "programme": "tiers",
}  # fmt: skip


@pytest.fixture
def desk(db):
    return make_desk("a long enough sentence")


def test_an_owner_opens_another_club_and_changes_between_them(desk):
    opened = desk.owner.post(desk.at("club/another/"), BAKERY)
    assert opened["Location"] == "/console/second-bakery/"
    made = Club.objects.get(slug="second-bakery")
    assert (made.currency, made.calendar, made.time_zone) == ("EUR", "gregorian", "Europe/Berlin")
    assert sorted(place.name_en for place in stores_of(made.id).values()) == ["Kreuzberg", "Mitte"]
    assert [(post.user_id, post.role) for post in Staff.objects.filter(club=made)] == [
        (desk.posts["owner"].user_id, "owner")
    ]
    assert "Your other clubs" in desk.owner.get(desk.at()).content.decode()
    assert "Your other clubs" not in desk.manager.get(desk.at()).content.decode()
    both = desk.owner.get("/console/").content.decode()
    assert "/console/second-bakery/" in both
    assert desk.manager.get("/console/second-bakery/").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name_en": "", "name_fa": ""}, "Write the name of the club in at least one language."),
        ({"slug": "narvan"}, "There is a club of this short name already."),
        ({"slug": "کافه"}, "A short name has Latin letters, digits and hyphens."),
        ({"branches": ""}, "Write one branch at least."),
        ({"country": "XX"}, "Select a valid choice."),
        ({"programme": "gold"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_a_club_is_refused_and_none_is_opened(desk, given, said):
    told = desk.owner.post(desk.at("club/another/"), BAKERY | given)
    assert told.status_code == 422
    assert said in told.content.decode()
    assert Club.objects.count() == 1


def test_a_sample_club_is_opened_once_looked_at_and_removed(desk):
    first = desk.owner.post(desk.at("club/sample/"))
    again = desk.owner.post(desk.at("club/sample/"))
    assert (first["Location"], again["Location"]) == ("/console/sample/", "/console/sample/")
    shown = desk.owner.get("/console/sample/").content.decode()
    assert "This is a sample club" in shown and "Remove the sample club" in shown
    assert "Go to the sample club" in desk.owner.get(desk.at("club/another/")).content.decode()
    assert desk.manager.get("/console/sample/").status_code in (403, 404)
    sample = Club.objects.get(is_sample=True)
    left = places.original(sample.id, desk.cast.club.id)
    places.write(left, [b"a file with names"], 100)
    lakes.refresh(club=sample, now=NOON)
    SavedView.objects.create(club=sample, name="v", report="sales", staff_id=desk.posts["owner"].id, made_at=NOON)
    gone = desk.owner.post("/console/sample/club/sample/remove/", follow=True)
    assert not left.exists()
    assert not folder_of(sample.id).exists()
    assert not SavedView.objects.exists()
    assert "The sample club is gone" in gone.content.decode()
    assert list(Club.objects.values_list("slug", flat=True)) == [desk.cast.club.slug]


def test_a_club_with_real_books_stays(desk):
    told = desk.owner.post(desk.at("club/sample/remove/"), follow=True).content.decode()
    assert "Only a sample club is removed." in told
    assert Club.objects.count() == 1
