"""What others wrote is exactly what they published."""

import hashlib
import json
from pathlib import Path

import vafa.doors.look

STATIC = Path(vafa.doors.look.__file__).parent / "static" / "look"
VENDOR = STATIC / "vendor"


def test_each_vendored_file_has_its_hash_version_and_licence():
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    assert {path.name for path in VENDOR.iterdir()} - {"manifest.json"} == set(manifest)
    for name, facts in manifest.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == facts["sha256"]
        assert facts["version"] and facts["licence"]


def test_fonts_come_with_their_licences():
    assert {path.name for path in (STATIC / "fonts").iterdir()} == {
        "schibsted-latin.woff2", "OFL-schibsted.txt", "vazirmatn-rd-fa.woff2", "OFL-vazirmatn.txt",
    }  # fmt: skip


def test_styles_ask_no_third_party():
    sheets = [path.read_text() for path in (STATIC / "css").glob("*.css")]
    assert not any("url(http" in sheet or "@import" in sheet for sheet in sheets)
