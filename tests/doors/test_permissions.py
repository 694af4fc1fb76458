"""One table of actors × routes: every address of the project has a row, and whoever asks gets what the row says."""

from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver, path, resolve, reverse

from tests.doors.api.calling import Program, standing_cast
from tests.people import NOON
from vafa.base.api_keys import SCOPES
from vafa.base.models import Role, Staff, User
from vafa.doors.api import pace
from vafa.doors.api.document import document
from vafa.doors.look.permission_table import ANY_KEY, BRANCH, COUNTER_PHONE, OWN_ACCOUNT, PUBLIC, ROLES, TABLE, scope
from vafa.doors.look.permissions import PermissionMiddleware

SOMEONE = UUID(int=7)
SAMPLES = {"uuid": SOMEONE, "int": 1, "str": "x", "slug": "x", "path": "x"}


def routes(patterns=None, names=(), converters=None):
    """(view name, its converters) of every address, however deep it is included."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        found = (converters or {}) | each.pattern.converters
        if isinstance(each, URLPattern):
            yield ":".join((*names, each.name or "")), found | _groups(each)
        else:
            yield from routes(each.url_patterns, (*names, each.namespace) if each.namespace else names, found)


def _groups(pattern):
    regex = pattern.pattern.regex
    return dict.fromkeys(regex.groupindex) if not pattern.pattern.converters else {}


ROUTES = dict(routes())
CONSOLE = sorted(name for name in ROUTES if TABLE.get(name, PUBLIC) <= ROLES)
OWN = sorted(name for name in ROUTES if TABLE.get(name) == OWN_ACCOUNT)
AT_PHONES = sorted(name for name in ROUTES if TABLE.get(name) == COUNTER_PHONE)
OPEN = sorted(name for name in ROUTES if TABLE.get(name) == PUBLIC)
API = sorted(name for name in ROUTES if name.startswith("api:") and TABLE.get(name) != PUBLIC)


def address(name, club="narvan"):
    given = {}
    for part, converter in ROUTES[name].items():
        kind = type(converter).__name__.removesuffix("Converter").removesuffix("Str").lower()
        given[part] = club if part == "club" else SAMPLES.get(kind, "x")
    return reverse(name, kwargs=given)


def test_every_route_has_a_row():
    assert sorted(name for name in ROUTES if name not in TABLE) == []


def test_every_row_has_a_route():
    later = {"health_live", "health_ready", "styleguide", "styleguide_overview", "states"}
    assert sorted(set(TABLE) - set(ROUTES) - later) == []


def test_every_route_is_reached_by_its_address():
    for name in (*CONSOLE, *OWN):
        assert resolve(address(name)).view_name == name


def test_a_route_without_a_row_is_seen_failing():
    assert [name for name, _ in routes([path("x", HttpResponse, name="planted")]) if name not in TABLE] == ["planted"]
    request = RequestFactory().get("/")
    request.resolver_match = type("Match", (), {"view_name": "planted", "app_names": []})()
    with pytest.raises(ImproperlyConfigured, match="planted"):
        PermissionMiddleware(HttpResponse).process_view(request, HttpResponse, (), {})


@pytest.fixture
def cast(db):
    pace.forget()
    return standing_cast()


def staff_of(club, role, branch=None):
    user = User.objects.create(email=f"{role}.{branch}@{club.slug}.example", name=role, created_at=NOON)
    Staff.objects.create(club=club, user=user, role=role, store_id=branch)
    return user


@pytest.fixture
def browsers(cast):
    """A browser of everybody: nobody, each role here, an owner of another club, and a post that has ended."""
    other = standing_cast(slug="dirin")
    users = {role: staff_of(cast.club, role) for role in Role.values}
    users["foreign"] = staff_of(other.club, Role.OWNER)
    users["ended"] = User.objects.create(email="gone@narvan.example", name="gone", created_at=NOON)
    Staff.objects.create(club=cast.club, user=users["ended"], role=Role.OWNER, ended_at=NOON)
    found = {"anonymous": Client(raise_request_exception=False)}
    for who, user in users.items():
        found[who] = Client(raise_request_exception=False)
        found[who].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def is_sign_in(response):
    return response.status_code == 302 and "/accounts/login" in response["Location"]


@pytest.mark.parametrize("name", CONSOLE)
def test_a_page_of_a_club_is_for_whom_the_table_says(browsers, name):
    place = address(name)
    assert is_sign_in(browsers["anonymous"].get(place))
    assert browsers["foreign"].get(place).status_code == 404
    assert browsers["ended"].get(place).status_code == 404
    for role in Role.values:
        response = browsers[role].get(place)
        if role in TABLE[name]:
            assert response.status_code not in {401, 403} and not is_sign_in(response), role
        else:
            assert response.status_code == 403, role


@pytest.mark.parametrize("name", CONSOLE)
def test_a_form_of_a_club_is_for_whom_the_table_says(browsers, name):
    place = address(name)
    assert is_sign_in(browsers["anonymous"].post(place))
    assert [browsers[who].post(place).status_code for who in ("foreign", "ended")] == [404, 404]
    refused = [role for role in Role.values if role not in TABLE[name]]
    assert [browsers[role].post(place).status_code for role in refused] == [403] * len(refused)


@pytest.mark.parametrize("name", CONSOLE)
def test_a_post_in_one_branch_opens_what_belongs_to_a_branch(cast, name):
    branch = cast.house.stores["centre"].id
    for role in (Role.MANAGER, Role.CASHIER):  # who has most and who has least of what a branch may
        browser = Client(raise_request_exception=False)
        user = staff_of(cast.club, role, branch)
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        answers = {browser.get(address(name)).status_code, browser.post(address(name)).status_code}
        if role in TABLE[name] and name in BRANCH:
            assert 403 not in answers, role
        else:
            assert answers == {403}, role


def test_what_takes_lists_along_or_decides_for_the_club_is_in_no_branch():
    whole = {"members_csv", "lapsed_csv", "audit", "audit_csv", "exports", "keys", "staff", "imports", "approve",
             "publish_draft", "put_part", "merge", "club", "counter", "set_guard"}  # fmt: skip
    assert {f"console:{name}" for name in whole} & BRANCH == set()
    assert all(name in TABLE for name in BRANCH)


@pytest.mark.parametrize("name", OWN)
def test_an_own_account_needs_a_signed_in_person(browsers, name):
    assert is_sign_in(browsers["anonymous"].get(address(name)))
    assert not is_sign_in(browsers[Role.CASHIER].get(address(name)))


@pytest.mark.parametrize("name", AT_PHONES)
def test_a_page_of_a_counters_phone_needs_such_a_phone(browsers, name):
    assert is_sign_in(browsers["anonymous"].post(address(name)))
    assert browsers[Role.CASHIER].post(address(name))["Location"] == "/counter/narvan/"


@pytest.mark.parametrize("name", sorted({*CONSOLE, *OWN} - {name for name in ROUTES if name.startswith("counter:")}))
def test_a_phone_handed_to_a_counter_opens_nothing_else(cast, name):
    owner = staff_of(cast.club, Role.OWNER)
    phone = Client(raise_request_exception=False)
    phone.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    phone.post(reverse("counter:hand_over", args=["narvan"]), {"branch": "centre"})
    for answer in (phone.get(address(name)), phone.post(address(name))):
        assert answer.status_code == 403 or answer["Location"] == "/counter/narvan/"


@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_asks_nobody_who_they_are(browsers, name):
    response = browsers["anonymous"].get(address(name))
    assert response.status_code != 403 and not (is_sign_in(response) and name == "home")


def method_of(name):
    """The method that an operation takes: two of them may share an address."""
    for methods in document()["paths"].values():
        for method, details in methods.items():
            if f"api:{details['operationId']}" == name:
                return method.upper()
    raise AssertionError(name)


def asks(program, name):
    place = address(name).removeprefix("/api/v1")
    response = program.call(method_of(name), place, {} if method_of(name) in {"POST", "PATCH"} else None)
    return response.status_code, response.json()["code"] if response.status_code >= 400 else ""


@pytest.mark.parametrize("name", API)
def test_an_operation_is_for_the_keys_the_table_says(cast, name):
    for given in SCOPES:
        status, code = asks(Program(cast, given), name)
        if TABLE[name] == ANY_KEY or TABLE[name] == scope(given):
            assert status not in {401, 403}, given
        else:
            assert (status, code) == (403, "scope_missing"), given


@pytest.mark.parametrize("name", API)
def test_an_operation_needs_a_key_whoever_is_signed_in(browsers, name):
    for who, browser in browsers.items():
        response = browser.generic(method_of(name), address(name), content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (401, "key_missing"), who


def test_a_key_opens_no_page(cast):
    program = Program(cast, *SCOPES)
    headers = {"Authorization": f"Bearer {program.plain}"}
    assert all(is_sign_in(program.http.get(address(name), headers=headers)) for name in CONSOLE)
