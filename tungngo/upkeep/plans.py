"""What a change of areas is asked with: plain JSON, kept until its day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tungngo.lib.reach import Reach
from tungngo.territory.group_lists import clean_group
from tungngo.territory.models import Area, Kind
from tungngo.territory.queries import area_of
from tungngo.upkeep.models import AreaChange

Plan = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resolution:
    """By what it is done ("12/NQ-HĐND" of a day), and from which day it holds."""

    number: str = ""
    on: date | None = None
    holds_on: date | None = None


def plan_merge(groups: Collection[Area], into: Area) -> Plan:
    """What `ask_change` takes for merging `groups` into `into`."""
    gone = sorted(group.code for group in groups if group.pk != into.pk)
    return {"groups": gone, "into": into.code}


#: Where a team of a group that is split works from then on.
STAYS, GOES, BOTH = "stays", "goes", "both"


def plan_split(
    group: Area,
    kind: str,
    name: str,
    lanes: Sequence[str],
    teams: Mapping[UUID, str] | None = None,
) -> Plan:
    """What `ask_change` takes for making a group of some lanes of `group`; `teams` says which of its teams
    go with the new group (GOES) or work in both (BOTH), all others stay."""
    plan = {"group": group.code, "kind": kind, "name": name, "lanes": sorted(set(lanes))}
    return plan | {"teams": {str(id_): where for id_, where in (teams or {}).items()}}


def plan_rename(group: Area, kind: str, name: str) -> Plan:
    """What `ask_change` takes for giving a group another kind or name."""
    return {"group": group.code, "kind": kind, "name": name}


def plan_move(doors: Collection[tuple[str, UUID]], to: Area) -> Plan:
    """What `ask_change` takes for putting households into the group `to`."""
    return {"doors": sorted([origin, str(id_)] for origin, id_ in doors), "to": to.code}


def words_of(kind: str, plan: Plan) -> str:
    """What is changed, in the names of today, for whoever reads it later."""

    def name(code: str) -> str:
        return area_of(Reach.everything(), code).full_name

    if kind == AreaChange.Kind.MERGE:
        return f"{', '.join(map(name, plan['groups']))} → {name(plan['into'])}"
    if kind == AreaChange.Kind.SPLIT:
        return f"{name(plan['group'])} → {_named(plan)}, {name(plan['group'])}"
    if kind == AreaChange.Kind.RENAME:
        return f"{name(plan['group'])} → {_named(plan)}"
    return f"→ {name(plan['to'])}"


def _named(plan: Plan) -> str:
    draft = clean_group(plan["kind"], plan["name"])
    return f"{Kind(draft.kind).label} {draft.name}"
