import datetime as dt

import pytest

from tests.teams.people import Ward
from tungngo.campaigns import actions
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.templates import shipped_templates


@pytest.fixture
def ward(db) -> Ward:
    return Ward()


@pytest.fixture
def campaign(ward) -> Campaign:
    """The 45 days in the ward, on the directive's own days, as a draft."""
    return actions.create_campaign(
        actor=ward.admin,
        area=ward.ward,
        name="45 ngày đêm",
        starts_on=dt.date(2026, 7, 25),
        ends_on=dt.date(2026, 9, 30),
        template=shipped_templates()["45-days"],
    )
