"""Reports out of the lake: pages, files, saved views and costs; and what is shown before there is a lake."""

import io
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from tests.doors.console.desks import make_desk
from tests.doors.console.test_rewards import text
from tests.people import IMPORT, NOON
from vafa.activities.shapes import Line
from vafa.base.models import Audit, Job
from vafa.doors.console.reporting.registry import REPORTS
from vafa.insight.actions import lakes, suggesting
from vafa.insight.lake import reading
from vafa.insight.lake.refreshing import refresh
from vafa.insight.models import SavedView, Spending
from vafa.partners.models import Store


@pytest.fixture
def desk(desk):
    """Sara buys tea and cake in two months, Negar tea."""
    cast, now = desk.cast, desk.cast.now
    tea, cake = Line(1_000, "tea", "چای", "hot", cost_minor=400), Line(500, "cake", "کیک", "=sweet", cost_minor=200)
    for days, who, lines in (
        (70, "sara", (tea, cake)),
        (40, "negar", (tea,)),
        (10, "sara", (tea,)),
        (5, "negar", (cake,)),
    ):
        cast.at(now - timedelta(days=days)).buys(who, *lines, cashier="c-1")
    cast.at(now)
    return desk


@pytest.fixture
def lake(desk):
    refresh(club=desk.cast.club, now=desk.cast.now)
    return desk


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_before_there_is_a_lake_it_is_asked_for_and_the_page_says_so(desk, name):
    shown = text(desk.analyst.get(desk.at(f"reports/{name}/")))
    assert "The history is being put together" in shown
    [job] = Job.objects.filter(verb=lakes.JOB)
    assert job.club_id == desk.cast.club.id


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_shown_in_both_languages(lake, name):
    for language in ("en", "fa"):
        lake.analyst.cookies["vafa_language"] = language
        response = lake.analyst.get(lake.at(f"reports/{name}/?period=365"))
        assert response.status_code == 200
        assert response.context["made"].sheets
        assert "{" not in text(response)


def test_outcomes_say_who_came_returned_and_was_lost(lake):
    shown = text(lake.analyst.get(lake.at("reports/outcomes/")))
    assert "1 came, 0 came back, 0 were lost in Ordibehesht" in shown
    assert "Active members went from 1 to 2." in shown
    assert "It needs what you spend on advertising and the like" in shown


def test_sales_are_told_by_one_thing_down_to_a_product(lake):
    shown = text(lake.analyst.get(lake.at("reports/sales/?by=category")))
    assert "hot" in shown and "=sweet" in shown
    response = lake.analyst.get(lake.at("reports/sales/?by=product&category=hot"))
    [sheet] = [each["sheet"] for each in response.context["sheets"]]
    assert [row.values[0] for row in sheet.rows] == ["چای"]
    assert sheet.rows[0].values[1] == 3_000
    for rubbish in ("by=weather", "period=dates&from=x&to=1", "segment=x&tier=y&branch=z", "against=never"):
        assert lake.analyst.get(lake.at(f"reports/sales/?{rubbish}")).status_code == 200


def test_days_can_be_typed_and_what_is_wrong_with_them_is_said(lake):
    shown = text(lake.analyst.get(lake.at("reports/sales/?by=cashier&period=dates&from=1405/02/01&to=1405/02/31")))
    assert "1 to 31 Ordibehesht" in shown
    for days, said in (
        ("from=1405/02/31&to=1405/02/01", "The first day comes after the last one."),
        ("from=&to=", "Write both days."), ("from=1390/01/01&to=1405/01/01", "Choose at most five years."),
    ):  # fmt: skip
        assert said in text(lake.analyst.get(lake.at(f"reports/sales/?period=dates&{days}")))


def taken(desk, name, form, query=""):
    response = desk.manager.get(desk.at(f"reports/{name}.{form}{query}"))
    assert response.status_code == 200, (name, form)
    return response.content


def test_a_report_is_taken_along_in_four_forms(lake, tmp_path):
    query = "?by=category&period=365"
    lines = taken(lake, "sales", "csv", query).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Category,Net sales (IRR),Buyers,Purchases,Pieces")
    assert lines[1].startswith("hot,3000,2,3,3") and lines[2].startswith("'=sweet,1000,2,2,2")
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(lake, "sales", "xlsx", query)))
    assert book.get_sheet_by_index(0).to_python()[2][:2] == ["=sweet", 1000.0]
    path = tmp_path / "report.parquet"
    path.write_bytes(taken(lake, "sales", "parquet", query))
    with duckdb.connect() as database:
        rows = database.read_parquet(str(path)).fetchall()
    assert rows[0][:4] == ("hot", 3000.0, 2, 3)
    assert taken(lake, "sales", "pdf", query).startswith(b"%PDF")
    forms = [row.data["form"] for row in Audit.objects.filter(action="report_exported").order_by("id")]
    assert forms == ["csv", "xlsx", "parquet", "pdf"]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_a_file_in_both_languages(lake, name):
    for language, forms in (("en", ("csv", "xlsx", "parquet")), ("fa", ("xlsx", "pdf"))):
        lake.manager.cookies["vafa_language"] = language
        assert all(taken(lake, name, form) for form in forms)


