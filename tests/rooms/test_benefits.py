"""Benefits that are claimed by the piece: so often in a period, and only so many in all."""

from datetime import timedelta

import pytest

from tests.people import NOON, make_cast
from vafa.base.errors import ReferenceConflict
from vafa.base.models import Outbox
from vafa.rewards import errors
from vafa.rewards.actions import catalogue, claiming
from vafa.rewards.models import Use
from vafa.rewards.queries import benefits
from vafa.rewards.queries.eligible import person_of
from vafa.rewards.shapes import BenefitGiven

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def lounge(cast, **facts):
    given = {"name_fa": "سالن", "name_en": "Lounge", "kind": "lounge", "claimed": True} | facts
    return catalogue.write_benefit(club=cast.club, given=BenefitGiven(**given), now=cast.now)


def person(cast, who="sara", now=None, store="centre"):
    return person_of(cast.club, cast.members[who], now or cast.now, store)


def claims(cast, made, reference, who="sara", **facts):
    return claiming.claim(person=person(cast, who, **facts), benefit_id=made.id, source="till", reference=reference)


def right(cast, who="sara", **facts):
    (found,) = benefits.rights_of(person(cast, who, **facts))
    return found.left, found.why_not, found.claimable


def test_it_is_claimed_as_often_as_its_period_allows_and_again_in_the_next(cast):
    made = lounge(cast, limit_count=2, limit_period="month")
    assert right(cast) == (2, "", True)
    claims(cast, made, "C1")
    claims(cast, made, "C2")
    assert right(cast) == (0, "limit_reached", False)
    with pytest.raises(errors.LimitReached):
        claims(cast, made, "C3")
    assert right(cast, "negar") == (2, "", True)
    later = NOON + timedelta(days=31)
    claims(cast, made, "C4", now=later)
    assert right(cast, now=later) == (1, "", True)


def test_there_are_only_so_many_for_everybody(cast):
    made = lounge(cast, capacity=2)
    claims(cast, made, "C1")
    claims(cast, made, "C2", "negar")
    assert right(cast, "omid") == (None, "sold_out", False)
    with pytest.raises(errors.SoldOut):
        claims(cast, made, "C3", "omid")
    made.capacity.refresh_from_db()
    assert (made.capacity.used, made.capacity.reserved) == (2, 0)


def test_the_same_reference_is_the_same_claim_and_a_refusal_is_remembered(cast):
    made = lounge(cast, limit_count=1)
    first = claims(cast, made, "C1")
    assert claims(cast, made, "C1") == first
    with pytest.raises(errors.LimitReached):
        claims(cast, made, "C2")
    claiming.put_back(club=cast.club, member=cast.members["sara"], claim_id=first.id, now=cast.now)
    with pytest.raises(errors.LimitReached):
        claims(cast, made, "C2")
    with pytest.raises(ReferenceConflict):
        claims(cast, made, "C1", "negar")
    assert claims(cast, made, "C3").state == "used"
    assert Use.objects.count() == 2


def test_a_claim_that_was_put_back_is_free_again_once(cast):
    made = lounge(cast, limit_count=1, capacity=1)
    first = claims(cast, made, "C1")
    for _ in range(2):
        done = claiming.put_back(club=cast.club, member=cast.members["sara"], claim_id=first.id, now=cast.now)
        assert done.state == "given_back"
    made.capacity.refresh_from_db()
    assert made.capacity.used == 0
    assert right(cast) == (1, "", True)
    told = Outbox.objects.filter(event__startswith="benefit_").order_by("booked_at", "id")
    assert list(told.values_list("event", flat=True)) == ["benefit_claimed", "benefit_put_back"]


def test_what_is_not_theirs_or_not_counted_or_holds_no_more_is_refused(cast):
    def why(made, **facts):
        with pytest.raises(errors.BenefitRefused) as refused:
            claims(cast, made, f"{made.id}", **facts)
        return refused.value.data["why"]

    assert why(lounge(cast, claimed=False)) == "not_now"
    assert why(lounge(cast, tiers=("gold",))) == "not_for_this_tier"
    assert why(lounge(cast, stores=("centre",)), store="") == "not_at_this_store"
    gone = lounge(cast)
    catalogue.take_off_benefit(club=cast.club, benefit_id=gone.id)
    assert why(gone) == "not_now"
    for claim_id in (gone.id, cast.members["sara"]):
        with pytest.raises(errors.UnknownClaim):
            claiming.put_back(club=cast.club, member=cast.members["sara"], claim_id=claim_id, now=cast.now)
