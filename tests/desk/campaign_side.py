"""A campaign of one side of the matrix, and a change of its targets."""

from __future__ import annotations

import datetime as dt
import uuid

from tungngo.campaigns import actions
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.templates import shipped_templates
from tungngo.lib import clock
from tungngo.territory.models import Area


def campaign_at(area: Area, name: str) -> Campaign:
    """Paused: two campaigns never run over one door, and a draft cannot be ended."""
    made = actions.create_campaign(
        actor=None,
        area=area,
        name=name,
        starts_on=clock.today() - dt.timedelta(days=3),
        ends_on=clock.today() + dt.timedelta(days=30),
        template=shipped_templates()["45-days"],
    )
    Campaign.objects.filter(pk=made.pk).update(state="paused")
    return made


def nothing_set(campaign: Campaign, area: Area) -> uuid.UUID:
    """The journal line of a save of targets that changed nothing: there is an undo to ask for."""
    about = {"campaign": campaign, "area": area, "indicator": "households.reached", "segment": ""}
    return actions.set_series(actor=None, **about, below=[], changes={}, seen={})
