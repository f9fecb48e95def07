"""What goes into an export: columns and rows of everything within reach, one row at a time.

Names stand in it because whoever reaches a household reads its name on the desk; phone numbers are
masked as they are there.

A table is said in words for people, or **coded** for programs: what comes from a closed list is its code,
moments know their time zone, truths are truths, and the area has its code, as in a data link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db.models import QuerySet, TextChoices
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
from tungngo.lib.reach import Reach, area_code
from tungngo.lib.sheets.stream import Column, Kind, Value
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


def table_of(
    reach: Reach, area: Area, subject: str, wanted: Wanted | None = None, *, coded: bool = False
) -> Table:
    """The table of `subject` (Export.Subject) at or under `area`, in the language of the moment, or coded;
    of encounters only those `wanted`, as their list shows them."""
    if subject == Export.Subject.ENCOUNTERS:
        return _encounters(reach, area, coded, wanted)
    return _TABLES[subject](reach, area, coded)


def places_of(reach: Reach, area: Area, coded: bool) -> Callable[[str], tuple[str, ...]]:
    """A function from a path to what `_place_columns` holds of it."""
    names = names_under(reach, area.path)
    above: Area | None = area
    while above is not None:
        names[above.path] = above.full_name
        above = above.parent

    @cache
    def place(path: str) -> tuple[str, ...]:
        codes = path.split(".")[:-1]
        known = [names.get("".join(f"{one}." for one in codes[:n]), "") for n in (1, 2, 3)]
        named = known[0], known[1], known[2] if len(codes) > 2 else ""
        return (area_code(path), *named) if coded else named

    return place


def _place_columns(coded: bool) -> list[Column]:
    columns = [
        Column(_("Area code"), 12, "area_code"),
        Column(_("Province"), 20, "province"),
        Column(_("Commune"), 20, "commune"),
        Column(_("Group"), 20, "residential_group"),
    ]
    return columns if coded else columns[1:]


def _door_columns() -> list[Column]:
    return [
        Column(_("Household code"), 14, "household_code"),
        Column(_("Address"), 30, "address"),
        Column(_("Head of household"), 24, "head_name"),
    ]


def _said(choices: type[TextChoices], coded: bool) -> dict[str, str]:
    """Code → the words for it; the code itself where the table is coded."""
    return {one.value: one.value if coded else str(one.label) for one in choices}


def _campaigns(reach: Reach, path: str) -> dict[UUID, Campaign]:
    """Every campaign whose encounters may lie at or under `path`."""
    found = [*campaigns.campaigns_at(reach, path), *campaigns.campaigns_below(reach, path)]
    return {one.id: one for one in found}


# -------------------------------------------------------------------------------------- encounters


def _encounters(reach: Reach, area: Area, coded: bool, wanted: Wanted | None) -> Table:
    found = None
    if wanted is not None:
        found = encounters_listed(reach, area.path, counted_at(reach, area.path), wanted)
    columns = [
        Column(_("Day and hour"), 17, "happened_at", Kind.MOMENT),
        *_place_columns(coded),
        *_door_columns(),
        Column(_("Where"), 14, "place_kind"),
        Column(_("Result"), 16, "result"),
        Column(_("People seen"), 8, "people_seen", Kind.NUMBER),
        Column(_("Levels seen (0–4)"), 30, "levels_seen"),
        Column(_("Come back on"), 12, "come_back_on", Kind.DAY),
        Column(_("Team"), 20, "team"),
        Column(_("Campaign"), 28, "campaign"),
        Column(_("Corrections"), 18, "correction"),
    ]
    count = encounter_count(reach, area.path) if found is None else found.count()
    return Table(_("Encounters"), count, columns, _met_rows(reach, area, coded, found))


def _met_rows(
    reach: Reach, area: Area, coded: bool, found: QuerySet[Encounter] | None
) -> Iterator[Row]:
    place = places_of(reach, area, coded)
    teams = {team.id: team.name for team in teams_under(reach, area.path)}
    named = {id_: one.name for id_, one in _campaigns(reach, area.path).items()}
    skills = {} if coded else campaigns.skill_names(reach, campaigns.skill_codes(reach))
    kinds, results = _said(PlaceKind, coded), _said(Result, coded)
    corrections = {
        "corrected": _("corrected later"),
        "withdrawn": _("withdrawn later"),
        "withdrawal": _("withdraws another"),
    }
    states = {} if coded else corrections
    for met in encounters_under(reach, area.path, found):
        yield (
            met.at if coded else _here(met.at),
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
            states.get(met.state, met.state),
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


def _households(reach: Reach, area: Area, coded: bool) -> Table:
    columns = [
        *_place_columns(coded),
        *_door_columns(),
        Column(_("Priority"), 9, "priority", Kind.TRUTH),
        Column(_("Poor"), 9, "poverty"),
        Column(_("From which list"), 18, "source"),
        Column(_("Reached on"), 12, "reached_on", Kind.DAY),
        Column(_("Attempts"), 9, "attempts", Kind.NUMBER),
        Column(_("Last result"), 16, "last_result"),
        Column(_("Come back on"), 12, "come_back_on", Kind.DAY),
    ]
    count = household_count(reach, area.path)
    return Table(_("Households"), count, columns, _household_rows(reach, area, coded))


def _household_rows(reach: Reach, area: Area, coded: bool) -> Iterator[Row]:
    place = places_of(reach, area, coded)
    counted = counted_at(reach, area.path)
    sources, results = _said(Source, coded), _said(Result, coded)
    poor, near_poor = ("poor", "near_poor") if coded else (_("poor"), _("near poor"))
    priority: tuple[Value, Value] = (False, True) if coded else ("", _("yes"))
    for part in households_under(reach, area.path):
        stands = _stands(reach, [(one.origin, one.path, one.id) for one in part], counted)
        for door in part:
            stand = stands.get((door.origin, door.id))
            yield (
                *place(door.path),
                door.code,
                door.address,
                door.head_name,
                priority[door.priority > 0],
                poor if door.poor else near_poor if door.near_poor else "",
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


def _standings(reach: Reach, area: Area, coded: bool) -> Table:
    counted = counted_at(reach, area.path)
    skills = {skill.code: skill for one in counted for skill in campaigns.skills_of(reach, one)}
    columns = [
        *_place_columns(coded),
        *_door_columns(),
        Column(_("Full name"), 24, "full_name"),
        Column(_("Born in"), 9, "birth_year", Kind.NUMBER),
        Column(_("Segment"), 24, "segment"),
        Column(_("Phone"), 15, "phone_masked"),
        Column(_("Met on"), 12, "met_on", Kind.DAY),
        *(
            Column(f"{skill.short} (0–4)", 10, f"level_{code.replace('-', '_')}", Kind.NUMBER)
            for code, skill in skills.items()
        ),
    ]
    rows = _resident_rows(reach, area, coded, counted, list(skills))
    return Table(_("Where residents stand"), resident_count(reach, area.path), columns, rows)


def _resident_rows(
    reach: Reach, area: Area, coded: bool, counted: Sequence[Campaign], skills: Sequence[str]
) -> Iterator[Row]:
    place = places_of(reach, area, coded)
    segments = _said(Segment, coded)
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


_TABLES: dict[str, Callable[[Reach, Area, bool], Table]] = {
    Export.Subject.HOUSEHOLDS: _households,
    Export.Subject.STANDINGS: _standings,
}
