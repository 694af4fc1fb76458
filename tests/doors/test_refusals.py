"""Each door has one table from refusal code to its own words; a refusal that no table knows would reach nobody."""

import pytest

from tests.refusals import all_refusals, placeholders, raised, within_reach_of
from vafa.doors.api.problems import PROBLEMS
from vafa.doors.console import refusals as console
from vafa.doors.counter import refusals as counter
from vafa.doors.look import import_words
from vafa.doors.setup import words as setup

TABLES = {
    "api": {code: row.sentence for code, row in PROBLEMS.items()},
    "console": console._SENTENCES,
    "files": import_words._REFUSED,
    "counter": counter._SENTENCES,
    "setup": {code: sentence for code, (_, sentence) in setup._REFUSALS.items()},
}
# What a table's own writer adds to the data of the refusal.
ADDED = {"console": {"example"}, "counter": {"example"}, "files": {"most", "field"}}
# A module that the API imports raises them, in a verb that the API does not call.
NOT_MET_BY_THE_API = {
    "bad_link": "the member's page reads signed links",
    "link_over": "the member's page reads signed links",
    "unknown_join_request": "the counter and the console decide who joins",
}
# Answered with a page instead of a sentence: the portal's own for links, "not found" for what a form of ours named.
ON_A_PAGE = {"bad_link", "link_over", "unknown_branch", "unknown_favourite", "unknown_counter_phone"}


def test_a_refusal_that_a_program_can_meet_has_a_row():
    assert within_reach_of("vafa.doors.api") - set(PROBLEMS) == set(NOT_MET_BY_THE_API)


def test_every_refusal_has_words_at_some_door():
    worded = {code for table in TABLES.values() for code in table}
    assert {each.code for each in all_refusals()} - worded == ON_A_PAGE


@pytest.mark.parametrize("door", TABLES)
def test_every_row_is_of_a_refusal(door):
    assert set(TABLES[door]) - {each.code for each in all_refusals()} == set()


@pytest.mark.parametrize("door", TABLES)
def test_every_refusal_is_raised_with_what_its_sentence_says(door):
    table = TABLES[door]
    lacking = [
        (code, missing)
        for code, given in raised()
        if code in table and (missing := placeholders(table[code]) - given - ADDED.get(door, set()))
    ]
    assert lacking == []
