"""Signing in and out, the second step, and links for a first password."""

import re
from html import unescape

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from tests.doors.console.desks import PASSWORD, employ, make_desk, signed_in
from tests.people import make_cast
from vafa.base.models import Staff, User

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.fixture
def desk(db):
    cache.clear()
    return make_desk(PASSWORD)


def visitor(language="en"):
    return Client(HTTP_ACCEPT_LANGUAGE=language)


def sign_in(client, password=PASSWORD, email="owner@example.com"):
    return client.post("/accounts/login/", {"login": email, "password": password})


def code_for(secret):
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_who_signs_in_comes_to_the_club(desk):
    client = visitor()
    assert sign_in(client)["Location"] == "/console/"
    assert client.get("/console/", follow=True).redirect_chain == [(desk.at(), 302)]


def test_signing_out_wants_a_post(desk):
    client = visitor()
    sign_in(client)
    client.get("/accounts/logout/")
    assert client.get("/console/").status_code == 302 and "login" not in client.get("/console/")["Location"]
    client.post("/accounts/logout/")
    assert client.get("/console/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_a_wrong_password_says_what_to_do_and_not_who_exists(desk, email):
    html = unescape(sign_in(visitor(), "wrong wrong wrong", email).content.decode())
    assert "E-mail and password do not belong together." in html and "makes a link" in html


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_pages_before_the_door_are_in_our_clothes(desk, path, language):
    html = visitor(language).get(path).content.decode()
    assert 'class="plain"' in html and html.count("<h1") == 1 and f'<html lang="{language}"' in html


def test_nobody_signs_up_by_themselves(db):
    visitor().post("/accounts/signup/", {"email": "me@example.com", "password1": PASSWORD})
    assert not User.objects.exists()


def test_a_second_step_is_switched_on_and_asked_for(desk):
    client = visitor()
    sign_in(client)
    asked = client.get("/accounts/2fa/totp/activate/")
    html = client.post(asked["Location"], {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'user-select:all">(\w+)<', html)[1]
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "The code is wrong or has run out" in wrong.content.decode()
    codes = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}, follow=True).content.decode()
    recovery = re.findall(r"<li><bdi>([\w-]+)</bdi></li>", codes)
    assert len(recovery) == 10
    cache.clear()

    again = visitor()
    assert sign_in(again)["Location"] == "/accounts/2fa/authenticate/"
    assert again.get(desk.at()).status_code == 302
    done = again.post("/accounts/2fa/authenticate/", {"code": code_for(secret).translate(PERSIAN)})
    assert done["Location"] == "/console/" and again.get(desk.at()).status_code == 200

    lost = visitor()
    sign_in(lost)
    assert lost.post("/accounts/2fa/authenticate/", {"code": recovery[0]})["Location"] == "/console/"
    twice = visitor()
    sign_in(twice)
    assert twice.post("/accounts/2fa/authenticate/", {"code": recovery[0]}).status_code == 200
    for page in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        assert 'class="plain"' in client.get(f"/accounts/2fa/{page}", follow=True).content.decode()


def invited(desk, email="new@example.com", role="cashier"):
    form = {"name": "Nima", "email": email, "role": role}
    html = desk.owner.post(desk.at("staff/invite/"), form, follow=True).content.decode()
    found = re.search(r"http://testserver(/console/welcome/[^<]+)<", html)
    return found[1] if found else ""


def test_an_invited_person_chooses_a_password_once(desk):
    link = invited(desk)
    assert "welcome" not in desk.owner.get(desk.at("staff/")).content.decode()
    short = visitor().post(link, {"password": "short"})
    assert short.status_code == 422 and "Too short" in short.content.decode()
    assert visitor().post(link, {"password": "a quite long one"})["Location"] == "/accounts/login/"
    assert visitor().get(link).status_code == 410
    client = visitor()
    sign_in(client, "a quite long one", "new@example.com")
    assert client.get("/console/")["Location"] == "/counter/narvan/"


def test_a_link_of_someone_else_or_altered_opens_nothing(desk):
    link = invited(desk)
    assert visitor().get(link[:-2] + "x/").status_code == 410
    owner = desk.posts["owner"].user_id
    assert visitor().get(re.sub(r"welcome/[^/]+", f"welcome/{owner}", link)).status_code == 410


def test_no_owner_makes_a_link_into_another_club(desk):
    rival = signed_in(employ(make_cast(slug="rival").club, "rival", "owner"))
    shared = employ(desk.cast.club, "shared", "analyst")
    form = {"name": "Shared", "email": "SHARED@example.com", "role": "owner"}
    html = rival.post("/console/rival/staff/invite/", form, follow=True).content.decode()
    post = Staff.objects.get(user=shared.user, club__slug="rival")
    html += rival.post(f"/console/rival/staff/{post.id}/link/", follow=True).content.decode()
    assert "/console/welcome/" not in html


def test_the_last_owner_stays(desk):
    for path, form in (
        (f"{desk.posts['owner'].id}/end/", {}),
        (f"{desk.posts['owner'].id}/role/", {"role": "analyst"}),
    ):
        said = desk.owner.post(desk.at(f"staff/{path}"), form, follow=True).content.decode()
        assert "A club keeps at least one owner." in said
    post = Staff.objects.get(id=desk.posts["owner"].id)
    assert (post.role, post.ended_at) == ("owner", None)


def test_a_role_changes_and_the_log_shows_before_and_after(desk):
    desk.owner.post(desk.at(f"staff/{desk.posts['cashier'].id}/role/"), {"role": "analyst"})
    assert desk.cashier.get(desk.at("top/")).status_code == 200
    html = desk.owner.get(desk.at("audit/")).content.decode()
    assert "Changed a role" in html and "<del>Cashier</del>" in html and "<ins>Analyst</ins>" in html
