"""What goes into an export: columns and rows of everything within reach, one row at a time.

Names stand in it because whoever reaches a household reads its name on the desk; phone numbers are
masked as they are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.encounters.listed import Wanted, encounters_listed
from tungngo.encounters.models import Encounter, HouseholdStanding, PlaceKind, Result
from tungngo.encounters.queries import household_standings
from tungngo.encounters.rules import highest
from tungngo.encounters.streams import Met, encounter_count, encounters_under
from tungngo.lib.clock import VIETNAM
from tungngo.lib.lookups import key
from tungngo.lib.reach import Reach
from tungngo.lib.sheets.stream import Column, Value
from tungngo.reports.models import Export
from tungngo.reports.queries import counted_at
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area, Segment, Source
from tungngo.territory.streams import (
    household_count,
    households_under,
    names_under,
    resident_count,
    residents_under,
)
from tungngo.tickets.rules import masked

Row = Sequence[Value]
#: Where somebody stands whom nobody has met: first day met, first days of levels by skill.
_NOBODY: tuple[str | None, dict[str, Sequence[str | None]]] = (None, {})


@dataclass(frozen=True, slots=True)
class Table:
    """A table to write: `count` is how many rows there were a moment ago, for the progress bar."""

    title: str
    count: int
    columns: list[Column]
    rows: Iterator[Row]


def table_of(reach: Reach, area: Area, subject: str, wanted: Wanted | None = None) -> Table:
    """The table of `subject` (Export.Subject) at or under `area`, in the language of the moment; of
    encounters only those `wanted`, as their list shows them."""
    if subject == Export.Subject.ENCOUNTERS:
        return _encounters(reach, area, wanted)
    return _TABLES[subject](reach, area)


def places_of(reach: Reach, area: Area) -> Callable[[str], tuple[str, str, str]]:
    """A function from a path to the names of its province, commune and group."""
    names = names_under(reach, area.path)
    above: Area | None = area
    while above is not None:
        names[above.path] = above.full_name
        above = above.parent

    @cache
    def place(path: str) -> tuple[str, str, str]:
        codes = path.split(".")[:-1]
        known = [names.get("".join(f"{one}." for one in codes[:n]), "") for n in (1, 2, 3)]
        return known[0], known[1], known[2] if len(codes) > 2 else ""

    return place


def _place_columns() -> list[Column]:
    return [Column(_("Province"), 20), Column(_("Commune"), 20), Column(_("Group"), 20)]


def _door_columns() -> list[Column]:
    return [
        Column(_("Household code"), 14),
        Column(_("Address"), 30),
        Column(_("Head of household"), 24),
    ]


def _campaigns(reach: Reach, path: str) -> dict[UUID, Campaign]:
    """Every campaign whose encounters may lie at or under `path`."""
    found = [*campaigns.campaigns_at(reach, path), *campaigns.campaigns_below(reach, path)]
    return {one.id: one for one in found}


# -------------------------------------------------------------------------------------- encounters


def _encounters(reach: Reach, area: Area, wanted: Wanted | None) -> Table:
    found = None
    if wanted is not None:
        found = encounters_listed(reach, area.path, counted_at(reach, area.path), wanted)
    columns = [
        Column(_("Day and hour"), 17),
        *_place_columns(),
        *_door_columns(),
        Column(_("Where"), 14),
        Column(_("Result"), 16),
        Column(_("People seen"), 8),
        Column(_("Levels seen (0–4)"), 30),
        Column(_("Come back on"), 12),
        Column(_("Team"), 20),
        Column(_("Campaign"), 28),
        Column(_("Corrections"), 18),
    ]
    count = encounter_count(reach, area.path) if found is None else found.count()
    return Table(_("Encounters"), count, columns, _met_rows(reach, area, found))


def _met_rows(reach: Reach, area: Area, found: QuerySet[Encounter] | None) -> Iterator[Row]:
    place = places_of(reach, area)
    teams = {team.id: team.name for team in teams_under(reach, area.path)}
    named = {id_: one.name for id_, one in _campaigns(reach, area.path).items()}
    skills = campaigns.skill_names(reach, campaigns.skill_codes(reach))
    kinds = {one.value: str(one.label) for one in PlaceKind}
    results = {one.value: str(one.label) for one in Result}
    states = {
        "": "",
        "corrected": _("corrected later"),
        "withdrawn": _("withdrawn later"),
        "withdrawal": _("withdraws another"),
    }
    for met in encounters_under(reach, area.path, found):
        yield (
            _here(met.at),
            *place(met.path),
            met.code,
            met.address,
            met.head_name,
            kinds.get(met.place_kind, met.place_kind),
            results.get(met.result, met.result),
            len({person for person, _skill, _level in met.outcomes}),
            _levels(met, skills),
            met.come_back_on,
            teams.get(met.team_id, "") if met.team_id else "",
            named.get(met.campaign_id, ""),
            states[met.state],
        )


def _levels(met: Met, skills: Mapping[str, str]) -> str:
    """“VNeID 3, 2; VssID 1”: the levels seen of each service."""
    seen: dict[str, list[str]] = {}
    for _person, skill, level in met.outcomes:
        seen.setdefault(skill, []).append(str(level))
    return "; ".join(f"{skills.get(code, code)} {', '.join(seen[code])}" for code in seen)


def _here(moment: datetime) -> datetime:
    """A moment as clocks in Vietnam showed it: spreadsheets know no time zones."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None)


