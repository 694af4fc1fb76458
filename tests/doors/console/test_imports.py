"""A file from the page to the books: matched, tried, imported, put back; and everything out again."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from tests.doors.console.desks import employ, signed_in
from tests.people import after
from tests.rooms.files.sheets import written
from vafa.base.models import Approval, Audit
from vafa.doors.look.import_words import reason_on_page
from vafa.doors.worker import loop
from vafa.files import places
from vafa.files.actions import taking
from vafa.files.models import Export, Import
from vafa.members.queries import by_card

HEAD = ("نام", "موبایل", "امتیاز")


def give(desk, *rows, who="manager", kind=""):
    file = SimpleUploadedFile("old.csv", written(*rows))
    return getattr(desk, who).post(desk.at("imports/take/"), {"file": file, "kind": kind})


def work():
    """Whatever waits for the worker, to its end."""
    for _ in range(50):
        if not loop.step():
            return


def matched(desk, response, who="manager", **facts):
    """The page's own form sent as it stands."""
    found = Import.objects.latest("taken_at")
    columns = {f"column-{at}": column for at, column in enumerate(found.matching["columns"])}
    getattr(desk, who).post(f"{response['Location']}match/", {"kind": found.kind} | columns | facts)
    work()
    return response["Location"]


def test_a_file_goes_from_the_page_into_the_books(desk):
    taken = give(desk, HEAD, ("نگار", "09121184417", "۱۲۰"), ("بد", "0912", "5"))
    assert "We recognised 3 of 3 columns" in desk.manager.get(taken["Location"]).content.decode()
    here = matched(desk, taken)
    page = desk.manager.get(here).content.decode()
    assert "1 row is ready, 1 has a problem" in page
    assert "This is no phone number" in page
    desk.manager.post(f"{here}start/")
    assert "Importing" in desk.manager.get(here).content.decode()
    work()
    page = desk.manager.get(here).content.decode()
    assert "1 member imported, 1 row left" in page
    assert "Balances match the file: 120" in page
    desk.cast.members["new"] = by_card(desk.cast.club, "09121184417")
    assert desk.cast.active("new") == 120
    actions = list(Audit.objects.order_by("at", "id").values_list("action", flat=True))
    assert actions == ["import_start"]


def test_the_progress_asks_for_the_page_anew_when_it_has_ended(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "")))
    response = desk.manager.get(here, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="progress")
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_a_repair_is_one_tap_for_all_rows(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "-90"), ("علی", "09351234567", "-5")))
    assert "2 rows left out" in desk.manager.get(here).content.decode()
    desk.manager.post(f"{here}repair/", {"choice": "negative", "as": "zero"})
    work()
    page = desk.manager.get(here).content.decode()
    assert "2 rows are ready" in page
    assert "Set to zero" in page  # among the repairs that were chosen, with its way back


def test_the_error_file_has_the_owners_columns_and_the_reason(desk):
    here = matched(desk, give(desk, HEAD, ("=1+1", "09121184417", ""), ("بد", "0912", "5")))
    response = desk.manager.get(f"{here}errors.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows == [
        [*HEAD, "Row", "Reason"],
        ["'=1+1", "09121184417", "", "2", "A formula; paste it as a value: =1+1"],
        ["بد", "0912", "5", "3", "Not a phone number: 0912"],
    ]


def test_what_is_no_table_is_refused_in_words(desk):
    response = desk.manager.post(desk.at("imports/take/"), {"file": SimpleUploadedFile("x.csv", b"\x00\x01\x02" * 300)})
    assert response.status_code == 422
    assert "neither a CSV file nor a workbook" in response.content.decode()
    assert desk.manager.post(desk.at("imports/take/"), {}).status_code == 422
    assert Import.objects.count() == 0


def test_a_column_that_is_missing_is_named(desk):
    taken = give(desk, ("رسید", "موبایل", "تاریخ", "مبلغ"), ("1", "09121184417", "1404/01/05", "10"))
    found = Import.objects.get()
    response = desk.manager.post(
        f"{taken['Location']}match/", {"kind": found.kind, "column-0": "number", "column-1": "phone"}
    )
    assert response.status_code == 422
    assert "No column becomes “Date of the receipt”" in response.content.decode()


def test_a_cell_with_markup_is_shown_as_text(desk):
    here = matched(desk, give(desk, ("<script>x</script>", "موبایل"), ("<b>", "0912")))
    page = desk.manager.get(f"{here}?problem=phone_bad").content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_large_balances_stand_under_approvals_until_another_agrees(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "200000")))
    desk.manager.post(f"{here}start/")
    assert "wait for a second person" in desk.manager.get(here).content.decode()
    approval = Approval.objects.get()
    assert "200,000" in desk.owner.get(desk.at("approvals/")).content.decode()
    desk.manager.post(desk.at(f"approvals/{approval.id}/approve/"))
    assert Import.objects.get().state == "waiting"
    desk.owner.post(desk.at(f"approvals/{approval.id}/approve/"))
    work()
    assert Import.objects.get().state == "done"


