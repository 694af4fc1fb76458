"""Finding a member and booking what they bought: once, whole, under the cashier's name."""

import pytest
from django.test import Client

from tests.doors.counter.bar import browser, form, logged, make_bar, receipts, text
from tests.people import PHONES, make_cast, named, programme
from vafa.activities.models import Activity
from vafa.base.ids import new_id
from vafa.base.models import Audit
from vafa.engine.calendar.periods import JALALI
from vafa.engine.earning.effects import Cashback
from vafa.engine.earning.programme import Rule, Unit
from vafa.insight.actions.at_till import show
from vafa.members import queries
from vafa.members.actions.joining import Joining, join
from vafa.members.actions.merging import merge
from vafa.members.birthdays import without_year
from vafa.members.models import Member


def found_at(response):
    assert response.status_code == 302, text(response)
    return response["Location"]


def test_a_member_is_found_by_phone_in_either_script_and_by_card(bar):
    for shown in ("09121110001", "۰۹۱۲ ۱۱۱ ۰۰۰۱", "+98 912-111-0001"):
        assert found_at(bar.cashier.post(bar.at("find/"), {"shown": shown})) == bar.at("", "sara")


def test_a_name_finds_nobody(bar):
    response = bar.cashier.post(bar.at("find/"), {"shown": "sara"})
    assert response.status_code == 422
    assert "No member shows this card." in text(response)


@pytest.mark.parametrize("shown", ["", "   ", "x" * 300, "\x00", "🂡", "<script>"])
def test_rubbish_is_answered_in_words(bar, shown):
    response = bar.cashier.post(bar.at("find/"), {"shown": shown})
    assert response.status_code == 422
    assert "<script>" not in response.content.decode().replace('<script src="', "").replace('<script type="', "")


def test_a_card_of_another_club_is_nobodys_here(bar):
    other = make_cast(slug="dirin")
    (stranger,) = join(club=other.club, people=[Joining(other.now, "counter", cards=(("card", "K77"),))], now=other.now)
    response = bar.cashier.post(bar.at("find/"), {"shown": "K77"})
    assert response.status_code == 422
    assert bar.cashier.get(bar.at(f"m/{stranger}/")).status_code == 404
    assert bar.cashier.post(bar.at(f"m/{stranger}/record/"), form(amount="640000")).status_code == 404
    assert receipts() == 0


def test_the_cashier_sees_name_tier_and_units_and_a_masked_phone(bar):
    bar.cast.buys("sara", 5_000)
    shown = text(bar.cashier.get(bar.at("", "sara")))
    assert "sara" in shown and "Low, 0912•••0001" in shown and "500" in shown
    assert "09121110001" not in shown and "9121110001" not in bar.cashier.get(bar.at("", "sara")).content.decode()


@pytest.mark.django_db
def test_a_wallet_is_money_at_the_counter_too():
    wallet = Unit("wallet", named("wallet"), "money", (1, 1))
    bar = make_bar(rules=programme(Rule("back", named("back"), Cashback("wallet", 200)), units=(wallet,)))
    shown = text(bar.cashier.get(found_at(bar.cashier.post(bar.at("record/", "sara"), form(amount="150000")))))
    shown = shown.replace("\u00a0", " ")
    assert "Recorded at 15:30: 150,000 Toman 3,000 Toman wallet" in shown
    assert "The balance is 3,000 Toman wallet now." in shown
    assert "30,000" not in shown


def test_an_amount_is_booked_in_the_unit_that_is_shown(bar):
    response = bar.cashier.post(bar.at("record/", "sara"), form(amount="۶۴۰٬۰۰۰"))
    shown = text(bar.cashier.get(found_at(response)))
    assert (bar.cast.active("sara"), receipts()) == (640_000, 1)
    assert "Recorded at 15:30: 640,000 Toman" in shown and "640,000 points" in shown
    assert "360,000 Toman more to High" in shown
    row = Activity.objects.get()
    assert (row.source, row.channel, row.net_minor) == ("counter", "counter", 6_400_000)
    assert logged("receipt_recorded") == [bar.posts["cashier"].id]


def test_tapped_products_become_lines_that_rules_see(bar):
    sent = form(**{f"n_{bar.latte.id}": "۲", f"n_{bar.cake.id}": "1"})
    bar.cashier.post(bar.at("record/", "sara"), sent)
    lines = Activity.objects.get().body["lines"]
    assert [(sku, quantity, amount) for sku, _, _, _, _, quantity, amount, _, _ in lines] == [
        ("l", 2, 2_800_000),
        ("c", 1, 1_200_000),
    ]
    assert (bar.cast.active("sara"), bar.cast.active("sara", "stamps")) == (400_000, 2)


