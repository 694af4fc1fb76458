from datetime import UTC, datetime, timedelta

import pytest

from tests.people import NOON, after, make_cast, make_club, named
from vafa.base import jobs, outbox
from vafa.base.models import Job, Outbox
from vafa.doors.worker import loop, schedule
from vafa.doors.worker.schedule import NIGHTLY
from vafa.doors.worker.subscriptions import SUBSCRIPTIONS, VERBS
from vafa.engine.tiers import Ladder, Tier
from vafa.files.actions import checking, exporting
from vafa.insight.actions import backtests, lakes, suggesting
from vafa.members.actions.merging import merge
from vafa.tiers.queries import standings

pytestmark = pytest.mark.django_db


def enqueue(club, reference="one", run_at=NOON):
    jobs.enqueue([(club.id, "sweep_what_ended", {}, reference, run_at)])


def test_a_job_is_claimed_once_and_done_once():
    enqueue(make_club())
    job = jobs.claim(NOON)
    assert (job.verb, job.attempts, jobs.claim(NOON)) == ("sweep_what_ended", 1, None)
    assert jobs.finish(job, NOON)
    assert jobs.claim(after(9)) is None


def test_a_reference_makes_it_one_job():
    club = make_club()
    enqueue(club)
    enqueue(club)
    assert Job.objects.count() == 1


def test_a_job_is_not_run_before_its_time():
    enqueue(make_club(), run_at=after(1))
    assert jobs.claim(NOON) is None
    assert jobs.claim(after(1)) is not None


def test_the_job_of_a_killed_worker_is_taken_up_when_its_lease_ends():
    enqueue(make_club())
    killed = jobs.claim(NOON)
    assert jobs.claim(NOON + jobs.LEASE - timedelta(seconds=1)) is None
    taken_up = jobs.claim(NOON + jobs.LEASE)
    assert (taken_up.id, taken_up.attempts) == (killed.id, 2)
    assert not jobs.finish(killed, NOON + jobs.LEASE)
    assert jobs.finish(taken_up, NOON + jobs.LEASE)


def test_where_there_is_one_server_what_a_dead_one_held_is_free_when_it_starts():
    jobs.enqueue([(None, "x", {}, "r", NOON)])
    held = jobs.claim(NOON)
    assert jobs.claim(NOON) is None
    assert jobs.free_all() == 1
    again = jobs.claim(NOON)
    assert (again.id, again.attempts) == (held.id, 2)
    jobs.finish(again, NOON)
    assert jobs.free_all() == 0


def test_a_failing_job_is_tried_later_each_time_and_kept_after_the_last():
    enqueue(make_club())
    now = NOON
    for _ in range(jobs.ATTEMPTS):
        job = jobs.claim(now)
        jobs.fail(job, "no network", now)
        assert jobs.claim(now) is None
        now += timedelta(days=1)
    kept = Job.objects.get()
    assert (kept.attempts, kept.last_error, kept.failed_at is not None) == (jobs.ATTEMPTS, "no network", True)
    assert jobs.claim(now) is None


def test_events_become_a_job_for_each_verb_and_leave_the_outbox():
    club = make_club()
    outbox.announce(club.id, [("members_merged", {"member": club.id}), ("nobody_listens", {})], NOON)
    assert jobs.fan_out({"members_merged": ["tiers_follow_merge", "another"]}, NOON) == 2
    assert Outbox.objects.count() == 0
    assert sorted(Job.objects.values_list("verb", flat=True)) == ["another", "tiers_follow_merge"]
    assert jobs.fan_out({}, NOON) == 0


def test_done_jobs_are_forgotten_after_a_month():
    enqueue(make_club())
    jobs.finish(jobs.claim(NOON), NOON)
    assert jobs.forget_done(after(29)) == 0
    assert jobs.forget_done(after(30)) == 1


def test_every_subscription_names_a_verb():
    asked_for_by_an_action = {checking.JOB, exporting.JOB, backtests.JOB, lakes.JOB, suggesting.JOB}
    assert {verb for verbs in SUBSCRIPTIONS.values() for verb in verbs} | asked_for_by_an_action == set(VERBS)
    assert not set(VERBS) & set(NIGHTLY)


def test_each_nightly_job_is_one_a_day_from_its_hour_of_the_clubs_day():
    club = make_club(is_demo=True, stands_at=datetime(2026, 6, 1, 22, 45, tzinfo=UTC))
    schedule.due([club])
    schedule.due([club])
    assert sorted(Job.objects.values_list("verb", flat=True)) == ["refresh_lake", "review_tiers", "sweep_what_ended"]


def test_the_worker_follows_a_merge_to_the_tier():
    cast = make_cast(ladder=Ladder((Tier("low", named("low"), 0), Tier("high", named("high"), 100)), window="lifetime"))
    cast.buys("sara", 500)
    cast.buys("negar", 1)
    merge(
        club=cast.club, absorbed=cast.members["sara"], surviving=cast.members["negar"], units=["points"],
        reason="one person", now=cast.now,
    )  # fmt: skip
    while loop.step():
        pass
    assert standings([cast.members["negar"]])[cast.members["negar"]].tier == "high"
    assert Job.objects.filter(done_at=None).count() == 0


def test_a_long_job_and_a_short_one_do_not_wait_for_each_other():
    club = make_cast().club
    for verb in ("backtest", "follow_merge"):
        jobs.enqueue([(club.id, verb, {}, verb, NOON)])
    assert jobs.claim(NOON, but=loop.LONG).verb == "follow_merge"
    assert jobs.claim(NOON, but=loop.LONG) is None
    assert jobs.claim(NOON, only=loop.LONG).verb == "backtest"
