"""The staff of the cast's club. What needs Django is imported when a test asks for it."""

import pytest


@pytest.fixture
def desk(db):
    from django.core.cache import cache

    from tests.doors.console.desks import make_desk

    cache.clear()  # limits of pace are kept there
    return make_desk()
