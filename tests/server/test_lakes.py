"""`vafa lake`: made, told, looked after, and gone with the database that a backup takes the place of."""

import pytest
from django.utils import translation

from tests.people import make_cast
from vafa.insight.lake.places import folder_of
from vafa.server import lakes

pytestmark = pytest.mark.django_db


def said(verb, **facts):
    heard = []
    with translation.override("en"):
        return verb(None, **facts, say=heard.append), heard


def test_a_lake_is_made_told_and_made_anew():
    cast = make_cast()
    cast.buys("sara", 100)
    assert said(lakes.state) == (1, ["There is no lake yet. Make it with: vafa lake refresh"])
    code, heard = said(lakes.refresh, thorough=False, anew=False)
    assert code == 0
    assert heard[-1].startswith("New activities: 1; new movements: 1; ")
    code, heard = said(lakes.state)
    assert code == 0
    assert [line.split()[:2] for line in heard[1:] if line.startswith("activities")] == [["activities", "1"]]
    (path,) = (folder_of(cast.club.id) / "lines").rglob("*.parquet")
    path.write_bytes(b"rubbish")
    assert "Broken or missing files that were made anew: 1" in said(lakes.refresh, thorough=True, anew=False)[1]
    assert said(lakes.refresh, thorough=False, anew=True)[1][-1].startswith("New activities: 1; ")
