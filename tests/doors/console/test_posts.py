"""Roles and branches: who is given which post, what it opens, and how the log tells of it."""

import csv
import io

import pytest

from tests.doors.console.desks import employ, signed_in
from tests.doors.console.test_rewards import text
from vafa.base.models import Audit, Staff
from vafa.partners.actions import open_store
from vafa.partners.models import Partner
from vafa.partners.queries import stores_of


@pytest.fixture
def north(desk):
    return open_store(
        partner=Partner.objects.get(id=desk.cast.house.operator), code="north", name_fa="شمال", name_en="North"
    )


def invited(desk, role, branch="", status=302):
    given = {"name": "Reza", "email": f"{role}.new@example.com", "role": role, "branch": str(branch)}
    response = desk.owner.post(desk.at("staff/invite/"), given)
    assert response.status_code == status, text(response)
    return response if status != 302 else Staff.objects.select_related("user").get(user__email=given["email"])


def test_a_cashier_of_one_branch_stands_there_and_nowhere_else(desk, north):
    post = invited(desk, "cashier", north.id)
    assert (post.role, post.store_id) == ("cashier", north.id)
    cashier = signed_in(post)
    assert cashier.get("/console/")["Location"] == f"/counter/{desk.cast.club.slug}/"
    counter = f"/counter/{desk.cast.club.slug}/"
    assert cashier.post(f"{counter}branch/", {"branch": "centre"})["Location"] == counter
    assert "North" in text(cashier.get(counter))
    assert cashier.get(desk.at("members.csv")).status_code == 403


def test_a_branch_s_manager_sees_the_figures_of_that_branch_alone(desk, north):
    desk.cast.buys("sara", 1_000, store="centre")
    desk.cast.buys("negar", 300, store="north")
    manager = signed_in(invited(desk, "manager", north.id))
    overview = manager.get(desk.at())
    assert overview.context["period"].store.code == "north"
    assert manager.get(desk.at("?branch=centre")).context["period"].store.code == "north"
    assert overview.context["branches"] == []
    assert "Manager, North" in text(overview)
    for closed in ("audit/", "approvals/", "staff/", "lapsed/", "imports/"):
        assert manager.get(desk.at(closed)).status_code == 403


@pytest.mark.parametrize(
    ("role", "opens", "closed"),
    [
        ("marketer", ("programme/", "rewards/new/", "members/"), ("audit/", "members.csv", "rewards/queue/", "keys/")),
        ("auditor", ("audit/", "approvals/", "audit.csv", "programme/"), ("rewards/new/", "members.csv", "staff/")),
        ("analyst", ("", "programme/", "lapsed/"), ("audit/", "rewards/new/", "approvals/")),
    ],
)
def test_each_role_opens_its_pages_and_no_others(desk, role, opens, closed):
    person = getattr(desk, role)
    assert {place: person.get(desk.at(place)).status_code for place in opens} == dict.fromkeys(opens, 200)
    assert {place: person.get(desk.at(place)).status_code for place in closed} == dict.fromkeys(closed, 403)


def test_a_marketer_writes_a_draft_and_does_not_publish_it(desk):
    assert desk.marketer.post(desk.at("programme/begin/"), {}).status_code == 302
    page = desk.marketer.get(desk.at("programme/")).context["drafts"][0]["url"]
    shown = text(desk.marketer.get(page))
    assert "New rule" in shown
    assert "Publish…" not in shown
    assert desk.marketer.get(f"{page}publish/").status_code == 403


def test_an_auditor_reads_what_waits_and_agrees_to_nothing(desk):
    draft = desk.manager.post(desk.at("programme/begin/"), {})["Location"]
    desk.manager.post(f"{draft}do/", {"edition": "1", "verb": "new_rule", "kind": "fixed_units"})
    desk.manager.post(f"{draft}publish/", {"edition": "2", "starts": "1405/04/01", "reason": "more"})
    shown = desk.auditor.get(desk.at("approvals/")).content.decode()
    assert "Publish draft 2 from" in shown
    assert "approve/" not in shown
    assert "approve/" in desk.owner.get(desk.at("approvals/")).content.decode()


