import pytest

from tests.encounters.street import Street


@pytest.fixture
def street(db) -> Street:
    return Street()
