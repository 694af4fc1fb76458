"""Tables as CSV that spreadsheets open right, as an answer that is sent while it is made."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from vafa.files.writing import lines


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
