"""Tables to take along: as CSV that spreadsheets open right, sent while it is made, or in another form of a report."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from vafa.base.currencies import minor_in_one
from vafa.base.models import Club
from vafa.doors.console.frame import ClubRequest, format_of
from vafa.doors.console.reporting.sheet import Column, Kind, Report, Row, Sheet, plain
from vafa.doors.console.reporting.taking import TYPES, file_of
from vafa.files.writing import lines

_KINDS: Final[dict[type, Kind]] = {int: "integer", float: "decimal"}


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def forms(url: str) -> list[tuple[str, str]]:
    """In: where a table is to be had as CSV. Out: (address, words) of each form."""
    return [(f"{url}{'&' if '?' in url else '?'}as={form}", words(form)) for form in TYPES]


def in_money(column: str, club: Club) -> str:
    """In: what a column of money is called. Out: the same with the currency its figures are in."""
    return f"{column} ({club.currency})"


def money(minor: int, club: Club) -> object:
    """In: minor units. Out: the figure under such a column, as a program reads it."""
    return plain("money", minor, minor_in_one(club.currency))


def words(form: str) -> str:
    return {"csv": "CSV", "xlsx": _("Workbook (XLSX)"), "parquet": "Parquet", "pdf": "PDF"}[form]


def as_asked(
    request: ClubRequest, name: str, title: str, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """In: a table with its name for a file and its title. Out: it in the form that the address asks for; CSV else."""
    form, named = request.GET.get("as", "csv"), f"{request.club.slug}-{name}"
    if form not in TYPES or form == "csv":
        return table(named, head, rows)
    fmt, made = format_of(request.club), [Row(list(row)) for row in rows]
    columns = [Column(words, _kind([row.values[place] for row in made])) for place, words in enumerate(head)]
    report = Report(title, sheets=[Sheet(name, title, columns, made)])
    response = HttpResponse(
        file_of(form, report, fmt, request.club.name_in(fmt.language)), content_type=TYPES[form]
    )  # fmt: skip
    response["Content-Disposition"] = f'attachment; filename="{named}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


def _kind(values: Sequence[object]) -> Kind:
    """What is a number in each row is one; whatever else is text."""
    kinds = {type(value) for value in values}
    return _KINDS.get(kinds.pop(), "text") if len(kinds) == 1 else "text"
