"""The milestones that campaigns set for the whole of their areas, for many campaigns at once."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from tungngo.campaigns.models import Campaign, Target
from tungngo.campaigns.rules.targets import Series, effective
from tungngo.lib.reach import Reach


def own_series(reach: Reach, campaigns: Iterable[Campaign], indicator: str) -> dict[UUID, Series]:
    """campaign id → the series of an indicator for everybody that holds at the campaign's own area, where
    there is one. One query. Targets are public."""
    found: dict[UUID, list[Target]] = {}
    rows = Target.objects.filter(
        campaign__in=list(campaigns), path=F("campaign__path"), indicator=indicator, segment=""
    )
    for target in rows:
        found.setdefault(target.campaign_id, []).append(target)
    return {id_: effective(targets, targets[0].path)[0] for id_, targets in found.items()}
