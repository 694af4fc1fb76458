import subprocess
import sys
import threading

import pytest
from django.db import connection

from tests.people import make_club
from vafa.base.ids import new_id, new_ids
from vafa.base.models import Audit
from vafa.base.text import for_card, for_search, latin_digits


def test_ids_are_version_7_and_keep_the_order_they_were_made_in():
    made = new_ids(5000)
    assert made == sorted(made, key=lambda each: each.int)
    assert len(set(made)) == 5000
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_ids_of_many_threads_are_all_different():
    made = []
    threads = [threading.Thread(target=lambda: made.extend(new_id() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4000


def test_digits_and_letters_of_either_script_are_one():
    assert latin_digits("۰۹۱۲٣٤٥") == "0912345"
    assert for_card(" ۹۳۴۲-ab \u200c12\u200f") == "9342AB12"
    assert for_search("مي\u200cنا كاظمـي") == for_search("می نا کاظمی")
    assert for_search("José") == "jose"
    assert (for_search("a\0b"), for_card("1\0")) == ("ab", "1")


WRITER = """
import sys, django
django.setup()
from django.db import transaction
from vafa.base.models import Audit, Club
from vafa.base.clock import now
club = Club.objects.get()
for place in range(40):
    with transaction.atomic():
        before = Audit.objects.count()
        Audit.objects.create(club=club, action="write", subject=sys.argv[1], data={"saw": before}, at=now())
"""


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_wait_their_turn(database_url, monkeypatch):
    make_club()
    monkeypatch.setenv("DATABASE_URL", database_url)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(place)]) for place in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    assert Audit.objects.count() == 160
    if connection.vendor == "sqlite":
        # each saw all that was written before it: no two were inside at once
        assert sorted(row["saw"] for row in Audit.objects.values_list("data", flat=True)) == list(range(160))
