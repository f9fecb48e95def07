"""Walks when two households turn out to be one: whoever had the double has the one that stands for it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from tungngo.accounts.models import Account
from tungngo.campaigns.models import Assignment
from tungngo.lib import clock
from tungngo.territory.models import Household


@transaction.atomic
def give_kept(*, actor: Account | None, kept: Household, double: Household) -> list[str]:
    """Where nobody has `kept` in a campaign, it goes to whoever has `double`, in its place of the walk;
    what the double has stays, unseen. Gives the ids of those campaigns. The journal line is the caller's.
    """
    theirs = Assignment.objects.filter(origin=double.origin, household_id=double.id)
    taken = Assignment.objects.filter(origin=kept.origin, household_id=kept.id)
    given = list(theirs.exclude(campaign_id__in=taken.values("campaign_id")))
    given = [row for row in given if kept.path.startswith(row.team.path)]
    Assignment.objects.bulk_create(
        Assignment(
            origin=kept.origin,
            household_id=kept.id,
            campaign_id=row.campaign_id,
            team_id=row.team_id,
            membership_id=row.membership_id,
            position=row.position,
            pinned=row.pinned,
            assigned_at=clock.now(),
        )
        for row in given
    )
    return [str(row.campaign_id) for row in given]


@transaction.atomic
def take_kept_back(
    *, actor: Account | None, kept: Household, double: Household, campaigns: Collection[str]
) -> None:
    """Undo `give_kept`, unless `kept` was given to somebody else since."""
    theirs = Assignment.objects.filter(origin=double.origin, household_id=double.id)
    for row in theirs.filter(campaign_id__in=[UUID(one) for one in campaigns]):
        here = Assignment.objects.filter(origin=kept.origin, household_id=kept.id)
        here.filter(campaign_id=row.campaign_id, membership=row.membership).delete()
