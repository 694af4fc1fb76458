"""A customer at the counter, on a phone, in a real browser: found, recorded, undone, enrolled, taken back."""

import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.doors.counter.bar import PINS, hand_over, make_bar, receipts
from tests.journeys.walking import follow
from vafa.activities.models import Activity
from vafa.base.models import Club
from vafa.members.models import Member

LANGUAGES = [("fa", "light"), ("en", "dark")]
SARA = {"fa": "۰۹۱۲۱۱۱۰۰۰۱", "en": "09121110001"}
NEW = {"fa": "۰۹۳۵۶۶۱۲۲۱۰", "en": "09356612210"}
RECORD = {"fa": "ثبت ۲۸۰٬۰۰۰\u00a0تومان", "en": "Record 280,000\u00a0Toman"}
ENROL = {"fa": "عضو کن و ثبت ۲۸۵٬۰۰۰\u00a0تومان", "en": "Enrol and record 285,000\u00a0Toman"}
WORDS = {"fa": "دویست و هشتاد هزار تومان", "en": "two hundred and eighty thousand Toman"}
LOST = {"fa": "نرفت: شبکه قطع است.", "en": "Not sent: no network."}


@pytest.fixture
def bar(live):
    cache.clear()
    return make_bar()


def stand(page, live, client, language="en", theme="light"):
    """A cashier's own phone, signed in this morning."""
    opened = page(language=language, theme=theme, width=390)
    opened.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    return opened


def find(opened, bar, number):
    opened.goto(bar.at())
    expect(opened.locator("#shown")).to_be_focused()
    opened.keyboard.type(number)
    opened.keyboard.press("Enter")


def sits_on_the_screen(opened):
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("typed", "shown"), [("12,5", "12.5"), ("1234567", "1,234,567"), ("12.50", "12.50")])
def test_a_comma_at_the_end_begins_the_cents_and_is_not_swallowed(bar, live, page, typed, shown):
    Club.objects.filter(id=bar.cast.club.id).update(currency="EUR", money_shown="iso")
    opened = stand(page, live, bar.cashier)
    find(opened, bar, SARA["en"])
    amount = opened.locator("#amount")
    amount.press_sequentially(typed)
    expect(amount).to_have_value(shown)


def test_an_amount_that_is_pasted_is_read_as_its_writer_meant_it(bar, live, page):
    Club.objects.filter(id=bar.cast.club.id).update(currency="EUR", money_shown="iso")
    opened = stand(page, live, bar.cashier)
    find(opened, bar, SARA["en"])
    amount = opened.locator("#amount")
    for pasted, shown in (("12,50", "12.50"), ("1.250,00", "1,250.00"), ("1,250", "1,250")):
        amount.fill("")
        amount.focus()
        amount.evaluate(
            """(field, text) => { field.value = text; field.setSelectionRange(text.length, text.length);
            field.dispatchEvent(new InputEvent('input', {bubbles: true, inputType: 'insertFromPaste'})) }""",
            pasted,
        )
        expect(amount).to_have_value(shown)


@pytest.mark.parametrize(("language", "theme"), LANGUAGES)
def test_a_known_member_is_served_in_three_taps_and_the_receipt_is_undone(bar, live, page, axe, language, theme):
    opened = stand(page, live, bar.cashier, language, theme)
    opened.goto(bar.at())
    axe(opened)
    find(opened, bar, SARA[language])
    expect(opened.locator("h1")).to_have_text("sara")
    axe(opened)
    latte = opened.locator(".fav").first
    latte.locator(".more").click()
    latte.locator(".more").click()
    latte.locator(".more").click()
    latte.locator(".less").click()
    expect(opened.locator("[data-verb]")).to_have_text(RECORD[language])
    expect(opened.locator("[data-words]")).to_have_text(WORDS[language])
    expect(opened.locator("[data-units]")).to_be_visible()
    sits_on_the_screen(opened)
    axe(opened)
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    assert (bar.cast.active("sara"), bar.cast.active("sara", "stamps"), receipts()) == (280_000, 2, 1)
    sits_on_the_screen(opened)
    axe(opened)
    opened.click(".act form[action$='undo/'] button")
    expect(opened.locator(".deep .struck")).to_be_visible()
    assert bar.cast.active("sara") == 0
    axe(opened)


