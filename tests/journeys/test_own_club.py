"""An owner's first hour in a real browser: a club is opened, its past brought in, its programme written, replayed over
that past and published; a receipt is judged by it, and a cashier invited who can do exactly a cashier's things."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.test_files import work
from tests.journeys.test_first_run import NAMES, PASSWORD, link, next_step
from tests.journeys.walking import comes_in, follow, is_a_cashier
from tests.rooms.files.sheets import written
from vafa.activities.models import Activity
from vafa.base.clock import now
from vafa.base.models import Club, Staff
from vafa.earning.models import Version
from vafa.members.queries import by_card

__all__ = ["link"]  # the fixture
SCREENS = [("fa", 390), ("en", 1440)]
PHONE = {"fa": "۰۹۱۲۱۱۸۴۴۱۷", "en": "09121184417"}
AT = "/console/narvan-cafe/"


def opens_a_club(owner, link, language):
    owner.goto(link)
    owner.select_option("[name=language]", language)
    next_step(owner)
    field, name, branch = NAMES[language]
    owner.fill(f"[name={field}]", name)
    owner.fill("[name=name_en]", "Narvan Cafe")
    next_step(owner)
    owner.select_option("[name=country]", "IR")
    expect(owner.locator("[name=time_zone]")).to_have_value("Asia/Tehran")  # what follows from it is there
    next_step(owner)
    owner.fill("[name=branch_0]", branch)
    next_step(owner)
    next_step(owner)
    for field, value in (("owner_name", "Sara"), ("email", "sara@example.com"), ("password", PASSWORD)):
        owner.fill(f"[name={field}]", value)
    next_step(owner)
    owner.wait_for_url(f"**{AT}")


def brings(owner, file, content):
    file.write_bytes(content)
    owner.goto(f"{AT}imports/")
    owner.set_input_files("[name=file]", file)
    owner.click("form[enctype] button.primary")
    expect(owner.locator("[name=column-1]")).to_have_value("phone")
    owner.click(".head button.primary")
    work()
    expect(owner.locator("dl.stats")).to_be_visible()
    follow(owner, ".head button.primary")
    work()
    expect(owner.locator(".note.good")).to_be_visible()


def past():
    """Four receipts of the last weeks: 400,000 Toman in all."""
    days = [(now() - timedelta(days=10 * each)).date().isoformat() for each in range(1, 5)]
    rows = [(str(number), PHONE["en"], day, "100,000") for number, day in enumerate(days, 1)]
    return written(("رسید", "موبایل", "تاریخ", "مبلغ"), *rows)


@pytest.mark.parametrize(("language", "width"), SCREENS)
def test_an_owner_reaches_a_working_club_with_own_data_and_an_own_programme(
    link, live, page, axe, tmp_path, language, width
):
    owner = page(language=language, width=width)
    opens_a_club(owner, link, language)
    brings(owner, tmp_path / "members.csv", written(("نام", "موبایل"), ("نگار صالحی", PHONE["en"])))
    brings(owner, tmp_path / "receipts.csv", past())

    owner.goto(f"{AT}programme/")
    follow(owner, "main .head button.primary")
    owner.locator("a.chip.give").first.click()
    owner.fill(".pop.wide [name=units]", "7")
    owner.locator(".pop.wide button.primary").click()
    owner.wait_for_selector(".changed")
    follow(owner, "main .head a.primary")
    owner.locator(".dayfield input").fill("")
    owner.locator(".dayfield .btn").click()
    expect(owner.locator(".days [aria-current]")).to_be_focused()
    owner.keyboard.press("Enter")  # today
    follow(owner, "form.card button.primary")
    expect(owner.locator(".note.bad")).to_be_visible()  # it waits for the replay
    before = Version.objects.latest("number").number
    axe(owner)
    work()
    expect(owner.locator("#replay")).to_have_attribute("data-state", "fresh", timeout=15_000)
    axe(owner)
    follow(owner, "form.card button.primary")
    club = Club.objects.get()
    assert Version.objects.latest("number").number == before + 1

    owner.goto("/counter/narvan-cafe/")
    owner.keyboard.type(PHONE[language])
    owner.keyboard.press("Enter")
    owner.locator("#amount").press_sequentially("60000")
    owner.click("[data-verb]")
    expect(owner.locator(".deep")).to_be_visible()
    row = Activity.objects.filter(member_id=by_card(club, PHONE["en"])).latest("booked_at")
    assert (row.version, row.net_minor) == (before + 1, 600_000)
    base = Version.objects.latest("number").programme["rules"][0]["effect"]
    assert base["units"] == 7
    assert row.awards[0]["units"] == 7 * (600_000 // base["per_minor"])

    owner.goto(f"{AT}staff/")
    owner.fill("form.form [name=name]", "Reza")
    owner.fill("form.form [name=email]", "reza@example.com")
    follow(owner, "form.form button.primary")
    reza = page(language=language, width=390)
    comes_in(owner, reza, live.url)
    assert Staff.objects.get(user__email="reza@example.com").role == "cashier"
    is_a_cashier(reza, live.url, AT, "narvan-cafe")
