"""Who came to a class: named people stand as met once, whatever door; others are counted, last said wins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.encounters.street import Street
from tests.moments import earlier_today
from tungngo import jobs
from tungngo.accounts import journal
from tungngo.accounts.models import JournalLine
from tungngo.advice.models import Task
from tungngo.encounters.gathered import came_to
from tungngo.encounters.models import HouseholdStanding
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries
from tungngo.points.actions import Plan, PointEntry
from tungngo.points.models import Gathering

ALL = Reach.everything()


class Lesson(Street):
    """A class that began a moment ago, with places for four."""

    def __init__(self) -> None:
        super().__init__(doors=2)
        self.point = actions.open_point(
            actor=self.admin, area=self.group7, entry=PointEntry("Nhà văn hóa")
        )
        self.lesson = self.planned(earlier_today())
        actions.put_on_duty(actor=self.admin, gathering=self.lesson, account=self.member)

    def planned(self, starts_at: dt.datetime) -> Gathering:
        plan = Plan(
            "Lớp VNeID", starts_at, starts_at + dt.timedelta(hours=2), ["vneid"], capacity=4
        )
        return actions.plan_gathering(actor=self.admin, point=self.point, plan=plan)

    def check_in(self, nth: int, *people: int, **changes: Any) -> dict[str, Any]:
        door = self.doors[nth]
        outcomes = [[str(self.people(door)[one].id), "vneid", 0] for one in people]
        said = {"outcomes": outcomes, "place": "class", "gathering": str(self.lesson.id)}
        return self.op(self.encounter(door, **said | changes))

    def heads(
        self, heads: int, gathering: Gathering | None = None, **changes: Any
    ) -> dict[str, Any]:
        body = {"id": str(uuid7()), "gathering": str(gathering.id if gathering else self.lesson.id)}
        body |= {"heads": heads, "at": earlier_today().isoformat()} | changes
        return self.op(body, kind="gathering.heads")

    def said(self, *ops: dict[str, Any], **options: Any) -> list[str]:
        return [verdict.code or verdict.verdict for verdict in self.push(*ops, **options)]

    def came(self) -> list[str]:
        names = {one.id: one.full_name for door in self.doors for one in self.people(door)}
        one = self.lesson
        return [names[who.resident_id] for who in came_to(ALL, one.origin, one.id, one.path)]


@pytest.fixture
def lesson(db: None) -> Lesson:
    return Lesson()


def test_a_person_counts_once_whatever_door_they_came_through(lesson: Lesson) -> None:
    first = lesson.check_in(0, 0, come_back_on=str(clock.today()))
    at_home = lesson.op(lesson.encounter(lesson.doors[0], outcomes=first["body"]["outcomes"]))
    assert lesson.said(first, at_home, lesson.check_in(0, 0, 1), first)[:3] == ["accepted"] * 3
    assert sorted(lesson.came()) == ["Người 1.0", "Người 1.1"]
    standing = HouseholdStanding.objects.get(household_id=lesson.doors[0].id)
    assert len(standing.residents) == 2
    assert standing.reached_on == clock.today()
    assert standing.levels_of(lesson.people(lesson.doors[0])[0].id) == {}, "coming is not learning"


def test_a_check_in_taken_back_is_gone_and_a_visit_at_home_stays(lesson: Lesson) -> None:
    wrong = lesson.check_in(1, 0)
    gone = {"id": str(uuid7()), "amends": wrong["body"]["id"], "withdrawn": True}
    assert lesson.said(wrong, lesson.op(wrong["body"] | gone)) == ["accepted"] * 2
    assert lesson.said(lesson.op(lesson.encounter(lesson.doors[1]))) == ["accepted"]
    assert lesson.came() == []


def test_what_an_older_phone_or_a_wrong_one_says(lesson: Lesson) -> None:
    old = lesson.op(lesson.encounter(lesson.doors[0], place="class"))
    assert lesson.said(old, lesson.check_in(0, 0, place="door")) == [
        "accepted",
        "encounter.place_unfit",
    ]
    assert lesson.came() == []


def test_a_check_in_where_nothing_took_place_is_refused_and_kept(lesson: Lesson) -> None:
    """A session taken back, one nobody knows, and a check-in of another campaign; a session that was called
    off had visitors all the same, and what is refused can be taken back."""
    at = {"at": earlier_today().isoformat()}
    undone, off = (lesson.planned(clock.now() + dt.timedelta(days=n)) for n in (2, -1))
    Gathering.objects.filter(id=undone.id).update(state=Gathering.State.UNDONE)
    actions.cancel_gathering(actor=lesson.admin, gathering=off, why="Mưa")
    said = lesson.said(
        lesson.check_in(0, 0, gathering=str(undone.id)),
        lesson.check_in(0, 0, gathering=str(uuid7())),
        lesson.check_in(0, 0, campaign=str(uuid7())),
        lesson.check_in(0, 0, gathering=str(off.id)),
        lesson.heads(4, undone, **at),
    )
    assert said == [
        "gathering.taken_back",
        "gathering.unknown",
        "encounter.campaign_unknown",
        "accepted",
        "gathering.taken_back",
    ]
    kept = Receipt.objects.get(code="gathering.taken_back", kind="encounter.record")
    assert str(undone.id) in (kept.payload or "")
    assert lesson.came() == []


def test_what_is_counted_in_one_call_asks_once_whether_a_task_waits(lesson: Lesson) -> None:
    """However many operations a phone sends, what listens to the journal runs no statement for each."""
    Task.objects.create(
        origin="00322",
        path=lesson.group7.path,
        kind="repeat",
        cause=uuid7(),
        decided_at=clock.now(),
    )
    before = list(journal._listeners)
    jobs.listen()
    with CaptureQueriesContext(connection) as asked:
        assert lesson.said(*(lesson.heads(n) for n in range(12))) == ["accepted"] * 12
    journal._listeners[:] = before
    # Of jobs: whether one waits already, and then the one that is queued.
    for table, times in {"advice_task": 1, "django_tasks_database_dbtaskresult": 2}.items():
        found = sum(f'"{table}"' in (one["sql"] or "").split("WHERE")[0] for one in asked)
        assert found == times, table
    assert JournalLine.objects.filter(verb="gathering.counted").count() == 12


def test_heads_count_once_and_the_last_said_holds(lesson: Lesson) -> None:
    second, phone = lesson.volunteer("Lê Thị Sáu")
    before = (earlier_today() - dt.timedelta(seconds=30)).isoformat()
    twelve = lesson.heads(12)
    assert lesson.said(twelve, lesson.heads(9, at=before)) == ["accepted"] * 2
    assert lesson.said(twelve) == ["had"]
    assert lesson.said(lesson.heads(7), phone=phone) == ["accepted"]
    counted = queries.heads_at(ALL, lesson.lesson)
    assert [(one.account.full_name, one.heads) for one in counted] == [
        (lesson.member.full_name, 12),
        (second.full_name, 7),
    ]
    assert queries.heads_at(Reach((lesson.elsewhere.path,)), lesson.lesson) == []


def test_heads_nobody_could_have_counted(lesson: Lesson) -> None:
    tomorrow = lesson.planned(clock.now() + dt.timedelta(days=2))
    nowhere = lesson.heads(3)
    nowhere["body"]["gathering"] = str(uuid7())
    assert lesson.said(nowhere, lesson.heads(3, tomorrow), lesson.heads(-1)) == [
        "gathering.unknown",
        "gathering.heads_early",
        "op.unreadable",
    ]
    _far, phone = lesson.volunteer("Người Xa")
    lesson.team.memberships.filter(account=phone.account).update(
        until_at=clock.now() - dt.timedelta(days=3)
    )
    assert lesson.said(lesson.heads(3), phone=phone) == ["gathering.not_on_duty"]


def test_the_desk_sees_who_came_within_reach(lesson: Lesson, client: Client) -> None:
    lesson.said(lesson.check_in(0, 0), lesson.check_in(1, 1), lesson.heads(1))
    client.force_login(lesson.admin)
    client.cookies["django_language"] = "en"
    page = client.get(f"/desk/session/{lesson.lesson.origin}/{lesson.lesson.id}/").content.decode()
    for words in ("Người 1.0", "Người 2.1", "2 people by name", "1 person without", "75"):
        assert words in page, words
    assert "Người 1.1" not in page


def test_a_check_in_before_the_day_or_long_after_is_refused_and_kept(lesson: Lesson) -> None:
    """Taken on the day, though it is sent weeks later, and for a week after; who corrects what was taken is
    not asked for the day again. What is refused is kept, and taken once its day is put right."""
    now = clock.now()
    past, coming, old = (lesson.planned(now + dt.timedelta(days=days)) for days in (-3, 2, -9))
    early = lesson.check_in(0, 0, gathering=str(coming.id))
    late = lesson.check_in(0, 0, gathering=str(old.id))
    on_time = lesson.check_in(1, 0, gathering=str(old.id), at=old.starts_at.isoformat())
    mended = {"id": str(uuid7()), "amends": on_time["body"]["id"], "at": now.isoformat()}
    said = lesson.said(
        early, late, on_time,
        lesson.op(on_time["body"] | mended),
        lesson.check_in(0, 1, gathering=str(past.id)),
    )  # fmt: skip
    assert said == [
        "gathering.check_in_early",
        "gathering.check_in_late",
        *["accepted"] * 3,
    ]
    kept = Receipt.objects.filter(code__startswith="gathering.check_in").values_list("payload")
    assert {str(one.id) in "".join(map(str, kept)) for one in (coming, old)} == {True}
    right = lesson.op(late["body"] | {"at": old.starts_at.isoformat()})
    assert lesson.said(right) == ["accepted"]