@pytest.mark.parametrize(("language", "theme"), LANGUAGES)
def test_an_unknown_number_is_enrolled_and_served_in_one_form(bar, live, page, axe, language, theme):
    opened = stand(page, live, bar.cashier, language, theme)
    find(opened, bar, NEW[language])
    expect(opened.locator("#name")).to_be_focused()
    axe(opened)
    opened.fill("#amount", "285000")
    expect(opened.locator("[data-verb]")).to_have_text(ENROL[language])
    assert not opened.locator("[name=agreed]").is_checked()
    opened.click("[data-verb]")
    expect(opened.locator("#name")).to_have_attribute("aria-invalid", "true")
    axe(opened)
    opened.fill("#name", "آرش")
    opened.select_option("[name=day]", "12")
    opened.select_option("[name=month]", "5")
    opened.check("[name=agreed]")
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    assert (Member.objects.filter(given_name="آرش").count(), receipts()) == (1, 1)
    sits_on_the_screen(opened)
    axe(opened)


@pytest.mark.parametrize(("language", "theme"), LANGUAGES)
def test_one_item_of_a_purchase_comes_back(bar, live, page, axe, language, theme):
    bar.cashier.post(
        bar.at("record/", "sara"),
        {"reference": "0" * 8 + "-0000-0000-0000-" + "0" * 12, f"n_{bar.latte.id}": "2", f"n_{bar.cake.id}": "1"},
    )
    opened = stand(page, live, bar.cashier, language, theme)
    opened.goto(bar.at("return/", "sara"))
    opened.locator(".fav .more").first.click()
    after = {"fa": "۲۶۰٬۰۰۰", "en": "260,000"}[language]
    expect(opened.locator("#verb .split b")).to_have_text(after)
    sits_on_the_screen(opened)
    axe(opened)
    opened.click("#verb .btn.danger")
    expect(opened.locator(".deep")).to_be_visible()
    assert (bar.cast.active("sara"), bar.cast.active("sara", "stamps")) == (260_000, 1)
    axe(opened)


def test_a_phone_is_handed_over_and_cashiers_take_turns_with_their_pins(bar, live, page, axe):
    opened = stand(page, live, bar.owner)
    opened.goto(bar.at("branch/"))
    axe(opened)
    follow(opened, "a[href$='/phone/']")
    axe(opened)
    opened.locator("input[name=branch]").check()
    opened.click("main .btn.primary")
    for who in ("cashier", "manager"):
        expect(opened.locator("#pin")).to_be_visible()
        axe(opened)
        opened.locator("label.pick", has_text=who.capitalize()).click()
        expect(opened.locator("#pin")).to_be_focused()
        opened.keyboard.type(PINS[who])
        opened.keyboard.press("Enter")
        expect(opened.locator("#shown")).to_be_visible()
        expect(opened.locator(".who-is")).to_contain_text(who.capitalize())
        opened.click(".who-is")
    assert opened.goto("/console/narvan/").status == 403


def test_a_lost_answer_loses_nothing_and_the_second_tap_books_once(bar, live, page, axe):
    opened = stand(page, live, bar.cashier)
    find(opened, bar, SARA["en"])
    opened.fill("#amount", "64000")

    def answer_is_lost(route):
        route.fetch()
        route.abort()

    opened.route("**/record/", answer_is_lost)
    opened.click("[data-verb]")
    expect(opened.locator("[data-sending]")).to_contain_text(LOST["en"])
    expect(opened.locator("[data-net]")).to_have_text("No network")
    assert opened.input_value("#amount") == "64,000"
    axe(opened)
    opened.unroute("**/record/")
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    assert (receipts(), bar.cast.active("sara")) == (1, 64_000)


def test_a_lost_answer_is_asked_again_even_after_the_next_customer(bar, live, page):
    opened = stand(page, live, bar.cashier)
    find(opened, bar, SARA["en"])
    opened.fill("#amount", "64000")
    opened.route("**/record/", lambda route: (route.fetch(), route.abort()))
    opened.click("[data-verb]")
    expect(opened.locator("[data-sending]")).to_contain_text(LOST["en"])
    opened.unroute("**/record/")
    find(opened, bar, "09121110002")
    opened.fill("#amount", "10000")
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    opened.goto(bar.at("", "sara"))
    expect(opened.locator("[data-sending]")).to_contain_text("This was not answered last time.")
    assert opened.input_value("#amount") == "64,000"
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    assert (receipts(), bar.cast.active("sara"), bar.cast.active("negar")) == (2, 64_000, 10_000)


