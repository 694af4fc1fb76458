"""The machine and the settings: configuration, secret key, e-mail, folder, disk, clock, backups."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.base.models import Reference
from vafa.server import archive, backup, figures, production, starting
from vafa.server.doctor.lines import BAD, OK, WARN, Line, megabytes
from vafa.server.errors import Refused
from vafa.server.room import free_bytes
from vafa.server.speaking import shown

CLOCKS_APART: Final = timedelta(seconds=5)
BACKUP_LATE: Final = timedelta(days=2)
BACKUP_MISSED: Final = timedelta(days=7)


def is_public() -> bool:
    """Said to be reachable from elsewhere."""
    return settings.SECURE or settings.PRODUCTION or bool(settings.HOSTS_NAMED)


def configuration() -> Iterator[Line]:
    wrong = list(production.insecure_settings())
    level, where = (
        (BAD, _("Set it as said, then start again.")) if is_public() else (WARN, _("Fine on this machine alone."))
    )
    for sentence in wrong:
        yield Line(level, "settings", sentence, where)
    if settings.SECURE and (
        plain := [each for each in settings.CSRF_TRUSTED_ORIGINS if not each.startswith("https://")]
    ):
        what = _("VAFA_ORIGINS has {origin}, which is not https.").format(origin=plain[0])
        yield Line(WARN, "settings", what, _("Name origins with https:// alone."))
    if not wrong:
        yield Line(OK, "settings", _("Fit for an address that others can reach."))


def secret_key() -> Iterator[Line]:
    path = Path(settings.DATA) / archive.KEY
    if os.environ.get("VAFA_SECRET_KEY"):
        yield Line(OK, "secret key", _("Given by the environment."))
    elif path.exists() and path.stat().st_mode & 0o077:
        what = _("Others on this machine can read {file}.").format(file=path)
        yield Line(BAD, "secret key", what, f"chmod 600 {path}")
    else:
        yield Line(OK, "secret key", _("Kept in {file}, readable by its owner alone.").format(file=path))


def mail() -> Iterator[Line]:
    if settings.EMAIL_WORKS:
        yield Line(OK, "e-mail", _("Sent by {host}.").format(host=settings.EMAIL_HOST))
    else:
        what = _("No e-mail is sent: whoever forgets a password needs a link from the owner.")
        yield Line(WARN, "e-mail", what, _("Set VAFA_EMAIL_URL."))


def folder() -> Iterator[Line]:
    data = Path(settings.DATA)
    try:
        starting.refuse_folder(data)
    except Refused as refused:
        yield Line(BAD, "data folder", refused.sentence)
        return
    if data.stat().st_mode & 0o007:
        what = _("Others on this machine can look into {folder}.").format(folder=data)
        yield Line(WARN, "data folder", what, f"chmod 750 {data}")
        return
    yield Line(OK, "data folder", str(data))


def disk() -> Iterator[Line]:
    free, size = free_bytes(), figures.database_bytes()
    found = _("{free} MB are free beside a database of {size} MB.").format(free=megabytes(free), size=megabytes(size))
    if free < figures.ROOM_NEEDED:
        yield Line(BAD, "disk", found, _("Make room now: nothing can be booked on a full disk."))
    elif free < 2 * size:
        yield Line(
            WARN, "disk", found, _("A backup or an upgrade may not fit. Make room, or set VAFA_BACKUPS elsewhere.")
        )
    else:
        yield Line(OK, "disk", found)


def clock() -> Iterator[Line]:
    at = now()
    apart = abs(_other_clock() - at)
    last = Reference.objects.aggregate(at=Max("booked_at"))["at"]
    if last is not None and last > at + CLOCKS_APART:
        what = _("The clock is behind what was booked last: {last} UTC.").format(last=f"{last:%Y-%m-%d %H:%M}")
        yield Line(BAD, "clock", what, _("Set the clock right, and let it be set by the network."))
    elif apart > CLOCKS_APART:
        what = _("The clock is {seconds} seconds apart from that of the disk or the database.")
        shown_apart = what.format(seconds=shown(int(apart.total_seconds())))
        yield Line(WARN, "clock", shown_apart, _("Set the clock right, and let it be set by the network."))
    else:
        yield Line(OK, "clock", f"{at:%Y-%m-%d %H:%M} UTC")


def _other_clock() -> datetime:
    """The database server's, else that of the disk the data are on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            found: datetime = cursor.fetchone()[0]
            return found
    with tempfile.NamedTemporaryFile(dir=settings.DATA) as file:
        return datetime.fromtimestamp(os.stat(file.name).st_mtime, UTC)


def backups() -> Iterator[Line]:
    last = backup.last()
    if last is None:
        level = BAD if is_public() else WARN
        yield Line(level, "backup", _("There is no backup yet."), _("Run vafa backup, and let a timer run it daily."))
        return
    age = now() - last.at
    found = _("{file}, {hours} hours old.").format(file=last.file, hours=shown(int(age.total_seconds() // 3600)))
    if not Path(last.file).exists():
        yield Line(WARN, "backup", found, _("It is not there any more. Keep a copy on another machine."))
    elif age > BACKUP_LATE:
        yield Line(BAD if age > BACKUP_MISSED else WARN, "backup", found, _("Look why the timer did not run."))
    else:
        yield Line(OK, "backup", found)


CHECKS = (configuration, secret_key, mail, folder, disk, clock, backups)