def test_nobody_is_asked_to_approve_a_file_that_was_discarded(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "200000")))
    desk.manager.post(f"{here}start/")
    assert Approval.objects.count() == 1
    desk.manager.post(f"{here}discard/")
    assert (Import.objects.count(), Approval.objects.count()) == (0, 0)


def test_a_refused_file_can_only_be_discarded(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "200000")))
    desk.manager.post(f"{here}start/")
    desk.owner.post(desk.at(f"approvals/{Approval.objects.get().id}/refuse/"), {"reason": "too much"})
    assert "too much" in desk.manager.get(here).content.decode()
    desk.manager.post(f"{here}start/")
    assert Import.objects.get().state in {"checked", "waiting"}
    desk.manager.post(f"{here}discard/")
    assert Import.objects.count() == 0


def test_a_file_that_is_being_imported_is_not_said_to_be_discarded(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "120")))
    desk.manager.post(f"{here}start/")
    response = desk.manager.post(f"{here}discard/", follow=True)
    assert [str(each) for each in response.context["messages"]] == [
        "This has gone on meanwhile. The page shows where it stands."
    ]
    assert Import.objects.get().state == "running"


def test_an_import_is_put_back_from_its_page(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "120")))
    desk.manager.post(f"{here}start/")
    work()
    desk.manager.post(f"{here}back/")
    work()
    page = desk.manager.get(here).content.decode()
    assert "Everything was put back" in page
    assert "120 units were taken back." in page


@pytest.mark.parametrize("started", [False, True])
def test_of_a_file_that_was_forgotten_no_cell_is_left_and_its_page_still_opens(desk, started):
    branches = (*HEAD, "شعبه")
    taken = give(desk, branches, ("نگار", "09121184417", "200000", "centre"), ("بد", "0912999", "5", ""))
    here = matched(desk, taken) if started else taken["Location"]
    if started:
        desk.manager.post(f"{here}start/")  # and waits for a second person
    assert taking.forget(club=desk.cast.club, now=after(31)) == 1
    found = Import.objects.get()
    assert "0912" not in f"{found.samples} {found.summary}"
    assert desk.manager.get(here).status_code == 200


def test_a_file_of_another_club_is_not_found(desk):
    here = matched(desk, give(desk, HEAD, ("نگار", "09121184417", "")))
    from tests.people import make_cast

    other = make_cast(slug="other")
    stranger = signed_in(employ(other.club, "stranger", "owner"))
    assert stranger.get(here.replace("/narvan/", "/other/")).status_code == 404
    assert stranger.post(f"{here}start/".replace("/narvan/", "/other/")).status_code == 404


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_everything_goes_out_to_the_owner_alone(desk, form):
    desk.cast.buys("sara", 5000)
    desk.owner.post(desk.at("exports/make/"), {"form": form})
    assert "Being made" in desk.owner.get(desk.at("exports/")).content.decode()
    work()
    export = Export.objects.get()
    response = desk.owner.get(desk.at(f"exports/{export.id}.zip"))
    packed = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert f"movements.{form}" in packed.namelist()
    assert desk.manager.get(desk.at(f"exports/{export.id}.zip")).status_code == 403
    assert f"exports/{export.id}.zip" in desk.owner.get(desk.at("exports/")).content.decode()
    assert [each.action for each in Audit.objects.order_by("at", "id")] == ["export_asked", "export_fetched"]
    log = desk.owner.get(f"{desk.at('audit/')}?tab=exports").content.decode()
    assert "Fetched an export of everything" in log


def test_the_number_of_a_row_is_in_the_digits_of_the_page_and_a_cell_in_its_own():
    with translation.override("fa"):
        assert reason_on_page("twice", "3") == "تکرار سطر ۳"
        assert "0912333" in reason_on_page("phone_bad", "0912333")
    with translation.override("en"):
        assert reason_on_page("twice", "3") == "Repeats row 3"


def test_an_export_whose_file_a_restore_left_behind_is_no_link_to_nowhere(desk):
    desk.owner.post(desk.at("exports/make/"), {"form": "csv"})
    work()
    export = Export.objects.get()
    places.remove(places.folder("exports", desk.cast.club.id, export.id))
    shown = desk.owner.get(desk.at("exports/")).content.decode()
    assert f"exports/{export.id}.zip" not in shown and "no longer here" in shown
