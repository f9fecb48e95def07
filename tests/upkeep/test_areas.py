"""Groups merged, split, renamed and households moved: everything goes along, and comes back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tungngo.campaigns.actions import merge_groups, move_household
from tungngo.campaigns.models import Assignment, Target
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points.models import SupportPoint
from tungngo.points.queries import points_under
from tungngo.points.rules import Line
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Membership, Team
from tungngo.teams.queries import reach_of
from tungngo.territory.actions import add_group
from tungngo.territory.models import Area, AreaSuccession, Household, Resident
from tungngo.territory.queries import find_areas
from tungngo.upkeep.actions import ask_change, do_due, undo_change
from tungngo.upkeep.models import AreaChange
from tungngo.upkeep.plans import Resolution, plan_merge, plan_move, plan_rename, plan_split
from tungngo.upkeep.queries import preview_split

ALL = Reach.everything()
BY = Resolution("12/NQ-HĐND", dt.date(2026, 11, 20))


@pytest.fixture
def street(db: Any) -> Street:
    there = Street(doors=4)
    for door, lane in zip(there.doors, ("a", "a", "b", ""), strict=True):
        Household.objects.filter(id=door.id).update(lane_key=lane)
    recount(paths=[there.group7.path, there.elsewhere.path])
    return there


def counted() -> None:
    while recount_stale():
        pass
    assert list(check(ALL)) == []


def keys(doors: list[Household]) -> list[tuple[str, Any]]:
    return [(door.origin, door.id) for door in doors]


def lying(street: Street) -> list[str]:
    """Where the doors lie, and that their people lie there, too."""
    for door in street.doors:
        door.refresh_from_db()
        paths = Resident.objects.filter(household_id=door.id).values_list("path", flat=True)
        assert set(paths) == {door.path}
    return [door.path for door in street.doors]


def on_phone(street: Street) -> set[Any]:
    street.phone.refresh_from_db()
    world = world_of(reach_of(street.member), street.member, street.phone)
    return {door["id"] for door in world["doors"][1]["doors"]}


def state(street: Street) -> Any:
    """All that hangs on the groups."""
    areas = Area.objects.filter(parent=street.ward, valid_to_on=None)
    return (
        sorted(areas.values_list("code", "kind", "name")),
        lying(street),
        sorted(Team.objects.filter(dissolved_at=None).values_list("id", "path")),
        sorted(Target.objects.values_list("path", "indicator", "percent")),
        sorted(Assignment.objects.values_list("household_id", "membership_id", "position")),
    )


def ask(street: Street, kind: str, plan: Any, by: Resolution | None = BY) -> AreaChange:
    return ask_change(actor=street.admin, commune=street.ward, kind=kind, plan=plan, by=by)


@pytest.fixture
def furnished(street: Street) -> Street:
    """With targets of group 7, and a door in a member's walk."""
    day = street.campaign.ends_on
    Target.objects.create(
        campaign=street.campaign, area=street.group7, path=street.group7.path,
        indicator="households.reached", due_on=day, percent=80,
    )  # fmt: skip
    [member] = Membership.objects.filter(account=street.member)
    for door in street.doors[:3]:
        move_household(
            actor=street.admin, campaign=street.campaign, household=door, membership=member
        )
    return street


