"""The lists behind the figures of a board: doors by where they stand, people by what
they were seen doing."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import skill_of
from tungngo.encounters.models import HouseholdStanding, Result
from tungngo.lib import lookups
from tungngo.lib.lookups import Key
from tungngo.lib.reach import Reach, path_above
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries import residents_among

#: How a table of doors can be asked for: reached or not, never knocked on, with a promise, or by the
#: result of the last knock.
STANDS = ("unreached", "reached", "never", "promised", *map(str, Result))


def doors_standing_so(
    reach: Reach,
    doors: QuerySet[Household],
    campaign_ids: Iterable[uuid.UUID],
    stand: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Household]:
    """Those of `doors` that stand as asked (one of STANDS) in these campaigns, in the same order. From
    `since` to `until`, both included, a door was reached for the first time, or it was not."""
    mine = HouseholdStanding.objects.filter(
        origin=OuterRef("origin"),
        household_id=OuterRef("id"),
        campaign_id__in=list(campaign_ids),
    )
    found = reach.filter(doors)
    if stand in ("reached", "unreached"):
        met = Exists(mine.filter(reached_between(since, until)))
        return found.filter(met if stand == "reached" else ~met)
    if stand == "never":
        return found.filter(~Exists(mine.exclude(last_result="")))
    wanted = Q(come_back_on__isnull=False) if stand == "promised" else Q(last_result=stand)
    return found.filter(Exists(mine.filter(wanted)))


def reached_between(since: date | None, until: date | None) -> Q:
    """Standings of doors first reached in these days; None leaves an end open."""
    wanted = Q(reached_on__isnull=False)
    if since:
        wanted &= Q(reached_on__gte=since)
    return wanted & Q(reached_on__lte=until) if until else wanted


class Seen(NamedTuple):
    """Somebody whom a figure counts (`who`: a resident's key), and the day from which it does."""

    origin: str
    who: Key
    since_on: str


def people_counted(
    reach: Reach,
    path: str,
    campaigns: Iterable[Campaign],
    *,
    indicator: str,
    segments: Sequence[str],
    since: date | None = None,
    until: date | None = None,
    team_id: uuid.UUID | None = None,
) -> list[Seen]:
    """The people of these segments at or under `path` whom a tally counts for an indicator
    (`residents.met`, `residents.basic`, `residents.skill:<code>:<level>`), by place and name; of a
    period those whom it counts for the first time then; of a team those behind its doors.

    Raises ValueError for any other indicator.
    """
    postgresql = lookups.vendor() == "postgresql"
    since_on, learnt = _since_on(indicator, postgresql)
    sql = _PEOPLE_POSTGRESQL if postgresql else _PEOPLE_SQLITE
    of_team = _OF_TEAM if team_id else ""
    days = [(since or date.min).isoformat(), (until or date.max).isoformat()]
    found: list[tuple[str, Key, str]] = []
    for campaign in campaigns:
        asked: list[Any] = [lookups.key(campaign.id)]
        asked += [msgspec.json.encode(list(segments)).decode(), *learnt, *days]
        asked.append(lookups.key(team_id) if team_id else "")
        # No engine lets an offset come from a column.
        enough = str(int(campaign.basic_skills_needed) - 1)
        text = sql.format(since_on=since_on.replace("{enough}", enough), of_team=of_team)
        for one in reach.within(path).paths:
            found += lookups.run(text, [*asked, one, path_above(one) if one else "~"])
    return [Seen(*row) for row in found]


def _since_on(indicator: str, postgresql: bool) -> tuple[str, tuple[str, str]]:
    """The expression of the day from which somebody counts, and (skill, place of its level)."""
    place = 1 if postgresql else 0
    if skill := skill_of(indicator):
        return _SKILL[place], (skill[0], str(skill[1] - 1))
    if indicator == "residents.met":
        return _MET[place], ("", "0")
    if indicator == "residents.basic":
        return _BASIC[place], ("", "0")
    raise ValueError(f"no such people: {indicator}")


def residents_of(reach: Reach, seen: Iterable[Seen]) -> list[tuple[Resident, date]]:
    """Each of `seen` as listed, and since when; in the same order."""
    seen = list(seen)
    by_origin: dict[str, list[uuid.UUID]] = defaultdict(list)
    for one in seen:
        by_origin[one.origin].append(lookups.key_to_uuid(one.who))
    known = {
        (origin, lookups.key(row.id)): row
        for origin, ids in by_origin.items()
        for row in residents_among(reach, origin, ids)
    }
    return [
        (known[one.origin, one.who], date.fromisoformat(one.since_on))
        for one in seen
        if (one.origin, one.who) in known
    ]


#: Of SQLite and of PostgreSQL: how somebody stands is `residents[id]`, as in HouseholdStanding.residents.
_MET = (
    """json_extract(residents, '$."' || resident.id || '"[0]')""",
    "residents #>> ARRAY[replace(resident.id::text, '-', ''), '0']",
)
_SKILL = (
    """json_extract(residents, '$."' || resident.id || '"[1]."' || asked.skill || '"['
        || asked.level || ']')""",
    "residents #>> ARRAY[replace(resident.id::text, '-', ''), '1', asked.skill, asked.level]",
)
#: The day of the skill that made them enough, at "with help" (progress.rules.basic_day).
_BASIC = (
    """(SELECT json_extract(one.value, '$[1]')
        FROM json_each(residents, '$."' || resident.id || '"[1]') AS one
        WHERE json_extract(one.value, '$[1]') IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET {enough})""",
    """(SELECT one.value ->> 1
        FROM jsonb_each(residents #> ARRAY[replace(resident.id::text, '-', ''), '1']) AS one
        WHERE one.value ->> 1 IS NOT NULL ORDER BY 1 LIMIT 1 OFFSET {enough})""",
)
_OF_TEAM = """AND EXISTS (SELECT 1 FROM campaigns_assignment AS walk
            WHERE walk.origin = standing.origin AND walk.household_id = standing.household_id
            AND walk.campaign_id = standing.campaign_id AND walk.team_id = asked.team)"""
_PEOPLE_SQLITE = """
    SELECT origin, id, since_on FROM (
        SELECT resident.origin, resident.id, resident.path, resident.sort_key, asked.since,
            asked.until, {since_on} AS since_on
        FROM (SELECT %s AS campaign, %s AS segments, %s AS skill, %s AS level, %s AS since,
                %s AS until, %s AS team) AS asked,
            territory_resident AS resident JOIN encounters_householdstanding AS standing
            ON standing.origin = resident.origin AND standing.household_id = resident.household_id
        WHERE standing.campaign_id = asked.campaign
        AND resident.segment IN (SELECT value FROM json_each(asked.segments))
        AND resident.path >= %s AND resident.path < %s AND resident.ended_on IS NULL {of_team}
    ) AS people WHERE since_on BETWEEN since AND until ORDER BY path, sort_key, id"""
_PEOPLE_POSTGRESQL = """
    SELECT origin, id, since_on FROM (
        SELECT resident.origin, resident.id, resident.path, resident.sort_key, asked.since,
            asked.until, {since_on} AS since_on
        FROM (SELECT %s::uuid AS campaign, %s::text AS segments, %s::text AS skill,
                %s::text AS level, %s::text AS since, %s::text AS until,
                NULLIF(%s, '')::uuid AS team) AS asked,
            territory_resident AS resident JOIN encounters_householdstanding AS standing
            ON standing.origin = resident.origin AND standing.household_id = resident.household_id
        WHERE standing.campaign_id = asked.campaign
        AND resident.segment IN (SELECT jsonb_array_elements_text(asked.segments::jsonb))
        AND resident.path >= %s AND resident.path < %s AND resident.ended_on IS NULL {of_team}
    ) AS people WHERE since_on BETWEEN since AND until ORDER BY path, sort_key, id"""
