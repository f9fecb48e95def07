"""Many households put into another group of their commune at once, and groups split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.territory.actions.areas import add_groups
from tungngo.territory.actions.following import people_went
from tungngo.territory.actions.leaving import leave_places
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.group_lists import clean_group
from tungngo.territory.models import Area, AreaSuccession, Household, Level, Resident
from tungngo.territory.rules import group_key

DoorKey = tuple[str, UUID]
#: Where doors lay before they were moved: path → [origin, household id as text].
Before = dict[str, list[list[str]]]
_BATCH = 500


@transaction.atomic
def move_households(*, actor: Account | None, doors: Iterable[DoorKey], to: Area) -> Before:
    """Put these households and their people into the group `to` (or a commune: into no group); gives where
    those that moved lay. Facts keep the path under which they were recorded; what somebody did at a door
    before it moved is still taken. The journal line is the caller's.

    Raises Refused `household.other_commune`, `merge.ended`.
    """
    if to.valid_to_on is not None:
        raise Refused("merge.ended", _("One of these groups no longer exists."))
    if to.level < Level.COMMUNE:
        raise _other_commune()
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in doors:
        by_origin[origin].append(id_)
    before: Before = defaultdict(list)
    now = clock.now()
    for origin, ids in sorted(by_origin.items()):
        for start in range(0, len(ids), _BATCH):
            some = ids[start : start + _BATCH]
            held = Household.objects.select_for_update().filter(origin=origin, id__in=some)
            moving = [row for row in held.order_by("id") if row.path != to.path]
            if any(row.path.split(".")[1] != to.commune_code for row in moving):
                raise _other_commune()
            for row in moving:
                before[row.path].append([origin, str(row.id)])
            rows = Household.objects.filter(origin=origin, id__in=[row.id for row in moving])
            people = Resident.objects.filter(
                origin=origin, household_id__in=[row.id for row in moving]
            )
            went = [(origin, who, to.path) for who in people.values_list("id", flat=True)]
            people.update(path=to.path, version=F("version") + 1, updated_at=now)
            people_went(actor=actor, went=went)
            leave_places(actor=actor, left=[(origin, row.id, row.path) for row in moving], at=now)
            rows.update(
                path=to.path,
                version=F("version") + 1,
                updated_at=now,
            )
    if before:
        mark_stale(dict.fromkeys({*before, to.path}, 0))
    return dict(before)


def _other_commune() -> Refused:
    return Refused(
        "household.other_commune",
        _("A household is moved within its own ward or commune only."),
    )


@transaction.atomic
def move_back(
    *, actor: Account | None, before: Mapping[str, Sequence[Sequence[str]]], now_at: str
) -> int:
    """Put doors that `move_households` moved back where they lay, but for those somebody moved on since
    from `now_at`; how many. The journal line is the caller's."""
    count = 0
    for path, keys in before.items():
        to = Area.objects.get(path=path)
        still = []
        by_origin: dict[str, list[UUID]] = defaultdict(list)
        for origin, id_ in keys:
            by_origin[origin].append(UUID(id_))
        for origin, ids in by_origin.items():
            there = Household.objects.filter(origin=origin, id__in=ids, path=now_at)
            still += [(origin, id_) for id_ in there.values_list("id", flat=True)]
        moved = move_households(actor=actor, doors=still, to=to)
        count += sum(map(len, moved.values()))
    return count


@transaction.atomic
def split_group(
    *,
    actor: Account | None,
    group: Area,
    kind: str,
    name: str,
    lanes: Sequence[str],
    on: date,
) -> tuple[Area, Before]:
    """A new group beside `group` with its lanes `lanes` (lane keys; "" for doors of no lane); gives it and
    where its doors lay. Raises Refused as `add_group`, `merge.ended`, `split.no_lanes`, `split.all_lanes`.
    """
    if group.valid_to_on is not None or group.parent is None:
        raise Refused("merge.ended", _("One of these groups no longer exists."))
    here = Household.objects.filter(path=group.path)
    leaving = list(here.filter(lane_key__in=list(lanes)).values_list("origin", "id"))
    if not leaving:
        raise Refused("split.no_lanes", _("Choose the lanes that become the new group."))
    if not here.filter(ended_on=None).exclude(lane_key__in=list(lanes)).exists():
        raise Refused("split.all_lanes", _("These are all lanes of the group. Rename it instead."))
    [made] = add_groups(actor=actor, commune=group.parent, drafts=[clean_group(kind, name)])
    Area.objects.filter(pk=made.pk).update(valid_from_on=on)
    AreaSuccession.objects.create(predecessor=group, successor=made, happened_on=on)
    return made, move_households(actor=actor, doors=leaving, to=made)


@transaction.atomic
def close_split(*, actor: Account | None, group: Area, made: Area) -> None:
    """Undo a split whose doors have gone back: the new group ends as if it had never been one.

    Raises Refused `group.has_households` while doors stand in it.
    """
    left = Household.objects.filter(path=made.path, ended_on=None).count()
    if left:
        raise Refused(
            "group.has_households",
            _("%(count)s households are still listed in this group. Move them to another first."),
            {"count": left},
        )
    AreaSuccession.objects.filter(predecessor=group, successor=made).delete()
    Area.objects.filter(pk=made.pk).update(valid_to_on=made.valid_from_on)


@transaction.atomic
def reopen_merged(*, actor: Account | None, gone: Sequence[Area], into: Area) -> None:
    """Undo that `gone` ended by going into `into`: they are groups again, still without doors.

    Raises Refused `group.name_taken` when another group is called so meanwhile.
    """
    today = Area.objects.filter(parent=into.parent, valid_to_on=None)
    names = {(area.kind, group_key(area.name)) for area in today}
    for group in gone:
        if (group.kind, group_key(group.name)) in names:
            raise Refused(
                "group.name_taken",
                _("There is already “%(name)s” here."),
                {"name": group.full_name},
            )
    for group in gone:  # that `into` was split off it before, stays
        since = AreaSuccession.objects.filter(predecessor=group, successor=into)
        since.filter(happened_on=group.valid_to_on or clock.today()).delete()
    Area.objects.filter(pk__in=[group.pk for group in gone]).update(valid_to_on=None)
