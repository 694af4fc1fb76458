"""Reports, the log and what comes next in a real browser: found from the rail, readable, and without overflow."""

from datetime import timedelta

import pytest

from tests.doors.console.desks import PASSWORD, make_desk
from tests.journeys.test_console import sit_down
from tests.journeys.walking import follow


@pytest.fixture
def desk(live):
    desk = make_desk(PASSWORD)
    now = desk.cast.now
    for days, who in ((95, "sara"), (60, "sara"), (60, "negar"), (20, "negar"), (3, "sara")):
        desk.cast.at(now - timedelta(days=days)).buys(who, 1_000)
    desk.cast.at(now)
    return desk


@pytest.mark.parametrize(("language", "width", "theme"), [("fa", 390, "dark"), ("en", 1440, "light")])
def test_a_manager_looks_through_the_reports(desk, live, page, axe, language, width, theme):
    manager = sit_down(page(language=language, width=width, theme=theme), live, desk.manager)
    manager.goto(desk.at(""))
    follow(manager, ".nav a[href$='/reports/life-cycle/']")
    for name in ("life-cycle", "retention", "rfm", "concentration", "liability"):
        if name != "life-cycle":
            follow(manager, f".subnav a[href$='/reports/{name}/']")
        axe(manager)
        assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    follow(manager, ".subnav a[href$='/reports/rfm/']")
    follow(manager, ".heat td a")
    axe(manager)
    for place in (desk.at("audit/"), desk.at("", "sara")):
        manager.goto(place)
        axe(manager)
        assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
