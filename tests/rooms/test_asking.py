from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.people import NOON, after, make_cast, make_club, named, programme
from vafa.base.ids import new_id
from vafa.doors.worker.schedule import NIGHTLY
from vafa.engine.calendar.periods import GREGORIAN, JALALI
from vafa.engine.earning.conditions import AgeBetween, NearBirthday
from vafa.engine.earning.effects import FixedUnits
from vafa.engine.earning.programme import Rule
from vafa.members import errors, queries
from vafa.members.actions.asking import ask_to_join, confirm, refuse
from vafa.members.actions.joining import Joining, Word, join
from vafa.members.actions.knocking import knock
from vafa.members.birthdays import without_year, year_known
from vafa.members.models import JoinRequest, Knock, Member

pytestmark = pytest.mark.django_db

STAFF = new_id()
SMS = Word("sms", "marketing", True, NOON, "join page, fa")


def asks(club, phone="09121234567", now=NOON, **words):
    return ask_to_join(club=club, phone=phone, now=now, **words)


def confirms(club, request, now=NOON):
    return confirm(club=club, request_id=request, staff_id=STAFF, now=now)


def refuses(club, request, now=NOON):
    refuse(club=club, request_id=request, staff_id=STAFF, now=now)


def test_asking_makes_nobody_a_member():
    club = make_club()
    asks(club, name="آرش")
    assert (Member.objects.count(), queries.waiting_count(club)) == (0, 1)
    assert [(each.phone, each.name) for each in queries.waiting(club, 10)] == [("+989121234567", "آرش")]


def test_who_asked_and_is_not_confirmed_earns_nothing():
    cast = make_cast()
    asks(cast.club, "09128887766")
    outcome = cast.buys("09128887766", 1000)
    assert (outcome.refusal.code, outcome.awards) == ("unknown_card", ())


def test_the_same_phone_asking_twice_leaves_one_request_with_the_newer_words():
    club = make_club()
    first = asks(club, "0912 123 4567", name="Arash", consents=(SMS,))
    second = asks(club, "+۹۸۹۱۲۱۲۳۴۵۶۷", name="آرش", now=after(1))
    (waiting,) = queries.waiting(club, 10)
    assert (first, waiting.name, waiting.consents, waiting.asked_at) == (second, "آرش", [], after(1))


def test_no_phone_is_refused_and_nothing_is_kept():
    club = make_club()
    with pytest.raises(errors.NotAPhone):
        asks(club, "12")
    assert not JoinRequest.objects.exists()


def test_a_confirmed_one_joins_with_what_they_wrote():
    club, born = make_club(), date(1990, 8, 3)
    store = new_id()
    request = asks(club, name="آرش", birthday=born, language="fa", store_id=store, consents=(SMS,))
    member = queries.get(club, confirms(club, request, after(2)))
    assert (member.name, member.birthday, member.language, member.home_store_id) == ("آرش", born, "fa", store)
    assert (member.joined_at, member.join_channel, queries.phone_of(member.id)) == (
        after(2), "join_page", "+989121234567",
    )  # fmt: skip
    assert [(word.granted, word.at, word.proof) for word in queries.latest_consents(member.id)] == [
        (True, NOON, "join page, fa")
    ]
    decided = queries.join_request(club, request)
    assert (decided.state, decided.decided_by, decided.decided_at, decided.was_member) == (
        "confirmed", STAFF, after(2), False,
    )  # fmt: skip
    assert queries.waiting(club, 10) == []


def test_confirming_twice_joins_once():
    club = make_club()
    request = asks(club)
    assert confirms(club, request) == confirms(club, request, after(1))
    assert Member.objects.count() == 1


def test_a_phone_that_became_a_members_meanwhile_has_that_member_as_the_outcome():
    club = make_club()
    request = asks(club, name="Arash", consents=(SMS,))
    (member,) = join(club=club, people=[Joining(NOON, "counter", phone="09121234567", given_name="آرش")], now=NOON)
    assert confirms(club, request) == member
    assert queries.join_request(club, request).was_member
    assert (queries.get(club, member).given_name, queries.latest_consents(member)) == ("آرش", [])


def test_a_refused_one_does_not_join_and_may_ask_again():
    club = make_club()
    request = asks(club)
    refuses(club, request)
    refuses(club, request, after(1))
    assert (Member.objects.count(), queries.waiting_count(club)) == (0, 0)
    assert queries.join_request(club, request).decided_at == NOON
    assert asks(club, now=after(2)) != request


