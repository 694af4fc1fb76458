"""The API itself: how an operation is declared, and how whatever goes wrong is answered."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from vafa.base import storage
from vafa.base.errors import Refusal
from vafa.doors.api.answers import PROBLEM_TYPE, Problem, refuse
from vafa.doors.api.errors import Malformed, NotFound, Unavailable, Unexpected
from vafa.doors.api.keys import Bearer, scope_name

log = logging.getLogger("vafa.api")
View = Callable[..., HttpResponse]
RETRY_SECONDS = 30

api = NinjaAPI(
    title="Vafa",
    version="1",
    description="Members, activities and units of one club, by a key of that club. Amounts are integers of the "
    "currency's smallest unit; a whole number may also come as text, in Persian, Arabic or Latin digits. Instants "
    "carry a zone. Unknown fields are refused.",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
)

SCHEMAS: dict[str, Any] = {}
"""Components of the OpenAPI document, made from the very types that decode and encode."""

IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 120},
    "description": "The reference of the request, where the body has none of its own.",
}


def schema_of(kind: Any) -> dict[str, Any]:
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    SCHEMAS.update(components)
    return schema


def operation(
    method: str,
    path: str,
    name: str,
    summary: str,
    answers: dict[int, Any],
    *,
    takes: Any = None,
    keyed: bool = False,
) -> Callable[[View], View]:
    """One operation: its route is `api:<name>` in the permission table, its types those of its body and answers.
    `keyed` ones take their reference from the header Idempotency-Key where the body has none."""
    key = Bearer(f"api:{name}")
    problem = {"description": "A problem", "content": {PROBLEM_TYPE: {"schema": schema_of(Problem)}}}
    extra: dict[str, Any] = {"responses": {status: _body(kind) for status, kind in answers.items() if kind}}
    extra["responses"]["default"] = problem
    if takes is not None:
        extra["requestBody"] = _body(takes) | {"required": True}
    if keyed:
        extra["parameters"] = [IDEMPOTENCY_KEY]
    decorator: Callable[[View], View] = api.api_operation(
        [method],
        f"/v1{path}",
        url_name=name,
        operation_id=name,
        summary=summary,
        description=f"Scope: {scope_name(key.wanted)}.",
        auth=key,
        response=dict.fromkeys(answers),
        openapi_extra=extra,
        tags=[path.split("/")[1]],
    )
    return decorator


def _body(kind: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema_of(kind)}}}


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return refuse(request, refusal)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return refuse(request, NotFound())


@api.exception_handler(ValidationError)
def _wrong_parameter(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    return refuse(request, Malformed(at=".".join(map(str, first["loc"])), why=first["msg"]))


@api.exception_handler(DatabaseError)
def _database_broke(request: HttpRequest, error: Exception) -> HttpResponse:
    """A disk that is full is no fault of ours: the program is told to send it again."""
    kind = storage.trouble(error)
    if kind is None:
        return _broke(request, error)
    assert request.resolver_match is not None
    log.error("%s: the database is in trouble: %s", request.resolver_match.view_name, kind)
    response = refuse(request, Unavailable(seconds=RETRY_SECONDS))
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


@api.exception_handler(Exception)
def _broke(request: HttpRequest, error: Exception) -> HttpResponse:
    """The path alone is logged: bodies hold personal data, headers hold keys."""
    assert request.resolver_match is not None
    log.error("%s broke", request.resolver_match.view_name, exc_info=error)
    return refuse(request, Unexpected())