def test_a_pin_asked_in_between_loses_nothing(bar, live, page):
    opened = page(width=390)
    phone = hand_over(bar)
    opened.context.add_cookies([{"name": "sessionid", "value": phone.cookies["sessionid"].value, "url": live.url}])
    opened.goto(bar.at("", "sara"))
    opened.locator("label.pick", has_text="Cashier").click()
    opened.keyboard.type(PINS["cashier"])
    opened.keyboard.press("Enter")
    opened.fill("#amount", "64000")
    phone.post(bar.at("pin/leave/"))
    opened.click("[data-verb]")
    expect(opened.locator("#pin")).to_be_focused()
    assert receipts() == 0
    opened.keyboard.type(PINS["cashier"])
    opened.keyboard.press("Enter")
    expect(opened.locator("[data-sending]")).to_contain_text("This was not answered last time.")
    assert opened.input_value("#amount") == "64,000"
    opened.click("[data-verb]")
    expect(opened.locator(".deep")).to_be_visible()
    assert (receipts(), bar.cast.active("sara")) == (1, 64_000)


def test_a_slow_answer_keeps_the_label_and_hears_no_second_tap(bar, live, page):
    opened = stand(page, live, bar.cashier)
    find(opened, bar, SARA["en"])
    opened.fill("#amount", "64000")
    expect(opened.locator("[data-verb]")).to_have_text("Record 64,000\u00a0Toman")
    seen = []

    def slowly(route):
        seen.append(route.request.url)
        time.sleep(3.5)
        route.continue_()

    opened.route("**/record/", slowly)
    opened.evaluate("const b = document.querySelector('[data-verb]'); b.click(); b.click(); b.click()")
    button = opened.locator("[data-verb]")
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_have_text("Record 64,000\u00a0Toman")
    expect(opened.locator(".deep")).to_be_visible(timeout=15_000)
    assert (len(seen), receipts()) == (1, 1)


def test_a_member_is_served_without_scripts(bar, live, browser):
    context = browser.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(
        [
            {"name": "sessionid", "value": bar.cashier.cookies["sessionid"].value, "url": live.url},
            {"name": "vafa_language", "value": "en", "url": live.url},
        ]
    )
    opened = context.new_page()
    opened.goto(bar.at())
    opened.fill("#shown", SARA["en"])
    opened.click("main .btn.primary")
    opened.fill(f"[name='n_{bar.latte.id}']", "2")
    opened.click("[data-verb]")
    assert (bar.cast.active("sara"), receipts()) == (280_000, 1)
    opened.goto(bar.at("return/", "sara"))
    opened.fill("[name=n_1]", "1")
    opened.click("text=Show what goes back")
    assert "140,000\u00a0points" in opened.locator("#verb .danger").inner_text()
    assert "?" not in opened.url
    opened.click("#verb .danger")
    assert bar.cast.active("sara") == 140_000
    opened.goto(bar.at())
    opened.fill("#shown", NEW["en"])
    opened.click("main .btn.primary")
    opened.fill("#name", "Arash")
    opened.fill("#amount", "285000")
    opened.click("[data-verb]")
    assert Activity.objects.filter(kind="purchase").count() == 2
    context.close()


@pytest.mark.parametrize(("language", "theme"), LANGUAGES)
def test_the_owner_sets_the_counter_up(bar, live, page, axe, language, theme):
    opened = stand(page, live, bar.owner, language, theme)
    opened.goto("/console/narvan/counter/")
    opened.fill("#new-name_fa", "چای")
    opened.fill("#new-price", "۷۵٬۰۰۰")
    axe(opened)
    opened.click("form[action$='/favourites/'] button.primary")
    expect(opened.locator("main")).to_contain_text({"fa": "۷۵٬۰۰۰", "en": "75,000"}[language])
    sits_on_the_screen(opened)
    opened.goto("/console/narvan/staff/")
    opened.locator("details.ask summary").first.click()
    axe(opened)
    sits_on_the_screen(opened)
