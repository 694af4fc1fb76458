"""A sample club: a past to look at, and gone without a trace."""

import pytest
from django.apps import apps

from tests.laws.laws import broken
from tests.people import NOON, make_cast
from vafa.activities.models import Activity
from vafa.base.actions.clubs import _path_to_club, remove_sample
from vafa.base.actions.staff import choose_password, give_post
from vafa.base.errors import NotASample
from vafa.base.models import Club
from vafa.members.models import Member
from vafa.opening.sample import MEMBERS, open_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    cast = make_cast()
    post = give_post(club=cast.club, email="sara@example.com", name="Sara", role="owner", language="en", now=NOON)
    choose_password(user=post.user, password="a sentence for a password")
    return post.user


def rows():
    """How many rows every table has."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize(("language", "country"), [("fa", "IR"), ("en", "DE")])
def test_it_has_people_and_half_a_year_of_receipts_that_earned(owner, language, country):
    club = open_sample(owner=owner, language=language, country=country, now=NOON)
    bought = Activity.objects.filter(club_id=club.id, kind="purchase")
    assert (Member.objects.filter(club_id=club.id).count(), bought.count()) == (MEMBERS, 1906)
    assert all(award["units"] for row in bought[:50] for award in row.awards)
    assert not bought.filter(version=1).exists() and bought.latest("happened_at").happened_at < NOON
    assert broken(club, NOON) == {}


def test_it_goes_without_a_trace_and_the_others_stay(owner):
    before = rows()
    club = open_sample(owner=owner, language="fa", country="IR", now=NOON)
    assert rows() != before
    remove_sample(club=club)
    assert rows() == before
    again = open_sample(owner=owner, language="fa", country="IR", now=NOON)
    assert again.slug == "sample"


def test_a_club_with_real_books_is_never_removed(owner):
    before = rows()
    with pytest.raises(NotASample):
        remove_sample(club=Club.objects.get())
    assert rows() == before


def test_every_table_of_ours_knows_its_club_or_is_of_the_installation():
    without = {model._meta.label for model in apps.get_models() if not _path_to_club(model)}
    ours = {each for each in without if each.split(".")[0] not in {"auth", "contenttypes", "sessions", "account", "mfa",
            "usersessions"}}  # fmt: skip
    assert ours == {"base.Club", "base.User", "server.Heard"}
