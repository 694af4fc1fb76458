"""The cast's club with its staff, and a client signed in as each of them."""

from types import SimpleNamespace

from django.test import Client

from tests.people import NOON, make_cast
from vafa.base.models import Role, Staff, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "a long enough sentence"


def employ(club, name, role, password=""):
    user = User.objects.filter(email=f"{name}@example.com").first()
    if user is None:
        user = User(email=f"{name}@example.com", name=name.capitalize(), language="en", created_at=NOON)
        user.set_password(password or None)
        user.save(force_insert=True)
    return Staff.objects.create(club=club, user=user, role=role)


def signed_in(post):
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(post.user, backend=BACKEND)
    return client


def make_desk(password=""):
    """`desk.owner.get(desk.at("members/"))`; the posts are in `desk.posts`. The club stands still at NOON."""
    cast = make_cast(is_demo=True, stands_at=NOON)
    posts = {role: employ(cast.club, role, role, password if role == "owner" else "") for role in Role.values}
    clients = {role: signed_in(post) for role, post in posts.items()}

    def at(rest="", who=""):
        member = f"members/{cast.members[who]}/" if who else ""
        return f"/console/{cast.club.slug}/{member}{rest}"

    return SimpleNamespace(cast=cast, posts=posts, at=at, **clients)