def test_an_amount_above_the_products_has_a_line_of_its_own_and_one_below_is_a_discount(bar):
    bar.cashier.post(bar.at("record/", "sara"), form(amount="300000", **{f"n_{bar.latte.id}": "2"}))
    bar.cashier.post(bar.at("record/", "sara"), form(amount="250000", **{f"n_{bar.latte.id}": "2"}))
    first, second = Activity.objects.order_by("id")
    assert [(row[0], row[6], row[7]) for row in first.body["lines"]] == [("l", 2_800_000, 0), ("", 200_000, 0)]
    assert [(row[0], row[6], row[7]) for row in second.body["lines"]] == [("l", 2_800_000, 300_000)]
    assert (first.net_minor, second.net_minor) == (3_000_000, 2_500_000)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("", "Write the amount, or tap what was bought."),
        ("0", "Write the amount, or tap what was bought."),
        ("-5", "Write the amount in digits, such as 640,000."),
        ("12a", "Write the amount in digits, such as 640,000."),
        ("1e5", "Write the amount in digits, such as 640,000."),
        ("۱۲٫۵۵", "Write the amount in digits, such as 640,000."),
        ("9" * 40, "Write the amount in digits, such as 640,000."),
        ("2000000000", "The largest receipt here is 1,000,000,000 Toman. Check the digits."),
        ("9" * 15, "The largest receipt here is 1,000,000,000 Toman. Check the digits."),
    ],
)
def test_an_amount_that_cannot_be_is_refused_in_words_and_kept_in_the_field(bar, amount, said):
    response = bar.cashier.post(bar.at("record/", "sara"), form(amount=amount))
    assert response.status_code == 422
    assert said in text(response)
    assert f'value="{amount}"' in response.content.decode()
    assert receipts() == 0


@pytest.mark.parametrize("count", ["-1", "x", "1000", "1.5"])
def test_a_count_that_cannot_be_books_nothing(bar, count):
    response = bar.cashier.post(bar.at("record/", "sara"), form(**{f"n_{bar.latte.id}": count}))
    assert (response.status_code, receipts()) == (422, 0)


def test_the_same_form_twice_is_one_receipt(bar):
    sent = form(amount="64000")
    first, second = (bar.cashier.post(bar.at("record/", "sara"), sent) for _ in range(2))
    assert found_at(first) == found_at(second)
    assert (receipts(), bar.cast.active("sara"), len(logged("receipt_recorded"))) == (1, 64_000, 1)


def test_the_same_form_with_another_amount_says_so_and_then_books_it_anew(bar):
    sent = form(amount="64000")
    bar.cashier.post(bar.at("record/", "sara"), sent)
    response = bar.cashier.post(bar.at("record/", "sara"), sent | {"amount": "70000"})
    assert response.status_code == 422
    assert "has recorded something else already" in text(response)
    fresh = response.context["reference"]
    assert fresh != sent["reference"]
    assert found_at(bar.cashier.post(bar.at("record/", "sara"), sent | {"amount": "70000", "reference": fresh}))
    assert (receipts(), bar.cast.active("sara")) == (2, 134_000)


@pytest.mark.parametrize("reference", ["", "x", "'; --", "0" * 500])
def test_a_form_without_its_reference_books_nothing(bar, reference):
    response = bar.cashier.post(bar.at("record/", "sara"), {"reference": reference, "amount": "64000"})
    assert (response.status_code, receipts()) == (422, 0)
    assert "The form was incomplete." in text(response)


def test_an_estimate_says_units_and_words_and_changes_nothing(bar):
    told = bar.cashier.get(bar.at("estimate/", "sara"), {"amount": "640000"}).json()
    assert told == {
        "words": "six hundred and forty thousand Toman",
        "fault": "",
        "units": ["+640,000\u00a0points"],
        "verb": "Record 640,000\u00a0Toman",
    }
    assert (receipts(), bar.cast.active("sara")) == (0, 0)
    bar.cashier.get(bar.at("?lang=fa"))
    assert bar.cashier.get(bar.at("estimate/", "sara"), {"amount": "640000"}).json()["words"] == "ششصد و چهل هزار تومان"


