"""Encounters as the rows of a table: when, at whose door, what came of it, who recorded it and with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.accounts.queries import names_of, phones_among
from tungngo.campaigns.queries import skill_names, walk_sheets_among
from tungngo.desk.history import outcome_words
from tungngo.encounters.listed import taken_back_among
from tungngo.encounters.models import Encounter, PlaceKind
from tungngo.lib.reach import Reach
from tungngo.teams.queries import teams_among
from tungngo.territory.models import Household
from tungngo.territory.queries import areas_at, residents_among

#: What an encounter was recorded with.
SOURCE_WORDS: Mapping[str, Any] = {
    "phone": gettext_lazy("on a phone"),
    "sheet": gettext_lazy("on a walk list"),
    "desk": gettext_lazy("at the desk"),
}


@dataclass(frozen=True, slots=True)
class EncounterLine:
    """One encounter in words; `door` is None where it lies out of reach now, `place` empty at a door,
    `outcomes` of each person by name, `states` what became of the record."""

    at: datetime
    door: Household | None
    area: str
    result: str
    place: str
    come_back_on: date | None
    outcomes: list[tuple[str, list[str]]]
    author: str
    team: str
    source: str
    states: list[str]


def encounter_lines(reach: Reach, facts: Sequence[Encounter]) -> list[EncounterLine]:
    """A line for each of `facts`, in their order; the facts come with their households. As many queries
    for fifty as for one."""
    people = _people(reach, facts)
    taught = {who for fact in facts for *_of, kind, who in fact.taught if kind == "member"}
    accounts = names_of(reach, {fact.account_id for fact in facts} | {*map(UUID, taught)})
    skills = skill_names(reach, {of for fact in facts for _who, of, _level in fact.outcomes})
    teams = {
        one.id: one.name for one in teams_among(reach, {f.team_id for f in facts if f.team_id})
    }
    areas = {one.path: one.full_name for one in areas_at(reach, (fact.path for fact in facts))}
    sources = _sources(reach, facts)
    replaced = taken_back_among(reach, facts)
    return [
        EncounterLine(
            at=fact.happened_at,
            door=fact.household if reach.covers(fact.household.path) else None,
            area=areas.get(fact.path, ""),
            result=str(fact.get_result_display()),
            place=str(fact.get_place_kind_display()) if fact.place_kind != PlaceKind.DOOR else "",
            come_back_on=fact.come_back_on,
            outcomes=[] if fact.withdrawn else outcome_words(fact, people, accounts, skills),
            author=accounts.get(fact.account_id, ""),
            team=teams.get(fact.team_id, "") if fact.team_id else "",
            source=str(SOURCE_WORDS[sources[fact.device_id]]),
            states=_states(fact, replaced.get(fact.id)),
        )
        for fact in facts
    ]


def _states(fact: Encounter, was_taken_back: bool | None) -> list[str]:
    return [
        *([_("takes a record back")] if fact.withdrawn else []),
        *([_("a correction")] if fact.amends_id and not fact.withdrawn else []),
        *([_("taken back since")] if was_taken_back else []),
        *([_("corrected since")] if was_taken_back is False else []),
    ]


def _people(reach: Reach, facts: Sequence[Encounter]) -> dict[str, str]:
    """resident id → name, of whoever these encounters speak of and lives within reach."""
    named: dict[str, set[UUID]] = defaultdict(set)
    for fact in facts:
        named[fact.origin].update(UUID(who) for who, *_seen in fact.outcomes)
        named[fact.origin].update(
            UUID(who) for *_of, kind, who in fact.taught if kind == "resident"
        )
    return {
        str(one.id): one.full_name
        for origin, ids in named.items()
        for one in residents_among(reach, origin, ids)
    }


def _sources(reach: Reach, facts: Sequence[Encounter]) -> dict[UUID, str]:
    """device id → what kind of device it is (of SOURCE_WORDS)."""
    devices: dict[str, set[UUID]] = defaultdict(set)
    for fact in facts:
        devices[fact.origin].add(fact.device_id)
    phones = phones_among(reach, set().union(*devices.values()))
    found: dict[UUID, str] = {}
    for origin, ids in devices.items():
        sheets = walk_sheets_among(reach, origin, ids - phones)
        found |= {
            one: "phone" if one in phones else "sheet" if one in sheets else "desk" for one in ids
        }
    return found
