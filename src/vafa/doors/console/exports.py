"""Tables as CSV that spreadsheets open right: UTF-8 with its mark, nothing that runs as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PHONE = re.compile(r"\+\d+")


class _Echo:
    def write(self, text: str) -> str:
        return text


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: object) -> object:
    """A name that begins like a formula is text. Numbers and phones stay as they are."""
    runs = isinstance(cell, str) and cell.startswith(_FORMULA) and not _PHONE.fullmatch(cell)
    return f"'{cell}" if runs else cell
