"""`vafa backtest` as an owner types it."""

import json

import pytest

from tests.server.conftest import only_sqlite


@pytest.fixture
def here(copied):
    return copied()


@pytest.fixture
def draft(here):
    """The programme in force with twice as many units for the same money."""
    plain = json.loads(here.vafa("backtest", "--show").stdout)
    plain["rules"][0]["effect"]["units"] *= 2
    file = here.folder / "draft.json"
    file.write_text(json.dumps(plain))
    return file


def told(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_draft_is_held_against_what_is_in_force(here, draft):
    """Forty receipts, of 1,000 to 1,019 and of 2,000; one of 1,000 came back. At one for ten they give 100 ten times,
    101 ten times and 200 twenty times; at two for ten 200 to 203, each five times, and 400."""
    text = told(here.vafa("backtest", draft, "--cores", 1)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Receipts: 40, sales: 5,919 Toman" in text
    assert "points: 5,910 (6,010 given, 100 taken back), 0 not active yet" in text
    assert "points: 11,830 (12,030 given, 200 taken back), 0 not active yet" in text
    assert "Members who get more: 2, less: 0, the same: 0; on another tier at the end: 0" in text
    assert text.rstrip().endswith("People may buy otherwise under other rules.")


def test_it_is_told_in_persian(here, draft):
    text = told(here.vafa("backtest", draft, "--language", "fa"))
    assert "عضوی که بیشتر می‌گیرد: ۲" in text


def test_what_is_booked_is_held_against_its_rules(here):
    assert told(here.vafa("backtest", "--as-booked")) == "Everything stands as its rules gave it.\n"


def test_an_award_that_was_altered_is_named(here):
    here.python(ALTER)
    done = here.vafa("backtest", "--as-booked")
    assert done.returncode == 1
    first, last = done.stdout.splitlines()
    assert first.startswith("purchase ")
    assert first.endswith(": booked base points 201, by its rules base points 200")
    assert last.startswith("Booked otherwise than their rules and facts give: 1.")


ALTER = """
import django; django.setup()
from vafa.activities.models import Activity
row = Activity.objects.get(reference="R2")
awards = [row.awards[0] | {"units": row.awards[0]["units"] + 1}]
Activity.objects.filter(member_id=row.member_id, id=row.id).update(awards=awards)
"""


def test_without_a_value_nobody_is_said_to_gain(here, draft):
    for_nothing = json.loads(draft.read_text())
    for_nothing["units"][0].pop("value_minor_per")
    draft.write_text(json.dumps(for_nothing))
    text = told(here.vafa("backtest", draft))
    assert "Without a declared value of the units it cannot be said who gets more." in text
    assert "members who earn: 2" in text


def test_on_several_cores_it_comes_to_the_same(here):
    assert here.python(ON_CORES) == "40 5910 True []"


ON_CORES = """
import django; django.setup()
from vafa.base.clock import club_now
from vafa.base.models import Club
from vafa.insight.backtest import reading, running
from vafa.insight.backtest.in_force import in_force
reading.MEMBERS_AT_ONCE, running.WORTH_SECONDS = 1, -1.0
club = Club.objects.get()
now = club_now(club)
one, two = (
    running.backtest(club, [in_force(club, now)], running.Span(None, now), cores=cores)[0] for cores in (1, 2)
)
print(two.receipts, two.units["points"].net, one == two, running.replay(club, cores=2))
"""


def test_a_span_without_receipts_says_so(here):
    assert "There is nothing to judge in this span." in told(here.vafa("backtest", "--until", "1390-01-01"))


@only_sqlite
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda plain: plain.pop("units"), "is no programme: units is missing."),
        (lambda plain: plain["rules"][0]["effect"].update(unit="miles"), "Rule base gives miles, which the programme"),
        (lambda plain: plain["rules"][0]["effect"].update(per_minor=0), "Rule base divides by less than one."),
        (lambda plain: plain["rules"][0]["effect"].update(type="magic"), "is no programme: "),
    ],
)
def test_what_is_no_programme_is_refused_by_its_place(here, draft, change, sentence):
    plain = json.loads(draft.read_text())
    change(plain)
    draft.write_text(json.dumps(plain))
    done = here.vafa("backtest", draft)
    assert (done.returncode, sentence in done.stderr, done.stdout) == (78, True, ""), done.stderr


@only_sqlite
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("nowhere.json",), 1, "nowhere.json cannot be read: No such file or directory."),
        (("--since", "soon"), 78, "soon is no day. Write it as 2026-03-21 or 1405-01-01."),
        (("--club", "other"), 1, "Name the club by --club"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(here, arguments, code, sentence):
    done = here.vafa("backtest", *arguments)
    assert (done.returncode, done.stderr.startswith(sentence)) == (code, True), done.stderr
