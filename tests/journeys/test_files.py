"""A shop brings its own data and takes it out again, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.doors.console.desks import make_desk
from tests.journeys.test_console import sit_down
from tests.journeys.walking import follow
from tests.rooms.files.sheets import workbook, written
from vafa.doors.worker import loop
from vafa.members.queries import by_card

SCREENS = [("fa", 390, "dark"), ("en", 1440, "light")]
HEAD = ("نام مشتری", "موبایل", "تاریخ تولد", "امتیاز", "شعبه", "توضیحات")
ROWS = (
    ("نگار صالحی", "۰۹۱۲ ۱۱۸ ۴۴۱۷", "1368/09/18", "۱۲۰", "ونک", "مشتری قدیمی"),
    ("علی کریمی", "9351234567", "1370/8/31", "5", "Centre", ""),
    ("بی شماره", "0912", "", "-1", "", ""),
)


@pytest.fixture
def desk(live):
    return make_desk()


def work():
    for _ in range(50):
        if not loop.step():
            return


@pytest.mark.parametrize(("language", "width", "theme"), SCREENS)
def test_a_shop_brings_its_members_and_puts_them_back(desk, live, page, axe, tmp_path, language, width, theme):
    file = tmp_path / "members.xlsx"
    file.write_bytes(workbook(HEAD, *ROWS))
    manager = sit_down(page(language=language, width=width, theme=theme), live, desk.manager)
    manager.goto(desk.at("members/"))
    follow(manager, ".head a[href$='/imports/']")
    axe(manager)
    manager.set_input_files("[name=file]", file)
    manager.click("form[enctype] button.primary")
    expect(manager.locator("[name=column-1]")).to_have_value("phone")
    axe(manager)
    manager.select_option("[name=branch-0]", "centre")
    manager.click(".head button.primary")
    work()
    expect(manager.locator("dl.stats")).to_be_visible()
    axe(manager)
    manager.locator(".todo form button").first.click()
    work()
    expect(manager.locator(".todo > li")).to_have_count(1)
    manager.click(".todo a")
    expect(manager.locator("#rows td", has_text="0912").first).to_be_visible()
    axe(manager)
    follow(manager, ".head button.primary")
    axe(manager)
    work()
    expect(manager.locator(".note.good")).to_be_visible()
    axe(manager)
    desk.cast.members["new"] = by_card(desk.cast.club, "09121184417")
    assert desk.cast.active("new") == 120
    manager.click("details.ask summary")
    manager.click("details.ask button.danger")
    work()
    expect(manager.locator(".note:not(.good)").first).to_be_visible()
    assert desk.cast.active("new") == 0
    assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_is_brought_with_the_keyboard_alone(desk, live, page, tmp_path):
    file = tmp_path / "members.csv"
    file.write_bytes(written(HEAD, *ROWS))
    manager = sit_down(page(language="en"), live, desk.manager)
    manager.goto(desk.at("imports/"))
    manager.set_input_files("[name=file]", file)
    manager.focus("[name=kind]")
    manager.keyboard.press("Tab")
    manager.keyboard.press("Enter")
    expect(manager.locator("h1")).to_have_text("We recognised 5 of 6 columns")


@pytest.mark.parametrize(("language", "width", "theme"), SCREENS)
def test_the_owner_takes_everything_out(desk, live, page, axe, language, width, theme):
    owner = sit_down(page(language=language, width=width, theme=theme), live, desk.owner)
    owner.goto(desk.at("exports/"))
    axe(owner)
    owner.click("main form button.primary")
    work()
    expect(owner.locator("#exports a.btn")).to_be_visible(timeout=10_000)
    axe(owner)
    with owner.expect_download() as fetched:
        owner.click("#exports a.btn")
    assert fetched.value.suggested_filename.endswith("-csv.zip")
