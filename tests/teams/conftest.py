import pytest

from tests.teams.people import Ward


@pytest.fixture
def ward(db) -> Ward:
    return Ward()
