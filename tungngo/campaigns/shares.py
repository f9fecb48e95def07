"""Whose walk doors are in: asked by the lists and figures of a team or a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tungngo.campaigns.models import Assignment, Campaign
from tungngo.campaigns.queries import assignments_under
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household


class Share(NamedTuple):
    """A team's doors, or those in no team's walk; of a team all of them, or those of one member, or those
    nobody in it has."""

    team_id: UUID | None
    membership_id: UUID | None = None
    of_nobody: bool = False


def doors_of_share(
    reach: Reach, doors: QuerySet[Household], campaign_ids: Iterable[UUID], share: Share
) -> QuerySet[Household]:
    """Those of `doors` that are in this share of the campaigns, in the same order."""
    rows = Assignment.objects.filter(
        origin=OuterRef("origin"), household_id=OuterRef("id"), campaign_id__in=list(campaign_ids)
    )
    found = reach.filter(doors)
    if share.team_id is None:
        return found.filter(~Exists(rows))
    rows = rows.filter(team_id=share.team_id)
    if share.membership_id:
        rows = rows.filter(membership_id=share.membership_id)
    elif share.of_nobody:
        rows = rows.filter(membership_id__isnull=True)
    return found.filter(Exists(rows))


class DoorGiven(NamedTuple):
    """A door of a team that counts, and which member has it (None: nobody)."""

    origin: str
    household_id: UUID
    priority: int
    membership_id: UUID | None


def doors_of_team(reach: Reach, campaign: Campaign, path: str, team_id: UUID) -> list[DoorGiven]:
    """The doors of a team at or under `path`, but for those that left the list. One query."""
    rows = assignments_under(reach, campaign, path).filter(
        team_id=team_id, household__ended_on=None
    )
    columns = ("origin", "household_id", "household__priority", "membership_id")
    return [DoorGiven(*row) for row in rows.order_by().values_list(*columns)]


def assigned_counts(reach: Reach, campaign: Campaign, path: str) -> Mapping[str, int]:
    """Doors given to somebody, by the path of their group, at or under `path`."""
    counts: dict[str, int] = {}
    rows = assignments_under(reach, campaign, path).filter(
        household__ended_on=None,
        membership__until_at=None,
        membership__team__dissolved_at=None,
    )
    for group in rows.values_list("household__path", flat=True):
        counts[group] = counts.get(group, 0) + 1
    return counts