@pytest.mark.parametrize("kind", ["merge", "split", "rename", "move"])
def test_every_change_takes_all_along_and_comes_back(furnished: Street, kind: str) -> None:
    street = furnished
    street.push(street.op(street.encounter(street.doors[0])))
    was = state(street)
    plan = {
        "merge": plan_merge([street.group7], street.group8),
        "split": plan_split(street.group7, "to_dan_pho", "7B", ["b", ""]),
        "rename": plan_rename(street.group7, "to_dan_pho", "Hồ Sen"),
        "move": plan_move([(d.origin, d.id) for d in street.doors[:2]], street.group8),
    }[kind]
    change = ask(street, kind, plan, None if kind == "move" else BY)
    assert (change.state, change.resolution) == ("done", "" if kind == "move" else "12/NQ-HĐND")
    assert state(street) != was
    counted()
    first, second, third, fourth = lying(street)
    if kind == "merge":
        assert {first, fourth} == {street.group8.path}
        assert Team.objects.get(id=street.team.id).path == street.group8.path
        assert on_phone(street) == {door.id for door in street.doors[:3]}
    elif kind == "split":
        made = Area.objects.get(name="số 7B")
        assert (first, third, fourth) == (street.group7.path, made.path, made.path)
        assert Target.objects.get(path=made.path).percent == 80
        assert on_phone(street) == {door.id for door in street.doors[:2]}
    elif kind == "rename":
        assert find_areas(ALL, "tổ dân phố số 7")[0].area.code == "00322.07"
    else:
        assert (first, second, third) == (
            street.group8.path,
            street.group8.path,
            street.group7.path,
        )
        assert on_phone(street) == {street.doors[2].id}
    undo_change(actor=street.admin, change=change)
    assert state(street) == was
    assert change.state == "undone"
    counted()
    with pytest.raises(Refused) as refused:
        undo_change(actor=street.admin, change=change)
    assert refused.value.code == "area_change.nothing_to_undo"


@pytest.mark.parametrize("where", ["goes", "both"])
def test_a_team_goes_with_the_part_that_is_its_own_or_works_in_both(
    furnished: Street, where: str
) -> None:
    street = furnished
    was, team = state(street), street.team
    wanted = {team.id: where}
    preview = preview_split(ALL, street.group7, keys(street.doors[2:]), wanted)
    assert preview.doors == 2
    assert (preview.teams if where == "goes" else preview.both) == (team.name,)
    assert preview.without_helper == (2 if where == "goes" else 0)
    plan = plan_split(street.group7, "to_dan_pho", "7B", ["b", ""], wanted)
    change = ask(street, "split", plan)
    made = Area.objects.get(name="số 7B")
    team.refresh_from_db()
    assert team.path == (made.path if where == "goes" else street.group7.path)

    def whose() -> list[tuple[str, str] | None]:
        rows = {
            one.household_id: (one.membership.account.full_name, one.team.path)
            for one in Assignment.objects.select_related("membership__account", "team")
            if one.membership
        }
        return [rows.get(door.id) for door in street.doors]

    name = street.member.full_name
    mine, theirs = (name, street.group7.path), (name, made.path)
    assert whose() == (
        [None, None, theirs, None] if where == "goes" else [mine, mine, theirs, None]
    )
    if where == "both":
        assert on_phone(street) == {door.id for door in street.doors[:3]}
        twin = Team.objects.get(path=made.path)
        move_household(
            actor=street.admin,
            campaign=street.campaign,
            household=Household.objects.get(id=street.doors[3].id),
            membership=Membership.objects.get(team=twin),
        )
        add_member(actor=street.admin, team=twin, full_name="Lò Thị Mới")
    undo_change(actor=street.admin, change=change)
    if where == "both":
        assert whose()[3] == mine, "what was given meanwhile is theirs as before"
        Assignment.objects.filter(household_id=street.doors[3].id).delete()
        assert {one.account.full_name for one in team.memberships.filter(until_at=None)} == {
            name,
            "Lò Thị Mới",
        }
    assert state(street) == was
    counted()


def test_who_works_on_in_the_group_is_still_away_there_when_a_team_of_theirs_goes(
    street: Street,
) -> None:
    day = clock.today()
    alone = add_member(actor=None, team=street.team, full_name="Vi Thị Một").account
    stays = make_team(actor=None, area=street.group7, name="Tổ ở lại")
    add_member(actor=None, team=stays, account=street.member)
    away = [
        points.note_leave(actor=None, area=street.group7, account=who, first=day, last=day)
        for who in (street.member, alone)
    ]

    def lie() -> list[str]:
        for one in away:
            one.refresh_from_db()
        return [one.path for one in away]

    plan = plan_split(street.group7, "to_dan_pho", "7B", ["b", ""], {street.team.id: "goes"})
    change = ask(street, "split", plan)
    made = Area.objects.get(name="số 7B")
    assert lie() == [street.group7.path, made.path]
    undo_change(actor=street.admin, change=change)
    assert set(lie()) == {street.group7.path}


