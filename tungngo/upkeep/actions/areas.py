"""Changes of areas: groups merged, split or renamed by a resolution from a day on, households moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.actions import merge_groups
from tungngo.campaigns.actions.reorganising import (
    copy_targets,
    drop_targets,
    hand_to_twins,
    move_between,
    move_between_back,
    release,
    take_from_twins,
    unmerge_groups,
)
from tungngo.encounters.queries import recorded_since
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points.actions.following import follow_back, follow_lanes, follow_members
from tungngo.teams.actions.following import follow_areas, send_teams, twin_team, untwin_team
from tungngo.teams.queries import memberships_among, team_of, teams_under
from tungngo.territory.actions import rename_group
from tungngo.territory.actions.following import follow_area, put_back
from tungngo.territory.actions.moving import close_split, split_group
from tungngo.territory.following import as_written_today
from tungngo.territory.group_lists import clean_group
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, areas_at
from tungngo.territory.walks import doors_along
from tungngo.upkeep.models import AreaChange
from tungngo.upkeep.plans import BOTH, GOES, Plan, Resolution, words_of

EVERYTHING = Reach.everything()
State = AreaChange.State


@transaction.atomic
def ask_change(
    *,
    actor: Account | None,
    commune: Area,
    kind: str,
    plan: Plan,
    by: Resolution | None = None,
) -> AreaChange:
    """Have groups of `commune` changed: today at once, or by the worker on the day from which it holds.

    Raises Refused as what it does, tried now so that nothing impossible is planned; and
    `area_change.day_past`, `area_change.needs_resolution` (for all but moved households).
    """
    by = by or Resolution()
    today = clock.today()
    holds_on = by.holds_on or today
    if holds_on < today:
        raise Refused(
            "area_change.day_past",
            _("The day from which it holds has gone by. Choose today or later."),
            place="holds_on",
        )
    if kind != AreaChange.Kind.MOVE and not by.number.strip():
        raise Refused(
            "area_change.needs_resolution",
            _("Give the number of the resolution."),
            place="number",
        )
    change = AreaChange(
        origin=commune.code,
        path=commune.path,
        kind=kind,
        plan=plan,
        words=words_of(kind, plan)[:400],
        resolution=by.number.strip(),
        resolved_on=by.on,
        holds_on=holds_on,
        asked_at=clock.now(),
        asked_by=actor,
    )
    if holds_on > today:
        _try(actor, change)
        change.save(force_insert=True)
        _journal(actor, "area_change.planned", change)
        return change
    change.save(force_insert=True)
    _do(actor, change)
    return change


class _Tried(Exception):
    """Ends a try whose writes are not kept."""


def _try(actor: Account | None, change: AreaChange) -> None:
    """Raises Refused when it could not be done now."""
    try:
        with transaction.atomic():
            _DEEDS[change.kind](actor, change)
            raise _Tried
    except _Tried:
        return


def _do(actor: Account | None, change: AreaChange) -> None:
    change.before = _DEEDS[change.kind](actor, change)
    change.state, change.done_at, change.code = State.DONE, clock.now(), ""
    change.save(update_fields=["before", "state", "done_at", "code"])
    _journal(actor, "area_change.done", change)


def do_due(*, actor: Account | None) -> int:
    """Do what was planned for today or before; how many. What cannot be done any more waits for a person,
    with the code of why."""
    due = AreaChange.objects.filter(state=State.PLANNED, holds_on__lte=clock.today())
    count = 0
    for origin, id_ in list(due.order_by("holds_on", "asked_at").values_list("origin", "id")):
        try:
            with transaction.atomic():
                change = AreaChange.objects.select_for_update().get(origin=origin, id=id_)
                if change.state == State.PLANNED:
                    _do(actor or change.asked_by, change)
                    count += 1
        except Refused as refused:
            AreaChange.objects.filter(origin=origin, id=id_).update(
                state=State.STUCK, code=refused.code
            )
    return count


@transaction.atomic
def undo_change(*, actor: Account | None, change: AreaChange) -> None:
    """Take a change back: all is as it was, but for what somebody changed since; a planned one is dropped.

    Raises Refused `area_change.nothing_to_undo`, `area_change.recorded_since` when something was recorded
    in the groups it made since, `area_change.changed_since` when they are not there any more.
    """
    done = AreaChange.objects.select_for_update().get(origin=change.origin, id=change.id)
    if done.state in (State.PLANNED, State.STUCK):
        done.state = State.DROPPED
    elif done.state == State.DONE:
        done.before = as_written_today(done.before, done.path)
        _UNDO[done.kind](actor, done)
        done.state = State.UNDONE
    else:
        raise Refused("area_change.nothing_to_undo", _("This has already been taken back."))
    done.undone_at, done.undone_by = clock.now(), actor
    done.save(update_fields=["state", "undone_at", "undone_by"])
    _journal(actor, "area_change.undone", done)
    change.refresh_from_db()


def _journal(actor: Account | None, verb: str, change: AreaChange) -> None:
    journal.write(
        actor=actor,
        verb=verb,
        subject=f"{change.origin}:{change.id}",
        path=change.path,
        kind=str(change.kind),
        resolution=change.resolution,
    )


# --------------------------------------------------------------------------- each kind of change


def _group(code: str) -> Area:
    return area_of(EVERYTHING, code)


def _merge(actor: Account | None, change: AreaChange) -> dict[str, Any]:
    groups, into = [_group(code) for code in change.plan["groups"]], _group(change.plan["into"])
    before = merge_groups(actor=actor, groups=groups, into=into, resolution=change.resolution)
    gone = [group for group in groups if group.pk != into.pk]
    return {**before, "along": follow_area(actor=actor, gone=gone, into=into)}


def _unmerge(actor: Account | None, change: AreaChange) -> None:
    into = _group(change.plan["into"])
    _refuse_recorded(change, into)
    unmerge_groups(actor=actor, into=into, before=change.before)
    # "points": what went along when a change of an earlier version was carried out.
    along = [*change.before.get("along", ()), *change.before.get("points", ())]
    put_back(actor=actor, before=along, now_at=into)
    follow_back(actor=actor, before=along, now_at=into)


def _split(actor: Account | None, change: AreaChange) -> dict[str, Any]:
    plan, group = change.plan, _group(change.plan["group"])
    made, moved = split_group(
        actor=actor,
        group=group,
        kind=plan["kind"],
        name=plan["name"],
        lanes=plan["lanes"],
        on=change.holds_on,
    )
    copy_targets(actor=actor, of=group, to=made)
    wanted = plan.get("teams", {})
    teams = [team for team in teams_under(EVERYTHING, group.path) if team.area_id == group.code]
    going = [team for team in teams if wanted.get(str(team.id)) == GOES]
    send_teams(actor=actor, teams=going, to=made)
    twins = {
        team: twin_team(actor=actor, team=team, area=made)
        for team in teams
        if wanted.get(str(team.id)) == BOTH
    }
    released = release(actor=actor, moved=moved, to=made)
    for new in twins.values():
        hand_to_twins(actor=actor, kept=released, twins=new)
    if going:
        left = [[door.origin, str(door.id)] for door in doors_along(EVERYTHING, group.path)]
        theirs = [team.id for team in going]
        released += release(actor=actor, moved={group.path: left}, to=group, teams=theirs)
    # Who works in the new group alone is away there, too.
    along = follow_lanes(actor=actor, at=group, lanes=plan["lanes"], to=made)
    along += follow_members(actor=actor, at=group, teams=going, to=made)
    return {
        "made": made.code,
        "doors": moved,
        "along": along,
        "assignments": released,
        "twins": [
            [str(team.id), {str(old): str(one.id) for old, one in new.items()}]
            for team, new in twins.items()
        ],
    }


def _unsplit(actor: Account | None, change: AreaChange) -> None:
    made = _group(change.before["made"])
    _refuse_recorded(change, made)
    for team_id, pairs in change.before.get("twins", ()):
        old_of = {UUID(new): UUID(old) for old, new in pairs.items()}
        _untwin(actor, UUID(team_id), old_of, change.before["assignments"])
    move_between_back(actor=actor, before=change.before, now_at=made.path)
    drop_targets(actor=actor, of=made)
    group = _group(change.plan["group"])
    # Teams and roles that came about in the new group meanwhile work in the old one.
    follow_areas(actor=actor, gone=[made], into=group)
    put_back(actor=actor, before=change.before.get("along", []), now_at=made)
    follow_area(actor=actor, gone=[made], into=group)
    close_split(actor=actor, group=group, made=made)


def _untwin(
    actor: Account | None, team_id: UUID, pairs: dict[UUID, UUID], kept: list[dict[str, Any]]
) -> None:
    """Whoever worked in both groups has what they have by their old membership (new → old) again."""
    known = {one.id: one for one in memberships_among(EVERYTHING, [*pairs, *pairs.values()])}
    old = {new: known[before] for new, before in pairs.items() if before in known}
    take_from_twins(actor=actor, kept=kept, twins=old)
    for twin in {known[new].team_id: known[new].team for new in pairs if new in known}.values():
        untwin_team(actor=actor, twin=twin, team=team_of(EVERYTHING, team_id))


def _rename(actor: Account | None, change: AreaChange) -> dict[str, Any]:
    group = _group(change.plan["group"])
    before = {"kind": group.kind, "name": group.name}
    rename_group(actor=actor, group=group, kind=change.plan["kind"], name=change.plan["name"])
    return before


def _unrename(actor: Account | None, change: AreaChange) -> None:
    group, wanted = (
        _group(change.plan["group"]),
        clean_group(change.plan["kind"], change.plan["name"]),
    )
    if (group.kind, group.name) != (wanted.kind, wanted.name):
        raise _changed_since()
    rename_group(actor=actor, group=group, **change.before)


def _move(actor: Account | None, change: AreaChange) -> dict[str, Any]:
    doors = [(origin, UUID(id_)) for origin, id_ in change.plan["doors"]]
    return move_between(actor=actor, doors=doors, to=_group(change.plan["to"]))


def _unmove(actor: Account | None, change: AreaChange) -> None:
    gone = [path for path in change.before["doors"] if not _stands(path)]
    if gone:
        raise _changed_since()
    move_between_back(actor=actor, before=change.before, now_at=_group(change.plan["to"]).path)


def _stands(path: str) -> bool:
    return any(area.valid_to_on is None for area in areas_at(EVERYTHING, [path]))


_DEEDS: dict[str, Callable[[Account | None, AreaChange], dict[str, Any]]] = {
    "merge": _merge,
    "split": _split,
    "rename": _rename,
    "move": _move,
}
_UNDO: dict[str, Callable[[Account | None, AreaChange], None]] = {
    "merge": _unmerge,
    "split": _unsplit,
    "rename": _unrename,
    "move": _unmove,
}


def _refuse_recorded(change: AreaChange, area: Area) -> None:
    if area.valid_to_on is not None or area.level != Level.GROUP:
        raise _changed_since()
    since = recorded_since(EVERYTHING, area.path, change.done_at or change.asked_at)
    if since:
        raise Refused(
            "area_change.recorded_since",
            _(
                "%(count)s results have been recorded in %(name)s since. Make a new change instead of "
                "taking this one back."
            ),
            {"count": since, "name": area.full_name},
        )


def _changed_since() -> Refused:
    return Refused(
        "area_change.changed_since",
        _("These groups have been changed again since. Take the later change back first."),
    )
