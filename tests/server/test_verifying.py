"""The walk over the chain by two processes finds what one finds, and reads one instant while others write."""

import pytest

from tests.people import make_cast
from vafa.engine.lots import chain
from vafa.ledger import verification
from vafa.ledger.models import Movement
from vafa.ledger.queries.across import members_by_work


@pytest.mark.django_db(transaction=True)
def test_two_processes_name_the_row_that_one_names(monkeypatch):
    cast = make_cast()
    for number in range(6):
        cast.buys("sara", 1000 + number)
        cast.buys("negar", 2000 + number)
    assert list(verification.findings(cast.club)) == []
    altered = Movement.objects.filter(member_id=cast.members["negar"]).order_by("seq")[2]
    Movement.objects.filter(member_id=altered.member_id, id=altered.id).update(reference="other")
    (alone,) = verification.findings(cast.club)
    monkeypatch.setattr(verification, "TWO_PAY_FROM", 0)
    (together,) = verification.findings(cast.club)
    assert together == alone
    assert (together.table, together.row) == ("movement", altered.id)


@pytest.mark.django_db
def test_a_sample_takes_every_so_manieth_member():
    cast = make_cast()
    for who in ("sara", "negar", "omid"):
        cast.buys(who, 1000)
    everybody = [member for part in members_by_work(cast.club.id) for member in part]
    assert everybody == sorted(cast.members.values())
    assert [member for part in members_by_work(cast.club.id, 1) for member in part] == everybody[:1]


def test_the_text_of_stored_rows_writes_nothing_as_nothing():
    row = dict.fromkeys(("store_id", "reverses", "hold", "award", "transfer", "other_member", "keep_until"))
    row |= {"seq": 1, "units": -3, "happened_at": 0, "booked_at": 5, "award_digest": b"", "counts": 0}
    row |= {"id": "a", "source": "", "reference": "r|1", "kind": "accrual", "system": "issuance", "partner_id": "p"}
    account = {"id": "b", "member_id": "c", "unit": "points"}
    text = chain.stored_text(account, row, (), (), ())
    assert text == b"m|a|b|c|6:points|1|accrual|issuance|-3|0|5|p||0:|3:r|1|||||||0|"