def test_who_left_is_not_served_and_who_was_merged_is_found_where_they_are(bar):
    Member.objects.filter(id=bar.cast.members["omid"]).update(left_at=bar.cast.now)
    assert "This member has left the club." in text(bar.cashier.get(bar.at("", "omid")))
    refused = bar.cashier.post(bar.at("record/", "omid"), form(amount="64000"))
    assert (refused.status_code, receipts()) == (422, 0)
    sara, negar = bar.cast.members["sara"], bar.cast.members["negar"]
    merge(
        club=bar.cast.club, surviving=sara, absorbed=negar, units=["points", "stamps"], reason="one", now=bar.cast.now
    )
    assert found_at(bar.cashier.post(bar.at("find/"), {"shown": PHONES["negar"]})) == bar.at("", "sara")
    assert found_at(bar.cashier.get(bar.at("", "negar"))) == bar.at("", "sara")
    bar.cashier.post(bar.at("record/", "negar"), form(amount="64000"))
    assert bar.cast.active("sara") == 64_000


def test_the_result_of_another_club_or_kind_is_not_there(bar):
    assert bar.cashier.get(bar.at(f"r/{bar.latte.id}/", "sara")).status_code == 404
    other = make_cast(slug="dirin")
    booked = other.buys("sara", 100)
    assert bar.cashier.get(bar.at(f"m/{booked.member}/r/{booked.activity}/")).status_code == 404


def test_a_receipt_says_its_branch(bar):
    bar.cashier.post(bar.at("record/", "sara"), form(amount="64000"))
    assert Audit.objects.get(action="receipt_recorded").data["store"] == "centre"
    assert Activity.objects.get().store_id == bar.cast.house.stores["centre"].id


def test_a_form_from_elsewhere_is_refused(bar):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = bar.cashier.cookies
    assert strict.post(bar.at("record/", "sara"), form(amount="64000")).status_code == 403
    assert receipts() == 0


def test_the_members_own_page_is_shown_as_a_code_and_works_as_a_card(bar):
    response = bar.cashier.post(bar.at("page/", "sara"))
    address = response.context["address"]
    assert "<svg" in response.content.decode() and response["Cache-Control"] == "no-store"
    assert browser().get(address).status_code == 200
    assert logged("member_link_made") == [bar.posts["cashier"].id]
    assert found_at(bar.cashier.post(bar.at("find/"), {"shown": address})) == bar.at("", "sara")
    assert bar.cashier.post(bar.at("find/"), {"shown": address[:-1]}).status_code == 422


def test_the_code_of_another_clubs_member_finds_nobody(bar):
    other = make_cast(slug="dirin")
    token, _ = queries.issue_link(other.club, other.members["omid"], other.now)
    response = bar.cashier.post(bar.at("find/"), {"shown": f"https://club.example/m/{token}"})
    assert response.status_code == 422
    assert "omid" not in text(response)


def test_an_amount_is_said_in_words_before_there_is_a_member(bar):
    told = bar.cashier.get(bar.at("amount/"), {"amount": "۲۸۵۰۰۰"}).json()
    assert (told["words"], told["units"]) == ("two hundred and eighty-five thousand Toman", [])
    assert told["verb"] == "Enrol and record 285,000\u00a0Toman"
    assert bar.cashier.get(bar.at("amount/"), {"amount": "x"}).json()["fault"].startswith("Write the amount in digits")


def test_a_birthday_is_near_from_three_days_before_to_three_days_after(bar):
    sara = Member.objects.filter(id=bar.cast.members["sara"])
    said = {}
    for day in (8, 9, 11, 15, 16):  # the club's present is 11 Khordad
        sara.update(birthday=without_year(JALALI, 3, day))
        shown = text(bar.cashier.get(bar.at("", "sara")))
        said[day] = "Today is" if "Today is their birthday." in shown else "week" if "birthday week" in shown else ""
    assert said == {8: "week", 9: "week", 11: "Today is", 15: "", 16: ""}


def test_what_the_club_wants_offered_is_said_without_how_likely_it_is(bar):
    cast = bar.cast
    show(
        club=cast.club, member_id=cast.members["sara"], product="b", name="Ethiopian beans", staff_id=new_id(),
        now=cast.now,
    )  # fmt: skip
    assert "Offer them: Ethiopian beans" in text(bar.cashier.get(bar.at("", "sara")))
    assert "Offer them" not in text(bar.cashier.get(bar.at("", "negar")))
