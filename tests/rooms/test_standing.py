from datetime import timedelta
from uuid import uuid4

import pytest

from tests.people import NOON, after, make_cast, named
from vafa.activities.actions.following import follow_merge, follow_undo, review_due
from vafa.engine.tiers import Ladder, Tier
from vafa.members.actions.merging import merge, undo_merge
from vafa.tiers import errors
from vafa.tiers.actions import set_by_hand
from vafa.tiers.models import Standing, StandingChange
from vafa.tiers.queries import standings

pytestmark = pytest.mark.django_db

TIERS = (Tier("low", named("low"), 0), Tier("high", named("high"), 1000))
ROLLING = Ladder(TIERS, window="rolling_days", days=30, grace_days=5)


def tier(cast, who):
    return standings([cast.members[who]])[cast.members[who]].tier


def test_spending_enough_in_the_window_lifts_at_once():
    cast = make_cast(ladder=ROLLING)
    assert cast.buys("sara", 999).tier == "low"
    assert cast.buys("sara", 1).tier == "high"
    change = StandingChange.objects.get()
    assert (change.from_tier, change.to_tier, change.why) == ("low", "high", "earned")


def test_a_member_who_joins_and_rises_in_one_batch_has_one_standing():
    cast = make_cast(ladder=ROLLING)
    outcomes = cast.record(cast.receipt("sara", 600), cast.receipt("sara", 600))
    assert [outcome.tier for outcome in outcomes] == ["low", "high"]
    assert (Standing.objects.count(), tier(cast, "sara")) == (1, "high")


def test_what_lies_before_the_window_does_not_count():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 600)
    assert cast.at(after(31)).buys("sara", 600).tier == "low"


def test_a_return_within_its_window_lowers_the_standing_at_once():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 600, 500, reference="A")
    assert cast.at(after(2)).returns("A", 1).tier == "low"


def test_a_review_lowers_who_earned_too_little_without_a_job_having_run():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 1000)
    assert cast.at(after(34)).buys("sara", 1).tier == "high"
    assert cast.at(after(36)).buys("sara", 1).tier == "low"


def test_the_nightly_review_does_the_same():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 1000)
    assert review_due(club=cast.club, now=after(36)) >= 1
    assert tier(cast, "sara") == "low"
    assert review_due(club=cast.club, now=after(36)) == 0


def test_visits_are_counted_by_day():
    cast = make_cast(
        ladder=Ladder((Tier("low", named("l"), 0), Tier("high", named("h"), 3)), "visits", window="lifetime")
    )
    for days in (0, 0, 1):
        cast.at(after(days)).buys("sara", 10)
    assert tier(cast, "sara") == "low"
    assert cast.at(after(2)).buys("sara", 10).tier == "high"


def test_staff_set_a_tier_as_a_floor_with_a_reason():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 10)
    with pytest.raises(errors.ReasonMissing):
        by_hand(cast, reason=" ")
    with pytest.raises(errors.UnknownTier):
        by_hand(cast, tier="gold")
    by_hand(cast)
    cast.at(after(40)).buys("sara", 10)
    assert tier(cast, "sara") == "high"
    cast.at(after(90)).buys("sara", 10)
    assert tier(cast, "sara") == "low"


def by_hand(cast, tier="high", reason="regular guest"):
    until = NOON + timedelta(days=60)
    return set_by_hand(
        club=cast.club,
        member_id=cast.members["sara"],
        tier=tier,
        until=until,
        reason=reason,
        staff_id=uuid4(),
        now=cast.now,
    )


def merged(cast):
    made = merge(
        club=cast.club,
        absorbed=cast.members["sara"],
        surviving=cast.members["negar"],
        units=["points"],
        reason="one person",
        now=cast.now,
    )
    follow_merge(club=cast.club, absorbed=cast.members["sara"], surviving=cast.members["negar"], now=cast.now)
    return made


def test_after_a_merge_the_higher_tier_stands_and_an_undo_takes_it_back():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 1000)
    cast.buys("negar", 10)
    made = merged(cast)
    assert tier(cast, "negar") == "high"
    undo_merge(club=cast.club, merge_id=made.id, reason="two people", now=cast.now)
    follow_undo(club=cast.club, surviving=cast.members["negar"], now=cast.now)
    assert (tier(cast, "negar"), tier(cast, "sara")) == ("low", "high")


def test_what_both_earned_counts_together_after_a_merge():
    cast = make_cast(ladder=ROLLING)
    cast.buys("sara", 600)
    cast.buys("negar", 300)
    merged(cast)
    assert cast.buys("negar", 100).tier == "high"
