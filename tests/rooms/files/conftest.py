import pytest


@pytest.fixture
def cast():
    from tests.rooms.files.sheets import cafe

    return cafe()
