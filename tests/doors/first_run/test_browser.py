"""The first run in the browser: only with the code, kept while walking, once."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from tests.doors.first_run.walking import STEPS, Browser, open_step, text
from tests.people import make_club
from vafa.base.models import Audit, Club, Staff, User
from vafa.doors.setup import code
from vafa.earning.models import Version
from vafa.partners.models import Store

pytestmark = pytest.mark.usefixtures("fresh")


# ---- Who may ----


def test_without_a_club_every_way_in_leads_to_the_first_run():
    http = Client()
    assert http.get("/")["Location"] == "/first-run/"
    assert http.get("/accounts/login/")["Location"] == "/first-run/"
    assert http.get("/console/")["Location"] == "/accounts/login/?next=/console/"


def test_with_a_club_the_ways_in_are_the_usual_ones():
    make_club()
    http = Client()
    assert http.get("/")["Location"] == "/console/"
    assert http.get("/accounts/login/").status_code == 200
    assert http.get("/first-run/")["Location"] == "/accounts/login/"


def test_a_demo_has_no_first_run(settings):
    settings.DEMO = True
    assert code.set_up_link("127.0.0.1", 8000) is None
    assert Client().get("/first-run/")["Location"] == "/accounts/login/"


def test_the_code_is_kept_for_its_owner_alone_and_made_once(fresh):
    first = code.present()
    assert (fresh / "set-up-code").read_text() == first == code.present()
    assert stat.S_IMODE((fresh / "set-up-code").stat().st_mode) == 0o600
    assert len(first) == 22
    assert sorted(path.name for path in fresh.iterdir()) == ["set-up-code"]


def test_threads_that_need_the_code_at_once_are_told_the_same_one():
    for _ in range(50):
        with ThreadPoolExecutor(8) as threads:
            told = {task.result() for task in [threads.submit(code.present) for _ in range(8)]}
        assert told == {code.present()}
        code.forget()


@pytest.mark.parametrize(("host", "url", "begins"), [
    ("127.0.0.1", "", "http://127.0.0.1:8000/first-run/?code="),
    ("0.0.0.0", "", "http://127.0.0.1:8000/first-run/?code="),
    ("::1", "", "http://[::1]:8000/first-run/?code="),
    ("127.0.0.1", "https://club.example.org", "https://club.example.org/first-run/?code="),
])  # fmt: skip
def test_the_server_says_the_whole_link_while_there_is_no_club(settings, host, url, begins):
    settings.URL = url
    assert code.set_up_link(host, 8000) == begins + code.present()
    make_club()
    assert code.set_up_link(host, 8000) is None


def test_a_stranger_sees_no_question_and_opens_nothing():
    stranger = Browser(allowed=False)
    page = stranger.page()
    assert page.status_code == 200 and "There is no club here yet" in text(page)
    assert code.present() not in page.content.decode()
    assert stranger.walk().status_code == 403
    assert stranger.http.post("/first-run/preview/", {"step": "name", "name_en": "x"}).status_code == 403
    assert not Club.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "A" * 22, "ø" * 22, "' OR 1=1"])
def test_a_forged_code_opens_nothing(forged):
    browser = Browser(allowed=False)
    assert browser.page(code=forged).status_code == 403
    assert "This code is not the one" in text(browser.http.post("/first-run/", {"code": forged}))
    assert browser.send("name").status_code == 403


def test_the_code_can_be_typed_and_leaves_the_address():
    browser = Browser(allowed=False)
    answer = browser.http.post("/first-run/", {"code": f" {code.present()} "})
    assert (answer.status_code, answer["Location"]) == (302, "/first-run/")
    assert open_step(browser.page()) == "language"


def test_who_guesses_too_often_waits_even_with_the_right_code():
    browser = Browser(allowed=False)
    for _ in range(10):
        assert browser.page(code="wrong").status_code == 403
    assert browser.page(code=code.present()).status_code == 429
    other = Browser(allowed=False)
    assert other.http.get("/first-run/", {"code": code.present()}, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_another_code_ends_the_right_of_the_old_one():
    browser = Browser()
    assert open_step(browser.page()) == "language"
    code.forget()
    assert "There is no club here yet" in text(browser.page())


# ---- Walking ----


def test_the_walk_ends_with_the_owner_signed_in_on_the_first_day(fresh):
    browser = Browser()
    answer = browser.walk()
    assert (answer.status_code, answer["Location"]) == (302, "/console/bahar-cafe/")
    club = Club.objects.get()
    assert (club.name_fa, club.language, club.money_shown, club.time_zone) == (
        "کافه بهار",
        "fa",
        "toman",
        "Asia/Tehran",
    )
    assert list(Store.objects.order_by("code").values_list("code", "name_fa")) == [
        ("branch-2", "ونک"),
        ("centre", "مرکزی"),
    ]
    assert Version.objects.count() == 2
    assert Audit.objects.get().action == "club_opened"
    page = browser.http.get("/console/bahar-cafe/", {"lang": "en"})
    assert page.status_code == 200
    assert "Nothing has been bought yet" in text(page) and "A programme with 4 rules is in force" in text(page)
    assert not (fresh / "set-up-code").exists()


def test_the_second_factor_is_offered_without_asking_for_the_password_again():
    browser = Browser()
    browser.walk()
    first_day = browser.http.get("/console/bahar-cafe/").content.decode()
    assert 'class="btn sm primary" href="/accounts/2fa/totp/activate/"' in first_day
    assert browser.http.get("/accounts/2fa/totp/activate/").status_code == 200


def test_every_link_of_the_first_day_leads_somewhere():
    browser = Browser()
    browser.walk()
    import re

    page = browser.http.get("/console/bahar-cafe/").content.decode()
    links = re.findall(r'class="btn sm[^"]*" href="([^"]+)"', page)
    assert len(links) >= 4
    assert {link: browser.http.get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)


def test_one_step_is_open_and_what_is_done_is_one_line():
    browser = Browser()
    assert open_step(browser.page()) == "language"
    browser.walk(until="branches")
    page = browser.page(lang="en")
    assert open_step(page) == "branches"
    assert "کافه بهار" in text(page) and "money in Toman" in text(page)
    assert page.content.decode().count('class="done"') == 3


def test_a_finished_step_is_opened_again_and_what_was_typed_in_the_open_one_stays():
    browser = Browser()
    browser.walk(until="owner")
    answer = browser.http.post("/first-run/", {"step": "owner", "owner_name": "Sara", "email": "s@", "go": "name"})
    assert answer["Location"] == "/first-run/?step=name"
    again = browser.page(step="name")
    assert open_step(again) == "name" and 'value="Bahar Cafe"' in again.content.decode()
    assert browser.send("name", name_en="Bahar")["Location"] == "/first-run/?step=owner"
    owner = browser.page()
    assert open_step(owner) == "owner" and 'value="Sara"' in owner.content.decode()
    assert browser.send("owner")["Location"] == "/console/bahar/"


def test_the_password_is_kept_nowhere_on_the_way():
    browser = Browser()
    answer = browser.walk(owner={"email": "sara"})
    assert answer.status_code == 422
    assert "a sentence for a password" not in answer.content.decode()
    assert "a sentence for a password" not in str(dict(browser.http.session))


def test_reloading_and_going_back_change_nothing():
    browser = Browser()
    browser.walk(until="programme")
    assert [open_step(browser.page()) for _ in range(2)] == ["programme", "programme"]
    assert open_step(browser.page(step="language")) == "language"
    assert open_step(browser.page()) == "programme"
    assert browser.send("name").status_code == 302
    assert open_step(browser.page()) == "programme"


def test_steps_are_not_jumped_over():
    browser = Browser()
    browser.send("language")
    assert browser.send("owner").status_code == 302
    assert not Club.objects.exists()
    assert open_step(browser.page()) == "name"


def test_the_language_of_the_club_is_the_page_s():
    browser = Browser("en")
    answer = browser.send("language", language="fa")
    assert answer["Location"] == "/first-run/?step=name&lang=fa"
    assert "باشگاهتان را بسازید" in text(browser.http.get(answer["Location"]))


def test_a_country_fills_in_the_rest_without_a_script():
    browser = Browser()
    browser.walk(until="place")
    page = browser.send("place", country="DE", fit="1").content.decode()
    assert 'value="Europe/Berlin"' in page and '<option value="EUR" selected>' in page
    assert "money_shown" not in page
    browser.send("place", country="DE", calendar="gregorian", time_zone="Europe/Berlin", currency="EUR")
    for step in ("branches", "programme", "owner"):
        browser.send(step)
    club = Club.objects.get()
    assert (club.country, club.currency, club.money_shown, club.calendar) == ("DE", "EUR", "iso", "gregorian")


def test_more_rows_for_branches_keep_what_was_typed():
    browser = Browser()
    browser.walk(until="branches")
    page = browser.send("branches", more="1").content.decode()
    assert page.count('name="branch_') == 5 and 'value="مرکزی"' in page and "error" not in page


WRONG = [
    ("name", {"name_fa": "", "name_en": ""}, "Write the name of the club in at least one language."),
    ("name", {"name_en": "", "slug": ""}, "Write a short name in Latin letters"),
    ("name", {"slug": "بهار"}, "Only Latin letters, digits and hyphens"),
    ("place", {"time_zone": "Tehran"}, "This time zone is not known."),
    ("place", {"currency": "XXX"}, "Choose a currency from the list."),
    ("place", {"country": "XX"}, "Choose a country from the list."),
    ("branches", {"branch_0": "", "other_0": "", "branch_1": " "}, "Name at least one branch"),
    ("programme", {"programme": "gold"}, "Choose one of the programmes."),
    ("owner", {"owner_name": ""}, "Write your name."),
    ("owner", {"email": "sara"}, "This is no e-mail address."),
    ("owner", {"password": "short"}, "Too short: ten letters or digits at least."),
    ("owner", {"password": "password123"}, "Many people use this one."),
]


@pytest.mark.parametrize(("step", "changes", "said"), WRONG)
def test_a_wrong_answer_is_said_under_its_field_and_nothing_typed_is_lost(step, changes, said):
    browser = Browser()
    browser.walk(until=step)
    if step in {"place", "programme"}:
        browser.send("name")
    answer = browser.http.post("/first-run/?lang=en", {"step": step, **STEPS[step], **changes})
    assert (answer.status_code, open_step(answer)) == (422, step)
    assert said in text(answer)
    kept = {name for name in STEPS[step] if name in {"name_fa", "owner_name", "other_0"} and name not in changes}
    assert all(f'value="{STEPS[step][name]}"' in answer.content.decode() for name in kept)
    assert not Club.objects.exists()


def test_all_faults_of_a_step_are_said_at_once():
    browser = Browser()
    browser.walk(until="owner")
    said = text(browser.http.post("/first-run/?lang=en", {"step": "owner", "password": "x"}))
    assert "Write your name." in said and "no e-mail address" in said and "Too short" in said


def test_rubbish_is_no_fault_of_ours():
    browser = Browser()
    for sent in ({}, {"step": "x"}, {"step": "branches", "rows": "9" * 50, "more": "1"}, {"step": "owner", "go": "?"}):
        assert browser.http.post("/first-run/", sent).status_code in {200, 302, 422}
    assert browser.send("name", name_fa="\x00ب", name_en="x" * 100_000).status_code == 422
    assert browser.page(step="../x").status_code == 200
    assert len(str(dict(browser.http.session))) < 5_000


# ---- The end, once ----


def test_of_two_browsers_one_opens_the_club_and_the_other_is_told():
    first, second = Browser(), Browser()
    second.walk(until="owner")
    assert first.walk().status_code == 302
    told = second.send("owner")
    assert told.status_code == 409 and "باشگاه باز شده است" in text(told)
    assert second.page().status_code == 409
    assert (Club.objects.count(), User.objects.count()) == (1, 1)
    assert "_auth_user_id" not in second.http.session


def test_the_link_is_dead_once_a_club_exists():
    link = code.set_up_link("127.0.0.1", 8000)
    Browser().walk()
    assert Client().get(link.partition(":8000")[2])["Location"] == "/accounts/login/"
    assert Client().post("/first-run/preview/", {"step": "name"}).status_code == 403


def test_the_owner_is_owner_of_that_club_alone():
    Browser().walk()
    post = Staff.objects.get()
    assert (post.role, post.club.slug, post.user.language) == ("owner", "bahar-cafe", "fa")


# ---- The preview ----


def panel(browser, step, **changes):
    response = browser.http.post("/first-run/preview/?lang=en", {"step": step, **STEPS[step], **changes})
    assert response.status_code == 200
    return text(response)


def test_the_preview_shows_what_a_member_will_see_and_keeps_nothing():
    browser = Browser()
    browser.walk(until="programme")
    points = panel(browser, "programme")
    assert "264 points, worth 26,400 Toman" in points.replace("\u00a0", " ").replace(" , ", ", ")
    assert "base: 64; welcome gift: 200" in points
    assert "Share of sales 1.0%" in points and "Points given 43,000" in points
    assert "Stamps given 1,000" in panel(browser, "programme", programme="stamps")
    assert "To the wallets 13.1 m Toman" in panel(browser, "programme", programme="cash_back").replace("\u00a0", " ")
    assert open_step(browser.page()) == "programme"


@pytest.mark.parametrize("changes", [{"currency": "XXX"}, {"time_zone": "x"}, {"calendar": ""}, {"country": "<b>"}])
def test_the_preview_bears_answers_that_cannot_stand(changes):
    browser = Browser()
    browser.walk(until="place")
    assert "What your member will see" in panel(browser, "place", **changes)


def test_the_choice_cards_say_what_the_engine_finds():
    browser = Browser()
    browser.walk(until="programme")
    said = text(browser.page(lang="en")).replace("\u00a0", " ")
    assert "1 point per 10,000 Toman, each worth 100 Toman." in said
    assert "Cost of sales 1.0% First reward third visit, 25 k Toman" in said
    assert "Cost of sales 5.7% First reward sixth visit, a coffee" in said
    assert "Cost of sales 3.0% First reward second visit, 33.1 k Toman" in said
    assert "until then there is nothing to take" in said


def test_rules_of_ones_own_begin_with_none():
    browser = Browser()
    browser.walk(programme={"own": "own"})
    versions = Version.objects.order_by("number").values_list("programme", flat=True)
    assert [len(version["rules"]) for version in versions] == [0, 0]
    assert "The programme has no rule yet" in text(browser.http.get("/console/bahar-cafe/", {"lang": "en"}))
