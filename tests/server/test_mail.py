"""A lost password: a link by e-mail where that is set up, the owner's link where it is not."""

import re

import pytest
from django.core import mail

from vafa.base.clock import now
from vafa.base.models import User
from vafa.settings import _email

pytestmark = pytest.mark.django_db
NEW = "a wholly new password of Sara"


@pytest.fixture
def person():
    user = User(email="sara@example.org", name="Sara", language="en", created_at=now())
    user.set_password("the old password of Sara")
    user.save(force_insert=True)
    return user


@pytest.fixture
def mailing(settings):
    settings.EMAIL_WORKS = True
    settings.DEFAULT_FROM_EMAIL = "club@example.org"


def test_a_link_by_e_mail_leads_to_a_new_password(client, person, mailing):
    page = client.get("/accounts/password/reset/", headers={"Accept-Language": "en"})
    assert "Send the link" in page.content.decode()
    client.post("/accounts/password/reset/", {"email": "sara@example.org"}, headers={"Accept-Language": "fa"})
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email, sent.subject) == (["sara@example.org"], "club@example.org", "گذرواژهٔ تازه")
    (link,) = re.findall(r"http://testserver(/\S+)", sent.body)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert done.status_code == 200
    person.refresh_from_db()
    assert person.check_password(NEW)
    again = client.get(link, follow=True, headers={"Accept-Language": "en"})
    assert "This link is over" in again.content.decode()


def test_an_unknown_address_learns_nothing_and_gets_nothing(client, person, mailing):
    known = client.post("/accounts/password/reset/", {"email": "sara@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert len(mail.outbox) == 1
    assert (known.status_code, known.redirect_chain) == (unknown.status_code, unknown.redirect_chain)


def test_without_e_mail_the_owner_is_named_and_nothing_is_sent(client, person):
    page = client.get("/accounts/password/reset/", headers={"Accept-Language": "en"})
    assert "Ask the owner of your club" in page.content.decode()
    client.post("/accounts/password/reset/", {"email": "sara@example.org"})
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "ssl"),
    [
        ("smtp://a%40b.org:p%2Fw@mail.example.org", "mail.example.org", 587, True, False),
        ("smtps://a:b@mail.example.org", "mail.example.org", 465, False, True),
        ("smtp://localhost:25?tls=no", "localhost", 25, False, False),
    ],
)
def test_the_url_of_a_mail_server_is_read(url, host, port, tls, ssl):
    found = _email(url)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)
    with pytest.raises(ValueError, match="VAFA_EMAIL_URL"):
        _email("mail.example.org")
