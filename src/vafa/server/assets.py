"""Styles, scripts and fonts, laid out once at the start with a compressed copy of each beside it: a small server has
no time to compress them for every phone, and a phone no patience for three times the bytes."""

import hashlib
import warnings
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def lay_out() -> None:
    """Anew where a file differs from what was laid out. From here on they are served out of the data folder."""
    root = Path(settings.STATIC_ROOT)
    made_of, digest = root.with_name(f"{root.name}.made-of"), _digest()
    if not (root.is_dir() and made_of.is_file() and made_of.read_text() == digest):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        made_of.write_text(digest)
    settings.WHITENOISE_USE_FINDERS = False
    # files and tables are sent whole from a thread, which is meant; said once a process it only frightens
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")


def _digest() -> str:
    """Of names and contents: times tell nothing, an installed package keeps those of its making."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda each: each[0]):
            with storage.open(name) as file:
                found.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return found.hexdigest()
