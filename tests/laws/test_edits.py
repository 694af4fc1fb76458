"""8: random edits of movements, draws, lots, activations and running figures are all found and named."""

import os
import re
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from tests.laws.histories import History
from tests.people import NOON, make_cast
from vafa.activities.models import Activity
from vafa.base.models import Reference
from vafa.engine.lots.chain import microseconds
from vafa.ledger import anchors, models, verification
from vafa.ledger.queries.across import heads, members_with_accounts
from vafa.ledger.queries.verifying import Rows, check, rows_of

pytestmark = pytest.mark.django_db

EDITS = int(os.environ.get("VAFA_EDITS", "10000"))
TABLES = ("movements", "draws", "lots", "activations")
FIELDS = ("movements", "lots", "draws", "activations")
ID = re.compile("[0-9a-f]{32}")
KEYS = {"id", "member_id", "pk"}


def unlike_nothing(random, column):
    """A value of the column's own type, as it is read, where there was none."""
    if column.endswith(("_at", "_from", "_until")):
        return microseconds(NOON + timedelta(days=random.randrange(400)))
    return random.randrange(1, 400) if column == "sliding_days" else UUID(int=random.getrandbits(128)).hex


def altered(random, column, value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice([-1, 1, 10, 1 << random.randrange(40)])
    if isinstance(value, str) and ID.fullmatch(value):
        return UUID(int=UUID(value).int ^ (1 << random.randrange(128))).hex
    if isinstance(value, bytes | memoryview):
        raw = bytearray(value or b"\0")
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
        return bytes(raw)
    if value is None:
        return unlike_nothing(random, column)
    return value + "x"


def copied(rows):
    return Rows(dict(rows.account), *([dict(row) for row in getattr(rows, name)] for name in FIELDS))


def one_edit(random, rows):
    """Alters, removes or repeats one row. Out: what was done, for a failure to say."""
    table = random.choice([name for name in TABLES if getattr(rows, name)] + ["account"])
    if table == "account":
        column = random.choice(["balance", "seq", "head", "last_counted_at", "keep_until", "unit"])
        rows.account[column] = altered(random, column, rows.account[column])
        return table, column
    listed = getattr(rows, table)
    place = random.randrange(len(listed))
    verb = random.choice(["alter"] * 8 + ["remove", "repeat"])
    if verb == "remove":
        del listed[place]
    elif verb == "repeat":
        listed.append(listed[place] | {"id": UUID(int=random.getrandbits(128)).hex})
    else:
        column = random.choice([name for name in listed[place] if name not in KEYS | {"due_at"}])
        listed[place][column] = altered(random, column, listed[place][column])
        return table, verb, column, listed[place]["id"]
    return table, verb


def test_ten_thousand_random_edits_are_all_found():
    stored = []
    for seed in (1, 2, 3, 4):
        history = History(seed, f"edited-{seed}")
        history.live(120)
        for members in members_with_accounts(history.cast.club.id):
            stored += [rows for rows in rows_of(members) if rows.movements]
    assert all(check(rows) is None for rows in stored)
    assert {table for rows in stored for table in TABLES if getattr(rows, table)} == set(TABLES)
    random = Random(8)
    for number in range(EDITS):
        rows = copied(random.choice(stored))
        done = one_edit(random, rows)
        found = check(rows)
        assert found is not None, f"edit {number}: {done}"
        assert found.what
        assert found.account == UUID(rows.account["id"])


def test_the_altered_row_itself_is_named():
    cast = make_cast()
    cast.buys("sara", 1000)
    cast.buys("sara", 2000)
    row = models.Movement.objects.filter(club_id=cast.club.id).order_by("seq").first()
    models.Movement.objects.filter(member_id=row.member_id, id=row.id).update(units=101)
    (found,) = verification.findings(cast.club)
    assert (found.table, found.row, found.member) == ("movement", row.id, cast.members["sara"])


def test_verify_says_what_it_found_and_fails():
    cast = make_cast()
    cast.buys("sara", 1000)
    said: list[str] = []
    assert verification.report(None, None, said.append) == 0
    assert said[-1] == "The books are what was booked."
    models.Account.objects.filter(club_id=cast.club.id, balance__gt=0).update(balance=99)
    assert verification.report("narvan", None, said.append) == 1
    assert "says 99 where its movements say 100" in said[-3]


def test_a_recomputed_chain_is_found_by_an_anchor(tmp_path):
    """Whoever can write the database can compute every hash again; what went outside before stays as it was."""
    cast = make_cast()
    cast.buys("sara", 1000, reference="A")
    file = tmp_path / "anchor"
    anchors.write(file, cast.club.id, cast.now, heads(cast.club.id), verification.key())
    wipe(cast)
    cast.buys("sara", 9000, reference="A")
    assert list(verification.findings(cast.club)) == []
    taken = anchors.read(file, verification.key())
    found = list(verification.findings(cast.club, taken))
    assert [each.what for each in found] == ["was computed again after the anchor was taken"]


def wipe(cast):
    for table in (models.Movement, models.Lot, models.Draw, Activity, Reference):
        table.objects.filter(club_id=cast.club.id).delete()
    models.Account.objects.filter(club_id=cast.club.id).update(balance=0, seq=0, head=b"", last_counted_at=None)


def test_an_account_that_an_anchor_knows_and_is_gone_is_named(tmp_path):
    cast = make_cast()
    cast.buys("sara", 1000)
    file = tmp_path / "anchor"
    anchors.write(file, cast.club.id, cast.now, heads(cast.club.id), verification.key())
    for table in (models.Movement, models.Lot, models.Account):
        table.objects.filter(club_id=cast.club.id).delete()
    found = list(verification.findings(cast.club, anchors.read(file, verification.key())))
    assert [(each.table, each.what) for each in found] == [("account", "is gone; the anchor knows it with 1 movements")]


def test_an_altered_or_foreign_anchor_is_refused(tmp_path):
    cast = make_cast()
    cast.buys("sara", 1000)
    file = tmp_path / "anchor"
    anchors.write(file, cast.club.id, cast.now, heads(cast.club.id), verification.key())
    with pytest.raises(anchors.BadAnchor):
        anchors.read(file, b"another key")
    file.write_text(file.read_text().replace(" 1 ", " 2 ", 1))
    with pytest.raises(anchors.BadAnchor):
        anchors.read(file, verification.key())
    file.write_text("")
    with pytest.raises(anchors.BadAnchor):
        anchors.read(file, verification.key())
