import pytest

# A conftest is read before Django is set up, so what needs it is imported where it is used.


@pytest.fixture(autouse=True)
def full_buckets():
    from vafa.doors.api import pace

    pace.forget()


@pytest.fixture
def cast(db):
    from tests.doors.api.calling import standing_cast

    return standing_cast()


@pytest.fixture
def program(cast):
    from tests.doors.api.calling import all_scopes

    return all_scopes(cast)
