"""The database and what works on it: migrations, journal, worker, outbox, jobs, keys, owners, the chain."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from vafa.base.clock import now
from vafa.base.models import ApiKey, Club, Job, Outbox, Reference, Role, Staff
from vafa.ledger import verification
from vafa.ledger.queries import across
from vafa.server import production, state, working
from vafa.server.doctor.installation import is_public
from vafa.server.doctor.lines import BAD, OK, WARN, Line
from vafa.server.speaking import shown

SAMPLE: Final = 50
OUTBOX_LATE: Final = timedelta(minutes=10)


def migrations() -> Iterator[Line]:
    found = state.state()
    if found.empty:
        to_do = _("Run vafa init or vafa serve to open a club, or vafa restore to bring one back.")
        yield Line(BAD, "migrations", _("There is nothing here yet: the database is empty."), to_do)
    elif found.unknown:
        what = _("The database is of a newer Vafa: {name}.").format(name=found.unknown[0])
        yield Line(BAD, "migrations", what, _("Install that version, or restore a backup made by this one."))
    elif found.missing:
        what = _("Changes of this version that the database lacks: {count}.").format(count=shown(len(found.missing)))
        yield Line(BAD, "migrations", what, _("Stop the server and run vafa upgrade."))
    else:
        yield Line(OK, "migrations", _("Those of this version."))


def database() -> Iterator[Line]:
    version = ".".join(map(str, connection.get_database_version()))
    if connection.vendor != "sqlite":
        yield Line(OK, "database", f"PostgreSQL {version}")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
    if journal != "wal":
        what = _("SQLite keeps its journal as {mode}: who reads waits for who writes.").format(mode=journal)
        yield Line(WARN, "database", what, _("Keep the database on a disk of this machine, not on a share."))
    else:
        yield Line(OK, "database", f"SQLite {version}, WAL")


def worker() -> Iterator[Line]:
    last = working.last_round()
    if last is None:
        yield Line(WARN, "worker", _("No worker was ever heard."), _("Start vafa serve, or vafa worker beside it."))
    elif not working.is_heard():
        what = _("No worker was heard since {at} UTC.").format(at=f"{last.at:%Y-%m-%d %H:%M}")
        yield Line(BAD, "worker", what, _("Start vafa serve, or vafa worker, and look at its log."))
    else:
        yield Line(OK, "worker", _("Heard {seconds} seconds ago.").format(seconds=shown((now() - last.at).seconds)))


def outbox() -> Iterator[Line]:
    oldest = Outbox.objects.aggregate(at=Min("booked_at"))["at"]
    count = shown(Outbox.objects.count())
    if oldest is not None and now() - oldest > OUTBOX_LATE:
        what = _("Events that wait: {count}, the oldest since {at} UTC.").format(
            count=count, at=f"{oldest:%Y-%m-%d %H:%M}"
        )
        yield Line(WARN, "outbox", what, _("A worker that runs empties it. Look at the worker."))
    else:
        yield Line(OK, "outbox", _("Events that wait: {count}.").format(count=count))


def jobs() -> Iterator[Line]:
    failed = Job.objects.filter(failed_at__isnull=False)
    if verbs := sorted(set(failed.values_list("verb", flat=True))):
        what = _("Jobs given up: {count} ({verbs}).").format(count=shown(failed.count()), verbs=", ".join(verbs))
        yield Line(WARN, "jobs", what, _("Their last error stands in the table of jobs, column last_error."))
    else:
        yield Line(OK, "jobs", _("None was given up."))


def keys() -> Iterator[Line]:
    """Who only reads leaves no trace, so that only keys that may write can be told unused."""
    standing = ApiKey.objects.filter(revoked_at=None, client__club__is_demo=False).select_related("client")
    over = [key for key in standing if key.expires_at and key.expires_at <= now()]
    unused = [key for key in standing if key not in over and _may_write(key) and not _has_booked(key)]
    if over:
        what = _("Expired keys that are still listed: {count}.").format(count=shown(len(over)))
        yield Line(WARN, "keys", what, _("Revoke them under API keys."))
    if unused:
        what = _("Keys that may write and never did: {count}.").format(count=shown(len(unused)))
        yield Line(WARN, "keys", what, _("Revoke those that nobody needs."))
    if not over and not unused:
        yield Line(OK, "keys", _("Keys: {count}, none forgotten.").format(count=shown(len(standing))))


def _may_write(key: ApiKey) -> bool:
    return any(scope.endswith(":write") for scope in key.scopes)


def _has_booked(key: ApiKey) -> bool:
    return Reference.objects.filter(club_id=key.client.club_id, source=f"api:{key.client_id}").exists()


def owners() -> Iterator[Line]:
    posts = Staff.objects.filter(role=Role.OWNER, ended_at=None, user__is_active=True, club__is_demo=False)
    second = Authenticator.objects.filter(user_id=OuterRef("user_id"), type=Authenticator.Type.TOTP)
    bare = posts.filter(~Exists(second)).values("user_id").distinct().count()
    if bare:
        what = _("Owners who sign in with a password alone: {count}.").format(count=shown(bare))
        to_do = _("They switch on two-step sign-in at {path}.").format(path=reverse("mfa_index"))
        yield Line(WARN, "owners", what, to_do)
    else:
        yield Line(OK, "owners", _("Each has two-step sign-in, or there is no owner yet."))
    level = BAD if is_public() else WARN
    for sentence in production.demo_accounts():
        yield Line(level, "owners", sentence, _("Fine on this machine alone."))


def chain(sample: int | None = SAMPLE) -> Iterator[Line]:
    """The books of every club against their hashes: a sample of members, or all."""
    bad, movements = 0, 0
    for club in Club.objects.all():
        movements += across.count_movements(club.id)
        bad += sum(1 for _finding in verification.findings(club, None, sample))
    if bad:
        what = _("Accounts that are not what was booked: {count}.").format(count=shown(bad))
        yield Line(BAD, "chain", what, _("Run vafa ledger verify, which names each, and keep this database as it is."))
        return
    whole = _("All of {count} movements are what was booked.")
    part = _("A sample of {count} movements is what was booked; --chain walks all.")
    yield Line(OK, "chain", (whole if sample is None else part).format(count=shown(movements)))


CHECKS = (worker, outbox, jobs, keys, owners)
