"""What rules are asked about: answers, who gave them, who could teach them, brought together from the
rooms below, which do not know each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tungngo.advice import queries
from tungngo.advice.models import Task
from tungngo.advice.rules.advising import (
    Advice,
    Answered,
    Person,
    Points,
    Teacher,
    advise,
    weak_skills,
)
from tungngo.campaigns.queries import campaigns_at
from tungngo.encounters.counted import households_stood
from tungngo.encounters.queries import household_standings
from tungngo.encounters.rules import LEVELS, highest
from tungngo.lib import clock
from tungngo.lib.lookups import key
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach, commune_path
from tungngo.points.models import Gathering
from tungngo.points.queries import gatherings_named
from tungngo.quizzes.marked import Marked, Sat, sat_under
from tungngo.quizzes.models import Quiz
from tungngo.territory.doors import DoorCard, PersonCard, cards_by_key
from tungngo.territory.named import origins_at, people_named
from tungngo.territory.queries import residents_among
from tungngo.territory.rules import person_reasons
from tungngo.tickets.models import HelpCall
from tungngo.tickets.queries import calls_named

DISMISSED = Task.State.DISMISSED
#: How far back answers still say what to do.
WINDOW = timedelta(days=60)


class Behind(NamedTuple):
    """Somebody, and the door they live behind."""

    person: PersonCard
    door: DoorCard


@dataclass(slots=True)
class Advised:
    """Advice, and who and what it names."""

    advice: list[Advice] = field(default_factory=list)
    people: dict[UUID, Behind] = field(default_factory=dict)
    gatherings: dict[UUID, Gathering] = field(default_factory=dict)
    quizzes: dict[UUID, Quiz] = field(default_factory=dict)


def advised(reach: Reach, path: str) -> Advised:
    """What the quizzes at and under `path` advise today that nobody decided on yet."""
    now = clock.now()
    found = Advised()
    by_commune: dict[str, list[Sat]] = defaultdict(list)
    for sat in sat_under(reach, path, now - WINDOW):
        if sat.quiz.purpose != Quiz.Purpose.BEFORE:
            by_commune[commune_path(sat.quiz.path)].append(sat)
    for commune, sittings in by_commune.items():
        _advise(reach, commune, sittings, now, found)
    return found


def advice_for(reach: Reach, path: str, cause: UUID) -> Advice:
    """The advice at and under `path` that a gathering or an attempt causes. Raises NotReached
    `advice.unknown` where there is none, or none any more."""
    for one in advised(reach, path).advice:
        if one.cause == cause:
            return one
    raise NotReached("advice.unknown", queries.NO_ADVICE)


def points_of(marked: Marked) -> Points:
    """What rules are asked about one attempt."""
    return {skill: (one.credit, one.asked) for skill, one in marked.by_skill.items()}


def carrying(reach: Reach, tasks: Sequence[Task]) -> dict[UUID, HelpCall]:
    """The calls for help, by id, that carry tasks of one origin; a call is kept under that of its door."""
    ids = {one.call_id for one in tasks if one.call_id}
    found = calls_named(reach, tasks[0].origin, ids) if ids else {}
    if missing := ids - found.keys():
        communes = {commune_path(one.path) for one in tasks if one.call_id in missing}
        for origin in sorted({at for path in communes for at in origins_at(reach, path)}):
            found |= calls_named(reach, origin, missing)
    return found


def behind(reach: Reach, origin: str, path: str, ids: Iterable[UUID]) -> dict[UUID, Behind]:
    """Asked for → who is meant (whoever stands for a double) and their door; none who left the list or
    were erased. Said by something of `origin` at `path`: people of its commune may have other origins."""
    meant = people_named(reach, origin, path, ids)
    people: dict[str, set[UUID]] = defaultdict(set)
    for one in meant.values():
        people[one.origin].add(one.id)
    doors = {
        (at, row.household_id)
        for at, those in people.items()
        for row in residents_among(reach, at, those)
    }
    known = {
        person.id: Behind(person, card)
        for card in cards_by_key(reach, sorted(doors))
        for person in card.people
    }
    return {asked: known[one.id] for asked, one in meant.items() if one.id in known}


def _advise(
    reach: Reach, commune: str, sittings: Collection[Sat], now: datetime, found: Advised
) -> None:
    """What the quizzes of one commune advise, of whichever origins they are."""
    marked = [one for sat in sittings for one in sat.attempts]
    known: dict[UUID, Behind] = {}
    gatherings: dict[UUID, Gathering] = {}
    by_origin: dict[str, list[Marked]] = defaultdict(list)
    for one in marked:
        by_origin[one.quiz.origin].append(one)
    for origin, mine in by_origin.items():
        known |= behind(reach, origin, commune, {m.resident_id for m in mine if m.resident_id})
        at = {m.quiz.gathering_id for m in mine if m.quiz.gathering_id}
        gatherings |= gatherings_named(reach, origin, at)
    attempts = [_answered(one, known) for one in marked]
    over = {
        one.id: one.path
        for one in gatherings.values()
        if one.state == Gathering.State.PLANNED and one.ends_at < now
    }
    people = {one.person.id: one for one in known.values()}
    # Nobody is asked twice because the first task is kept under another origin, or lies in another group.
    origins = {*by_origin, *(one.door.origin for one in people.values())}
    tasks = queries.tasks_open(reach, origins)
    teachers, theirs = _teachers(reach, attempts, people)
    settled = queries.causes_settled(reach, by_origin, [*(one.id for one in attempts), *over])
    advice = advise(
        attempts,
        _people(reach, people),
        teachers,
        over,
        origins={one.id: one.quiz.origin for one in marked}
        | {one.id: one.origin for one in gatherings.values()},
        settled=settled,
        turned_down=[cause for cause, state in settled.items() if state == DISMISSED],
        busy={one.resident_id for one in tasks if one.resident_id},
        pupils=Counter(one.teacher_id for one in tasks if one.teacher_id),
    )
    found.advice += advice
    found.people |= people | theirs
    found.gatherings |= gatherings
    found.quizzes |= {sat.quiz.id: sat.quiz for sat in sittings}


def _answered(one: Marked, known: Mapping[UUID, Behind]) -> Answered:
    who = known.get(one.resident_id) if one.resident_id else None
    return Answered(
        id=one.id,
        quiz=one.quiz.id,
        gathering=one.quiz.gathering_id,
        resident=who.person.id if who else None,
        at=one.at,
        points=points_of(one),
    )


def _people(reach: Reach, people: Mapping[UUID, Behind]) -> dict[UUID, Person]:
    met = _met_on(reach, people.values())
    today = clock.today()
    return {
        id_: Person(
            id=id_,
            household=one.door.id,
            path=one.door.path,
            lane=one.door.lane_key,
            reasons=person_reasons(
                one.person.reasons, one.person.birth_year, one.person.birth_on, today
            ),
            met_on=met.get(one.door.id),
        )
        for id_, one in people.items()
    }


def _met_on(reach: Reach, people: Iterable[Behind]) -> dict[UUID, date]:
    """Household → the last day somebody was met there, in whichever campaign."""
    communes: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for one in people:
        commune = commune_path(one.door.path)
        communes[one.door.origin, commune].add(one.door.id)
    met: dict[UUID, date] = {}
    for (origin, commune), doors in communes.items():
        for campaign in campaigns_at(reach, commune):
            for door, stood in household_standings(reach, origin, campaign.id, doors).items():
                if stood.last_met_on:
                    met[door] = max(stood.last_met_on, met.get(door, stood.last_met_on))
    return met


def _teachers(
    reach: Reach, attempts: Iterable[Answered], people: Mapping[UUID, Behind]
) -> tuple[list[Teacher], dict[UUID, Behind]]:
    """Who was seen to teach others, in the groups of those for whom something is weak."""
    groups = {
        people[one.resident].door.path
        for one in attempts
        if one.resident and weak_skills(one.points)
    }
    found: list[Teacher] = []
    who: dict[UUID, Behind] = {}
    for path in sorted(groups):
        able: dict[tuple[str, UUID], dict[Any, set[str]]] = {}
        for stood in households_stood(reach, path):
            for named, (_met, levels) in stood.residents.items():
                if taught := {skill for skill, top in highest(levels).items() if top >= LEVELS}:
                    at = able.setdefault((stood.origin, stood.household_id), {})
                    at.setdefault(named, set()).update(taught)
        for card in cards_by_key(reach, sorted(able)):
            for person in card.people:
                if skills := able[card.origin, card.id].get(key(person.id)):
                    who[person.id] = Behind(person, card)
                    found.append(
                        Teacher(person.id, card.id, card.path, card.lane_key, frozenset(skills))
                    )
    return found, who
