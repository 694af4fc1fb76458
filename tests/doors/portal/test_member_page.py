"""A member's own page: what its link shows and to whom, what it says when it opens nothing, what its reader may do."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import NOON, make_cast, named, programme
from vafa.base.models import Club, Outbox
from vafa.doors.portal import pace
from vafa.engine.calendar.periods import Period
from vafa.engine.earning.effects import Cashback, FixedUnits, UnitsPerMoney
from vafa.engine.earning.programme import Rule, Unit, WaitDays
from vafa.engine.expiry import Rolling
from vafa.engine.tiers import Ladder, Tier
from vafa.members import links, queries
from vafa.members.actions.merging import merge
from vafa.members.actions.profile import change_profile, give_word
from vafa.members.models import Consent, Member, WrongNumber

pytestmark = pytest.mark.django_db


def address_of(desk, who="sara", view="member"):
    token, _ = queries.issue_link(desk.cast.club, desk.cast.members[who], NOON)
    return reverse(f"portal:{view}", args=[token])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&nbsp;", " ")


def test_it_shows_the_balance_and_why_without_an_account(desk, visitor):
    desk.cast.buys("sara", 640_000, happened_at=NOON)
    response = visitor.get(address_of(desk))
    shown = text_of(response).replace("\u00a0", " ")
    assert response.status_code == 200
    for words in ("64,000", "worth 6,400 Toman", "64,000 Toman at Centre", "base: 1 for each 1 Toman", "+64,000"):
        assert words in shown, words


def test_returns_and_corrections_stand_in_the_history_without_the_names_of_staff(desk, visitor):
    desk.cast.buys("sara", 640_000, reference="A", happened_at=NOON)
    desk.cast.returns("A", 1, happened_at=NOON)
    adjustment = {"units": "7", "unit": "points", "reason": "Till was down", "reference": "0" * 36}
    desk.manager.post(desk.at("adjust/", "sara"), adjustment)
    shown = text_of(visitor.get(address_of(desk))).replace("\u00a0", " ")
    for words in ("Return of 64,000 Toman", "64,000 points of base go back", "Till was down", "+7"):
        assert words in shown, words
    assert "Manager" not in shown


def test_it_shows_what_waits_what_ends_and_what_is_missing(visitor):
    points = Unit("points", named("points"), value_minor_per=(1, 1), expiry=Rolling(12, Period.MONTH))
    rules = programme(
        Rule("base", named("base"), UnitsPerMoney("points", 1, 1000)),
        Rule("late", named("late"), FixedUnits("points", 9), waits=WaitDays(7)),
        units=(points,),
    )
    ladder = Ladder((Tier("one", named("One"), 0), Tier("two", named("Two"), 1_000_000)))
    cast = make_cast(rules, ladder=ladder, is_demo=True, stands_at=NOON)
    cast.buys("sara", 640_000, happened_at=NOON)
    token, _ = queries.issue_link(cast.club, cast.members["sara"], NOON)
    shown = text_of(visitor.get(f"/m/{token}")).replace("\u00a0", " ")
    for words in ("640 points", "Pending 9", "ends 11 Khordad 1406", "Tier: One", "36,000 Toman more to Two."):
        assert words in shown, words


def test_a_wallet_is_money_and_never_a_count_of_rials(visitor):
    wallet = Unit("wallet", named("wallet"), "money", (1, 1))
    rules = programme(Rule("back", named("back"), Cashback("wallet", 200)), units=(wallet,))
    cast = make_cast(rules, is_demo=True, stands_at=NOON)
    cast.buys("sara", 1_500_000, happened_at=NOON)
    token, _ = queries.issue_link(cast.club, cast.members["sara"], NOON)
    shown = text_of(visitor.get(f"/m/{token}")).replace("\u00a0", " ")
    for words in ("Balance 3,000 Toman wallet", "3,000 Toman wallet, 2% of 150,000 Toman", "+3,000 Toman"):
        assert words in shown, words
    assert "30,000" not in shown


def test_it_tells_no_more_of_a_person_than_the_first_name_and_a_masked_phone(desk, visitor):
    sara = desk.cast.members["sara"]
    change_profile(
        club=desk.cast.club, member_id=sara, family_name="Karimi", email="sara@example.com", tags=["vip"], now=NOON
    )
    shown = visitor.get(address_of(desk)).content.decode()
    assert "0912•••0001" in shown and "sara" in shown
    for secret in ("Karimi", "sara@example.com", "vip", "9121110001", "1110001", str(sara)):
        assert secret not in shown, secret


def test_a_name_is_text_and_never_markup(desk, visitor):
    change_profile(
        club=desk.cast.club, member_id=desk.cast.members["sara"], given_name="<script>alert(1)</script>", now=NOON
    )
    shown = visitor.get(address_of(desk)).content.decode()
    assert "&lt;script&gt;alert(1)" in shown and "<script>alert" not in shown


def test_nobody_keeps_a_copy_or_finds_it_by_searching(desk, visitor):
    for address in (address_of(desk), "/m/x"):
        response = visitor.get(address)
        headers = [response[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")]
        assert headers == ["no-store", "noindex, nofollow", "no-referrer"]
        assert not response.cookies


def test_earlier_rows_are_a_page_away(desk, visitor):
    for _ in range(20):
        desk.cast.buys("sara", 10_000, happened_at=NOON)
    address = address_of(desk)
    first = visitor.get(address).content.decode()
    assert first.count("+1,000") == 15
    earlier = re.search(r'rel="next" href="([^"#]+)', first).group(1).replace("&amp;", "&")
    second = visitor.get(address + earlier).content.decode()
    assert (second.count("+1,000"), 'rel="next"' in second, "The latest" in second) == (5, False, True)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "۱", "1;DROP", "0"])
def test_a_page_that_is_none_is_the_first_or_empty_and_never_a_fault(desk, visitor, before):
    assert visitor.get(address_of(desk), {"before": before, "unit": "nothing"}).status_code == 200


@pytest.mark.parametrize("language", ["fa", "en"])
def test_it_reads_in_both_languages(desk, visitor, language):
    shown = visitor.get(address_of(desk), {"lang": language}).content.decode()
    assert {"fa": "از کجا آمد؟", "en": "Where it came from"}[language] in shown


def altered(address):
    return address[:-1] + ("A" if address[-1] != "A" else "B")


@pytest.mark.parametrize("view", ["member", "close", "not_mine", "stop"])
def test_a_forged_or_cut_link_and_one_of_nobody_read_alike(desk, visitor, view):
    ours = address_of(desk)
    nobody = reverse("portal:member", args=[links.write(desk.cast.club.id, 0, NOON)])
    pages = set()
    for place in (altered(ours), ours[:-1], nobody, "/m/x"):
        token = place.rsplit("/", 1)[1]
        address = reverse(f"portal:{view}", args=[token])
        response = visitor.get(address) if view == "member" else visitor.post(address)
        assert response.status_code == 404
        pages.add(text_of(response))
    assert len(pages) == 1
    assert not Consent.objects.exists() and not WrongNumber.objects.exists()


def test_an_old_a_closed_and_a_left_one_read_alike(desk, visitor):
    pages = set()
    old = queries.issue_link(desk.cast.club, desk.cast.members["omid"], NOON - timedelta(days=14))[0]
    closed, left = address_of(desk), address_of(desk, "negar")
    visitor.post(f"{closed}/close")
    Member.objects.filter(id=desk.cast.members["negar"]).update(left_at=NOON)
    for address in (f"/m/{old}", closed, left):
        response = visitor.get(address)
        assert response.status_code == 410
        pages.add(text_of(response))
    assert len(pages) == 1


def test_a_link_works_until_the_last_minute_of_its_time(desk, visitor):
    address = address_of(desk)
    for days, minutes, status in ((14, -1, 200), (14, 0, 410)):
        at = NOON + timedelta(days=days, minutes=minutes)
        Club.objects.filter(id=desk.cast.club.id).update(stands_at=at)
        assert visitor.get(address).status_code == status


def test_after_a_merge_it_is_the_page_of_the_membership_that_stays(desk, visitor):
    desk.cast.buys("negar", 50_000, happened_at=NOON)
    address = address_of(desk)
    merge(
        club=desk.cast.club, absorbed=desk.cast.members["sara"], surviving=desk.cast.members["negar"],
        units=["points"], reason="one person", now=NOON,
    )  # fmt: skip
    shown = text_of(visitor.get(address))
    assert "negar" in shown and "5,000" in shown


def test_a_link_of_one_club_shows_and_changes_that_club_alone(desk, visitor):
    other = make_desk_of("dirin")
    ours, theirs = address_of(desk), address_of(other)
    visitor.post(f"{ours}/close")
    assert [visitor.get(address).status_code for address in (ours, theirs)] == [410, 200]
    assert "Dirin" in text_of(visitor.get(theirs)) and "Narvan" not in text_of(visitor.get(theirs))


def make_desk_of(slug):
    cast = make_cast(slug=slug, name_en="Dirin", is_demo=True, stands_at=NOON)
    return type("Desk", (), {"cast": cast})


def test_closing_needs_a_tap_and_no_visit_does_it(desk, visitor):
    address = address_of(desk)
    for view in ("close", "not-mine", "stop"):
        assert visitor.get(f"{address}/{view}").status_code == 405
    assert visitor.get(address).status_code == 200
    response = visitor.post(f"{address}/close")
    assert (response.status_code, "No link to this page works any more" in text_of(response)) == (200, True)
    assert Outbox.objects.filter(event="member_links_closed").count() == 1


def test_the_taps_work_where_the_browser_tells_no_origin(desk):
    """Our own policy hides it: a form sent from the page says `Origin: null`."""
    browser = Client(enforce_csrf_checks=True, HTTP_ORIGIN="null")
    assert browser.post(f"{address_of(desk)}/close").status_code == 200


def test_stopping_keeps_the_word_with_its_proof_and_the_page_says_so(desk, visitor):
    sara = desk.cast.members["sara"]
    give_word(
        club=desk.cast.club, member_id=sara, channel="sms", purpose="marketing", granted=True, proof="form", now=NOON
    )
    address = address_of(desk)
    assert "Send me no more offers" in text_of(visitor.get(address))
    assert visitor.post(f"{address}/stop")["Location"] == f"{address}#messages"
    (word,) = queries.latest_consents(sara)
    assert (word.granted, word.proof) == (False, "member's page, link of 2026-06-01 12:00 UTC")
    assert "You get no offers from us." in text_of(visitor.get(address))


def test_a_wrong_number_stands_in_the_console_until_looked_after(desk, visitor):
    visitor.post(address_of(desk, view="not_mine"))
    shown = text_of(desk.cashier.get(desk.at("asked/")))
    assert "The number of sara may be wrong" in shown
    report = WrongNumber.objects.get()
    desk.cashier.post(desk.at(f"asked/wrong/{report.id}/"))
    assert "may be wrong" not in text_of(desk.cashier.get(desk.at("asked/")))
    assert "has been looked after already" in text_of(
        desk.cashier.post(desk.at(f"asked/wrong/{report.id}/"), follow=True)
    )


def test_who_tries_too_many_wrong_links_waits_a_minute(desk, visitor):
    ours = address_of(desk)
    assert {visitor.get("/m/x").status_code for _ in range(pace.WRONG_A_MINUTE)} == {404}
    response = visitor.get(ours)
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert visitor.get(ours, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_all_addresses_of_one_ipv6_network_count_together(desk, visitor):
    for number in range(pace.WRONG_A_MINUTE):
        visitor.get("/m/x", REMOTE_ADDR=f"2001:db8::{number:x}")
    assert visitor.get("/m/x", REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert visitor.get("/m/x", REMOTE_ADDR="2001:db8:0:1::1").status_code == 404


def test_staff_make_a_link_with_its_code_and_close_it_and_both_are_in_the_log(desk, visitor, settings):
    settings.URL = "https://club.example"
    page = desk.cashier.post(desk.at("link/", "sara"))
    address = re.search(r'id="address">([^<]+)<', page.content.decode()).group(1)
    assert address.startswith("https://club.example/m/") and len(address) == len("https://club.example/m/") + 48
    assert page["Cache-Control"] == "no-store" and b'<svg class="code"' in page.content
    assert visitor.get(address.removeprefix("https://club.example")).status_code == 200
    desk.cashier.post(desk.at("link/close/", "sara"))
    assert visitor.get(address.removeprefix("https://club.example")).status_code == 410
    log = text_of(desk.owner.get(desk.at("audit/")))
    assert "Made a link to a member's page" in log.replace("&#x27;", "'")
    assert "Closed the links" in log


def test_opening_the_console_page_makes_no_link(desk):
    assert b"/m/" not in desk.cashier.get(desk.at("link/", "sara")).content


def test_without_a_setting_the_address_is_the_one_that_was_asked(desk):
    page = desk.owner.post(desk.at("link/", "sara"), HTTP_HOST="localhost")
    assert b"http://localhost/m/" in page.content
