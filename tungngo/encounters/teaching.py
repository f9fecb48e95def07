"""Who taught whom, among residents: each once, as the encounters in force say."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from tungngo.encounters.models import Encounter, Teaching
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.territory.doubled import doors_alike
from tungngo.territory.models import Resident
from tungngo.territory.named import Named, people_named
from tungngo.territory.queries import residents_among

EVERYTHING = Reach.everything()
#: A resident: origin, id.
Person = tuple[str, uuid.UUID]


class Link(NamedTuple):
    """`teacher` taught `learner` a skill, first said of this day; both by who stands for them. `path`
    is where that was filed, `near` a `Closeness` as it was then; `origin` is the learner's, `taught_from` the
    teacher's, which is another where communes were merged."""

    origin: str
    campaign_id: uuid.UUID
    path: str
    day: date
    teacher: uuid.UUID
    learner: uuid.UUID
    skill: str
    near: str
    taught_from: str


def links_taught(reach: Reach, path: str) -> list[Link]:
    """Who taught whom, filed at or under `path` within reach: each teacher, learner and skill once."""
    return _links(reach.within(path).filter(Teaching.objects.all()))


def links_of_teacher(reach: Reach, people: Iterable[uuid.UUID]) -> list[Link]:
    """What these entries of one person are said to have taught, at doors within reach."""
    return _links(reach.filter(Teaching.objects.filter(teacher_id__in=list(people))))


def taught_counted(
    reach: Reach, paths: Collection[str]
) -> Counter[tuple[str, uuid.UUID, date, str]]:
    """(path, campaign id, first day, how near) → people whom a resident taught, filed at exactly `paths`.
    Somebody whom both a relative and a neighbour taught counts for each."""
    first: dict[tuple[str, uuid.UUID, Person, str], date] = {}
    for link in _links(reach.filter(Teaching.objects.filter(path__in=list(paths)))):
        place = (link.path, link.campaign_id, (link.origin, link.learner), link.near)
        first[place] = min(first.get(place, link.day), link.day)
    return Counter(
        (path, campaign, day, near) for (path, campaign, _who, near), day in first.items()
    )


def people_of(reach: Reach, links: Iterable[Link]) -> dict[Person, Resident]:
    """Person → their entry, of everybody in these links who is listed within reach."""
    named: dict[str, set[uuid.UUID]] = defaultdict(set)
    for link in links:
        named[link.origin].add(link.learner)
        named[link.taught_from].add(link.teacher)
    return {
        (origin, row.id): row
        for origin, ids in named.items()
        for row in residents_among(reach, origin, ids)
    }


def _links(said: QuerySet[Teaching]) -> list[Link]:
    """These rows, without those whose encounter is no longer in force, doubles by who stands for them."""
    by_origin: dict[str, list[Teaching]] = defaultdict(list)
    for row in said.order_by("happened_at", "encounter_id"):
        by_origin[row.origin].append(row)
    links: dict[tuple[object, ...], Link] = {}
    for origin, rows in by_origin.items():
        gone = _replaced(origin, rows)
        people: dict[uuid.UUID, Named] = {}
        by_commune: dict[str, set[uuid.UUID]] = defaultdict(set)
        for row in rows:
            by_commune[commune_path(row.path)].update((row.learner_id, row.teacher_id))
        for commune, named in by_commune.items():
            people |= people_named(EVERYTHING, origin, commune, named)
        for row in rows:
            teacher = people.get(row.teacher_id, Named(origin, row.teacher_id))
            learner = people.get(row.learner_id, Named(origin, row.learner_id))
            if row.encounter_id in gone or teacher == learner:
                continue
            link = Link(
                *(learner.origin, row.campaign_id, row.path, clock.day_of(row.happened_at)),
                *(teacher.id, learner.id, row.skill, row.near),
                taught_from=teacher.origin,
            )
            same = (
                *(origin, row.campaign_id, row.path),
                *(teacher.id, learner.id, row.skill, row.near),
            )
            links.setdefault(same, link)
    return list(links.values())


def _replaced(origin: str, rows: Iterable[Teaching]) -> set[uuid.UUID]:
    """Encounters of these rows that a later one amends or withdraws."""
    asked = {row.household_id for row in rows}
    # A correction may name the double of a door, its original the door, or the other way round.
    doors = doors_alike(EVERYTHING, origin, asked)
    corrects = Q(amends_id__isnull=False) | Q(withdrawn=True)
    there = Encounter.objects.filter(corrects, origin=origin, household_id__in=doors)
    if not there.exists():
        return set()
    mine = {row.encounter_id for row in rows}
    holding = {
        fact.id
        for facts in facts_of(EVERYTHING, origin, asked).values()
        for fact in in_force(facts)
    }
    return mine - holding