def test_what_came_about_in_a_group_meanwhile_is_not_left_behind(furnished: Street) -> None:
    street = furnished
    change = ask(street, "split", plan_split(street.group7, "to_dan_pho", "7B", ["b", ""]))
    team = make_team(actor=street.admin, area=Area.objects.get(name="số 7B"), name="Tổ 7B")
    undo_change(actor=street.admin, change=change)
    team.refresh_from_db()
    assert team.path == street.group7.path
    merge = ask(street, "merge", plan_merge([street.group7], street.group8))
    add_group(actor=street.admin, commune=street.ward, kind="to_dan_pho", name="số 7")
    with pytest.raises(Refused) as refused:
        undo_change(actor=street.admin, change=merge)
    assert refused.value.code == "group.name_taken"
    counted()


def test_what_was_done_at_a_door_before_it_moved_is_still_taken(street: Street) -> None:
    door = street.doors[0]
    before = street.op(street.encounter(door))
    ask(street, "move", plan_move([(door.origin, door.id)], street.group8), None)
    ask(street, "move", plan_move([(door.origin, door.id)], street.ward), None)  # and once more
    late = street.op(street.encounter(door, at=(clock.now() + dt.timedelta(seconds=1)).isoformat()))
    found = {
        **{"id": str(uuid7()), "what": "wrong", "household": str(door.id), "seen": 1},
        **{"at": before["body"]["at"], "said": {"head": "Chủ Mới"}},
    }
    told = street.push(before, late, street.op(found, kind="suggestion.make"))
    assert [one.code for one in told] == ["", "encounter.household_out_of_reach", ""]
    counted()


