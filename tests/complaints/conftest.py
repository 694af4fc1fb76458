"""Every complaint twice: recorded by the action itself, and over the API's hot path."""

import pytest


@pytest.fixture(params=["ordinary", "hot"], autouse=True)
def way(request):
    if request.param == "ordinary":
        yield
        return
    from tests import through_the_hot_path  # this file is read before Django is set up

    with through_the_hot_path.way():
        yield
