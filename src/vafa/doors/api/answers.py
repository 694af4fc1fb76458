"""Answers: values as JSON, and refusals as problems (RFC 9457) in the reader's language."""

from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from vafa.base.errors import Refusal
from vafa.doors.api.caller import Caller, format_of, language
from vafa.doors.api.problems import EXAMPLES, PROBLEMS, SHAPES, TITLES, Words
from vafa.doors.look import numbers

PROBLEM_TYPE = "application/problem+json"


class Problem(Struct):
    """What is wrong and what to do. `code` never changes, `detail` is for people, `data` names the case."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    data: dict[str, Any]


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json", headers=headers)


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    problem = problem_of(refusal, getattr(request, "caller", None))
    response = HttpResponse(msgspec.json.encode(problem), status=problem.status, content_type=PROBLEM_TYPE)
    if problem.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="vafa"'
    return response


def problem_of(refusal: Refusal, caller: Caller | None = None) -> Problem:
    """In: a refusal, and who called if that is known. Out: its row in the reader's language and the club's formats."""
    row = PROBLEMS[refusal.code]
    sentence, values = row.sentence, refusal.data
    if refusal.code == "malformed":
        sentence, found = _of_shape(refusal.data["why"], row.sentence)
        values = refusal.data | EXAMPLES | found
    detail = str(sentence).format(**{name: _worded(name, value, caller) for name, value in values.items()})
    return Problem(f"/api/#{refusal.code}", str(TITLES[row.status]), row.status, detail, refusal.code, refusal.data)


def _of_shape(why: str, otherwise: Words) -> tuple[Words, dict[str, Any]]:
    for pattern, sentence in SHAPES:
        if found := pattern.fullmatch(why):
            return sentence, {name: int(text) if text.isdecimal() else text for name, text in found.groupdict().items()}
    return otherwise, {}


def _worded(name: str, value: Any, caller: Caller | None) -> Any:
    if isinstance(value, int):
        as_money = caller is not None and name.endswith("_minor")
        return format_of(caller).money_exact(value) if as_money and caller else numbers.integer(value, language())
    if isinstance(value, list):
        return ("، " if language() == "fa" else ", ").join(map(str, value))
    if name.endswith("_at") and caller:
        return format_of(caller).instant(datetime.fromisoformat(value))
    return value