def test_a_change_waits_for_its_day_and_can_be_dropped(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = clock.today() + dt.timedelta(days=9)
    by = Resolution("12/NQ-HĐND", clock.today(), day)
    plan = plan_merge([street.group7], street.group8)
    dropped = ask(street, "merge", plan, by)
    assert (dropped.state, do_due(actor=None)) == ("planned", 0)
    undo_change(actor=street.admin, change=dropped)
    kept = ask(street, "merge", plan, by)
    impossible = ask(street, "rename", plan_rename(street.group7, "to_dan_pho", "X"), by)
    with monkeypatch.context() as patched:
        patched.setattr(clock, "today", lambda: day)
        assert do_due(actor=None) == 1
        assert do_due(actor=None) == 0
    for one in (dropped, kept, impossible):
        one.refresh_from_db()
    assert [one.state for one in (dropped, kept, impossible)] == ["dropped", "done", "stuck"]
    assert impossible.code == "group.ended"
    assert set(lying(street)) == {street.group8.path}
    group = Area.objects.get(pk=street.group7.pk)
    assert group.valid_to_on == day


def test_once_something_is_recorded_there_it_is_not_taken_back(street: Street) -> None:
    change = ask(street, "merge", plan_merge([street.group7], street.group8))
    street.push(street.op(street.encounter(street.doors[0])))
    with pytest.raises(Refused) as refused:
        undo_change(actor=street.admin, change=change)
    assert refused.value.code == "area_change.recorded_since"


def test_what_cannot_be_is_refused_before_it_is_planned(street: Street) -> None:
    def code(kind: str, plan: Any, by: Resolution | None = BY) -> str:
        with pytest.raises(Refused) as refused:
            ask(street, kind, plan, by)
        return refused.value.code

    merge = plan_merge([street.group7], street.group8)
    yesterday = clock.today() - dt.timedelta(days=1)
    tomorrow = clock.today() + dt.timedelta(days=1)
    assert code("merge", merge, Resolution()) == "area_change.needs_resolution"
    assert code("merge", merge, Resolution("1", None, yesterday)) == "area_change.day_past"
    nowhere = plan_merge([], street.group8)
    assert code("merge", nowhere, Resolution("1", None, tomorrow)) == "merge.not_groups"
    assert code("split", plan_split(street.group7, "to_dan_pho", "7B", ["z"])) == "split.no_lanes"
    every = plan_split(street.group7, "to_dan_pho", "7B", ["a", "b", ""])
    assert code("split", every) == "split.all_lanes"
    far = plan_move([(street.far_door.origin, street.far_door.id)], street.group8)
    assert code("move", far) == "household.other_commune"
    assert not AreaChange.objects.exists()


def test_points_and_what_is_to_come_there_follow_their_group_and_come_back(street: Street) -> None:
    """Whoever answers for the group that is left answers for its points, and for what is over there, too."""
    point = points.open_point(
        actor=street.admin, area=street.group7, entry=points.PointEntry("Nhà văn hóa tổ 7")
    )
    now = clock.now()
    over, coming = (
        points.plan_gathering(
            actor=street.admin,
            point=point,
            plan=points.Plan("Lớp VNeID", at, at + dt.timedelta(hours=2)),
        )
        for at in (now - dt.timedelta(days=2), now + dt.timedelta(days=2))
    )
    rota = points.open_rota(
        actor=street.admin,
        point=point,
        entry=points.RotaEntry(
            [Line(day, dt.time(18), dt.time(20)) for day in range(7)], on_holidays=True
        ),
    )
    day = clock.today() + dt.timedelta(days=1)
    [shift] = points.make_shifts(actor=None, rota=rota, first=day, last=day).shifts
    away = points.note_leave(
        actor=None, area=street.group7, account=street.member, first=day, last=day
    )
    going = (point, over, coming, rota, shift, away)

    def lie() -> set[str]:
        for one in going:
            one.refresh_from_db()
        return {one.path for one in going}

    change = ask(street, "merge", plan_merge([street.group7], street.group8))
    assert lie() == {street.group8.path}
    of_group = Reach((street.group8.path,))
    assert list(points_under(of_group, street.group8.path)) == [point]
    since = points.plan_gathering(
        actor=street.admin,
        point=SupportPoint.objects.get(id=point.id),
        plan=points.Plan("Lớp DVC", coming.ends_at, coming.ends_at + dt.timedelta(hours=1)),
    )
    assert since.path == street.group8.path
    undo_change(actor=street.admin, change=change)
    since.refresh_from_db()
    assert lie() == {street.group7.path} == {since.path}


def test_a_group_that_was_split_may_end_in_its_new_half_and_both_come_back(street: Street) -> None:
    before = state(street)
    said: Any = {"actor": street.admin, "commune": street.ward, "by": BY}
    plan = plan_split(street.group7, "to_dan_pho", "7A", ["a"])
    split = ask_change(kind="split", plan=plan, **said)
    made = Area.objects.get(code=split.before["made"])
    AreaSuccession.objects.update(happened_on=clock.today() - dt.timedelta(days=30))
    merged = ask_change(kind="merge", plan=plan_merge([street.group7], made), **said)
    assert set(lying(street)[:3]) == {made.path}
    undo_change(actor=street.admin, change=merged)
    assert AreaSuccession.objects.filter(predecessor=street.group7, successor=made).exists()
    undo_change(actor=street.admin, change=split)
    assert state(street) == before


def test_of_two_who_merge_one_group_at_once_the_second_is_told(street: Street) -> None:
    """Both read the group before either wrote; the second waits for the first."""
    seen, into = Area.objects.get(pk=street.group7.pk), Area.objects.get(pk=street.group8.pk)
    merge_groups(actor=street.admin, groups=[street.group7], into=street.group8)
    with pytest.raises(Refused) as refused:
        merge_groups(actor=street.admin, groups=[seen], into=into)
    assert refused.value.code == "merge.ended"
