"""The cast's counter with its staff. What needs Django is imported when a test asks for it."""

import pytest


@pytest.fixture
def bar(db):
    from django.core.cache import cache

    from tests.doors.counter.bar import make_bar

    cache.clear()
    return make_bar()
