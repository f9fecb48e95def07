"""The lists behind the figures of a board: doors by where they stand, people by what they can do."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from tungngo.encounters.models import HouseholdStanding, Result
from tungngo.encounters.rules import LEVELS
from tungngo.lib import lookups
from tungngo.lib.lookups import Key
from tungngo.lib.reach import Reach, path_above
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries import residents_among

#: How a table of doors can be asked for: reached or not, never knocked on, with a promise, or by the
#: result of the last knock.
STANDS = ("unreached", "reached", "never", "promised", *map(str, Result))


def doors_standing_so(
    reach: Reach, doors: QuerySet[Household], campaign_ids: Iterable[uuid.UUID], stand: str
) -> QuerySet[Household]:
    """Those of `doors` that stand as asked (one of STANDS) in these campaigns, in the same order."""
    mine = HouseholdStanding.objects.filter(
        origin=OuterRef("origin"),
        household_id=OuterRef("id"),
        campaign_id__in=list(campaign_ids),
    )
    found = reach.filter(doors)
    if stand in ("reached", "unreached"):
        met = Exists(mine.filter(reached_on__isnull=False))
        return found.filter(met if stand == "reached" else ~met)
    if stand == "never":
        return found.filter(~Exists(mine.exclude(last_result="")))
    wanted = Q(come_back_on__isnull=False) if stand == "promised" else Q(last_result=stand)
    return found.filter(Exists(mine.filter(wanted)))


class Able(NamedTuple):
    """Somebody who can do something (`who`: a resident's key), and the day they were first seen doing it."""

    origin: str
    who: Key
    since_on: str


def people_able(
    reach: Reach,
    path: str,
    campaign_ids: Iterable[uuid.UUID],
    *,
    skill: str,
    level: int,
    segments: Sequence[str],
) -> list[Able]:
    """The people of these segments at or under `path` who were seen using `skill` at `level` (1–4) or
    higher, by place and name: those whom a tally counts."""
    if not 1 <= level <= LEVELS:
        raise ValueError(f"no such level: {level}")
    sql = _ABLE_POSTGRESQL if lookups.vendor() == "postgresql" else _ABLE_SQLITE
    asked = [msgspec.json.encode([*map(lookups.key, campaign_ids)]).decode()]
    asked += [msgspec.json.encode(list(segments)).decode(), skill, str(level - 1)]
    found: list[tuple[str, Key, str]] = []
    for one in reach.within(path).paths:
        found += lookups.run(sql, [*asked, one, path_above(one) if one else "~"])
    return [Able(*row) for row in found]


def residents_of(reach: Reach, able: Iterable[Able]) -> list[tuple[Resident, date]]:
    """Each of `able` as listed, and since when; in the same order."""
    by_origin: dict[str, list[uuid.UUID]] = defaultdict(list)
    for one in able:
        by_origin[one.origin].append(lookups.key_to_uuid(one.who))
    known = {
        (origin, lookups.key(row.id)): row
        for origin, ids in by_origin.items()
        for row in residents_among(reach, origin, ids)
    }
    return [
        (known[one.origin, one.who], date.fromisoformat(one.since_on))
        for one in able
        if (one.origin, one.who) in known
    ]


_ABLE_SQLITE = """
    SELECT origin, id, since_on FROM (
        SELECT resident.origin, resident.id, resident.path, resident.sort_key,
            json_extract(residents, '$."' || resident.id || '"[1]."' || asked.skill
                || '"[' || asked.level || ']') AS since_on
        FROM (SELECT %s AS campaigns, %s AS segments, %s AS skill, %s AS level) AS asked,
            territory_resident AS resident JOIN encounters_householdstanding AS standing
            ON standing.origin = resident.origin AND standing.household_id = resident.household_id
        WHERE standing.campaign_id IN (SELECT value FROM json_each(asked.campaigns))
        AND resident.segment IN (SELECT value FROM json_each(asked.segments))
        AND resident.path >= %s AND resident.path < %s AND resident.ended_on IS NULL
    ) AS able WHERE since_on IS NOT NULL ORDER BY path, sort_key, id"""
_ABLE_POSTGRESQL = """
    SELECT origin, id, since_on FROM (
        SELECT resident.origin, resident.id, resident.path, resident.sort_key,
            residents #>> ARRAY[replace(resident.id::text, '-', ''), '1', asked.skill, asked.level]
            AS since_on
        FROM (SELECT %s::text AS campaigns, %s::text AS segments, %s::text AS skill,
                %s::text AS level) AS asked,
            territory_resident AS resident JOIN encounters_householdstanding AS standing
            ON standing.origin = resident.origin AND standing.household_id = resident.household_id
        WHERE standing.campaign_id IN
            (SELECT value::uuid FROM jsonb_array_elements_text(asked.campaigns::jsonb))
        AND resident.segment IN (SELECT jsonb_array_elements_text(asked.segments::jsonb))
        AND resident.path >= %s AND resident.path < %s AND resident.ended_on IS NULL
    ) AS able WHERE since_on IS NOT NULL ORDER BY path, sort_key, id"""
