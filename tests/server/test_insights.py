"""`vafa insight`: every report of the console as JSON."""

import json
from datetime import timedelta

import pytest

from tests.people import make_cast
from vafa.insight.lake.refreshing import refresh
from vafa.server import insights
from vafa.server.errors import Refused

pytestmark = pytest.mark.django_db


def told(name, days=90):
    said = []
    assert insights.tell(name, None, days, said.append) == 0
    return json.loads(said[0])


@pytest.fixture
def cast():
    from vafa.base.clock import now

    cast = make_cast()
    today = now()
    for days, who in ((70, "sara"), (20, "sara"), (20, "negar")):
        cast.at(today - timedelta(days=days)).buys(who, 1_000)
    refresh(club=cast.club, now=today)
    return cast


@pytest.mark.parametrize("name", list(insights.REPORTS))
def test_every_report_is_one_json_document(cast, name):
    assert told(name)


def test_figures_are_those_of_the_console(cast):
    assert [(each["visits"], each["net_minor"]) for each in told("rfm")["buyers"]] == [(2, 2_000), (1, 1_000)]
    [roll] = told("liability", days=30)
    assert (roll["opening"], roll["closing"], roll["difference"]) == (100, 300, 0)
    assert told("outlook")["why_not"] == "few_buyers"
    assert told("overview", days=365)["span"]["start"] < told("overview")["span"]["start"]


def test_a_club_that_is_none_is_refused(cast):
    with pytest.raises(Refused):
        insights.tell("rfm", "nobody", 90, print)


def test_without_a_lake_it_says_how_one_is_made():
    make_cast()
    with pytest.raises(Refused, match="vafa lake refresh"):
        told("figures")
