"""What a browser fetches beside the page comes compressed, and whole."""

import gzip

from tests.server.installation import wait_until


def test_styles_go_out_compressed_to_whoever_reads_that(place):
    with place().serving() as server:
        wait_until(lambda: server.get("/health/live")[0] == 200)
        address = "/static/look/css/components.css"
        _, plain_headers, plain = server.get(address)
        _, headers, packed = server.get(address, **{"Accept-Encoding": "gzip"})
    assert (plain_headers.get("Content-Encoding"), headers.get("Content-Encoding")) == (None, "gzip")
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3
