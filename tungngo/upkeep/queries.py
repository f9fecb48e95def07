"""Reads about what was done to keep lists and groups true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.hanging import targets_on, walks_lost
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area
from tungngo.territory.queries import heads_count, people_among
from tungngo.territory.walks import doors_along
from tungngo.upkeep.models import AreaChange, Doubling
from tungngo.upkeep.plans import BOTH, GOES

DoorKey = tuple[str, UUID]


def doublings_under(reach: Reach, path: str) -> QuerySet[Doubling]:
    """Merges of doubles at or under `path`, the newest first; also undone ones, of which both lie within
    reach."""
    one_or_both = Doubling.objects.filter(Q(undone_at=None) | reach.q("household__path"))
    found = reach.within(path).filter(one_or_both, "kept__path")
    return found.select_related("household", "kept", "merged_by").order_by("-merged_at")


def doublings_of_door(reach: Reach, origin: str, household_id: UUID) -> QuerySet[Doubling]:
    """Merges into a household, or within it, that were not undone, the newest first."""
    found = Doubling.objects.filter(origin=origin, kept_id=household_id, undone_at=None)
    return reach.filter(found, "kept__path").select_related("household").order_by("-merged_at")


def doubling_of(reach: Reach, origin: str, doubling_id: UUID) -> Doubling:
    """One merge. Raises NotReached `doubling.not_reached`."""
    found = (
        Doubling.objects.select_related("kept", "household")
        .filter(origin=origin, id=doubling_id)
        .first()
    )
    if found is None or not reach.covers(found.kept.path):
        raise NotReached("doubling.not_reached", _("There is no such merge, or not here."))
    return found


def parted(reach: Reach, path: str) -> set[frozenset[UUID]]:
    """Pairs of households that somebody merged and took apart again: they are two."""
    undone = doublings_under(reach, path).filter(undone_at__isnull=False, resident_id=None)
    return {frozenset(pair) for pair in undone.values_list("household_id", "kept_id")}


def merges_past(reach: Reach, before: datetime) -> QuerySet[Doubling]:
    """Merges made before a moment that still keep what they changed, of places within reach."""
    return reach.filter(Doubling.objects.filter(merged_at__lt=before, forgotten_at=None))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change of areas would take along: households and people that lie elsewhere then, the teams
    that go with them or work in both parts, households that lose whoever has them now, milestones that are
    dropped or copied."""

    doors: int = 0
    people: int = 0
    teams: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    without_helper: int = 0
    targets: int = 0


def preview_merge(reach: Reach, gone: Iterable[Area], into: Area) -> Preview:
    """Of groups that go into another one; their own milestones are dropped."""
    doors = people = targets = 0
    teams: list[str] = []
    for group in gone:
        if group.pk == into.pk:
            continue
        counted = heads_count(reach, group.path)
        doors, people = doors + counted[0], people + counted[1]
        teams += [team.name for team in teams_under(reach, group.path)]
        targets += targets_on(reach, group.path)
    return Preview(doors, people, tuple(teams), targets=targets)


def preview_move(reach: Reach, doors: Sequence[DoorKey], to: str) -> Preview:
    """Of households put into the group at the path `to` (of a group still to be made: any that no team
    has)."""
    return Preview(
        doors=len(doors),
        people=people_among(reach, doors),
        without_helper=walks_lost(reach, doors, to),
    )


def preview_split(
    reach: Reach, group: Area, doors: Sequence[DoorKey], teams: Mapping[UUID, str]
) -> Preview:
    """Of households of `group` that become a group of their own, with the teams that go along or work in
    both (plans.GOES, plans.BOTH)."""
    along = {id_ for id_, where in teams.items() if where in (GOES, BOTH)}
    going = [id_ for id_, where in teams.items() if where == GOES]
    # No team is at the new group yet; those of the commune above reach it.
    beside = f"{group.path.rpartition('.')[0]}~."
    leaving = set(doors)
    here = list(teams_under(reach, group.path))

    def named(where: str) -> tuple[str, ...]:
        return tuple(team.name for team in here if teams.get(team.id) == where)

    left = [
        key
        for door in doors_along(reach, group.path)
        if (key := (door.origin, door.id)) not in leaving
    ]
    return Preview(
        doors=len(doors),
        people=people_among(reach, doors),
        teams=named(GOES),
        both=named(BOTH),
        without_helper=walks_lost(reach, doors, beside, besides=along)
        + walks_lost(reach, left, beside, only=going),
    )


def changes_under(reach: Reach, path: str) -> QuerySet[AreaChange]:
    """Changes of areas of communes at or under `path`, the newest first; those still to come above all."""
    found = reach.within(path).filter(AreaChange.objects.all())
    return found.select_related("asked_by").order_by("-holds_on", "-asked_at")


def change_of(reach: Reach, origin: str, change_id: UUID) -> AreaChange:
    """One change. Raises NotReached `area_change.not_reached`."""
    change = AreaChange.objects.filter(origin=origin, id=change_id).first()
    if change is None or not reach.covers(change.path):
        raise NotReached("area_change.not_reached", _("There is no such change, or not here."))
    return change
