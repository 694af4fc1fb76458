"""A reward's life in a real browser: a manager writes and lists it, a cashier gives it for the member's own word, it is
handed over; another is given back. In both languages, wide and on a phone."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.doors.counter.bar import make_bar
from tests.journeys.test_console import sit_down
from tests.journeys.walking import follow
from vafa.checkout.models import Settings
from vafa.members import fresh
from vafa.members.models import Member
from vafa.members.queries import issue_link
from vafa.offers.models import Offer
from vafa.rewards.models import Redemption, Reward, Use

SCREENS = [("fa", 390, "light"), ("en", 1440, "dark")]


@pytest.fixture
def bar(live):
    cache.clear()
    made = make_bar()
    made.cast.buys("sara", 10_000)
    made.cast.buys("negar", 10_000)
    Settings.objects.create(club=made.cast.club, proof_above_minor=500_000)
    return made


def console(bar, rest):
    return f"/console/{bar.cast.club.slug}/{rest}"


def write_and_list(opened, bar, axe):
    opened.goto(console(bar, "rewards/"))
    axe(opened)
    follow(opened, "a.btn.primary")
    axe(opened)
    opened.click(".kinds a >> nth=0")
    opened.fill("[name=name_en]", "Filter coffee")
    opened.fill("[name=name_fa]", "قهوهٔ دمی")
    opened.fill("[name=units]", "۹۰")
    opened.fill("[name=worth]", "90,000")
    axe(opened)
    opened.click("form.stack button.primary")
    expect(opened.locator(".seen")).to_be_visible()
    axe(opened)
    follow(opened, ".head button.primary")


@pytest.mark.parametrize(("language", "width", "theme"), SCREENS)
def test_a_reward_is_written_taken_handed_over_and_given_back(bar, live, page, axe, language, width, theme):
    manager = sit_down(page(language=language, width=width, theme=theme), live, bar.manager)
    write_and_list(manager, bar, axe)
    assert Reward.objects.get().state == "listed"

    sara = Member.objects.get(id=bar.cast.members["sara"])
    member = page(language=language, width=390, theme=theme)
    member.goto(f"/m/{issue_link(bar.cast.club, sara.id, bar.cast.now)[0]}")
    axe(member)
    follow(member, "a[href$='/code']")
    axe(member)
    digits = fresh.code(sara.id, sara.links_round, fresh.window_of(bar.cast.now))
    expect(member.locator(".big")).to_have_text(f"{digits[:3]} {digits[3:]}")

    cashier = sit_down(page(language=language, width=390, theme=theme), live, bar.cashier)
    cashier.goto(bar.at("rewards/", "sara"))
    axe(cashier)
    cashier.locator("input[name=reward]").first.check()
    cashier.click("button.primary.lg")
    expect(cashier.locator("#fault")).to_be_visible()
    axe(cashier)
    cashier.fill("#proof", digits)
    follow(cashier, "button.primary.lg")
    assert bar.cast.active("sara") == 910
    axe(cashier)
    follow(cashier, "ul.lines button.primary")
    assert Redemption.objects.get().state == "done"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_manager_gives_a_reward_back_with_a_reason(bar, live, page, axe, language):
    manager = sit_down(page(language=language, width=1440), live, bar.manager)
    write_and_list(manager, bar, axe)
    negar = bar.cast.members["negar"]
    manager.goto(console(bar, f"members/{negar}/"))
    follow(manager, f"a[href$='/members/{negar}/rewards/']")
    axe(manager)
    follow(manager, "li.offered button.primary")
    assert bar.cast.active("negar") == 910
    manager.goto(console(bar, "rewards/queue/"))
    axe(manager)
    manager.click("td a.btn.bare")
    manager.click("form.form button.primary")
    expect(manager.locator("#reason-error")).to_be_visible()
    axe(manager)
    manager.fill("#reason", "cake was gone")
    follow(manager, "form.form button.primary")
    assert (bar.cast.active("negar"), Redemption.objects.get().state) == (1_000, "given_back")


@pytest.mark.parametrize(("language", "width", "theme"), SCREENS)
def test_a_manager_writes_an_offer_and_a_counted_benefit_and_looks_around(bar, live, page, axe, language, width, theme):
    manager = sit_down(page(language=language, width=width, theme=theme), live, bar.manager)
    manager.goto(console(bar, "rewards/offers/"))
    axe(manager)
    follow(manager, "a.btn.primary")
    axe(manager)
    follow(manager, ".kinds a >> nth=1")
    manager.fill("[name=name_en]", "Welcome")
    manager.fill("[name=off]", "۳۰٬۰۰۰" if language == "fa" else "30,000")
    manager.fill("[name=nth]", "1")
    axe(manager)
    follow(manager, "form.stack button.primary")
    follow(manager, ".head button.primary")
    axe(manager)
    assert Offer.objects.get().state == "listed"
    manager.goto(console(bar, "rewards/benefits/new/?kind=lounge"))
    manager.fill("[name=name_fa]", "سالن آرام")
    manager.fill("[name=limit_count]", "2")
    axe(manager)
    follow(manager, "form.stack button.primary")
    axe(manager)
    manager.goto(console(bar, f"members/{bar.cast.members['sara']}/rewards/"))
    follow(manager, "form[action*='/claim/'] button")
    assert Use.objects.get().state == "used"
    axe(manager)
    for place in ("vouchers/", "vouchers/new/", "gift-cards/", "rewards/disputes/", "rewards/queue/"):
        manager.goto(console(bar, place))
        axe(manager)
        assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")
