"""A day at the console in a real browser: one asks, another agrees, in both languages and on both screens."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.doors.console.desks import PASSWORD, make_desk
from tests.journeys.walking import follow
from tests.people import NOON
from vafa.activities.shapes import Line

SCREENS = [("fa", 390), ("en", 1440)]
DIGITS = {"fa": "۰۹۱۲۱۱۱۰۰۰۱", "en": "09121110001"}
AMOUNT = {"fa": "۵٬۰۰۰", "en": "5,000"}


@pytest.fixture
def desk(live):
    cache.clear()
    desk = make_desk(PASSWORD)
    desk.cast.buys("sara", Line(640_000, cost_minor=400_000), happened_at=NOON)
    return desk


def sit_down(page, live, client):
    """Already signed in, as after a morning's work."""
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    return page


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_one_asks_and_another_agrees(desk, live, page, axe, language, width):
    manager = sit_down(page(language=language, width=width), live, desk.manager)
    manager.goto(desk.at("members/"))
    axe(manager)
    manager.fill("[name=q]", DIGITS[language])
    manager.wait_for_url("**q=*")
    follow(manager, "#found tbody tr a")
    axe(manager)
    manager.click("a.btn.primary")
    manager.fill("[name=units]", AMOUNT[language])
    manager.fill("[name=reason]", "Till was down")
    axe(manager)
    manager.click("form.form button.primary")
    manager.wait_for_url(f"**{desk.at('', 'sara')}")
    assert desk.cast.active("sara") == 64_000

    owner = page(language=language, width=width)
    owner.goto(desk.at())
    axe(owner)
    owner.fill("[name=login]", "owner@example.com")
    owner.fill("[name=password]", PASSWORD)
    owner.click("main button.primary")
    owner.wait_for_url(f"**{desk.at()}")
    axe(owner)
    follow(owner, ".todo .btn.primary")
    axe(owner)
    follow(owner, "section.card form button.primary")
    assert desk.cast.active("sara") == 69_000
    axe(owner)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_definition_and_the_choices_are_one_tap_away(desk, live, page, axe, language):
    owner = sit_down(page(language=language, width=1440, theme="dark"), live, desk.owner)
    owner.goto(desk.at())
    owner.click("[popovertarget=definition-repeat]")
    assert owner.locator("#definition-repeat").is_visible()
    axe(owner)
    owner.keyboard.press("Escape")
    owner.click("[popovertarget=period-menu]")
    owner.click("#period-menu a >> nth=2")
    owner.wait_for_url("**period=365*")


def test_the_ledger_changes_its_tab_without_leaving_the_page(desk, live, page):
    desk.manager.post(
        desk.at("adjust/", "sara"), {"units": "7", "unit": "points", "reason": "x", "reference": "0" * 36}
    )
    owner = sit_down(page(), live, desk.owner)
    owner.goto(desk.at("", "sara"))
    assert owner.locator("#ledger tbody tr").count() == 2
    owner.click("#ledger .seg a >> nth=3")
    expect(owner.locator("#ledger tbody tr")).to_have_count(1)
    assert owner.url.endswith(desk.at("", "sara"))


def test_a_form_that_fails_puts_the_reader_into_the_field(desk, live, page, axe):
    manager = sit_down(page(width=390), live, desk.manager)
    manager.goto(desk.at("adjust/", "sara"))
    manager.fill("[name=reason]", "x")
    manager.click("form.form button.primary")
    manager.wait_for_selector("[aria-invalid=true]")
    assert manager.evaluate("document.activeElement.name") == "units"
    axe(manager)
