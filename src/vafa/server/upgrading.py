"""`vafa upgrade`: backed up, the backup checked, the database changed, looked after; or all as it was before.

On SQLite the change is made to the unpacked backup, which then takes the place of the database; on PostgreSQL in one
transaction. So whenever it is cut off, by a fault or by kill -9, the database before it is still in its place, and
running it again begins anew.
"""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from vafa.ledger import verification
from vafa.server import archive, backup, locking, postgres_swap, restoring, state
from vafa.server.archive import Say
from vafa.server.doctor import report
from vafa.server.errors import Refused


def upgrade(say: Say) -> int:
    """Out: what the doctor says afterwards. Refused: a newer database, one in use, no room, a migration that failed;
    the database is as before then."""
    found = state.state()
    state.refuse_newer(found)
    if found.empty:
        raise Refused(_("There is no database yet. vafa serve makes one."))
    if found.missing:
        _change(found.missing, say)
    else:
        say(_("The database is of this version already."))
    return report.examine(say, without=frozenset({"worker"}))  # it is stopped while one upgrades


def _change(missing: tuple[str, ...], say: Say) -> None:
    say(
        _("Changes of this version that the database lacks: {count}. It is backed up first.").format(count=len(missing))
    )
    try:
        if connection.vendor == "sqlite":
            _sqlite(say)
        else:
            _postgresql(say)
    except Refused as refused:
        kept = _("The database is as it was before. Nothing of the upgrade was kept.")
        raise Refused(f"{refused.sentence}\n{kept}", refused.code) from refused
    say(_("The database is of this version now."))


def _backed_up(say: Say) -> Path:
    with archive.clearing():
        settings.BACKUPS.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = backup.make(backup.named(settings.BACKUPS), say)
    backup.verify(made, say)
    return made


def _sqlite(say: Say) -> None:
    path = locking.database_file()
    with locking.alone(path):
        made = _backed_up(say)
        connections.close_all()
        restoring.put(made, path, _sound, say)


def _sound(url: str, say: Say) -> bool:
    """Refused: books that do not hold after the change."""
    if not restoring.verify_sample(url, say):
        raise Refused(_("The books do not hold after the change."))
    return True


def _postgresql(say: Say) -> None:
    postgres_swap.refuse_used()
    _backed_up(say)
    try:
        with transaction.atomic():
            call_command("migrate", verbosity=0)
            if verification.report(None, None, say, sample=restoring.SAMPLE):
                raise Refused(_("The books do not hold after the change."))
    except Refused:
        raise
    except Exception as error:  # whatever a migration breaks on, the transaction has undone
        words = " ".join(str(error).split())[:400]
        raise Refused(_("The database could not be brought to this version: {words}").format(words=words)) from error
    connections.close_all()
