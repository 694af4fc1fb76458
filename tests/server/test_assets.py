"""What a browser fetches beside the page comes compressed, and whole."""

import gzip
import urllib.request

from tests.server.installation import HOST, wait_until


def fetched(server, encoding):
    address = f"http://{HOST}:{server.port}/static/look/css/components.css"
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers.get("Content-Encoding"), answer.read()


def test_styles_go_out_compressed_to_whoever_reads_that(place):
    with place().serving() as server:
        wait_until(lambda: server.get("/health/live")[0] == 200)
        plain, packed = fetched(server, "identity"), fetched(server, "gzip")
    assert (plain[0], packed[0]) == (None, "gzip")
    assert gzip.decompress(packed[1]) == plain[1]
    assert len(packed[1]) < len(plain[1]) / 3


def test_styles_of_another_version_are_laid_out_anew_whatever_their_times(place):
    here = place()
    with here.serving() as server:
        new = fetched(server, "identity")[1]
    old = here.folder / "static" / "look" / "css" / "components.css"
    old.write_text("of an older version, and written later")
    (here.folder / "static.made-of").write_text("another version")
    with here.serving() as server:
        assert fetched(server, "identity")[1] == new
