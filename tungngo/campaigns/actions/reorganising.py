"""Merging residential groups: everything that hangs on a group goes with its doors, in one step."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tungngo.accounts.models import Account
from tungngo.campaigns.models import Campaign, Split, Target
from tungngo.teams.actions.following import follow_areas
from tungngo.territory.actions.merging import move_doors
from tungngo.territory.models import Area


@transaction.atomic
def merge_groups(
    *, actor: Account | None, groups: Sequence[Area], into: Area, resolution: str = ""
) -> int:
    """Merge `groups` into `into` by a resolution (its number): doors, teams and roles go along, doors
    stay with the members who have them, the targets of `into` hold. Gives how many doors moved.

    Phones that were away hear of it with their next list; what was recorded meanwhile is accepted and
    filed in `into`. Raises Refused as `territory.actions.merging.move_doors`.
    """
    moved = move_doors(actor=actor, groups=groups, into=into, resolution=resolution)
    gone = [group for group in groups if group.pk != into.pk]
    follow_areas(actor=actor, gone=gone, into=into)
    paths = [group.path for group in gone]
    Target.objects.filter(path__in=paths).delete()
    Split.objects.filter(path__in=paths).delete()
    Campaign.objects.filter(path__in=paths).update(area=into, path=into.path)
    return moved