def test_what_is_no_report_or_no_form_is_not_found(lake):
    for rest in ("reports/weather/", "reports/sales.exe", "reports/weather.csv"):
        assert lake.manager.get(lake.at(rest)).status_code == 404
    assert lake.analyst.get(lake.at("reports/sales.csv")).status_code == 403


def test_a_post_in_one_branch_sees_its_own_sales_and_no_list_of_the_club(lake):
    Store.objects.filter(code="centre").update(name_en="Centre")
    post = lake.posts["manager"]
    post.store_id = Store.objects.get(code="centre").id
    post.save(update_fields=["store_id"])
    assert lake.manager.get(lake.at("reports/sales/")).status_code == 200
    for name in ("next", "silence", "unusual", "rules", "outcomes"):
        assert lake.manager.get(lake.at(f"reports/{name}/")).status_code == 404


def test_a_view_is_saved_for_all_staff_written_over_and_removed(lake):
    save = lake.at("reports/sales/save/")
    lake.manager.post(save, {"name": "Cashiers of a year", "query": "by=cashier&period=365"})
    lake.owner.post(save, {"name": "Cashiers of a year", "query": "by=cashier&period=90"})
    [view] = SavedView.objects.all()
    assert (view.query, view.report) == ("by=cashier&period=90", "sales")
    assert "Cashiers of a year" in text(lake.analyst.get(lake.at("reports/next/")))
    long = "category=" + "چای" * 900
    assert lake.manager.post(save, {"name": "Long", "query": long}).status_code == 404
    lake.manager.post(save, {"name": "Tea\0", "query": f"by=product&category={'چ' * 120}&branch=centre&junk=1"})
    kept = dict(parse_qsl(SavedView.objects.get(name="Tea").query))
    assert kept == {"by": "product", "category": "چ" * 120, "branch": "centre"}
    SavedView.objects.filter(name="Tea").delete()
    assert "Give the view a name." in text(lake.manager.post(save, {"name": " "}, follow=True))
    remove = lake.at(f"reports/views/{view.id}/remove/")
    assert lake.analyst.post(remove).status_code == 403
    assert "is removed" in text(lake.manager.post(remove, follow=True))
    assert lake.manager.post(remove).status_code == 404
    assert not SavedView.objects.exists()


def test_the_last_month_is_one_click_from_the_journal(lake):
    shown = lake.owner.get(lake.at("reports/journal/"))
    last = lake.owner.get(lake.at("reports/journal/") + shown.context["last_month"])
    assert "1 to 31 Ordibehesht" in text(last) and last.context["lockable"]


def test_a_year_before_is_the_same_days_of_the_club_s_calendar(lake):
    response = lake.analyst.get(
        lake.at("reports/sales/?by=store&against=year&period=dates&from=1405/02/01&to=1405/02/31")
    )
    assert "against 1 to 31 Ordibehesht 1404" in text(response)


def test_days_that_no_club_has_are_refused(lake):
    for days in ("from=0001-01-01&to=0001-01-05", "from=9999-12-30&to=9999-12-31"):
        assert "No club has receipts of that year." in text(
            lake.analyst.get(lake.at(f"reports/sales/?period=dates&{days}"))
        )
    assert (
        lake.owner.post(lake.at("reports/journal/lock/"), {"from": "9999-12-31", "to": "9999-12-31"}).status_code == 404
    )


def test_what_one_reader_put_into_an_address_is_in_nobody_elses(lake):
    lake.owner.get(lake.at("reports/sales/?by=store&period=30&junk=POISON"))
    assert "POISON" not in lake.analyst.get(lake.at("reports/sales/?by=store&period=30")).content.decode()


@pytest.mark.parametrize(
    "path", ["reports/sales/?period=dates&from=99999999999999999999/1/1&to=1405/1/1", "reports/rfm/?cell=²-²",
             "reports/sales/?by=\0&category=\0", "reports/next/people/?first=a\0&then=b&days=9"],
)  # fmt: skip
def test_rubbish_in_an_address_is_answered(lake, path):
    assert lake.analyst.get(lake.at(path)).status_code == 200


