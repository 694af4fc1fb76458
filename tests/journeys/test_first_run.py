"""From an empty installation to the owner's first day in a real browser, in both languages and on both screens."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from vafa.base.models import Club, Staff
from vafa.doors.setup import code

SCREENS = [("fa", 1440), ("en", 390)]
NAMES = {"fa": ("name_fa", "کافه نارون", "کریم‌خان"), "en": ("name_en", "Narvan Cafe", "Centre")}
PASSWORD = "a sentence for a password"
FIGURES = {"fa": "۲۶۴", "en": "68"}
CARD = {"fa": "کافه نارون", "en": "Narvan Cafe"}


@pytest.fixture
def link(live, settings, tmp_path):
    """To an installation of its own: processes of one run share a data folder, and the code lies there."""
    cache.clear()
    settings.DATA = tmp_path
    return f"/first-run/?code={code.present()}"


def next_step(page):
    page.click("#open-step button.primary")
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_a_club_opens_in_six_steps(link, page, axe, language, width):
    owner = page(language=language, width=width)
    owner.goto("/")
    axe(owner)
    owner.goto(link)
    owner.select_option("[name=language]", language)
    axe(owner)
    next_step(owner)

    field, name, branch = NAMES[language]
    owner.fill(f"[name={field}]", name)
    expect(owner.locator("#preview")).to_contain_text(CARD[language])  # it follows the typing
    owner.fill("[name=name_en]", "Narvan Cafe")
    owner.press("[name=name_en]", "Enter")  # Enter goes on, not back
    owner.wait_for_selector("[name=time_zone]")
    axe(owner)
    if language == "en":
        owner.select_option("[name=country]", "DE")
        expect(owner.locator("[name=time_zone]")).to_have_value("Europe/Berlin")
    next_step(owner)

    next_step(owner)
    assert owner.evaluate("document.activeElement.name") == "branch_0"  # none was named
    axe(owner)
    owner.fill("[name=branch_0]", branch)
    next_step(owner)

    expect(owner.locator("#preview .big")).to_have_text(FIGURES[language])
    axe(owner)
    owner.check("[value=stamps]")
    expect(owner.locator("#preview .big")).to_have_text("۲" if language == "fa" else "2")
    owner.check("[value=points]")
    next_step(owner)

    owner.fill("[name=owner_name]", "Sara")
    owner.fill("[name=email]", "sara@example.com")
    owner.fill("[name=password]", "short")
    next_step(owner)
    axe(owner)
    assert owner.input_value("[name=email]") == "sara@example.com"
    owner.fill("[name=password]", PASSWORD)
    next_step(owner)

    owner.wait_for_url("**/console/narvan-cafe/")
    axe(owner)
    club = Club.objects.get()
    assert (club.language, club.currency) == (language, {"fa": "IRR", "en": "EUR"}[language])
    assert Staff.objects.get().user.email == "sara@example.com"
    owner.goto("/console/narvan-cafe/club/")
    axe(owner)


def test_without_a_script_it_is_the_same_walk(browser, live, link):
    context = browser.new_context(base_url=live.url, locale="en-GB", java_script_enabled=False)
    owner = context.new_page()
    owner.goto(link)
    next_step(owner)
    owner.fill("[name=name_en]", "Narvan Cafe")
    next_step(owner)
    owner.select_option("[name=country]", "IR")
    owner.click("[name=fit]")
    assert owner.input_value("[name=time_zone]") == "Asia/Tehran"
    assert owner.input_value("[name=money_shown]") == "toman"
    next_step(owner)
    owner.fill("[name=branch_0]", "Centre")
    owner.click("[name=go][value=name]")
    assert owner.input_value("[name=name_en]") == "Narvan Cafe"
    next_step(owner)
    assert owner.input_value("[name=branch_0]") == "Centre"
    next_step(owner)
    next_step(owner)
    owner.fill("[name=owner_name]", "Sara")
    owner.fill("[name=email]", "sara@example.com")
    owner.fill("[name=password]", PASSWORD)
    next_step(owner)
    assert owner.url.endswith("/console/narvan-cafe/")
    assert Club.objects.get().currency == "IRR"
    context.close()


def test_back_and_forward_keep_their_place(link, page):
    owner = page()
    owner.goto(link)
    next_step(owner)
    owner.fill("[name=name_en]", "Narvan Cafe")
    next_step(owner)
    owner.go_back()
    assert owner.input_value("[name=name_en]") == "Narvan Cafe"
    owner.go_forward()
    assert owner.locator("[name=time_zone]").count() == 1
    owner.reload()
    assert owner.locator("[name=time_zone]").count() == 1
