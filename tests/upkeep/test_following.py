"""Groups merged, split and parted again, doors moved, a commune in another province: whatever learning left
there is found where it belongs now, adds up before and after, and comes back. By chance, beside a model that
knows where points and doors are and nothing else."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

import pytest

from tests.advice.lesson import Lesson
from tests.upkeep.test_areas import ALL, BY
from tungngo.accounts.models import JournalLine
from tungngo.advice.models import Task
from tungngo.advice.results import results_of
from tungngo.certificates.actions import install_completion_rules
from tungngo.certificates.models import Certificate, CompletionRule, Confirmation
from tungngo.certificates.queries import certificates_under, issued_counts
from tungngo.encounters.gathered import came_to
from tungngo.learning.actions import PlatformEntry, record_platform_result
from tungngo.learning.models import PlatformResult
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions as points
from tungngo.points import queries
from tungngo.points.models import Gathering, Handover, Leave, Rota, Shift, SupportPoint
from tungngo.points.rules import Line
from tungngo.progress.actions import recount_everything, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Population
from tungngo.quizzes.actions import install_banks
from tungngo.quizzes.models import Quiz
from tungngo.quizzes.queries import quizzes_under
from tungngo.teams.models import Team
from tungngo.teams.queries import reach_of
from tungngo.territory.actions import HouseholdEntry, edit_household, load_units
from tungngo.territory.models import Area, Household, Resident
from tungngo.territory.queries.units import known_units
from tungngo.tickets import actions as tickets
from tungngo.tickets.models import HelpCall
from tungngo.upkeep.actions import ask_change, merge_households, undo_change, undo_doubling
from tungngo.upkeep.plans import plan_merge, plan_move, plan_split

pytestmark = pytest.mark.django_db
LANES = ("truong dinh/1", "truong dinh/2")
#: What lies where a point stands, and what lies where a person lives.
OF_POINTS = (SupportPoint, Rota, Gathering, Shift, Quiz)
OF_PEOPLE = (Certificate, Confirmation, PlatformResult)


class Ward(Lesson):
    """In each of two groups two points in two lanes, each with a session over and one to come, a rota with a
    shift, a quiz and a task to repeat the lesson; and behind each door somebody who has everything."""

    def __init__(self) -> None:
        super().__init__(doors=4)
        install_banks()
        install_completion_rules()
        Team.objects.filter(id=self.team.id).update(area=self.ward, path=self.ward.path)
        self.doors += [self.door(self.group8, n) for n in range(11, 15)]
        for n, door in enumerate(self.doors):
            Household.objects.filter(id=door.id).update(lane_key=LANES[n % 2])
        SupportPoint.objects.all().update(closed_at=clock.now())
        self.spots = [
            self.spot(group, lane) for group in (self.group7, self.group8) for lane in (1, 2)
        ]
        self.learners = [self.learner(door) for door in self.doors]

    def spot(self, group: Area, lane: int) -> SupportPoint:
        entry = points.PointEntry(
            f"Điểm {group.name} {lane}", place=f"Số 5 Ngõ {lane} Đường Trương Định"
        )
        point = points.open_point(actor=self.admin, area=group, entry=entry)
        week = [Line(day, dt.time(18), dt.time(20)) for day in range(7)]
        rota = points.open_rota(
            actor=self.admin, point=point, entry=points.RotaEntry(week, on_holidays=True)
        )
        day = clock.today() + dt.timedelta(days=1)
        points.make_shifts(actor=None, rota=rota, first=day, last=day)
        self.point = point
        over, _coming = (self.planned(clock.today() + dt.timedelta(days=n), False) for n in (-2, 5))
        quiz = self.asked("after", over)
        Quiz.objects.filter(id=quiz.id).update(path=group.path)
        Task.objects.create(
            origin=point.origin, path=group.path, kind="repeat", cause=over.id, gathering_id=over.id,
            quiz_id=quiz.id, decided_at=clock.now(), decided_by=self.admin,
        )  # fmt: skip
        return point

    def learner(self, door: Household) -> Resident:
        who = self.people(door)[0]
        lies: Any = {"origin": who.origin, "path": who.path, "resident_id": who.id}
        n = Certificate.objects.count()
        Certificate.objects.create(
            **lies, year=2026, serial=n + 1, rule=CompletionRule.objects.first(), issuer="00322",
            completed_on=clock.today(), issued_at=clock.now(), status_list=1, status_place=n,
        )  # fmt: skip
        Confirmation.objects.create(
            **lies, kind="official", code="x", made_on=clock.today(), recorded_at=clock.now()
        )
        entry = PlatformEntry("vneid", "certificate", clock.today())
        record_platform_result(actor=self.admin, resident=who, entry=entry)
        self.hand(self.after, 0, resident_id=who.id)
        Task.objects.create(
            **lies, kind="visit", cause=who.id, quiz_id=self.after.id, decided_at=clock.now(),
            decided_by=self.admin,
        )  # fmt: skip
        return who

    def found(self) -> dict[str, Counter[str]]:
        """Kind → name of a group → how many its officers see there."""
        seen: dict[str, Counter[str]] = {}
        groups = Area.objects.filter(parent=self.ward, valid_to_on=None)
        for group in groups:
            mine = Reach((group.path,))
            day = clock.today()
            span = day - dt.timedelta(30), day + dt.timedelta(30)
            counts = {
                "points": len(list(queries.points_under(mine, group.path))),
                "sessions": queries.gatherings_under(mine, group.path, *span).count(),
                "rotas": len(list(queries.rotas_under(mine, group.path))),
                "quizzes": quizzes_under(mine, group.path).count(),
                "certificates": certificates_under(mine, group.path).count(),
                "issued": sum(issued_counts(mine, group.path, day).values()),
            }
            for model in (*OF_POINTS, *OF_PEOPLE, Task):
                rows = model.objects.filter(path=group.path)
                counts[model.__name__] = rows.count()
            for kind, count in counts.items():
                seen.setdefault(kind, Counter())[group.path] = count
        return seen

    def agrees(self, at: dict[Any, str]) -> None:
        """Everything lies where its point stands or its person lives, which the model knows."""
        for model in OF_POINTS[1:-1]:
            for one in model.objects.exclude(origin=""):
                point = one.rota.point_id if model is Shift else one.point_id
                if point in at:
                    assert one.path == at[point], one
        sessions = dict(Gathering.objects.values_list("id", "point_id"))
        for one in [*Quiz.objects.exclude(gathering_id=None), *Task.objects.filter(kind="repeat")]:
            if (point := sessions[one.gathering_id]) in at:
                assert one.path == at[point], one
        for model in (*OF_PEOPLE, Task):
            for one in model.objects.exclude(resident_id=None):
                assert one.path == at[one.resident_id], one
        lie = {one.id: one.path for one in [*SupportPoint.objects.all(), *Resident.objects.all()]}
        assert {id_: lie[id_] for id_ in at} == at
        seen = self.found()
        for kind, counts in seen.items():
            model = {"sessions": Gathering, "quizzes": Quiz}.get(kind)
            if model:
                rows = model.objects.filter(path__startswith=self.ward.path)
                assert sum(counts.values()) == rows.count(), (kind, counts)
        assert sum(seen["issued"].values()) == len(self.learners)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_changes_all_lies_where_it_belongs_and_comes_back(seed: int) -> None:
    chance, ward = random.Random(seed), Ward()
    at: dict[Any, str] = {one.id: one.path for one in ward.spots}
    lane = {one.id: LANES[n % 2] for n, one in enumerate(ward.spots)}
    for n, one in enumerate(ward.learners):
        at[one.id], lane[one.id] = one.path, LANES[n % 2]
    homes = {one.id: (one.origin, one.household_id) for one in ward.learners}
    ward.agrees(at)
    undos: list[tuple[Any, dict[Any, str]]] = []
    for step in range(7):
        groups = list(Area.objects.filter(parent=ward.ward, valid_to_on=None).order_by("code"))
        kind, was = chance.choice(["merge", "split", "move", "edit", "undo", "undo"]), dict(at)
        if kind == "undo":
            if undos:
                change, at = undos.pop()
                undo_change(actor=ward.admin, change=change)
        elif kind == "merge" and len(groups) > 1:
            into, gone = chance.sample(groups, 2)
            change = ask_change(
                actor=ward.admin, commune=ward.ward, kind=kind, plan=plan_merge([gone], into), by=BY
            )
            at = {id_: into.path if path == gone.path else path for id_, path in at.items()}
            undos.append((change, was))
        elif kind == "split":
            group, goes = chance.choice(groups), chance.choice(LANES)
            doors = Household.objects.filter(path=group.path)
            if set(doors.values_list("lane_key", flat=True)) != set(LANES):
                continue
            plan = plan_split(group, "to_dan_pho", f"mới {step}", [goes])
            change = ask_change(actor=ward.admin, commune=ward.ward, kind=kind, plan=plan, by=BY)
            made = Area.objects.get(name=f"mới {step}", parent=ward.ward)
            at = {
                id_: made.path if path == group.path and lane[id_] == goes else path
                for id_, path in at.items()
            }
            undos.append((change, was))
        elif kind in ("move", "edit"):
            who, to = chance.choice(ward.learners), chance.choice(groups)
            if kind == "move":
                plan = plan_move([homes[who.id]], to)
                change = ask_change(actor=ward.admin, commune=ward.ward, kind=kind, plan=plan)
                undos.append((change, was))
            else:
                door = Household.objects.get(id=who.household_id)
                entry = HouseholdEntry(head_name=door.head_name, address=door.address)
                edit_household(actor=ward.admin, household=door, entry=entry, area=to)
                Household.objects.filter(id=door.id).update(lane_key=lane[who.id])
                undos.clear()  # what was done before is not taken back to where nobody lives now
            at = {**at, who.id: to.path}
        ward.agrees(at)
    while undos:
        change, at = undos.pop()
        undo_change(actor=ward.admin, change=change)
        ward.agrees(at)
    assert ward.found()["issued"].total() == len(ward.learners)


def test_calls_without_a_door_leaves_and_hand_overs_follow_their_group() -> None:
    ward = Ward()
    day = clock.today()
    call = tickets.ask_help(
        actor=None, area=ward.group7, entry=tickets.HelpEntry(place="đầu ngõ", phone="+84912345678")
    )
    away = points.note_leave(
        actor=None, area=ward.group7, account=ward.member, first=day, last=day + dt.timedelta(1)
    )
    shift = Shift.objects.filter(path=ward.group7.path).first()
    assert shift
    said = Handover.objects.create(
        origin=shift.origin, shift_id=shift.id, path=shift.path, account=ward.member,
        happened_at=clock.now(), received_at=clock.now(),
    )  # fmt: skip
    here = (HelpCall, call), (Leave, away), (Handover, said)
    plan = plan_merge([ward.group7], ward.group8)
    change = ask_change(actor=ward.admin, commune=ward.ward, kind="merge", plan=plan, by=BY)
    assert {model.objects.get(id=one.id).path for model, one in here} == {ward.group8.path}
    undo_change(actor=ward.admin, change=change)
    assert {model.objects.get(id=one.id).path for model, one in here} == {ward.group7.path}


def elsewhere(ward: Ward) -> list[Any]:
    """The commune comes to another province by a newer list; the list of before."""
    Area.objects.create(
        code="75", parent=ward.nation, level=1, path="75.", kind="tinh", name="Đồng Nai",
        folded="dong nai", sort_key="dong nai", valid_from_on=dt.date(2025, 7, 1),
    )  # fmt: skip
    units = [one for one in known_units(ALL).values() if not one.is_ended]
    moved = [
        one.__class__(**{name: getattr(one, name) for name in one.__slots__} | {"parent": "75"})
        if one.code == "00322"
        else one
        for one in units
    ]
    load_units(actor=None, listed=moved, as_of=clock.today())
    return units


@pytest.mark.parametrize("kind", ["merge", "move", "double"])
def test_what_was_done_before_a_commune_went_elsewhere_is_undone_where_it_is_now(kind: str) -> None:
    ward = Ward()
    door, beside = ward.doors[0], ward.doors[4]
    said: Any = {"actor": ward.admin, "commune": ward.ward, "kind": kind}
    if kind == "merge":
        done: Any = ask_change(plan=plan_merge([ward.group7], ward.group8), by=BY, **said)
    elif kind == "move":
        done = ask_change(plan=plan_move([(door.origin, door.id)], ward.group8), **said)
    else:
        done = merge_households(actor=ward.admin, kept=door, double=beside, take=["group"])
    elsewhere(ward)
    ward.ward.refresh_from_db()
    done.refresh_from_db()
    if kind == "double":
        undo_doubling(actor=ward.admin, doubling=done)
    else:
        undo_change(actor=ward.admin, change=done)
    homes = [*ward.spots, *ward.learners]
    ward.agrees({one.id: one.path.replace("01.", "75.", 1) for one in homes})
    assert not Household.objects.filter(path__startswith="01.00322.").exists()


def test_papers_and_tasks_follow_their_people_when_doubles_are_merged() -> None:
    ward = Ward()
    kept, double = ward.doors[0], ward.doors[4]
    for take in ([], ["group"]):
        done = merge_households(actor=ward.admin, kept=kept, double=double, take=take)
        ward.agrees(dict(Resident.objects.values_list("id", "path")))
        assert Resident.objects.filter(household_id=kept.id).values("path").distinct().count() == 1
        undo_doubling(actor=ward.admin, doubling=done)
        ward.agrees(dict(Resident.objects.values_list("id", "path")))


def test_a_quiz_and_a_task_go_with_their_session_to_a_point_of_another_group() -> None:
    ward = Ward()
    there = ward.spots[2]
    lesson = Gathering.objects.get(point_id=ward.spots[0].id, ends_at__lt=clock.now())
    plan = points.Plan(lesson.title, lesson.starts_at, lesson.ends_at, topics=["vneid"])
    Gathering.objects.filter(point_id=there.id).delete()
    points.change_gathering(actor=ward.admin, gathering=lesson, plan=plan, point=there)
    for model in (Quiz, Task):
        [one] = model.objects.filter(gathering_id=lesson.id)
        assert one.path == ward.group8.path


def test_a_commune_in_another_province_takes_everything_of_every_room_along() -> None:
    ward = Ward()
    who = ward.people(ward.doors[0])[0]
    said = {"place": "class", "gathering": str(ward.lesson.id)}
    body = ward.encounter(ward.doors[0], outcomes=[[str(who.id), "vneid", 3]], **said)
    assert [one.verdict for one in ward.push(ward.op(body))] == ["accepted"]
    recount_everything(reach=ALL)
    counted = (
        Population.objects.filter(path=ward.ward.path).get(campaign_id=ward.campaign.id).counts
    )
    was = results_of(ALL, ward.ward, [ward.group7, ward.group8], clock.now() - dt.timedelta(1))
    units = elsewhere(ward)
    for one in (ward.ward, ward.group7, ward.group8):
        one.refresh_from_db()
    assert ward.group7.path == "75.00322.07."
    moved_to = [(one.id, one.path.replace("01.", "75.", 1)) for one in ward.spots]
    moved_to += [(one.id, one.path.replace("01.", "75.", 1)) for one in ward.learners]
    ward.agrees(dict(moved_to))
    assert not JournalLine.objects.filter(path__startswith="01.00322.").exists()
    while recount_stale():
        pass
    assert [str(one) for one in check(ALL)] == []
    row = Population.objects.get(path=ward.ward.path, campaign_id=ward.campaign.id)
    assert row.counts == counted
    now = results_of(ALL, ward.ward, [ward.group7, ward.group8], clock.now() - dt.timedelta(1))
    assert (now.whole, now.total, [row.cells for row in now.rows]) == (
        was.whole, was.total, [row.cells for row in was.rows]
    )  # fmt: skip
    lesson = Gathering.objects.get(id=ward.lesson.id)
    mine = reach_of(ward.member)
    assert [one.resident_id for one in came_to(mine, lesson.origin, lesson.id, lesson.path)] == [
        who.id
    ]
    load_units(actor=None, listed=units, as_of=clock.today())  # a list that says it is back
    ward.ward.refresh_from_db()
    ward.agrees({one.id: one.path for one in [*ward.spots, *ward.learners]})
    while recount_stale():
        pass
    assert [str(one) for one in check(ALL)] == []