def test_what_one_decided_the_other_cannot():
    club = make_club()
    refused, confirmed = asks(club), asks(club, "09121234568")
    refuses(club, refused)
    confirms(club, confirmed)
    for verb, request, state in ((confirms, refused, "refused"), (refuses, confirmed, "confirmed")):
        with pytest.raises(errors.JoinRequestDecided) as told:
            verb(club, request)
        assert told.value.data["state"] == state
    assert Member.objects.count() == 1


def test_a_request_of_another_club_is_unknown():
    club, other = make_club(), make_club("other")
    request = asks(club)
    for verb in (confirms, refuses):
        with pytest.raises(errors.UnknownJoinRequest):
            verb(other, request)
    assert (queries.waiting_by_phone(other, "09121234567"), queries.waiting_count(club)) == (None, 1)


def test_a_waiting_request_is_found_by_phone_however_typed():
    club = make_club()
    request = asks(club)
    assert queries.waiting_by_phone(club, "۰۹۱۲ ۱۲۳ ۴۵۶۷").id == request
    assert queries.waiting_by_phone(club, "nobody") is None


def test_the_latest_stand_first():
    club = make_club()
    old, new = asks(club), asks(club, "09121234568", after(1))
    assert [each.id for each in queries.waiting(club, 10)] == [new, old]
    assert [each.id for each in queries.waiting(club, 1)] == [new]


def test_a_request_is_forgotten_after_ninety_days_waiting_or_decided():
    club = make_club()
    decided = asks(club)
    member = confirms(club, decided)
    asks(club, "09121234568")
    fresh = asks(club, "09121234569", NOON + timedelta(seconds=1))
    NIGHTLY["forget_join_requests"][1](club, {}, after(90))
    assert [each.id for each in JoinRequest.objects.all()] == [fresh]
    assert queries.get(club, member).id == member


@pytest.mark.parametrize(("calendar", "month", "day"), [(JALALI, 12, 30), (JALALI, 5, 12), (GREGORIAN, 2, 29)])
def test_a_birthday_without_its_year_keeps_month_and_day(calendar, month, day):
    born = without_year(calendar, month, day)
    assert calendar.fields(born)[1:] == (month, day)
    assert not year_known(born)


def test_a_day_no_year_has_is_refused():
    with pytest.raises(ValueError, match="not a day"):
        without_year(JALALI, 7, 31)


def test_a_birthday_without_its_year_counts_as_a_birthday_and_tells_no_age():
    rules = programme(
        Rule("old", named("old"), FixedUnits("points", 7), AgeBetween(18, 999)),
        Rule("near", named("near"), FixedUnits("points", 50), NearBirthday(3, 3)),
    )
    cast = make_cast(rules)
    _, month, day = JALALI.fields(NOON.date())
    request = asks(cast.club, "09128887766", birthday=without_year(JALALI, month, day))
    confirms(cast.club, request)
    assert [award.units for award in cast.buys("09128887766", 1000).awards] == [50]


def knocks(club, hour, who="phone +98912"):
    return knock(club=club, who=who, most=2, hours=3, now=NOON + timedelta(hours=hour))


def test_who_knocks_too_often_waits_until_the_hours_are_over():
    club, other = make_club(), make_club("other")
    assert [knocks(club, hour) for hour in (0, 0, 0, 2, 3)] == [True, True, False, False, True]
    assert knocks(other, 0) and knocks(club, 0, who="phone +98913")


def test_a_knock_keeps_neither_phone_nor_address_and_is_forgotten():
    club = make_club()
    knocks(club, 0)
    assert "98912" not in str(list(Knock.objects.values_list("key", "count")))
    NIGHTLY["forget_join_requests"][1](club, {}, after(2))
    assert not Knock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_phone_from_many_at_once_leaves_one_request(database_url):
    club = make_club()

    def ask(number):
        try:
            return ask_to_join(club=club, phone="09121234567", name=str(number), now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        made = set(pool.map(ask, range(12)))
    assert made == {queries.waiting(club, 10)[0].id} and queries.waiting_count(club) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_make_one_member(database_url):
    club = make_club()
    request = asks(club)

    def decide(_):
        try:
            return confirms(club, request)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(decide, range(8)))) == 1
    assert Member.objects.count() == 1
