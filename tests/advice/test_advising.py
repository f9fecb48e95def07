"""The rules of advice: pure, so that each is tried with the smallest class that tells it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import Any
from uuid import UUID

from tungngo.advice.rules.advising import (
    MOST_PUPILS,
    Advice,
    Answered,
    Kind,
    Near,
    Person,
    Teacher,
    advise,
    has_learnt,
    hours_to_try,
)
from tungngo.lib.clock import VIETNAM

AT = dt.datetime(2026, 11, 20, 9, tzinfo=VIETNAM)
LESSON, QUIZ = UUID(int=1000), UUID(int=2000)
GROUP = "01.00322.07."


def answered(n: int, right: float, *, of: int = 4, lesson: UUID | None = None) -> Answered:
    """The attempt of learner `n`, named, an hour after the one before."""
    at = AT + dt.timedelta(hours=n)
    return Answered(UUID(int=n), QUIZ, lesson, UUID(int=500 + n), at, {"vneid": (right, of)})


def person(n: int, **about: Any) -> Person:
    return Person(UUID(int=500 + n), UUID(int=700 + n), GROUP, **({"lane": "ngo-1"} | about))


def told(
    attempts: list[Answered], people: list[Person], *teachers: Teacher, **known: Any
) -> list[Advice]:
    places = known.pop("places", {LESSON: GROUP})
    by_id = {one.id: one for one in people}
    return advise(attempts, by_id, teachers, places, origins=defaultdict(lambda: "00322"), **known)


def test_a_lesson_is_repeated_when_half_of_a_class_is_weak() -> None:
    class_ = [answered(n, 1 if n <= 3 else 3, lesson=LESSON) for n in range(1, 6)]
    people = [person(n) for n in range(1, 6)]
    [advice] = told(class_, people)  # three of five: nobody is visited beside
    assert (advice.kind, advice.cause, advice.points) == (Kind.REPEAT, LESSON, {"vneid": (3, 5)})
    assert told(class_, people, settled=[LESSON]) == []
    assert told(class_, people, places={}) == []  # the lesson is not over
    turned_down = told(class_, people, settled=[LESSON], turned_down=[LESSON])
    assert [one.kind for one in turned_down] == [Kind.VISIT] * 3
    assert {one.kind for one in told(class_[:4], people)} == {Kind.VISIT}  # four are no class
    lame = [replace(person(1), reasons=["mobility"]), *people[1:]]
    assert [one.kind for one in told(class_, lame)] == [Kind.REPEAT, Kind.VISIT]


def test_who_is_weak_is_visited_once_unless_somebody_came_since() -> None:
    weak = answered(1, 2)  # 2 of 4 is under 60 %
    [advice] = told([weak], [person(1)])
    assert (advice.kind, advice.household, advice.points) == (
        Kind.VISIT,
        UUID(int=701),
        {"vneid": (2, 4)},
    )
    assert told([weak], []) == []  # not on the list
    assert told([answered(1, 2.4)], [person(1)]) == []  # 60 % is enough
    assert told([answered(1, 0, of=1)], [person(1)]) == []  # one question says nothing
    assert told([weak], [person(1)], busy=[UUID(int=501)]) == []
    assert told([weak], [person(1)], settled=[weak.id]) == []
    assert told([weak], [person(1, met_on=AT.date() + dt.timedelta(1))]) == []
    assert told([weak], [person(1, met_on=AT.date())]) != []
    later = replace(answered(9, 4), resident=weak.resident)
    assert told([weak, later], [person(1)]) == []  # learnt since
    assert [one.cause for one in told([later, weak], [person(1)])] == []


def test_a_neighbour_is_asked_the_nearest_first_and_not_too_often() -> None:
    def teacher(n: int, **about: Any) -> Teacher:
        given = {"path": GROUP, "lane": "ngo-2", "skills": frozenset({"vneid"})} | about
        return Teacher(UUID(int=n), given.pop("household", UUID(int=n)), **given)

    near = teacher(91, lane="ngo-1")
    far, home = teacher(90), teacher(92, household=UUID(int=701))
    weak = answered(1, 1)
    for known, who, how in [
        ([far], 90, Near.GROUP),
        ([far, near], 91, Near.LANE),
        ([far, near, home], 92, Near.HOUSEHOLD),
    ]:
        [advice] = told([weak], [person(1)], *known)
        assert (advice.kind, advice.teacher, advice.near) == (Kind.PAIR, UUID(int=who), how)
    elsewhere = teacher(93, path="01.00322.08.")
    other = teacher(94, skills=frozenset({"fraud"}))
    himself = teacher(501)
    [advice] = told([weak], [person(1)], elsewhere, other, himself)
    assert (advice.kind, advice.teacher) == (Kind.VISIT, None)
    [advice] = told([weak], [person(1, reasons=["disabled"])], near)
    assert advice.kind == Kind.VISIT
    many = [answered(n, 1) for n in range(1, 4)]
    kinds = [
        one.kind for one in told(many, [person(n) for n in range(1, 4)], near, pupils={near.id: 1})
    ]
    assert kinds == [Kind.PAIR] * (MOST_PUPILS - 1) + [Kind.VISIT]


def test_a_lesson_is_repeated_at_its_own_weekday_and_hour() -> None:
    now = AT + dt.timedelta(days=13)
    hours = hours_to_try(AT, AT + dt.timedelta(hours=2), now)
    assert hours[0] == (AT + dt.timedelta(days=14), AT + dt.timedelta(days=14, hours=2))
    assert hours_to_try(AT, AT, now + dt.timedelta(minutes=1))[0][0] == AT + dt.timedelta(days=21)


def test_all_of_what_was_weak_must_be_known_later() -> None:
    assert has_learnt({"vneid": (3, 4), "fraud": (2, 2)}, ["vneid", "fraud"])
    assert not has_learnt({"vneid": (3, 4)}, ["vneid", "fraud"])
    assert not has_learnt({"vneid": (1, 1)}, ["vneid"])
