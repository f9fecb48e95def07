"""What may be published: no count in which few people could be made out, nor one that gives it back.

A count is kept back when it is small (`rules.is_small`). Published pages stand above each other
(nation, province, commune, groups) and each is the sum of those below, so what is kept back must not
come back by subtraction either: complementary rows are kept back from the campaign's own area down
to the one asked for (`rules.suppressed`), in the same way whichever page is read.

What two visits on different days differ by is not hidden: a count tells of no door.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.league import Below, sums_below
from tungngo.progress.rules import LEARNERS, Measure, measure

#: An indicator and a segment; "" is everybody.
Key = tuple[str, str]

DOORS: Key = (HOUSEHOLDS_REACHED, "")
PRIORITY: Key = ("households.priority", "")
PEOPLE: Key = ("residents.met", "")
#: Doors without priority: never shown, but doors minus priority doors would show them.
_OTHER_DOORS: Key = ("households.other", "")


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What is not published: of an area, and of each path directly below it."""

    here: frozenset[Key]
    below: Mapping[str, frozenset[Key]]


def kept_back(
    reach: Reach, campaign: Campaign, path: str, series: Collection[Key], until: date
) -> KeptBack:
    """What a published page of `path` must leave out: DOORS, PRIORITY, PEOPLE and `series`.

    `path` lies at or under the campaign's own. Two queries for each level between them.
    """
    keys = [*dict.fromkeys([DOORS, PRIORITY, _OTHER_DOORS, PEOPLE, *series])]
    line = [one for one in campaigns.paths_above(path) if one.startswith(campaign.path)]
    here: frozenset[Key] | None = None
    for level, one in enumerate(line):
        sums = sums_below(reach, one, [campaign.id], until)
        if here is None:
            whole = Below(
                rules.total(below.listed for below in sums.values()),
                rules.total(below.so_far for below in sums.values()),
            )
            here = frozenset(key for key in keys if _is_small(_measure(key, whole)))
        rows = _rows(sums, keys, here)
        if one == path:
            return KeptBack(_told(here), {below: _told(hidden) for below, hidden in rows.items()})
        here = rows.get(line[level + 1], frozenset())
    return KeptBack(frozenset(keys), {})


def _rows(
    sums: Mapping[str, Below], keys: Collection[Key], total: frozenset[Key]
) -> dict[str, frozenset[Key]]:
    """Path → what is kept back there, when `total` is kept back above."""
    paths = sorted(sums)
    hidden: dict[str, set[Key]] = {path: set() for path in paths}
    for key in keys:
        measures = [_measure(key, sums[path]) for path in paths]
        parts, wholes = [one.part for one in measures], [one.whole for one in measures]
        found = rules.suppressed(parts, wholes, total_hidden=key in total)
        for path, is_hidden in zip(paths, found, strict=True):
            if is_hidden:
                hidden[path].add(key)
    return {path: frozenset(found) for path, found in hidden.items()}


def _told(hidden: frozenset[Key]) -> frozenset[Key]:
    """Also what would give a hidden count back on the same page."""
    told = set(hidden)
    if _OTHER_DOORS in hidden:
        told.add(PRIORITY)
    told |= {(indicator, "") for indicator, segment in hidden if segment}
    return frozenset(told)


def _measure(key: Key, below: Below) -> Measure:
    listed, so_far = below.listed, below.so_far
    priority = Measure(so_far.get("h.priority", 0), listed.get("h.priority", 0))
    if key == PRIORITY:
        return priority
    if key == _OTHER_DOORS:
        doors = measure(HOUSEHOLDS_REACHED, "", so_far, listed)
        return Measure(doors.part - priority.part, doors.whole - priority.whole)
    if key == PEOPLE:
        return Measure(
            sum(so_far.get(f"r.met.{segment}", 0) for segment in LEARNERS),
            sum(listed.get(f"r.{segment}", 0) for segment in LEARNERS),
        )
    return measure(*key, so_far, listed)


def _is_small(one: Measure) -> bool:
    return rules.is_small(one.part, one.whole)
