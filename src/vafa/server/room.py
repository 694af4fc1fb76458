"""Where the database lies, and how much room there is."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_folder() -> Path:
    """Where room is needed: beside the SQLite file, else in the data folder."""
    return Path(connection.settings_dict["NAME"]).parent if connection.vendor == "sqlite" else Path(settings.DATA)


def free_bytes() -> int:
    return shutil.disk_usage(database_folder()).free
