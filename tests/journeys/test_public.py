"""From poster to own page: someone asks to join, the counter confirms, the page opens by its link and is closed."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.doors.console.desks import make_desk
from tests.people import NOON
from vafa.doors.portal import pace
from vafa.members import queries

PHONE = {"fa": "۰۹۱۲ ۸۸۸ ۷۷۶۶", "en": "0912 888 7766"}
NAME = {"fa": "آرش", "en": "Arash"}
DEAD = {"fa": "این پیوند دیگر کار نمی‌کند", "en": "This link works no more"}


@pytest.fixture
def desk(live):
    cache.clear()
    pace.forget()
    return make_desk()


def sit_down(page, live, client):
    """Already signed in, as after a morning's work."""
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    return page


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_from_the_join_page_to_the_own_page_and_its_end(desk, live, page, axe, language, theme):
    guest = page(language=language, width=390, theme=theme)
    guest.goto("/join/narvan/?store=centre")
    axe(guest)
    fits(guest)
    assert not guest.locator("[name=messages]").is_checked()
    guest.click("button.primary")
    guest.wait_for_selector("[aria-invalid=true]")
    assert guest.evaluate("document.activeElement.name") == "phone"
    axe(guest)
    guest.fill("[name=phone]", PHONE[language])
    guest.fill("[name=name]", NAME[language])
    guest.select_option("[name=day]", "12")
    guest.select_option("[name=month]", "5")
    guest.check("[name=messages]")
    guest.click("button.primary")
    guest.wait_for_url("**/asked/")
    axe(guest)

    cashier = sit_down(page(language=language, width=390, theme=theme), live, desk.cashier)
    cashier.goto(desk.at("asked/"))
    axe(cashier)
    fits(cashier)
    cashier.click("button.primary")
    cashier.wait_for_selector("[role=status]")
    axe(cashier)
    member = queries.by_card(desk.cast.club, "09128887766")
    desk.cast.buys("09128887766", 640_000, happened_at=NOON)

    cashier.goto(desk.at(f"members/{member}/link/"))
    axe(cashier)
    cashier.click("form button.primary")
    cashier.wait_for_selector("svg.code")
    axe(cashier)
    fits(cashier)
    address = cashier.inner_text("#address")

    guest.goto(address)
    expect(guest.locator("h1")).to_contain_text(NAME[language])
    expect(guest.locator(".big")).to_have_text({"fa": "۶۴٬۰۰۰", "en": "64,000"}[language])
    axe(guest)
    fits(guest)
    guest.click("#messages summary >> nth=0")
    axe(guest)
    guest.click("#messages button >> nth=0")
    guest.wait_for_url("**#messages")
    expect(guest.locator("#messages form")).to_have_count(1)
    assert not queries.consents(member, "sms", "marketing")

    guest.click(".note summary")
    axe(guest)
    guest.click(".note button")
    guest.wait_for_url("**/close")
    axe(guest)
    assert guest.goto(address).status == 410
    expect(guest.locator("h1")).to_have_text(DEAD[language])
    axe(guest)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_wrong_number_is_said_in_two_taps_and_reaches_staff(desk, live, page, axe, language):
    token, _ = queries.issue_link(desk.cast.club, desk.cast.members["sara"], NOON)
    stranger = page(language=language, width=390)
    stranger.goto(f"/m/{token}")
    stranger.click("#messages summary >> nth=-1")
    stranger.click("#messages button >> nth=-1")
    stranger.wait_for_url("**/not-mine")
    axe(stranger)
    owner = sit_down(page(language=language), live, desk.owner)
    owner.goto(desk.at("asked/"))
    axe(owner)
    owner.click("section.card form button")
    owner.wait_for_selector("[role=status]")
    assert queries.wrong_numbers_count(desk.cast.club) == 0


@pytest.mark.parametrize(("language", "theme"), [("fa", "dark"), ("en", "light")])
def test_the_poster_is_downloaded_and_the_link_copied(desk, live, page, axe, language, theme):
    owner = sit_down(page(language=language, theme=theme), live, desk.owner)
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    owner.goto(desk.at("poster/"))
    axe(owner)
    with owner.expect_download() as download:
        owner.click("a.btn.primary[download]")
    assert download.value.suggested_filename == "narvan-fa-en.pdf"
    owner.click("[data-copy]")
    assert owner.evaluate("navigator.clipboard.readText()") == f"{live.url}/join/narvan/"


def test_the_whole_way_is_walked_by_keyboard(desk, page):
    guest = page(width=390)
    guest.goto("/join/narvan/")
    guest.focus("[name=phone]")
    names = []
    for _ in range(6):
        names.append(guest.evaluate("document.activeElement.name || document.activeElement.textContent"))
        guest.keyboard.press("Tab")
    assert names == ["phone", "name", "day", "month", "messages", "Join"]
