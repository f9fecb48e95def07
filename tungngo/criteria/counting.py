"""Counting a commune: every family, village and market of it against the criteria that hold there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tungngo.criteria.queries import Standard, judged_markets, standards
from tungngo.criteria.reading import Home, homes_under, teams_at_work
from tungngo.criteria.rules.families import count_family
from tungngo.criteria.rules.judging import Counts, State, together, total
from tungngo.criteria.rules.markets import count_market
from tungngo.criteria.rules.packs import Model, holding
from tungngo.criteria.rules.villages import count_village, judge_village, team_days
from tungngo.lib.reach import Reach
from tungngo.markets.queries import markets_under
from tungngo.progress.rules import leaf_path, level_of

EVERYTHING = Reach.everything()
#: (leaf path, edition id) → counts.
Counted = dict[tuple[str, UUID], Counts]


def count_commune(path: str, day: date) -> Counted:
    """Everything there is to judge in the commune at `path`, leaf by leaf. Reads only.

    A village is a residential group with a list: doors in no group are judged as families alone.
    """
    some = standards(EVERYTHING)
    counted: Counted = {}
    teams = teams_at_work(EVERYTHING, path, _days(some[Model.VILLAGE]))
    for at, homes in homes_under(EVERYTHING, path, day).items():
        family = holding(some[Model.FAMILY], at, day)
        states = _count_families(counted, family, at, homes) if family else []
        village = holding(some[Model.VILLAGE], at, day)
        if village and states and level_of(at) == 3:
            families = [home.family for home in homes]
            verdicts = judge_village(village.criteria, families, states, teams.get(at, {}))
            counted[at, village.edition.id] = count_village(verdicts)
    for key, counts in _count_markets(path).items():
        counted[key] = counts
    return counted


def _days(some: Sequence[Standard]) -> set[int]:
    return {days for standard in some for days in team_days(standard.criteria)}


def _count_families(
    counted: Counted, standard: Standard, at: str, homes: Sequence[Home]
) -> list[State]:
    counts: Counts = {}
    states = [together(count_family(counts, standard.criteria, home.family)) for home in homes]
    counted[leaf_path(at), standard.edition.id] = counts
    return states


def _count_markets(path: str) -> Counted:
    counted: Counted = defaultdict(dict)
    for one in judged_markets(EVERYTHING, list(markets_under(EVERYTHING, path))):
        if one.standard is not None:
            key = (leaf_path(one.market.path), one.standard.edition.id)
            count_market(counted[key], one.verdicts)
    return counted


def sums(counted: Counted, commune: str) -> Counted:
    """The commune's own counts, edition by edition: the sums of its leaves."""
    parts: dict[UUID, list[Counts]] = defaultdict(list)
    for (_path, edition_id), counts in counted.items():
        parts[edition_id].append(counts)
    return {(commune, edition_id): total(some) for edition_id, some in parts.items()}