def test_a_partner_s_seller_stands_in_one_branch_and_opens_the_counter_alone(desk, north):
    told = text(invited(desk, "partner", status=422))
    assert "A partner’s seller stands in one branch. Choose which." in told
    seller = signed_in(invited(desk, "partner", north.id))
    assert seller.get("/console/")["Location"] == f"/counter/{desk.cast.club.slug}/"
    assert [seller.get(desk.at(place)).status_code for place in ("", "members/", "programme/")] == [403] * 3


def test_an_owner_is_one_of_the_whole_club_and_a_change_is_written_down(desk, north):
    post = desk.posts["analyst"]
    told = desk.owner.post(desk.at(f"staff/{post.id}/role/"), {"role": "owner", "branch": str(north.id)}, follow=True)
    assert "An owner has the whole club." in text(told)
    desk.owner.post(desk.at(f"staff/{post.id}/role/"), {"role": "manager", "branch": str(north.id)})
    row = Audit.objects.get(action="role_changed")
    assert row.data["before"] == {"role": "analyst", "branch": ""}
    assert row.data["after"] == {"role": "manager", "branch": str(north.id)}
    log = text(desk.owner.get(desk.at("audit/?tab=access")))
    assert "Branch — North" in log
    assert desk.owner.post(desk.at(f"staff/{post.id}/role/"), {"role": "cashier", "branch": "x"}).status_code == 404


def test_a_branch_of_another_club_is_none_here(desk):
    from tests.people import make_cast

    foreign = next(iter(stores_of(make_cast(slug="dirin").club.id).values()))
    assert "Select a valid choice" in text(invited(desk, "cashier", foreign.id, status=422))


def entries(desk, query):
    days = desk.owner.get(desk.at(f"audit/?{query}")).context["days_of"]
    return [entry["what"] for day in days for entry in day["entries"]]


@pytest.fixture
def log(desk):
    """The owner invites Reza and changes Sara's profile; the manager begins a draft."""
    invited(desk, "cashier")
    given = {"given_name": "Sara", "family_name": "Rad", "phone": "09121110001"}
    desk.owner.post(desk.at("profile/", "sara"), given)
    desk.manager.post(desk.at("programme/begin/"), {})
    return desk


def test_the_log_is_searched_by_person_member_and_deed(log):
    begun = "Began a draft of the programme"
    assert entries(log, "q=Manager") == [begun]
    assert entries(log, "q=draft") == [begun]
    assert entries(log, "q=sara") == ["Changed a profile"]
    assert entries(log, "q=nobody") == []
    assert "No entry fits." in text(log.owner.get(log.at("audit/?q=nobody")))
    assert entries(log, "q=Manager&tab=access") == []
    assert len(entries(log, "days=7")) == 3
    assert len(entries(log, "days=x")) == 3


def test_the_log_is_taken_along_as_a_file_with_before_and_after(log):
    response = log.owner.get(log.at("audit.csv?tab=members"))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == ["Moment", "Person", "What", "Whom or what", "Reason", "Field", "Before", "After"]
    assert {tuple(row[1:4]) for row in rows[1:]} == {("Owner", "Changed a profile", "Sara Rad")}
    assert Audit.objects.filter(action="log_exported").get().data == {"count": 1}


def test_who_is_signed_in_where_is_listed_and_the_others_are_signed_out(desk):
    from django.test import Client

    from tests.doors.console.desks import PASSWORD

    employ(desk.cast.club, "maryam", "manager", PASSWORD)
    here, there = Client(HTTP_USER_AGENT="Phone"), Client(HTTP_USER_AGENT="Old laptop")
    for each in (here, there):
        each.post("/accounts/login/", {"login": "maryam@example.com", "password": PASSWORD})
    shown = text(here.get("/accounts/sessions/", HTTP_ACCEPT_LANGUAGE="en"))
    assert "Old laptop" in shown
    assert "this one" in shown
    here.post("/accounts/sessions/")
    assert here.get(desk.at()).status_code == 200
    assert there.get(desk.at()).status_code == 302