# -------------------------------------------------------------------------------------- households


def _households(reach: Reach, area: Area) -> Table:
    columns = [
        *_place_columns(),
        *_door_columns(),
        Column(_("Priority"), 9),
        Column(_("Poor"), 9),
        Column(_("From which list"), 18),
        Column(_("Reached on"), 12),
        Column(_("Attempts"), 9),
        Column(_("Last result"), 16),
        Column(_("Come back on"), 12),
    ]
    count = household_count(reach, area.path)
    return Table(_("Households"), count, columns, _household_rows(reach, area))


def _household_rows(reach: Reach, area: Area) -> Iterator[Row]:
    place = places_of(reach, area)
    counted = counted_at(reach, area.path)
    sources = {one.value: str(one.label) for one in Source}
    results = {one.value: str(one.label) for one in Result}
    poor = {(True, False): _("poor"), (False, True): _("near poor"), (True, True): _("poor")}
    for part in households_under(reach, area.path):
        stands = _stands(reach, [(one.origin, one.path, one.id) for one in part], counted)
        for door in part:
            stand = stands.get((door.origin, door.id))
            yield (
                *place(door.path),
                door.code,
                door.address,
                door.head_name,
                _("yes") if door.priority else "",
                poor.get((door.poor, door.near_poor), ""),
                sources.get(door.source, ""),
                stand.reached_on if stand else None,
                stand.attempts if stand else 0,
                results.get(stand.last_result, "") if stand else "",
                stand.come_back_on if stand else None,
            )


def _stands(
    reach: Reach, doors: Sequence[tuple[str, str, UUID]], counted: Sequence[Campaign]
) -> dict[tuple[str, UUID], HouseholdStanding]:
    """(origin, household id) → where it stands, of doors given as (origin, path, id)."""
    found: dict[tuple[str, UUID], HouseholdStanding] = {}
    ids: dict[tuple[str, UUID], set[UUID]] = defaultdict(set)
    for origin, path, id_ in doors:
        for campaign in counted:
            if path.startswith(campaign.path):
                ids[origin, campaign.id].add(id_)
    for (origin, campaign_id), households in ids.items():
        standings = household_standings(reach, origin, campaign_id, households)
        found |= {(origin, id_): one for id_, one in standings.items()}
    return found


# --------------------------------------------------------------------------------------- standings


def _standings(reach: Reach, area: Area) -> Table:
    counted = counted_at(reach, area.path)
    skills = {skill.code: skill for one in counted for skill in campaigns.skills_of(reach, one)}
    columns = [
        *_place_columns(),
        *_door_columns(),
        Column(_("Full name"), 24),
        Column(_("Born in"), 9),
        Column(_("Segment"), 24),
        Column(_("Phone"), 15),
        Column(_("Met on"), 12),
        *(Column(f"{skill.short} (0–4)", 10) for skill in skills.values()),
    ]
    rows = _resident_rows(reach, area, counted, list(skills))
    return Table(_("Where residents stand"), resident_count(reach, area.path), columns, rows)


def _resident_rows(
    reach: Reach, area: Area, counted: Sequence[Campaign], skills: Sequence[str]
) -> Iterator[Row]:
    place = places_of(reach, area)
    segments = {one.value: str(one.label) for one in Segment}
    for part in residents_under(reach, area.path):
        doors = [(one.origin, one.path, one.household_id) for one in part]
        stands = _stands(reach, doors, counted)
        for person in part:
            stand = stands.get((person.origin, person.household_id))
            met_on, firsts = stand.residents.get(key(person.id), _NOBODY) if stand else _NOBODY
            levels = highest(firsts)
            door = person.household
            yield (
                *place(person.path),
                door.code,
                door.address,
                door.head_name,
                person.full_name,
                person.birth_year,
                segments.get(person.segment, ""),
                masked(person.phone),
                date.fromisoformat(met_on) if met_on else None,
                *(levels.get(code) for code in skills),
            )


_TABLES: dict[str, Callable[[Reach, Area], Table]] = {
    Export.Subject.HOUSEHOLDS: _households,
    Export.Subject.STANDINGS: _standings,
}
