"""The join page says what is published and nothing else, and answers everybody alike; the console decides."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from tests.people import NOON, PHONES, make_cast, make_club, named, programme
from vafa.base.models import Audit
from vafa.doors.look.formats import Format
from vafa.doors.look.names import ClubNames
from vafa.doors.look.programme_words import told
from vafa.doors.portal.views import joining
from vafa.engine.calendar.periods import JALALI
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.conditions import (
    AmountAtLeast,
    BetweenDates,
    HasTag,
    InTier,
    NearBirthday,
    NthPurchase,
    OnWeekday,
)
from vafa.engine.earning.effects import Cashback, FixedUnits, Multiplier, Stamp, UnitsPerMoney
from vafa.engine.earning.programme import Rule, Unit
from vafa.engine.tiers import Ladder, Tier
from vafa.members import queries
from vafa.members.birthdays import year_known
from vafa.members.models import JoinRequest, Knock, Member

pytestmark = pytest.mark.django_db

PLACE = "/join/narvan/"
WHO = {"phone": "0912 888 7766", "name": "Arash"}


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


def format_in(club, language):
    return Format(language, club.reckoning, club.zone, club.currency, club.money_shown, NOON.date())


def rules():
    coffee = Lines(categories=("coffee",))
    return programme(
        Rule("base", named("base"), UnitsPerMoney("points", 1, 100_000), priority=10),
        Rule("hello", named("hello"), FixedUnits("points", 50), NthPurchase(1), priority=20),
        Rule("gift", named("gift"), FixedUnits("points", 30), NearBirthday(3, 3), priority=30),
        Rule("coffee", named("coffee day"), Multiplier("points", 3, lines=coffee), OnWeekday((1,)), priority=40),
        Rule("beans", named("beans"), FixedUnits("points", 5), base=Base(coffee), priority=41),
        Rule("staff", named("secret"), FixedUnits("points", 999), HasTag(("staff",)), priority=5),
        Rule("past", named("past"), FixedUnits("points", 9), BetweenDates(NOON.date(), NOON.date()), priority=6),
        Rule("top", named("top"), Multiplier("points", 2), InTier(("two",)), priority=50),
    )


LADDER = Ladder((Tier("one", named("One"), 0), Tier("two", named("Two"), 60_000_000)))


def test_it_says_what_is_published_and_nothing_else():
    cast = make_cast(rules(), ladder=LADDER, is_demo=True, stands_at=NOON)
    with translation.override("en"):
        said = told(ClubNames(cast.club, format_in(cast.club, "en")))
    assert said.headline == "Collect points with every purchase"
    assert said.promise.replace("\u00a0", " ") == (
        "1 point for each 10,000 Toman. Each is worth 0.1 Toman, and you always see where it came from."
    )
    assert said.welcome.replace("\u00a0", " ") == "50 points on your first purchase."
    assert [each.replace("\u00a0", " ") for each in said.extras] == [
        "gift: 30 points each time, from 3 days before the birthday to 3 days after it.",
        "coffee day: 3 times the usual, on Tuesday, on some products.",
        "beans: 5 points each time, on some products.",
    ]
    assert [(tier.name, tier.reach.replace("\u00a0", " "), tier.gives) for tier in said.tiers] == [
        ("One", "From day one", []),
        ("Two", "6 m Toman spent in a year", ["2 times the usual"]),
    ]
    assert said.birthday_gift


@pytest.mark.parametrize(("unit", "rule", "headline", "promise"), [
    (Unit("wallet", named("wallet"), "money", (1, 1)), Rule("base", named("base"), Cashback("wallet", 300)),
     "3% back on every purchase", "It goes to your wallet here, and you always see where it came from."),
    (Unit("wallet", named("wallet"), "money", (1, 1)), Rule("base", named("base"), Cashback("wallet", 250)),
     "2.50% back on every purchase", "It goes to your wallet here, and you always see where it came from."),
    (Unit("stamps", named("stamps"), "stamps", (1_500_000, 6)),
     Rule("base", named("base"), Stamp("stamps"), AmountAtLeast(1_500_000)), "Collect stamps as you shop",
     "1 stamp each time, for purchases from 150,000 Toman. 6 stamps are worth 150,000 Toman, and you always see where "
     "they came from."),
])  # fmt: skip
def test_cash_back_and_stamps_say_what_they_give_too(unit, rule, headline, promise):
    cast = make_cast(programme(rule, units=(unit,)), is_demo=True, stands_at=NOON)
    with translation.override("en"):
        said = told(ClubNames(cast.club, format_in(cast.club, "en")))
    assert (said.headline, said.promise.replace("\u00a0", " "), said.extras) == (headline, promise, [])


def test_a_club_that_has_published_nothing_promises_nothing(visitor):
    club = make_club()
    with translation.override("en"):
        said = told(ClubNames(club, format_in(club, "en")))
    assert (said.headline, said.welcome, said.extras, said.tiers) == ("Join Narvan", "", [], [])
    assert visitor.get(PLACE).status_code == 200


def test_an_unknown_club_has_no_page(desk, visitor):
    assert visitor.get("/join/nowhere/").status_code == visitor.post("/join/nowhere/", WHO).status_code == 404


def test_who_fills_it_in_waits_for_staff(desk, visitor):
    given = WHO | {"phone": "۰۹۱۲ ۸۸۸ ۷۷۶۶", "day": "12", "month": "5", "messages": "on"}
    response = visitor.post(f"{PLACE}?store=centre", given)
    assert response["Location"] == "/join/narvan/asked/"
    assert "Tell the cashier your number" in text_of(visitor.get(response["Location"]))
    (asked,) = queries.waiting(desk.cast.club, 10)
    assert (asked.phone, asked.name, asked.language, asked.asked_at) == ("+989128887766", "Arash", "en", NOON)
    assert (JALALI.fields(asked.birthday)[1:], year_known(asked.birthday)) == ((5, 12), False)
    assert asked.store_id is not None
    (word,) = asked.consents
    assert (word["channel"], word["purpose"], word["granted"]) == ("sms", "marketing", True)
    assert word["proof"] == "join page, en, 2026-06-01 12:00 UTC"
    assert Member.objects.count() == len(PHONES)


def test_consent_is_asked_and_never_ticked(desk, visitor):
    page = visitor.get(PLACE).content.decode()
    assert 'name="messages"' in page and "checked" not in page
    visitor.post(PLACE, WHO)
    assert queries.waiting(desk.cast.club, 1)[0].consents == []


def test_a_member_and_a_stranger_get_the_same_answer(desk, visitor):
    member = visitor.post(PLACE, WHO | {"phone": PHONES["sara"]}, follow=True)
    stranger = visitor.post(PLACE, WHO, follow=True)
    assert member.redirect_chain == stranger.redirect_chain
    assert text_of(member) == text_of(stranger)
    assert Member.objects.get(id=desk.cast.members["sara"]).given_name == "sara"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": ""}, "Write your mobile number"),
        ({"phone": "12"}, "This is no phone number. Write it whole, such as 0912 345 6789."),
        ({"phone": "x" * 41}, "at most 40"),
        ({"name": "  "}, "Write a name"),
        ({"name": "n" * 81}, "at most 80"),
        ({"day": "3"}, "Choose both day and month, or neither."),
        ({"month": "3"}, "Choose both day and month, or neither."),
        ({"day": "31", "month": "7"}, "This month has no such day."),
        ({"day": "99", "month": "7"}, "not one of the available"),
    ],
)
def test_what_is_wrong_is_said_under_the_field_and_nothing_typed_is_lost(desk, visitor, given, words):
    response = visitor.post(PLACE, WHO | given)
    assert response.status_code == 422
    assert words in text_of(response)
    if "name" not in given:
        assert 'value="Arash"' in response.content.decode()
    assert not JoinRequest.objects.exists()


def test_a_name_is_text_and_never_markup(desk, visitor):
    visitor.post(PLACE, WHO | {"name": "<img src=x onerror=alert(1)>"})
    shown = desk.owner.get(desk.at("asked/")).content.decode()
    assert "&lt;img src=x" in shown and "<img" not in shown


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(desk, visitor):
    assert visitor.post(PLACE, WHO | {"website": "http://spam.example"}).status_code == 302
    assert not JoinRequest.objects.exists() and not Knock.objects.exists()


def test_a_form_of_another_site_is_refused(desk):
    assert Client(enforce_csrf_checks=True).post(PLACE, WHO).status_code == 403


def test_one_phone_may_ask_so_often_and_no_more(desk, visitor):
    codes = [visitor.post(PLACE, WHO | {"name": f"n{place}"}).status_code for place in range(joining._A_PHONE + 1)]
    assert codes == [302] * joining._A_PHONE + [429]
    assert queries.waiting(desk.cast.club, 9)[0].name == f"n{joining._A_PHONE - 1}"
    assert visitor.post(PLACE, WHO | {"phone": "09128887767"}).status_code == 302


def test_one_address_may_ask_so_often_and_no_more(desk, visitor, monkeypatch):
    monkeypatch.setattr(joining, "_AN_ADDRESS", 2)
    codes = [visitor.post(PLACE, WHO | {"phone": f"0912888776{place}"}).status_code for place in range(3)]
    assert codes == [302, 302, 429]
    assert visitor.post(PLACE, WHO, REMOTE_ADDR="192.0.2.7").status_code == 302


# What staff do with it


def asked(desk, visitor, *numbers):
    for number in numbers:
        visitor.post(PLACE, WHO | {"phone": f"0912888776{number}", "name": f"Name {number}"})
    return {each.name: str(each.id) for each in queries.waiting(desk.cast.club, 20)}


def test_several_are_confirmed_at_once_and_one_that_was_decided_stops_none(desk, visitor):
    ids = asked(desk, visitor, 1, 2, 3)
    desk.manager.post(desk.at("asked/decide/"), {"verb": "refuse", "request": ids["Name 1"]})
    page = desk.cashier.post(desk.at("asked/decide/"), {"verb": "confirm", "request": list(ids.values())}, follow=True)
    shown = text_of(page)
    assert "2 people joined." in shown and "Someone has decided this in the meantime" in shown
    assert Member.objects.count() == len(PHONES) + 2
    kept = Audit.objects.order_by("id").values_list("action", flat=True)
    assert sorted(kept) == ["join_request_confirmed"] * 2 + ["join_request_refused"]
    assert desk.cast.buys("09128887762", 1000, happened_at=NOON).awards[0].units == 100


def test_whose_phone_is_a_members_is_said_before_and_after(desk, visitor):
    visitor.post(PLACE, WHO | {"phone": PHONES["sara"], "name": "Somebody"})
    page = text_of(desk.cashier.get(desk.at("asked/")))
    assert "is a member already" in page
    id = str(queries.waiting(desk.cast.club, 1)[0].id)
    page = desk.cashier.post(desk.at("asked/decide/"), {"verb": "confirm", "request": id}, follow=True)
    assert "1 was a member already." in text_of(page)
    assert Member.objects.get(id=desk.cast.members["sara"]).given_name == "sara"


@pytest.mark.parametrize("given", [{}, {"request": "x"}, {"verb": "confirm"}])
def test_nothing_ticked_decides_nothing(desk, visitor, given):
    asked(desk, visitor, 1)
    assert "Tick at least one" in text_of(desk.cashier.post(desk.at("asked/decide/"), given, follow=True))
    assert queries.waiting_count(desk.cast.club) == 1


def test_another_clubs_request_is_not_decided_here(desk, visitor):
    other = make_cast(slug="dirin")
    visitor.post("/join/dirin/", WHO)
    id = str(queries.waiting(other.club, 1)[0].id)
    page = desk.owner.post(desk.at("asked/decide/"), {"verb": "confirm", "request": id}, follow=True)
    assert "This request is gone" in text_of(page)
    assert queries.waiting_count(other.club) == 1
    assert "Arash" not in text_of(desk.owner.get(desk.at("asked/")))


def test_how_many_wait_is_said_where_people_look(desk, visitor):
    desk.cast.buys("sara", 1000, happened_at=NOON)
    asked(desk, visitor, 1, 2)
    page = desk.owner.get(desk.at())
    assert re.search(r'Asked to join<span class="count">2</span>', page.content.decode())
    assert "2 people asked to join" in text_of(page)


def test_a_request_is_shown_whole_to_those_who_decide(desk, visitor):
    asked(desk, visitor, 1)
    assert "0912 888 7761" in text_of(desk.cashier.get(desk.at("asked/")))


def test_a_birthday_without_its_year_is_shown_and_kept_as_month_and_day(desk, visitor):
    visitor.post(PLACE, WHO | {"day": "12", "month": "5"})
    id = str(queries.waiting(desk.cast.club, 1)[0].id)
    desk.owner.post(desk.at("asked/decide/"), {"verb": "confirm", "request": id})
    member = Member.objects.get(given_name="Arash")
    place = desk.at(f"members/{member.id}/profile/")
    assert 'value="05/12"' in desk.owner.get(place).content.decode()
    desk.owner.post(place, {"given_name": "Arash", "birthday": "۵/۱۳"})
    member.refresh_from_db()
    assert (JALALI.fields(member.birthday)[1:], year_known(member.birthday)) == ((5, 13), False)


def test_the_pages_of_staff_read_in_both_languages(desk, visitor):
    asked(desk, visitor, 1)
    for language, words in (("fa", "کسانی که خواسته‌اند عضو شوند"), ("en", "People who asked to join")):
        assert words in desk.owner.get(desk.at("asked/"), {"lang": language}).content.decode()


def test_a_request_older_than_the_page_shows_is_still_counted(desk):
    from vafa.members.actions.asking import ask_to_join

    for number in range(101):
        at = NOON - timedelta(minutes=number)
        ask_to_join(club=desk.cast.club, phone=f"0912000{number:04}", name=f"n{number}", now=at)
    page = text_of(desk.owner.get(desk.at("asked/")))
    assert "n99" in page and "n100" not in page and "1 more comes after these." in page


def test_a_rule_with_exceptions_promises_no_more_than_it_gives():
    lines = Base(Lines(except_categories=("fuel",)))
    rule = Rule("base", named("base"), UnitsPerMoney("points", 1, 100_000), base=lines)
    hello = Rule("day", named("day"), FixedUnits("points", 5), OnWeekday((1,)), base=lines)
    cast = make_cast(programme(rule, hello))
    with translation.override("en"):
        said = told(ClubNames(cast.club, format_in(cast.club, "en")))
    assert said.headline == "Collect points as you shop"
    assert said.promise.replace("\u00a0", " ").startswith("1 point for each 10,000 Toman, except on some products. ")
    assert said.extras[0].replace("\u00a0", " ") == "day: 5 points each time, on Tuesday, except on some products."
