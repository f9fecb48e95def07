"""What a table of doors says beside the list itself: where each stands, and how it is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tungngo.campaigns.models import Campaign
from tungngo.desk.doors_filter import DoorFilter, read_filter
from tungngo.desk.forms.households import REASON_WORDS
from tungngo.desk.list_filters import share_asked
from tungngo.encounters.lists import STANDS
from tungngo.encounters.models import HouseholdStanding, Result
from tungngo.encounters.queries import household_standings
from tungngo.lib.reach import Reach, commune_path
from tungngo.look.words import day, number
from tungngo.progress.queries import campaigns_counted
from tungngo.territory.models import Area, Household, Level
from tungngo.territory.queries import areas_at, groups_of
from tungngo.territory.rules import REASON_WEIGHTS


@dataclass(frozen=True, slots=True)
class Choices:
    """What a table of an area's doors can be asked for: `groups` of a commune (none elsewhere), and the
    campaigns that say where a door stands."""

    reach: Reach
    groups: list[Area]
    campaigns: list[Campaign]

    def read(self, said: Mapping[str, str]) -> tuple[DoorFilter, list[str]]:
        """The filter that `said` names, and the codes of what in it means nothing here."""
        return read_filter(
            said,
            groups=[group.code for group in self.groups],
            stands=STANDS if self.campaigns else (),
            is_share=bool(said.get("team")) and share_asked(self.reach, said) is not None,
        )


def choices_of(reach: Reach, area: Area) -> Choices:
    """What the table of an area can be asked for."""
    return Choices(
        reach,
        list(groups_of(reach, area)) if area.level == Level.COMMUNE else [],
        list(campaigns_counted(reach, area.path)),
    )


#: How a table can be asked for, in words; the results of the last knock have their own.
STAND_WORDS: Mapping[str, Any] = {
    "unreached": gettext_lazy("nobody met yet"),
    "reached": gettext_lazy("somebody was met"),
    "never": gettext_lazy("not knocked yet"),
    "promised": gettext_lazy("a promise to come back"),
}


def stand_choices() -> list[tuple[str, str]]:
    """(value, words) of every way to ask for doors by where they stand."""
    last = _("last knock: %(result)s")
    return [
        (
            stand,
            str(STAND_WORDS[stand])
            if stand in STAND_WORDS
            else last % {"result": Result(stand).label},
        )
        for stand in STANDS
    ]


def standings_of(
    reach: Reach, campaigns: Sequence[Campaign], doors: Iterable[Household]
) -> list[tuple[Household, HouseholdStanding | None]]:
    """Each door, and where it stands in one of the campaigns: no two of them share a door."""
    shown = list(doors)
    found: dict[tuple[str, uuid.UUID], HouseholdStanding] = {}
    for origin in {row.origin for row in shown}:
        ids = [row.id for row in shown if row.origin == origin]
        for campaign in campaigns:
            known = household_standings(reach, origin, campaign.id, ids)
            found |= {(origin, id_): standing for id_, standing in known.items()}
    return [(row, found.get((row.origin, row.id))) for row in shown]


def places_of(
    reach: Reach, area: Area, groups: Iterable[Area], doors: Iterable[Household]
) -> dict[str, str]:
    """What a table calls where each door lies: its group; above communes with the commune's name."""
    if area.level >= Level.COMMUNE:
        return {group.path: group.full_name for group in (groups or [area])}
    paths = {door.path for door in doors}
    found = areas_at(reach, paths | {commune_path(path) for path in paths})
    names = {one.path: one.full_name for one in found}
    return {
        path: ", ".join(
            names[at] for at in dict.fromkeys([path, commune_path(path)]) if at in names
        )
        for path in paths
    }


def stand_words(standing: HouseholdStanding | None) -> str:
    """Where a door stands, short: "met 05/08/2026", "nobody home, 2 times", "come back 12/08/2026"."""
    if standing is None or not standing.last_result:
        return _("not knocked yet")
    if standing.come_back_on:
        return _("come back %(on)s") % {"on": day(standing.come_back_on)}
    if standing.reached_on:
        return _("met %(on)s") % {"on": day(standing.reached_on)}
    times = standing.attempts
    return ngettext("%(result)s, %(times)s time", "%(result)s, %(times)s times", times) % {
        "result": Result(standing.last_result).label,
        "times": number(times),
    }


def priority_words(priority: int) -> str:
    """The reasons a priority is made of, as words."""
    return ", ".join(
        str(REASON_WORDS[reason])
        for reason, weight in REASON_WEIGHTS.items()
        if priority & weight and reason in REASON_WORDS
    )
