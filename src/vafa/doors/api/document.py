"""The OpenAPI document, and the page that lists its operations for people."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template

from vafa.base.api_keys import SCOPES
from vafa.doors.api.app import SCHEMAS, api
from vafa.doors.api.problems import PROBLEMS

PAGE = Path(__file__).parent / "templates" / "api" / "operations.html"


@cache
def document() -> dict[str, Any]:
    made: dict[str, Any] = api.get_openapi_schema()
    made["components"]["schemas"].update(sorted(SCHEMAS.items()))
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(_with_text_keys(made)))
    return plain


def _with_text_keys(value: Any) -> Any:
    """ninja keys answers by number."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(each) for key, each in value.items()}
    return [_with_text_keys(each) for each in value] if isinstance(value, list | tuple) else value


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(document()), content_type="application/json")


def operations(request: HttpRequest) -> HttpResponse:
    rows = [
        {"method": method.upper(), "path": path, **details}
        for path, methods in document()["paths"].items()
        for method, details in methods.items()
    ]
    context = {"request": request, "operations": rows, "problems": PROBLEMS.items(), "scopes": SCOPES}
    return HttpResponse(_page().render(Context(context)))


@cache
def _page() -> Template:
    return Template(PAGE.read_text(encoding="utf-8"))
