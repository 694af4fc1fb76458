"""`vafa init`: asked one by one, kept whole or not at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import translation

from tests.people import make_club
from vafa.base.models import Club, Staff, User
from vafa.doors.setup import terminal
from vafa.earning.models import Version
from vafa.partners.models import Store

pytestmark = pytest.mark.usefixtures("fresh")
PASSWORD = "a sentence for a password"
STOP = KeyboardInterrupt()
IN_ENGLISH = ["2", "Bahar Cafe", "", "", "12", "", "", "", "Centre", "مرکزی", "", "", "Sara", "sara@example.com", "y"]
IN_PERSIAN = ["۱", "کافه بهار", "Bahar Cafe", *[""] * 7, "Centre", "", "", "سارا", "sara@example.com", ""]


class Terminal:
    """Answers in their order; one that is an exception is thrown, as a key would."""

    def __init__(self, answers, unseen=(PASSWORD, PASSWORD)):
        self.answers, self.unseen, self.said, self.asked = list(answers), list(unseen), [], []

    def run(self, file=None, *, another=False):
        talk = terminal.Talk(self.ask, self.ask_unseen, self.said.append)
        return terminal.run(talk, file, another=another)

    def ask(self, question):
        self.asked.append(question)
        return self.next(self.answers)

    def ask_unseen(self, question):
        return self.next(self.unseen)

    def next(self, answers):
        answer = answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @property
    def text(self):
        return "\n".join(self.said)


def test_a_club_opens_in_english_with_what_fits_the_country():
    at = Terminal(IN_ENGLISH)
    assert at.run() == 0
    club = Club.objects.get()
    assert (club.slug, club.language, club.country, club.currency) == ("bahar-cafe", "en", "DE", "EUR")
    assert (club.time_zone, club.calendar, club.money_shown) == ("Europe/Berlin", "gregorian", "iso")
    assert list(Store.objects.values_list("code", "name_en")) == [("centre", "Centre")]
    assert Store.objects.get().name_fa == "مرکزی"
    assert User.objects.get().check_password(PASSWORD)
    assert "Start the server: vafa serve" in at.text
    assert "http://127.0.0.1:8000/console/bahar-cafe/" in at.text
    assert at.answers == []


def test_in_persian_the_brackets_fit_iran():
    at = Terminal(IN_PERSIAN)
    assert at.run() == 0
    club = Club.objects.get()
    assert (club.slug, club.language, club.country, club.currency) == ("bahar-cafe", "fa", "IR", "IRR")
    assert (club.time_zone, club.calendar, club.money_shown) == ("Asia/Tehran", "jalali", "toman")
    assert (Store.objects.get().name_fa, Store.objects.get().name_en) == ("مرکزی", "Centre")
    assert "منطقهٔ زمانی [Asia/Tehran]: " in at.asked
    assert "تقویم و پول: هجری شمسی؛ هفته از شنبه، به وقت Asia/Tehran، پول به تومان" in at.said
    assert "هر ۱۰٬۰۰۰\u00a0تومان یک امتیاز، هر امتیاز ۱۰۰\u00a0تومان." in at.text
    assert at.answers == []


def test_a_wrong_answer_is_said_and_asked_again():
    answers = list(IN_ENGLISH)
    answers[13:14] = ["sara", "sara@example.com"]
    answers[6:7] = ["Berlin", ""]
    answers[4:5] = ["99", "x", "12"]
    at = Terminal(answers, unseen=("short", PASSWORD, "another", PASSWORD, PASSWORD))
    assert at.run() == 0
    said = [line.strip() for line in at.said]
    assert said.count("Write a number from 1 to 25.") == 2
    assert "This time zone is not known. Write it as continent and city, such as Asia/Tehran." in said
    assert "This is no e-mail address. Write it like name@example.com." in said
    assert "Too short: ten letters or digits at least." in said
    assert "The two differ. Type it again." in said
    assert not any(PASSWORD in line for line in (*at.said, *at.asked))


@pytest.mark.parametrize("place", range(len(IN_ENGLISH)))
def test_ctrl_c_at_any_question_leaves_nothing(place):
    at = Terminal([*IN_ENGLISH[:place], STOP])
    with translation.override("en"):
        assert at.run() == 130
    assert at.said[-1] == "\nStopped. Nothing was kept."
    assert [table.objects.count() for table in (Club, User, Staff, Version)] == [0, 0, 0, 0]


def test_the_end_of_input_is_a_stop_too():
    assert Terminal(["2", EOFError()]).run() == 130


def test_a_no_at_the_end_opens_nothing():
    assert Terminal([*IN_ENGLISH[:-1], "no"]).run() == 130
    assert not Club.objects.exists()


def test_a_second_run_says_what_is_there_and_asks_nothing():
    make_club()
    at = Terminal([])
    with translation.override("en"):
        assert at.run() == 1
    assert "This installation has a club already: Narvan." in at.text and "vafa init --another" in at.text


def test_another_club_is_opened_on_demand_and_a_known_owner_keeps_the_password():
    assert Terminal(IN_ENGLISH).run() == 0
    second = list(IN_ENGLISH)
    second[3] = "bahar-2"
    at = Terminal(second, unseen=())
    assert at.run(another=True) == 0
    assert "This person is known here and keeps their password." in at.text
    assert (Club.objects.count(), User.objects.count(), Staff.objects.count()) == (2, 1, 2)


def test_a_short_name_that_is_taken_is_asked_for():
    Terminal(IN_ENGLISH).run()
    second = list(IN_ENGLISH)
    second[3:4] = ["bahar-cafe", "bahar-2"]
    at = Terminal(second, unseen=())
    assert at.run(another=True) == 0
    assert "Another club here has this short name. Write another." in at.text


# ---- From a file ----

ANSWERS = {
    "language": "fa",
    "name_fa": "کافه بهار",
    "name_en": "Bahar Cafe",
    "branches": ["مرکزی", {"fa": "ونک", "en": "Vanak"}],
    "programme": "stamps",
    "owner_name": "سارا رستمی",
    "email": "sara@example.com",
}


def written(tmp_path, **changes):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({**ANSWERS, **changes}), encoding="utf-8")
    return path


def test_a_file_opens_a_club_with_the_password_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("VAFA_OWNER_PASSWORD", PASSWORD)
    at = Terminal([], unseen=())
    assert at.run(written(tmp_path)) == 0
    club = Club.objects.get()
    assert (club.currency, club.money_shown, club.calendar, club.country) == ("IRR", "toman", "jalali", "IR")
    assert list(Store.objects.order_by("code").values_list("code", flat=True)) == ["branch-1", "vanak"]
    assert User.objects.get().check_password(PASSWORD)


def test_a_country_in_a_file_fits_the_rest(tmp_path):
    assert Terminal([]).run(written(tmp_path, country="DE", time_zone="Europe/Vienna", language="en")) == 0
    club = Club.objects.get()
    assert (club.currency, club.time_zone, club.language) == ("EUR", "Europe/Vienna", "en")


def test_without_a_password_in_the_environment_it_is_asked(tmp_path):
    assert Terminal([], unseen=(PASSWORD,)).run(written(tmp_path)) == 0
    assert User.objects.get().check_password(PASSWORD)


BAD = [
    ({"branches": []}, "branches: Name at least one branch; a single shop is one branch."),
    ({"branches": [1]}, "a branch is a name, or an object with fa and en."),
    ({"branches": "x"}, "a branch is a name, or an object with fa and en."),
    ({"colour": "red"}, "has answers to nothing: colour."),
    ({"email": 1}, "these must be texts: email."),
    ({"email": "x"}, "email: This is no e-mail address. Write it like name@example.com."),
    ({"currency": "XXX", "money_shown": "iso"}, "currency: Choose a currency from the list."),
    ({"programme": "gold"}, "programme: Choose one of the programmes."),
]


@pytest.mark.parametrize(("changes", "said"), BAD)
def test_a_file_that_cannot_stand_is_refused_whole(tmp_path, changes, said):
    at = Terminal([])
    with translation.override("en"):
        assert at.run(written(tmp_path, **{"language": "en"} | changes)) == 1
    assert said in at.text
    assert not Club.objects.exists()


@pytest.mark.parametrize("content", ["", "[]", "{", "null"])
def test_what_is_no_object_is_no_answer(tmp_path, content):
    path = tmp_path / "answers.json"
    path.write_text(content)
    assert Terminal([]).run(path) == 1
    assert Terminal([]).run(tmp_path / "none.json") == 1


# ---- The command itself ----


def vafa(folder, *arguments, **environment):
    command = [Path(sys.executable).parent / "vafa", "init", *arguments]
    environment = {**os.environ, "VAFA_DATA": str(folder), "LANG": "en_GB.UTF-8", **environment}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, input="")


def test_the_command_makes_its_database_and_opens_the_club(tmp_path):
    answers = written(tmp_path, language="en")
    done = vafa(tmp_path / "data", "--answers", str(answers), VAFA_OWNER_PASSWORD=PASSWORD)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Bahar Cafe is open." in done.stdout and PASSWORD not in done.stdout
    again = vafa(tmp_path / "data", "--answers", str(answers), VAFA_OWNER_PASSWORD=PASSWORD)
    assert again.returncode == 1 and "vafa init --another" in again.stdout


def test_without_a_terminal_it_stops_and_keeps_nothing(tmp_path):
    done = vafa(tmp_path / "data")
    assert done.returncode == 130 and "Stopped. Nothing was kept." in done.stdout
