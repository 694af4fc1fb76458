"""A programme in a real browser: a word is changed, replayed, agreed to by another; and a colleague is invited."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.doors.console.desks import PASSWORD, make_desk
from tests.journeys.walking import comes_in, follow, is_a_cashier
from tests.people import NOON
from vafa.base.models import Staff
from vafa.earning.models import Version
from vafa.insight.actions import backtests
from vafa.insight.models import Backtest

SCREENS = [("fa", 390), ("en", 1440)]
THREE = {"fa": "۳", "en": "3"}


@pytest.fixture
def desk(live):
    cache.clear()
    desk = make_desk(PASSWORD)
    desk.cast.buys("sara", 1_000)
    desk.cast.buys("negar", 300)
    return desk


def sit_down(page, live, client):
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    return page


def replayed(desk):
    """As the worker does."""
    for row in Backtest.objects.filter(state="waiting"):
        backtests.run(club=desk.cast.club, backtest_id=row.id, now=NOON)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_word_is_changed_replayed_and_published_by_two(desk, live, page, axe, language, width):
    manager = sit_down(page(language=language, width=width), live, desk.manager)
    manager.goto(desk.at("programme/"))
    axe(manager)
    follow(manager, "main .head button.primary")
    axe(manager)
    manager.locator("a.chip.give").first.click()
    manager.wait_for_selector(".pop.wide")
    axe(manager)
    manager.fill(".pop.wide [name=units]", THREE[language])
    manager.locator(".pop.wide button.primary").click()
    manager.wait_for_selector(".changed")
    expect(manager.locator("#replay")).to_have_attribute("data-state", "replaying")
    replayed(desk)
    expect(manager.locator("#replay")).to_have_attribute("data-state", "fresh", timeout=15_000)
    axe(manager)

    manager.locator("details.adder summary").first.click()
    manager.locator("details.adder[open] button[value=amount_at_least]").first.click()
    manager.wait_for_selector(".pop.wide [name=minor]")
    manager.fill(".pop.wide [name=minor]", "50")
    manager.locator(".pop.wide button.primary").click()
    expect(manager.locator(".pop.wide")).to_have_count(0)
    replayed(desk)
    manager.goto(manager.url.split("?")[0])
    follow(manager, "main .head a.primary")
    axe(manager)
    manager.locator(".dayfield .btn").first.click()
    axe(manager)
    manager.keyboard.press("ArrowRight" if language == "fa" else "ArrowLeft")  # the day before tomorrow
    manager.keyboard.press("Enter")
    expect(manager.locator("[name=starts]")).to_have_value("1405/03/11")
    manager.fill("[name=reason]", "More for less")
    follow(manager, "form.card button.primary")
    assert Version.objects.count() == 1

    owner = sit_down(page(language=language, width=width), live, desk.owner)
    owner.goto(desk.at("approvals/"))
    axe(owner)
    follow(owner, "section.card form button.primary")
    assert Version.objects.count() == 2
    desk.cast.at(NOON + timedelta(hours=1))
    before = desk.cast.active("sara")
    desk.cast.buys("sara", 1_000)
    desk.cast.buys("sara", 400)
    assert desk.cast.active("sara") - before == 300


def test_the_pages_around_a_draft_are_accessible(desk, live, page, axe):
    manager = sit_down(page(language="fa", width=390, theme="dark"), live, desk.manager)
    manager.goto(desk.at("programme/"))
    follow(manager, "main .head button.primary")
    replayed(desk)
    here = manager.url
    for rest in ("", "?part=ladder", "?part=rule:base:more", "?part=rule:base:lines", "?part=unit:points", "compare/",
                 "people/", "try/", "publish/"):  # fmt: skip
        manager.goto(f"{here}{rest}")
        axe(manager)
        assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth"), rest


def test_a_draft_is_written_without_scripts_too(desk, live, browser):
    context = browser.new_context(base_url=live.url, java_script_enabled=False, locale="en-GB")
    context.add_cookies([{"name": "vafa_language", "value": "en", "url": live.url}])
    manager = sit_down(context.new_page(), live, desk.manager)
    manager.goto(desk.at("programme/"))
    manager.locator("main .head button.primary").click()
    manager.locator("a.chip.give").first.click()
    manager.fill(".pop.wide [name=units]", "4")
    manager.locator(".pop.wide button.primary").click()
    expect(manager.locator(".rule .sentence").first).to_contain_text("4 points")
    context.close()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_cashier_is_invited_and_can_do_a_cashier_s_things(desk, live, page, axe, language):
    owner = sit_down(page(language=language, width=1440), live, desk.owner)
    owner.goto(desk.at("staff/"))
    axe(owner)
    owner.fill("form.form [name=name]", "Reza")
    owner.fill("form.form [name=email]", "reza@example.com")
    owner.select_option("form.form [name=role]", "cashier")
    owner.select_option("form.form [name=branch]", index=1)
    follow(owner, "form.form button.primary")
    assert Staff.objects.get(user__email="reza@example.com").store_id == desk.cast.house.stores["centre"].id

    reza = page(language=language, width=390)
    comes_in(owner, reza, live.url)
    axe(reza)
    is_a_cashier(reza, live.url, desk.at(""), desk.cast.club.slug)


def test_a_passkey_signs_in_without_a_password(desk, live, page, axe):
    owner = page()
    home = live.url.replace("127.0.0.1", "localhost")  # passkeys are for names, not for addresses
    devices = owner.context.new_cdp_session(owner)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    owner.goto(f"{home}/accounts/login/")
    axe(owner)
    owner.fill("[name=login]", "owner@example.com")
    owner.fill("[name=password]", PASSWORD)
    follow(owner, "main form button.primary")
    owner.goto(f"{home}/accounts/2fa/webauthn/add/")
    axe(owner)
    owner.fill("[name=password]", PASSWORD)  # what changes how one signs in asks once more who it is
    follow(owner, "main form button.primary")
    axe(owner)
    owner.fill("[name=name]", "Phone")
    owner.check("[name=passwordless]")
    with owner.expect_navigation():
        owner.click("#mfa_webauthn_add")
    owner.goto(f"{home}/accounts/2fa/webauthn/")
    axe(owner)
    assert "Phone" in owner.locator("main").inner_text()
    owner.context.clear_cookies(name="sessionid")
    owner.goto(f"{home}/accounts/login/")
    with owner.expect_navigation(url="**/console/**"):
        owner.click("#passkey_login")
    owner.goto(f"{home}{desk.at('staff/')}")
    assert "Staff and roles" in owner.locator("h1").inner_text()
    owner.goto(f"{home}/accounts/sessions/")
    axe(owner)