def test_where_there_is_no_room_for_another_question_the_page_says_so(lake, monkeypatch):
    monkeypatch.setattr(reading, "WAIT_S", 0.01)
    monkeypatch.setattr(reading, "_AT_ONCE", threading.BoundedSemaphore(1))
    lake.analyst.raise_request_exception = False
    with reading.opened(lake.cast.club.id):
        answer = lake.analyst.get(lake.at("reports/products/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Several reports are being made at once" in text(answer)


def test_what_was_spent_is_entered_taken_back_and_put_back(lake):
    entered = lake.at("reports/costs/enter/")
    told = {"month": "2026-04-21", "spent_on": "advertising", "amount": "۱۲٬۰۰۰", "note": "posters"}
    assert "Entered." in text(lake.manager.post(entered, told, follow=True))
    [cost] = Spending.objects.all()
    assert (cost.amount_minor, cost.month.isoformat()) == (120_000, "2026-04-21")
    for bad in ({"amount": "0"}, {"amount": "x"}, {"month": "2020-01-01"}, {"spent_on": "beer"}):
        assert lake.manager.post(entered, told | bad).status_code == 422
    assert Spending.objects.count() == 1
    back = lake.manager.post(lake.at(f"reports/costs/{cost.id}/back/"), follow=True)
    assert "Taken back." in text(back)
    cost.refresh_from_db()
    assert cost.taken_back_at
    lake.manager.post(lake.at(f"reports/costs/{cost.id}/put-back/"))
    cost.refresh_from_db()
    assert cost.taken_back_at is None
    assert lake.manager.post(lake.at(f"reports/costs/{cost.id}/put-back/")).status_code == 404
    assert lake.analyst.post(entered, told).status_code == 403


def test_lists_that_were_never_made_say_what_they_need(lake):
    suggesting.suggest(club=lake.cast.club, now=lake.cast.now)
    assert "They need 200 buyers" in text(lake.analyst.get(lake.at("reports/next/")))


def nothing(cast):
    pass


def one_receipt(cast):
    cast.at(cast.now - timedelta(days=3)).buys("sara", 100)


def half_of_all_sales(cast):
    """And months without any."""
    for days, who, amount in ((300, "omid", 10), (290, "negar", 10), (10, "negar", 10), (9, "sara", 10_000)):
        cast.at(NOON - timedelta(days=days)).buys(who, Line(amount, "tea", cost_minor=5))


def returns_above_sales(cast):
    """What was sold in one month comes back in the next, where next to nothing is sold."""
    cast.at(NOON - timedelta(days=50)).buys("sara", 9_000, reference="dear")
    cast.at(NOON - timedelta(days=5)).buys("negar", 10)
    cast.at(NOON - timedelta(days=4)).returns("dear")


def renamed_and_free(cast):
    """A product under two names, one given away, one without a number, one sold at a loss."""
    for days, name in ((40, "چای"), (20, "=چای تازه")):
        cast.at(NOON - timedelta(days=days)).buys(
            "sara", Line(100, "tea", name, "hot", cost_minor=300), Line(50, "gift", discount_minor=50), Line(5)
        )


def over_a_change_of_clocks(cast):
    """The night of 21 March 2022 in Tehran had no midnight."""
    cast.buys("sara", 70, happened_at=datetime(2022, 3, 21, 20, 45, tzinfo=UTC), source=IMPORT)
    cast.at(NOON - timedelta(days=1)).buys("sara", 70)


AWKWARD = (nothing, one_receipt, half_of_all_sales, returns_above_sales, renamed_and_free, over_a_change_of_clocks)


@pytest.mark.parametrize("history", AWKWARD, ids=lambda each: each.__name__)
def test_an_awkward_club_breaks_no_report(db, history):
    desk = make_desk()
    history(desk.cast)
    desk.cast.at(NOON)
    refresh(club=desk.cast.club, now=NOON)
    suggesting.suggest(club=desk.cast.club, now=NOON)
    for name in REPORTS:
        for query in ("?period=365&against=year", "?by=product&period=30"):
            assert desk.owner.get(desk.at(f"reports/{name}/{query}")).status_code == 200, (name, query)
        response = desk.owner.get(desk.at(f"reports/{name}.xlsx"))
        assert response.status_code in (200, 404)
    assert desk.owner.get(desk.at("reports/letter/")).status_code == 200


def test_a_span_of_five_years_has_every_one_of_its_months(lake):
    response = lake.analyst.get(lake.at("reports/sales/?by=month&period=dates&from=1401/01/01&to=1405/03/10"))
    [sheet] = [each["sheet"] for each in response.context["sheets"]]
    assert [row.values[1] for row in sheet.rows] == [1_500, 1_000, 1_500]
