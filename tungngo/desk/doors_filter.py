"""What a table of households is asked for: read from an address or from a view somebody saved. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

#: A group's value for doors that are in none.
LOOSE = "none"
LONGEST_WRITTEN = 80

#: Everything an address may ask a table for: as itself, for whose doors, in which days.
NAMES = ("q", "group", "priority", "stand", "team", "member", "from", "on")
SHARE, DAYS = ("team", "member"), ("from", "on")
#: Where doors may stand for a period to mean something (desk.list_filters).
DATED = ("reached", "unreached")

#: Why a saved filter means nothing here, by its code.
FAULTS: Mapping[str, Any] = {
    "view.group_gone": _("The residential group it asks for is not here any more."),
    "view.team_gone": _("The team or member whose doors it asks for is not here any more."),
    "view.stand_gone": _("It asks where doors stand, and no campaign is counted here now."),
    "view.unreadable": _("It holds something that this table does not know."),
}


@dataclass(frozen=True, slots=True)
class DoorFilter:
    """`written` are words to search, `group` a code or LOOSE, `stand` how doors stand, all "" for any;
    `narrowed` what desk.list_filters reads: whose doors, and since when."""

    written: str = ""
    group: str = ""
    stand: str = ""
    urgent: bool = False
    narrowed: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """As an address says it, without what is not asked for."""
        said = {
            "q": self.written,
            "group": self.group,
            "priority": "1" if self.urgent else "",
            "stand": self.stand,
            **self.narrowed,
        }
        return {name: value for name, value in said.items() if value}


def read_filter(
    said: Mapping[str, str],
    *,
    groups: Collection[str],
    stands: Collection[str],
    is_share: bool = True,
) -> tuple[DoorFilter, list[str]]:
    """The filter that `said` names, and the codes (of FAULTS) of what in it means nothing here.

    `groups` are the codes to choose from, `stands` the ways to ask where a door stands: none where no
    campaign is counted. `is_share`: whether the doors of the team or member it names can be told.
    What means nothing is left out of the filter.
    """
    faults = []
    group, stand = said.get("group", ""), said.get("stand", "")
    if group and group not in groups and not (group == LOOSE and groups):
        faults.append("view.group_gone")
        group = ""
    if stand and stand not in stands:
        faults.append("view.unreadable" if stands else "view.stand_gone")
        stand = ""
    kept = [*(SHARE if is_share else ()), *(DAYS if stand in DATED else ())]
    if said.get("team") and not is_share:
        faults.append("view.team_gone")
    found = DoorFilter(
        written=said.get("q", "").strip()[:LONGEST_WRITTEN],
        group=group,
        stand=stand,
        urgent=said.get("priority") == "1",
        narrowed={name: said[name] for name in kept if said.get(name)},
    )
    if set(said) - set(NAMES) or said.get("priority", "1") not in ("", "1"):
        faults.append("view.unreadable")
    return found, list(dict.fromkeys(faults))
