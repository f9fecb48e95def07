"""A campaign is over after its last day, or when it was ended before."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.encounters.street import Street
from tungngo.campaigns.actions import end_campaign
from tungngo.campaigns.over import (
    campaign_over_at,
    campaigns_over_since,
    communes_over_since,
    last_day,
)
from tungngo.lib import clock
from tungngo.lib.reach import Reach

ALL = Reach.everything()


def test_what_is_ended_early_is_over_from_that_day(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise names, words and places of a campaign that was broken off would stay until its last day."""
    street = Street(doors=1)
    today = clock.today()
    assert campaign_over_at(ALL, street.group7.path) is None
    end_campaign(actor=street.admin, campaign=street.campaign)
    assert last_day(street.campaign) == today < street.campaign.ends_on
    assert campaign_over_at(ALL, street.group7.path) == street.campaign
    assert campaign_over_at(ALL, street.elsewhere.path) is None
    assert campaign_over_at(Reach.nothing(), street.group7.path) is None
    tomorrow = today + dt.timedelta(days=1)
    assert campaigns_over_since(ALL, today) == set()
    assert campaigns_over_since(ALL, tomorrow) == {street.campaign.id}
    assert street.ward.path not in communes_over_since(ALL, clock.now())
    assert street.ward.path in communes_over_since(ALL, clock.now() + dt.timedelta(days=1))
