"""The staff of the cast's club, and nobody in particular before the public pages."""

import pytest


@pytest.fixture
def desk(db):
    from django.core.cache import cache

    from tests.doors.console.desks import make_desk
    from vafa.doors.portal import pace

    cache.clear()  # limits of pace are kept there
    pace.forget()
    return make_desk()


@pytest.fixture
def visitor():
    from django.test import Client

    return Client(HTTP_ACCEPT_LANGUAGE="en")
