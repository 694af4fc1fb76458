"""An installation whose data folder is this test's own."""

import pytest


@pytest.fixture
def fresh(db, settings, tmp_path):
    from django.core.cache import cache

    cache.clear()  # limits of pace are kept there
    settings.DATA = tmp_path
    return tmp_path
