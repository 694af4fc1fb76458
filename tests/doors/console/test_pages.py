"""Every page opens for those the table lets in and for nobody else, and says what the books say."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.doors.console.desks import employ, signed_in
from tests.people import NOON, make_cast, make_club, named, programme
from vafa.activities.shapes import Line
from vafa.base.clock import now
from vafa.base.models import Club, Role
from vafa.doors.look.permission_table import TABLE
from vafa.doors.look.permissions import may
from vafa.engine.earning.effects import Cashback
from vafa.engine.earning.programme import Rule, Unit
from vafa.segments import actions as segments

PAGES = {
    "overview": "",
    "members": "members/",
    "members_csv": "members.csv",
    "lapsed": "lapsed/",
    "lapsed_csv": "lapsed.csv",
    "top": "top/",
    "segment": "groups/regulars/",
    "approvals": "approvals/",
    "staff": "staff/",
    "keys": "keys/",
    "audit": "audit/",
}
OF_A_MEMBER = {
    "member": "",
    "adjust": "adjust/",
    "profile": "profile/",
    "consent": "consent/",
    "add_card": "cards/",
    "merge": "merge/",
}


@pytest.fixture
def shop(desk):
    desk.cast.buys("sara", Line(640_000, cost_minor=400_000), happened_at=NOON)
    segments.define(club=desk.cast.club, code="regulars", name_fa="همیشگی", name_en="Regulars", predicate={}, now=NOON)
    segments.store(club=desk.cast.club, segment="regulars", members=[desk.cast.members["sara"]], as_of=NOON)
    return desk


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split()).replace("\xa0", " ")


@pytest.mark.parametrize("role", Role.values)
def test_each_page_opens_for_its_roles_and_for_no_other(shop, role):
    client = getattr(shop, role)
    answers = {name: client.get(shop.at(rest)).status_code for name, rest in PAGES.items()}
    answers |= {name: client.get(shop.at(rest, "sara")).status_code for name, rest in OF_A_MEMBER.items()}
    assert answers == {name: 200 if may(role, f"console:{name}") else 403 for name in answers}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("place", [*PAGES.items(), *((name, rest) for name, rest in OF_A_MEMBER.items())])
def test_a_page_is_whole_and_hides_what_its_reader_may_not(shop, language, place):
    name, rest = place
    if name.endswith("_csv"):
        return
    html = shop.owner.get(shop.at(rest, "sara" if name in OF_A_MEMBER else ""), {"lang": language}).content.decode()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert "<style" not in html and re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    references = re.findall(r'(?:for|popovertarget|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert {each for reference in references for each in reference.split()} <= set(ids)


def test_every_route_of_the_console_has_a_row():
    routes = {
        f"console:{name}" for name in get_resolver("vafa.doors.console.urls").reverse_dict if isinstance(name, str)
    }
    assert routes == {name for name in TABLE if name.startswith("console:")}


def test_the_overview_says_what_the_receipt_brought(shop):
    said = words(shop.owner.get(shop.at()))
    assert "Gross profit 24 k Toman" in said
    assert "37.5%" in said and "64 k Toman" in said
    assert "It stands still at" in said
    assert "Everything is in order." in said


def test_sales_leave_the_margin_out(shop):
    said = words(shop.owner.get(shop.at(), {"of": "sales"}))
    assert "kept of each sale" not in said and "Sales 64 k Toman" in said


@pytest.mark.django_db
def test_a_wallet_outstanding_is_money_and_of_few_buyers_no_curve_is_drawn():
    wallet = Unit("wallet", named("wallet"), "money", (1, 1))
    rules = programme(Rule("back", named("back"), Cashback("wallet", 200)), units=(wallet,))
    cast = make_cast(rules, is_demo=True, stands_at=NOON)
    cast.buys("sara", 1_500_000, happened_at=NOON)
    said = words(signed_in(employ(cast.club, "owner", "owner")).get("/console/narvan/"))
    assert "Units outstanding" in said and "3,000 Toman wallet" in said, said[said.index("outstanding") :][:300]
    assert "20% of members" not in said


def test_a_club_without_receipts_sees_its_first_day(desk):
    said = words(desk.owner.get(desk.at()))
    assert "Nothing has been bought yet" in said and "3 members have joined" in said


def test_a_young_club_with_a_receipt_is_reminded_of_what_its_first_day_left(shop):
    club = shop.cast.club
    assert "Put a phone at the counter" not in words(shop.owner.get(shop.at()))
    Club.objects.filter(id=club.id).update(is_demo=False, stands_at=None, created_at=now() - timedelta(days=2))
    said = words(shop.owner.get(shop.at()))
    assert "Put a phone at the counter" in said and "Bring members and past receipts" in said
    assert "Record the first receipt" not in said and "Print the poster" in said
    Club.objects.filter(id=club.id).update(created_at=now() - timedelta(days=31))
    assert "Put a phone at the counter" not in words(shop.owner.get(shop.at()))


def test_the_member_page_explains_every_movement(shop):
    said = words(shop.owner.get(shop.at("", "sara")))
    assert "64,000 Toman at Centre" in said
    assert "64 k points for 64,000 Toman by base: 1 for each 1 Toman" in said
    assert "(rule 1)" in said and "+64,000 64,000" in said


def test_a_return_is_explained_by_its_receipt(shop):
    shop.cast.returns("R1", reference="B9", happened_at=NOON)
    said = words(shop.owner.get(shop.at("", "sara")))
    assert "Return of 64,000 Toman" in said and "go back with the receipt of" in said and "−64,000 0" in said


def test_a_tab_shows_its_kind_alone_with_the_balance_kept(shop):
    shop.manager.post(shop.at("adjust/", "sara"), adjustment(120))
    everything = words(shop.owner.get(shop.at("ledger/", "sara"), {"tab": "all"}, HTTP_HX_REQUEST="true"))
    earned = words(shop.owner.get(shop.at("ledger/", "sara"), {"tab": "earned"}, HTTP_HX_REQUEST="true"))
    assert "+120 64,120" in everything and "Adjustment by Manager" in everything
    assert "Adjustment by" not in earned and "+64,000 64,000" in earned


def adjustment(units):
    return {"units": str(units), "unit": "points", "reason": "sorry", "reference": "0" * 36}


def test_the_next_page_of_the_ledger_begins_where_the_first_ended(desk):
    for number in range(1, 21):
        desk.cast.buys("sara", number * 10, happened_at=NOON)
    first = desk.owner.get(desk.at("ledger/", "sara"), HTTP_HX_REQUEST="true").content.decode()
    before = re.search(r"before=(\d+)", first)[1]
    second = desk.owner.get(desk.at("ledger/", "sara"), {"before": before}, HTTP_HX_REQUEST="true").content.decode()
    shown = [re.findall(r'class="r strong good">\+(\d+)<', each) for each in (first, second)]
    assert [*shown[0], *shown[1]] == [str(number) for number in range(20, 0, -1)]
    assert len(shown[0]) == 15


@pytest.mark.parametrize("wanted", ["۰۹۱۲۱۱۱۰۰۰۱", "09121110001", "+98 912 111 0001", "٠٩١٢١١١٠٠٠١", "sar"])
def test_one_box_finds_a_phone_in_any_digits_and_part_of_a_name(desk, wanted):
    said = words(desk.cashier.get(desk.at("members/"), {"q": wanted}))
    assert "sara" in said and "negar" not in said


def test_members_are_listed_newest_first_in_pages(desk):
    from vafa.members.actions.joining import Joining, join

    people = [
        Joining(NOON, "till", cards=(("card", f"C{number}"),), given_name=f"p{number:02}") for number in range(30)
    ]
    join(club=desk.cast.club, people=people, now=NOON)
    seen, address = [], desk.at("members/")
    while address:
        html = desk.owner.get(address).content.decode()
        seen += re.findall(r"<bdi>(\w+)</bdi></a>", html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = desk.at("members/") + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 33


def test_a_name_that_is_markup_stays_text(desk):
    nasty = "<script>alert(1)</script>"
    desk.manager.post(desk.at("profile/", "sara"), {"given_name": nasty, "family_name": "=1+1", "tags": nasty})
    desk.manager.post(desk.at("adjust/", "sara"), adjustment(5000) | {"reason": nasty})
    pages = [
        desk.at("", "sara"),
        desk.at("members/"),
        desk.at("approvals/"),
        desk.at("audit/"),
        desk.at("merge/", "sara"),
    ]
    pages += [desk.at("adjust/", "sara"), desk.at("members/") + "?q=" + "%3Cscript%3E"]
    for page in pages:
        html = desk.owner.get(page).content.decode()
        assert nasty not in html and "&amp;lt;script" not in html
        assert "&lt;script&gt;" in html


def test_an_export_holds_the_names_and_runs_no_formula(desk):
    desk.manager.post(desk.at("profile/", "sara"), {"given_name": "=cmd()", "family_name": ""})
    lines = b"".join(desk.manager.get(desk.at("members.csv"))).decode().splitlines()
    assert len(lines) == 4
    assert any(line.startswith("'=cmd(),+989121110001,") for line in lines)


def test_a_stranger_learns_nothing_of_a_club(desk):
    elsewhere = make_cast(slug="rival")
    rival = signed_in(employ(elsewhere.club, "rival", "owner"))
    answers = {path: rival.get(desk.at(path)).status_code for path in PAGES.values()}
    assert set(answers.values()) == {404}
    mixed = f"/console/rival/members/{desk.cast.members['sara']}/"
    places = [mixed, *(f"{mixed}{rest}" for rest in OF_A_MEMBER.values()), f"{mixed}ledger/"]
    assert {rival.get(place).status_code for place in places} == {404}


def test_a_post_that_ended_opens_nothing(desk):
    desk.owner.post(desk.at(f"staff/{desk.posts['manager'].id}/end/"))
    assert desk.manager.get(desk.at("members/")).status_code == 404


def test_who_is_not_signed_in_is_asked_to(desk):
    response = Client().get(desk.at("members/"))
    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/?next=")


def test_the_first_page_leads_to_the_one_club_or_lets_choose(desk):
    assert desk.owner.get("/console/")["Location"] == desk.at()
    assert desk.cashier.get("/console/")["Location"] == f"/counter/{desk.cast.club.slug}/"
    employ(make_club("other"), "owner", "analyst")
    said = words(desk.owner.get("/console/"))
    assert "Which club?" in said and "Analyst" in said
