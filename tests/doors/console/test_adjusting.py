"""Units by hand: at once up to the limit, by two people above it, once however often it is sent."""

import re
from datetime import timedelta

import pytest

from tests.doors.console.desks import employ, signed_in
from vafa.activities.models import Activity
from vafa.base.models import Approval, Audit
from vafa.ledger.models import Movement


def ask(desk, units, who="manager", reference="a" * 36, **facts):
    form = {"units": str(units), "unit": "points", "reason": "Till was down", "reference": reference} | facts
    return getattr(desk, who).post(desk.at("adjust/", "sara"), form)


def shown(desk, place):
    return desk.owner.get(desk.at(place)).content.decode().replace("\xa0", " ")


def test_up_to_the_limit_it_is_booked_at_once_with_person_and_reason(desk):
    assert ask(desk, "۱٬۰۰۰")["Location"] == desk.at("", "sara")
    assert desk.cast.active("sara") == 1000
    row = Activity.objects.get(kind="adjustment")
    assert (row.body["reason"], row.body["staff"]) == ("Till was down", str(desk.posts["manager"].id))
    entry = Audit.objects.get()
    assert (entry.action, entry.data["before"], entry.data["after"]) == (
        "units_adjusted",
        {"points": 0},
        {"points": 1000},
    )


def test_sent_twice_it_is_booked_once(desk):
    ask(desk, 300)
    ask(desk, 300)
    assert desk.cast.active("sara") == 300
    assert Activity.objects.count() == 1 and Audit.objects.count() == 1


def test_sent_twice_with_another_figure_it_is_refused(desk):
    ask(desk, 300)
    response = ask(desk, 400)
    assert response.status_code == 422 and "sent before with other figures" in response.content.decode()
    assert desk.cast.active("sara") == 300


@pytest.mark.parametrize(
    ("units", "reason", "said"),
    [
        ("", "x", "Write how many, such as 120"),
        ("many", "x", "Write a whole number"),
        ("0", "x", "Write how many to add"),
        ("-5", "x", "Only 0 can be taken off now"),
        ("5", "", "Write why"),
    ],
)
def test_a_form_that_fails_says_how_to_mend_it_and_changes_nothing(desk, units, reason, said):
    response = ask(desk, units, reason=reason)
    assert response.status_code == 422 and said in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Activity.objects.exists() and not Audit.objects.exists()


def test_above_the_limit_it_waits_for_another_person(desk):
    ask(desk, 1001)
    ask(desk, 1001)
    waiting = Approval.objects.get()
    assert (waiting.outcome, waiting.asked_by, desk.cast.active("sara")) == ("waiting", desk.posts["manager"], 0)
    own = desk.manager.get(desk.at("approvals/")).content.decode()
    assert "another person decides" in own and "/approve/" not in own
    desk.manager.post(desk.at(f"approvals/{waiting.id}/approve/"))
    waiting.refresh_from_db()
    assert (waiting.outcome, desk.cast.active("sara")) == ("waiting", 0)


def test_the_second_person_books_it_once(desk):
    ask(desk, 1001)
    waiting = Approval.objects.get()
    for _ in range(2):
        desk.owner.post(desk.at(f"approvals/{waiting.id}/approve/"))
    assert desk.cast.active("sara") == 1001
    row = Activity.objects.get()
    assert (row.reference, row.body["staff"]) == (f"approval:{waiting.id}", str(desk.posts["manager"].id))
    page = desk.owner.get(desk.at("", "sara")).content.decode()
    assert "Adjustment by Manager" in page and "Approved by Owner" in page
    assert [each.action for each in Audit.objects.order_by("id")] == [
        *("adjustment_asked", "units_adjusted", "adjustment_approved"),
    ]


def test_the_same_person_in_another_post_is_no_second_person(desk):
    ask(desk, 1001)
    waiting = Approval.objects.get()
    post = desk.posts["manager"]
    post.role = "owner"
    post.save(update_fields=["role"])
    signed_in(post).post(desk.at(f"approvals/{waiting.id}/approve/"))
    assert desk.cast.active("sara") == 0


def test_a_refusal_wants_a_reason_and_books_nothing(desk):
    ask(desk, 1001)
    waiting = Approval.objects.get()
    desk.owner.post(desk.at(f"approvals/{waiting.id}/refuse/"), {"reason": " "})
    waiting.refresh_from_db()
    assert waiting.outcome == "waiting"
    desk.owner.post(desk.at(f"approvals/{waiting.id}/refuse/"), {"reason": "No proof"})
    desk.owner.post(desk.at(f"approvals/{waiting.id}/approve/"))
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.refusal_reason, desk.cast.active("sara")) == ("refused", "No proof", 0)


def test_an_approval_that_can_no_longer_be_booked_stays_waiting(desk):
    desk.cast.buys("sara", 20_000, happened_at=desk.cast.now)
    ask(desk, -1500)
    ask(desk, -900, reference="b" * 36)
    waiting = Approval.objects.get()
    said = desk.owner.post(desk.at(f"approvals/{waiting.id}/approve/"), follow=True).content.decode()
    waiting.refresh_from_db()
    assert (waiting.outcome, desk.cast.active("sara")) == ("waiting", 1100)
    assert "Only 1,100 can be taken off now" in said


def test_another_club_cannot_decide(desk):
    ask(desk, 1001)
    waiting = Approval.objects.get()
    from tests.people import make_cast

    rival = signed_in(employ(make_cast(slug="rival").club, "rival", "owner"))
    rival.post(f"/console/rival/approvals/{waiting.id}/approve/")
    waiting.refresh_from_db()
    assert waiting.outcome == "waiting"


def test_undo_books_the_reverse_once(desk):
    ask(desk, 300)
    page = desk.manager.get(desk.at("", "sara")).content.decode()
    undo = re.search(r'action="([^"]+/undo/)"', page)[1]
    for _ in range(2):
        desk.manager.post(undo)
    assert desk.cast.active("sara") == 0
    assert sorted(Movement.objects.values_list("units", flat=True)) == [-300, 300]
    assert "/undo/" not in desk.manager.get(desk.at("", "sara")).content.decode()


def test_a_cashier_can_neither_ask_nor_decide(desk):
    assert ask(desk, 5, who="cashier").status_code == 403
    assert "adjust/" not in desk.cashier.get(desk.at("", "sara")).content.decode()
    assert not Activity.objects.exists()


def test_what_nobody_decides_in_three_days_is_over_and_can_be_asked_for_again(desk):
    ask(desk, 5000)
    waiting = Approval.objects.get()
    assert "3 days left" in shown(desk, "approvals/")
    assert "5,000 points for" in shown(desk, "staff/")
    Approval.objects.update(asked_at=waiting.asked_at - timedelta(hours=71))
    assert "1 hour left" in shown(desk, "approvals/")
    Approval.objects.update(asked_at=waiting.asked_at - timedelta(hours=72))
    told = desk.owner.post(desk.at(f"approvals/{waiting.id}/approve/"), follow=True).content.decode()
    assert "Nobody decided in time, so it is over." in told
    assert "asked by Manager" in told
    assert (desk.cast.active("sara"), Approval.objects.get().outcome) == (0, "waiting")
    ask(desk, 5000)
    desk.owner.post(desk.at(f"approvals/{waiting.id}/approve/"))
    assert desk.cast.active("sara") == 5000
