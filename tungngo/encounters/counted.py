"""What a recount reads of standings and facts: counts by place, for many places at once.

The database groups doors and facts that are equal, so that a few dozen rows come over where there are
hundreds; people hardly ever are.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, DateField, Func, Q, QuerySet

from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.encounters.rules import Fact, in_force
from tungngo.lib import clock, lookups
from tungngo.lib.lookups import Key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.territory.doubled import doubles_of, kept_doors

EVERYTHING = Reach.everything()


class DoorsStanding(NamedTuple):
    """Doors of one place that stand alike in a campaign, and those of them with priority."""

    path: str
    campaign_id: uuid.UUID
    reached_on: date | None
    last_result: str
    doors: int
    priority: int


#: People of one place, campaign (its key) and segment.
PeopleThere = tuple[str, Key, str]


def doors_standing(reach: Reach, paths: Collection[str]) -> list[DoorsStanding]:
    """How the doors that count at exactly `paths` stand. One query."""
    found = HouseholdStanding.objects.filter(
        household__path__in=list(paths), household__ended_on=None
    )
    alike = reach.filter(found, "household__path").values_list(
        "household__path", "campaign_id", "reached_on", "last_result"
    )
    counted = alike.annotate(
        Count("household_id"), priority=Count("household_id", filter=Q(household__priority__gt=0))
    )
    return [DoorsStanding(*row) for row in counted.order_by()]


def people_standing(reach: Reach, paths: Collection[str]) -> dict[PeopleThere, list[str]]:
    """How each of the people who count at exactly `paths` stands: JSON, as in
    `HouseholdStanding.residents`, left as the database has it. One query.

    The database does not group who stands alike: a campaign's later days leave hardly two people
    alike, and to find that out took it longer than all the rest.
    """
    mine: Any = [path for path in paths if reach.covers(path)]
    if lookups.vendor() == "postgresql":
        stood, among = "(residents -> replace(resident.id::text, '-', ''))::text", "= ANY(%s)"
    else:
        stood = "json_extract(residents, '$.\"' || resident.id || '\"')"
        mine, among = msgspec.json.encode(mine).decode(), "IN (SELECT value FROM json_each(%s))"
    people: dict[PeopleThere, list[str]] = defaultdict(list)
    for path, campaign, segment, how in lookups.run(
        _PEOPLE.format(stood=stood, among=among), [mine]
    ):
        people[path, campaign, segment].append(how)
    return people


#: Somebody who lives elsewhere now stands where the facts of the new door say.
_PEOPLE = """
    SELECT path, campaign_id, segment, stood FROM (
        SELECT resident.path, campaign_id, segment, {stood} AS stood
        FROM territory_resident AS resident JOIN encounters_householdstanding AS standing
        ON standing.origin = resident.origin AND standing.household_id = resident.household_id
        WHERE resident.path {among} AND resident.ended_on IS NULL
    ) AS people WHERE stood IS NOT NULL"""


class HouseholdStood(NamedTuple):
    """Where a household (its key) stands in one campaign, and everybody in it
    (HouseholdStanding.residents)."""

    household: Key
    reached_on: date | None
    residents: dict[Key, Any]
    origin: str

    @property
    def household_id(self) -> uuid.UUID:
        return key_to_uuid(self.household)


def households_stood(
    reach: Reach, path: str, household_id: uuid.UUID | None = None
) -> list[HouseholdStood]:
    """How every door that counts at or under `path` stands, or one of them alone, in each campaign.
    One query."""
    found = HouseholdStanding.objects.filter(household__ended_on=None)
    if household_id:
        found = found.filter(household_id=household_id)
    mine = reach.within(path).filter(found, "household__path")
    rows = mine.values_list("household_id", *HouseholdStood._fields[1:])
    return [HouseholdStood(*row) for row in lookups.every(rows)]


def teams_seen(reach: Reach, path: str, since: datetime) -> dict[str, set[uuid.UUID]]:
    """Path → the teams that recorded something at its doors since a moment, at or under `path`."""
    found = reach.within(path).filter(Encounter.objects.filter(happened_at__gte=since))
    teams: dict[str, set[uuid.UUID]] = defaultdict(set)
    pairs = found.exclude(team_id=None).order_by().values_list("path", "team_id").distinct()
    for at, team_id in pairs:
        teams[at].add(team_id)
    return teams


class _Day(Func):
    """The Vietnamese day of a moment (+7 all year round, since 1975), counted by the database.

    SQLite rounds to thousandths: the last half of one before midnight would be tomorrow's. It is given
    whole seconds.
    """

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="date(substr(%(expressions)s, 1, 19), '+7 hours')",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        there = f"(%(expressions)s AT TIME ZONE '{clock.VIETNAM.key}')::date"
        return self.as_sql(compiler, connection, template=there, **context)


#: A fact that corrects another or takes one back.
CORRECTS = Q(amends_id__isnull=False) | Q(withdrawn=True)


def facts_counted(
    reach: Reach, paths: Collection[str]
) -> Counter[tuple[str, uuid.UUID, date, str]]:
    """(path, campaign id, day, kind of place) → encounters in force that were recorded while their door
    lay there.

    The database counts everything; doors where something corrects are taken out and judged by the rule.
    """
    filed = reach.filter(Encounter.objects.filter(path__in=list(paths)))
    counts: Counter[tuple[str, uuid.UUID, date, str]] = Counter()
    there = filed.values_list("path", "campaign_id", _Day("happened_at"), "place_kind")
    for path, campaign_id, day, kind, number in there.annotate(facts=Count("*")).order_by():
        counts[path, campaign_id, day, kind] = number
    doors = filed.filter(CORRECTS).values_list("path", "origin", "campaign_id", "household_id")
    for (path, _origin, campaign_id, _door), told in _of_doors(filed, set(doors)):
        for fact, kind in told.values():
            counts[path, campaign_id, fact.day, kind] -= 1
        for fact in in_force(fact for fact, _kind in told.values()):
            counts[path, campaign_id, fact.day, told[fact.id][1]] += 1
    return +counts


def facts_set_aside(reach: Reach, filed: QuerySet[Encounter]) -> dict[str, dict[uuid.UUID, date]]:
    """origin → encounter id → its day, of those among `filed` (all there is of some places and campaigns)
    that count nowhere: corrected, taken back, or taking one back. The others are what `facts_counted`
    counts.
    """
    filed = reach.filter(filed)
    doors = filed.filter(CORRECTS).values_list("path", "origin", "campaign_id", "household_id")
    aside: dict[str, dict[uuid.UUID, date]] = defaultdict(dict)
    for (_path, origin, _campaign, _door), told in _of_doors(filed, set(doors.order_by())):
        counting = {fact.id for fact in in_force(fact for fact, _kind in told.values())}
        aside[origin] |= {id_: fact.day for id_, (fact, _) in told.items() if id_ not in counting}
    return aside


#: encounter id → the encounter, and the kind of place it happened at.
Told = dict[uuid.UUID, tuple[Fact, str]]
#: A door where facts of it are filed: (path, origin, campaign, household).
DoorThere = tuple[str, str, uuid.UUID, uuid.UUID]


def _of_doors(
    filed: QuerySet[Encounter], doors: Collection[DoorThere]
) -> list[tuple[DoorThere, Told]]:
    """Each of `doors`, doubles by what stands for them, and its facts without what was seen there."""
    of_origin: dict[str, set[uuid.UUID]] = defaultdict(set)
    of_doors: set[DoorThere] = set()
    for _path, origin, _campaign, household in doors:
        of_origin[origin].add(household)
    facts: dict[DoorThere, Told] = defaultdict(dict)
    for origin, households in of_origin.items():
        # A correction may name the double of a door, its original the door, or the other way round.
        stands_for = kept_doors(EVERYTHING, origin, households)
        stands_for |= doubles_of(EVERYTHING, origin, households.union(stands_for.values()))
        doors_there = households.union(stands_for, stands_for.values())
        columns = filed.filter(origin=origin, household_id__in=doors_there).values_list(
            *("path", "origin", "campaign_id", "household_id"),
            *("id", "account_id", "result", "happened_at", "amends_id", "withdrawn", "place_kind"),
        )
        for path, at_origin, campaign, said, *seen in columns:
            id_, account, result, at, amends, withdrawn, kind = seen
            fact = Fact(
                *(id_, account, result, at, clock.day_of(at), ()),
                amends_id=amends,
                withdrawn=withdrawn,
            )
            facts[path, at_origin, campaign, stands_for.get(said, said)][id_] = (fact, kind)
        of_doors |= {
            (path, at_origin, campaign, stands_for.get(said, said))
            for path, at_origin, campaign, said in doors
            if at_origin == origin
        }
    return [(door, facts[door]) for door in of_doors]
