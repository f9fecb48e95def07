"""Groups merged, split, and doors moved between them: everything that hangs on them goes along, in one
step, and comes back.

What is given back as `Reorganised` is plain JSON, so that it can be kept until somebody undoes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tungngo.accounts.models import Account
from tungngo.campaigns.models import Assignment, Campaign, Split, Target
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.teams.actions.following import follow_areas, follow_back
from tungngo.teams.models import Membership
from tungngo.territory.actions.merging import move_doors
from tungngo.territory.actions.moving import Before, move_back, move_households, reopen_merged
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of

EVERYTHING = Reach.everything()
Reorganised = dict[str, Any]


@transaction.atomic
def merge_groups(
    *, actor: Account | None, groups: Sequence[Area], into: Area, resolution: str = ""
) -> Reorganised:
    """Merge `groups` into `into` by a resolution (its number): doors, teams and roles go along, doors
    stay with the members who have them, the targets of `into` hold. Gives what `unmerge_groups` needs.

    Phones that were away hear of it with their next list; what was recorded meanwhile is accepted and
    filed in `into`. Raises Refused as `territory.actions.merging.move_doors`.
    """
    moved = move_doors(actor=actor, groups=groups, into=into, resolution=resolution)
    gone = [group for group in groups if group.pk != into.pk]
    followed = follow_areas(actor=actor, gone=gone, into=into)
    paths = [group.path for group in gone]
    targets = _kept(Target.objects.filter(path__in=paths))
    Target.objects.filter(path__in=paths).delete()
    Split.objects.filter(path__in=paths).delete()
    of_group = Campaign.objects.filter(path__in=paths)
    campaigns = {str(id_): code for id_, code in of_group.values_list("id", "area_id")}
    of_group.update(area=into, path=into.path)
    return {
        "doors": moved,
        "gone": [group.code for group in gone],
        "followed": followed,
        "targets": targets,
        "campaigns": campaigns,
    }


@transaction.atomic
def unmerge_groups(*, actor: Account | None, into: Area, before: Reorganised) -> None:
    """Undo `merge_groups`: the groups are there again with their doors, teams, roles and targets. The
    journal line is the caller's."""
    gone = [area_of(EVERYTHING, code) for code in before["gone"]]
    reopen_merged(actor=actor, gone=gone, into=into)
    follow_back(actor=actor, before=before["followed"], into=into)
    move_back(actor=actor, before=before["doors"], now_at=into.path)
    _restore(Target, before["targets"])
    for id_, code in before["campaigns"].items():
        area = area_of(EVERYTHING, code)
        Campaign.objects.filter(pk=UUID(id_), area=into).update(area=area, path=area.path)


@transaction.atomic
def move_between(
    *, actor: Account | None, doors: Iterable[tuple[str, UUID]], to: Area
) -> Reorganised:
    """Put households into the group `to`; who has one and works in no team that reaches it there has it
    no longer. Gives what `move_between_back` needs; the journal line is the caller's.

    Raises Refused as territory.actions.moving.move_households.
    """
    moved = move_households(actor=actor, doors=doors, to=to)
    return {"doors": moved, "assignments": _release(moved, to)}


@transaction.atomic
def move_between_back(*, actor: Account | None, before: Reorganised, now_at: str) -> int:
    """Undo `move_between`: the doors, but for those moved on since, go back to their groups and to whoever
    had them, unless somebody else has them now; how many doors. The journal line is the caller's."""
    count = move_back(actor=actor, before=before["doors"], now_at=now_at)
    _restore(Assignment, before["assignments"])
    return count


@transaction.atomic
def release(
    *, actor: Account | None, moved: Before, to: Area, teams: Collection[UUID] | None = None
) -> list[dict[str, Any]]:
    """Part of a split: doors of `to` are nobody's whose team (one of `teams`, where given) does not reach
    them there. Gives what `move_between_back` takes as "assignments"."""
    return _release(moved, to, teams)


@transaction.atomic
def hand_to_twins(
    *, actor: Account | None, kept: Iterable[Mapping[str, Any]], twins: Mapping[UUID, Membership]
) -> None:
    """Part of a split: doors that `release` took from people who work in the new group by another membership
    (old → new) are theirs by that one. The journal line is the caller's."""
    handed = []
    for row in kept:
        twin = twins.get(UUID(row["membership_id"])) if row["membership_id"] else None
        if twin is not None:
            theirs = {"membership_id": str(twin.id), "team_id": str(twin.team_id)}
            handed.append({**row, **theirs})
    _restore(Assignment, handed)


@transaction.atomic
def take_from_twins(
    *, actor: Account | None, kept: Iterable[Mapping[str, Any]], twins: Mapping[UUID, Membership]
) -> None:
    """Undo `hand_to_twins`: those doors are nobody's, for `move_between_back` to put back as they were; what
    people were given by the new membership since they have by the old one (new → old)."""
    for row in kept:
        there = {name: row[name] for name in ("origin", "household_id", "campaign_id")}
        Assignment.objects.filter(**there, membership_id__in=list(twins)).delete()
    for twin, old in twins.items():
        theirs = Assignment.objects.filter(membership_id=twin)
        theirs.update(membership_id=old.id, team_id=old.team_id)


def _release(
    moved: Mapping[str, Sequence[Sequence[str]]],
    to: Area,
    teams: Collection[UUID] | None = None,
) -> list[dict[str, Any]]:
    lost = Assignment.objects.none()
    ids = [UUID(id_) for keys in moved.values() for _origin, id_ in keys]
    origins = {origin for keys in moved.values() for origin, _id in keys}
    if ids:
        above = [to.path[: end + 1] for end, letter in enumerate(to.path) if letter == "."]
        here = Assignment.objects.filter(origin__in=origins, household_id__in=ids)
        lost = here.exclude(Q(team__path__in=above) | Q(team__path=""))
        lost = lost if teams is None else lost.filter(team_id__in=list(teams))
    kept = _kept(lost)
    lost_keys = list(lost.values_list("origin", "household_id", "campaign_id"))
    for origin, household, campaign in lost_keys:
        Assignment.objects.filter(
            origin=origin, household_id=household, campaign_id=campaign
        ).delete()
    return kept


@transaction.atomic
def copy_targets(*, actor: Account | None, of: Area, to: Area) -> int:
    """A group that was part of another has its targets, too; how many. The journal line is the caller's."""
    rows = list(Target.objects.filter(path=of.path))
    for row in rows:
        row.pk, row.area, row.path = uuid7(), to, to.path
    Target.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def drop_targets(*, actor: Account | None, of: Area) -> None:
    """Undo `copy_targets`."""
    Target.objects.filter(path=of.path).delete()


def _kept(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Rows by column as JSON keeps them, to be restored."""
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    return [
        {name: _plain(value) for name, value in zip(columns, row, strict=True)}
        for row in rows.values_list(*columns)
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _restore(model: type[Target] | type[Assignment], kept: Iterable[Mapping[str, Any]]) -> None:
    """Put rows back whose place nobody took since."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rows: list[Any] = [
        model(**{name: fields[name].to_python(value) for name, value in row.items()})
        for row in kept
    ]
    model._default_manager.bulk_create(rows, ignore_conflicts=True)
