"""Styles, scripts and fonts, laid out once at the start with a compressed copy of each beside it: a small server has
no time to compress them for every phone, and a phone no patience for three times the bytes."""

import warnings

from django.conf import settings
from django.core.management import call_command


def lay_out() -> None:
    """Only what has changed is written. From here on they are served out of the data folder."""
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.WHITENOISE_USE_FINDERS = False
    # files and tables are sent whole from a thread, which is meant; said once a process it only frightens
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
