"""The cast's club at its counter: favourites, PINs, and a browser of each of the staff."""

import re
from types import SimpleNamespace
from uuid import uuid4

from django.test import Client

from tests.doors.console.desks import employ, signed_in
from tests.people import BASE, NOON, POINTS, make_cast, named, programme
from vafa.activities.models import Activity
from vafa.base.actions import pins
from vafa.base.models import Audit, Role
from vafa.engine import tiers
from vafa.engine.earning.base import Base, Lines
from vafa.engine.earning.effects import Stamp
from vafa.engine.earning.programme import Rule, Unit
from vafa.partners.actions import add_favourite

STAMPS = Unit("stamps", named("stamps"), "stamps")
CARD = Rule("card", named("coffee card"), Stamp("stamps", 1, "item"), base=Base(Lines(categories=("coffee",))))
LADDER = tiers.Ladder((tiers.Tier("low", named("Low"), 0), tiers.Tier("high", named("High"), 10_000_000)))
PINS = {"owner": "2468", "manager": "1357", "cashier": "4826"}


def make_bar(password="", rules=None, **facts):
    """`bar.cashier.post(bar.at("record/", "sara"), {...})`. 1 point for 10 Rial, a stamp for each coffee."""
    facts = {"is_demo": True, "stands_at": NOON} | facts
    cast = make_cast(rules or programme(BASE, CARD, units=(POINTS, STAMPS)), ladder=LADDER, **facts)
    posts = {role: employ(cast.club, role, role, password) for role in Role.values}
    for role, pin in PINS.items():
        pins.set_pin(club=cast.club, post_id=posts[role].id, pin=pin)
    latte = add_favourite(
        club=cast.club, name_fa="لاته", name_en="Latte", price_minor=1_400_000, sku="l", category="coffee"
    )
    cake = add_favourite(
        club=cast.club, name_fa="کیک", name_en="Cake", price_minor=1_200_000, sku="c", category="cake", place=1
    )

    def at(rest="", who=""):
        member = f"m/{cast.members[who]}/" if who else ""
        return f"/counter/{cast.club.slug}/{member}{rest}"

    clients = {role: signed_in(post) for role, post in posts.items()}
    return SimpleNamespace(cast=cast, posts=posts, at=at, latte=latte, cake=cake, **clients)


def form(**fields):
    return {"reference": str(uuid4())} | fields


def counts(**fields):
    """In: products and how many. Out: as a form sends them."""
    return {f"n_{product.id}": str(count) for product, count in fields.items()}


def hand_over(bar, branch="centre"):
    """The owner's phone goes to the counter. Out: its browser."""
    phone = signed_in(bar.posts["owner"])
    response = phone.post(bar.at("phone/"), {"branch": branch, "name": "white Samsung"})
    assert response["Location"] == bar.at("pin/")
    return phone


def types_pin(bar, phone, who="cashier", pin=""):
    return phone.post(bar.at("pin/"), {"who": str(bar.posts[who].id), "pin": pin or PINS[who]})


def receipts():
    return Activity.objects.filter(kind="purchase").count()


def logged(action):
    return list(Audit.objects.filter(action=action).values_list("staff_id", flat=True))


def text(response):
    """What is read, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def browser():
    return Client(HTTP_ACCEPT_LANGUAGE="en")
