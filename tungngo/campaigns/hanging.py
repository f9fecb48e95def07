"""What of campaigns hangs on a group: asked before groups are changed, so that nobody is surprised."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from tungngo.campaigns.models import Assignment, Campaign, Target
from tungngo.lib.reach import Reach


def targets_on(reach: Reach, path: str) -> int:
    """Milestones set at exactly the area at `path`, in campaigns that are not over."""
    rows = Target.objects.filter(path=path).exclude(campaign__state=Campaign.State.ENDED)
    return reach.filter(rows).count()


def walks_lost(
    reach: Reach,
    doors: Collection[tuple[str, UUID]],
    to: str,
    *,
    besides: Collection[UUID] = (),
    only: Collection[UUID] | None = None,
) -> int:
    """How many of these households somebody has now whose team does not reach them at the path `to`; without
    those of the teams `besides`, or those of the teams `only`, wherever they reach."""
    ids = [id_ for _origin, id_ in doors]
    rows = Assignment.objects.filter(
        origin__in={origin for origin, _id in doors},
        household_id__in=ids,
        household__ended_on=None,
        membership__until_at=None,
    )
    if only is not None:
        return reach.filter(rows.filter(team_id__in=list(only)), "household__path").count()
    rows = rows.exclude(team_id__in=list(besides))
    paths = reach.filter(rows, "household__path").values_list("team__path", flat=True)
    return sum(1 for path in paths if not to.startswith(path))
