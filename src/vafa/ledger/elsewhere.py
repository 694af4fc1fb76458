"""The door of a second process: what it imports first may touch no model, since Django is not set up there yet."""

import gc
from typing import Any

import django
from django.db import connection


def begin(database: str) -> None:
    """In: the name of the database that the caller reads."""
    gc.disable()  # walking makes many objects and no cycles: looking for them costs a third of the time
    django.setup()
    connection.settings_dict["NAME"] = database


def walk(part: Any) -> Any:
    """`verification.walk`, here."""
    from vafa.ledger import verification

    return verification.walk(part)
