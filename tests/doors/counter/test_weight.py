"""What a phone on a slow line has to load: scripts and styles of the counter, as they are served."""

import gzip
import re
from pathlib import Path

import pytest

from tests.doors.counter.bar import form

LIMIT_BYTES = 30 * 1024
ASSET = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"')


def weight(client, pages):
    """Out: by asset its bytes, gzipped; each page is asked over HTTP, and each asset that it names."""
    found = {}
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        for asset in ASSET.findall(response.content.decode()):
            served = client.get(asset)
            assert served.status_code == 200, asset
            found[asset] = len(gzip.compress(b"".join(served)))
    return found


@pytest.fixture
def pages(bar):
    result = bar.cashier.post(bar.at("record/", "sara"), form(amount="64000"))["Location"]
    bar.cashier.post(bar.at("find/"), {"shown": "09356612210"})
    return [bar.at(), bar.at("", "sara"), result, bar.at("return/", "sara"), bar.at("enrol/")]


def test_the_counter_loads_at_most_30_kb_of_scripts_and_styles(bar, pages):
    found = weight(bar.cashier, pages)
    assert {Path(asset).name for asset in found} >= {"counter.js", "counter.css", "components.css"}
    assert sum(found.values()) <= LIMIT_BYTES, found


def test_a_heavy_page_is_seen_failing(bar, pages):
    """The console's scripts would not fit."""
    heavy = weight(bar.owner, [bar.at(), "/console/narvan/members/"])
    assert sum(heavy.values()) > LIMIT_BYTES, heavy


def test_every_page_has_its_scripts_from_here_alone(bar, pages):
    for page in pages:
        shown = bar.cashier.get(page).content.decode()
        assert not re.search(r'(?:src|href)="(?:https?:)?//', shown), page
        assert "<script>" not in shown and "htmx" not in shown, page
