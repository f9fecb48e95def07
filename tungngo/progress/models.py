"""Progress: what the facts add up to, area by area and day by day. Written only by recounting.

A **tally** holds the counts of one area on one day for one campaign, as a sparse set of
indicator → count, so that a campaign can define a new indicator without a change of schema.
Every count is of *first days* (a household reached for the first time, a resident first seen at a
level), so summing days gives people, not contacts. A **population** holds the denominators: who is
on the list of an area now.
"""

from __future__ import annotations

import uuid

from django.db import models

from tungngo.lib.columns import OriginField, PathField

NO_CAMPAIGN = uuid.UUID(int=0)


class Tally(models.Model):
    """Counts of one area, campaign and day. Origin is the commune's code, or the area's above it.

    Households that lie in a commune but in no group are counted under a path of their own, the
    commune's with `_.` at its end, so that a commune is always the sum of what is below it.
    """

    pk = models.CompositePrimaryKey("origin", "path", "campaign_id", "day_on")
    origin = OriginField()
    path = PathField()
    level = models.PositiveSmallIntegerField()
    campaign_id = models.UUIDField()
    day_on = models.DateField()
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["path", "campaign_id", "day_on"], name="tally_by_path")]

    def __str__(self) -> str:
        return f"{self.path} {self.day_on}"


class Population(models.Model):
    """Who is on the list of an area now, what the last knock on each door gave, and all days together.

    Under the nil campaign stands the list itself (`h` doors, `h.priority`, `r.<segment>`); under a
    campaign the doors by last result (`h.absent`, `h.refused` …), and the sum of its tallies: what a
    table of areas shows is one row each, however long the campaign.
    """

    pk = models.CompositePrimaryKey("origin", "path", "campaign_id")
    origin = OriginField()
    path = PathField()
    level = models.PositiveSmallIntegerField()
    campaign_id = models.UUIDField(default=NO_CAMPAIGN)
    counts = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["path", "campaign_id"], name="population_by_path")]

    def __str__(self) -> str:
        return self.path
