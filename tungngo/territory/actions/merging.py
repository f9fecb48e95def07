"""Residential groups merged by a resolution: what lay in one lies in the other from that day on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.territory.actions.moving import Before, move_households
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.models import Area, AreaSuccession, Household, Level


@transaction.atomic
def move_doors(
    *, actor: Account | None, groups: Sequence[Area], into: Area, resolution: str
) -> Before:
    """Merge `groups` into `into`, all of one commune: their doors and people lie there from now on,
    the groups end and `into` is their successor. Gives where the doors that moved lay.

    Facts keep the path under which they were recorded. What follows the doors in higher rooms (teams,
    targets) is moved by `campaigns.actions.merge_groups`, which calls this. Raises Refused
    `merge.not_groups`, `merge.elsewhere` or `merge.ended`.
    """
    if any(group.level != Level.GROUP for group in [*groups, into]):
        raise Refused("merge.not_groups", _("Only residential groups can be merged here."))
    for group in [*groups, into]:
        if group.parent_id != into.parent_id:
            raise Refused("merge.elsewhere", _("Groups of two communes cannot be merged."))
    # Of two who merge one group at once the second is told.
    held = Area.objects.select_for_update(no_key=True).order_by("pk")
    if any(one.valid_to_on for one in held.filter(pk__in=[one.pk for one in [*groups, into]])):
        raise Refused("merge.ended", _("One of these groups no longer exists."))
    gone = [group for group in groups if group.pk != into.pk]
    if not gone:
        raise Refused("merge.not_groups", _("Choose the groups that go into another one."))
    today = clock.today()
    moved: Before = {}
    for group in gone:
        doors = Household.objects.filter(path=group.path).values_list("origin", "id")
        moved |= move_households(actor=actor, doors=list(doors), to=into)
        # Known already where `into` was once split off the group that now ends in it.
        AreaSuccession.objects.get_or_create(
            predecessor=group, successor=into, defaults={"happened_on": today}
        )
        group.valid_to_on = today
        group.save(update_fields=["valid_to_on"])
        journal.write(
            actor=actor,
            verb="group.merged",
            subject=group.code,
            path=group.path,
            into=into.code,
            resolution=resolution,
        )
    mark_stale({area.path: 0 for area in [*gone, into]})
    return moved
