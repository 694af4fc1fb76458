"""When a member counts as loyal or silent is set by the club; lists and groups follow, and it can go back."""

from datetime import timedelta

import pytest

from tests.doors.console.test_rewards import text
from tests.people import IMPORT
from vafa.base.models import Audit, Outbox
from vafa.insight.actions.segments import refresh_segments
from vafa.insight.models import Thresholds
from vafa.insight.queries.thresholds import USUAL, judged_by
from vafa.insight.remembering import forget
from vafa.members.models import Member
from vafa.segments.queries import definitions, segments_of

GIVEN = {
    "visits_above": "۲", "silent_days_above": "40", "gap_days_most": "30", "at_risk_gaps": "2",
    "at_risk_days_least": "20", "lapsed_gaps": "5",
}  # fmt: skip


@pytest.fixture
def desk(desk):
    """Sara comes on three days, every ten, and is silent for fifty."""
    cast = desk.cast
    visits = [cast.receipt("sara", 1_000, happened_at=cast.now - timedelta(days=back)) for back in (70, 60, 50)]
    cast.record(*visits, source=IMPORT)
    return desk


def is_lapsed(desk):
    refresh_segments(club=desk.cast.club, now=desk.cast.now)
    sara = desk.cast.members["sara"]
    return "lapsed_loyal" in segments_of([sara]).get(sara, ())


def test_the_lists_judge_by_what_the_club_has_set(desk):
    assert not is_lapsed(desk) and "Nobody is missing" in text(desk.manager.get(desk.at("lapsed/")))
    assert desk.analyst.post(desk.at("reports/thresholds/"), GIVEN).status_code == 403
    assert "Kept." in text(desk.manager.post(desk.at("reports/thresholds/"), GIVEN, follow=True))
    forget()
    shown = text(desk.manager.get(desk.at("lapsed/")))
    assert "1 loyal member gone silent" in shown and "silent for over 40 days" in shown and "Change the rule" in shown
    assert is_lapsed(desk)
    assert definitions(desk.cast.club)["lapsed_loyal"].predicate["silent_days_above"] == 40
    assert Outbox.objects.filter(event="thresholds_changed").count() == 1
    desk.manager.post(desk.at("reports/thresholds/usual/"))
    assert (judged_by(desk.cast.club), Thresholds.objects.count(), is_lapsed(desk)) == (USUAL, 0, False)
    actions = [row.action for row in Audit.objects.filter(action__startswith="thresholds").order_by("id")]
    assert actions == ["thresholds_changed", "thresholds_usual"]


def test_who_has_left_is_sent_no_letter(desk):
    desk.manager.post(desk.at("reports/thresholds/"), GIVEN)
    Member.objects.filter(id=desk.cast.members["sara"]).update(left_at=desk.cast.now)
    forget()
    assert "Nobody is missing" in text(desk.manager.get(desk.at("lapsed/")))
    assert not is_lapsed(desk)


@pytest.mark.parametrize(
    "wrong", [{"visits_above": "0"}, {"silent_days_above": "x"}, {"at_risk_gaps": "5"}, {"at_risk_days_least": "40"},
              {"gap_days_most": "99999"}, {"lapsed_gaps": ""}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(desk, wrong):
    assert desk.manager.post(desk.at("reports/thresholds/"), GIVEN | wrong).status_code == 422
    assert Thresholds.objects.count() == 0
