"""`recount --check`: proves that every tally equals a recount from the facts, or says where not."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tungngo.encounters import queries as encounters
from tungngo.encounters.rules import fold
from tungngo.lib.reach import Reach
from tungngo.progress.counting import (
    EVERYTHING,
    campaigns_at,
    campaigns_below,
    count_leaf,
    leaves_counted,
    misplaced,
    sum_of_days,
    sum_of_lists,
)
from tungngo.progress.models import Population, Tally
from tungngo.progress.rules import leaf_path, level_of, origin_of, parent_path
from tungngo.territory.doors import paths_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what is stored and what the facts give disagree."""

    what: str
    path: str
    key: str
    stored: object
    counted: object

    def __str__(self) -> str:
        return f"{self.what} at {self.path or 'VN'} {self.key}: {self.stored} ≠ {self.counted}"


def check(reach: Reach) -> Iterator[Difference]:
    """Every difference within `reach`: receipts against facts, facts against standings, standings
    against leaves, and the sums above. Also where no household stands any more."""
    yield from _check_places(reach)
    yield from _check_orphans(reach)
    above: set[str] = set()
    leaves = leaves_counted(reach)
    for origin in sorted({origin_of(path) for path in leaves}):
        for op_id in sorted(encounters.accepted_without_facts(reach, origin)):
            yield Difference("receipt without its fact", origin, str(op_id), "accepted", None)
    for path in leaves:
        yield from _check_standings(path)
        leaf = leaf_path(path)
        population, tallies = count_leaf(path)
        yield from _check_lists(leaf, population)
        for campaign_id in tallies.keys() | campaigns_at(leaf):
            yield from _check_days(leaf, campaign_id, tallies.get(campaign_id, {}))
        while leaf:
            leaf = parent_path(leaf)
            above.add(leaf)
    for path in sorted(above, key=level_of, reverse=True):
        if not reach.covers(path):
            continue
        yield from _check_lists(path, sum_of_lists(path))
        for campaign_id in campaigns_at(path) | campaigns_below(path):
            yield from _check_days(path, campaign_id, sum_of_days(path, campaign_id))


def _check_places(reach: Reach) -> Iterator[Difference]:
    """Rows whose level or origin is not their path's: no sum would find them."""
    for model, what in ((Tally, "place of a tally"), (Population, "place of a population")):
        for origin, path, level in misplaced(reach, model):
            yield Difference(what, path, "", (level, origin), (level_of(path), origin_of(path)))


def _check_orphans(reach: Reach) -> Iterator[Difference]:
    """Standings that no fact speaks for."""
    for whose, path, household in encounters.standings_without_facts(reach):
        yield Difference(f"standing of a {whose}", path, str(household), "kept", None)


def _check_standings(path: str) -> Iterator[Difference]:
    """Facts recorded at `path`, folded again, against the standings kept for those doors."""
    doors = encounters.doors_with_facts(EVERYTHING, path)
    for origin in {origin for origin, _household in doors}:
        mine = [household for at, household in doors if at == origin]
        for household in set(mine).difference(paths_of(EVERYTHING, origin, mine)):
            yield Difference("household of a fact", path, str(household), None, "facts")
        for (campaign_id, household), facts in encounters.facts_of(
            EVERYTHING, origin, mine
        ).items():
            stand = fold(facts)
            kept = encounters.household_standings(EVERYTHING, origin, campaign_id, [household])
            people = encounters.resident_standings(EVERYTHING, origin, campaign_id, [household])
            stored = _said(kept[household]) if household in kept else None
            if stored != _said(stand):
                yield Difference(
                    "standing of a household", path, str(household), stored, _said(stand)
                )
            told = {uuid.UUID(key): value for key, value in stand.residents.items()}
            saved = {key: (row.met_on, row.levels) for key, row in people.items()}
            for resident in told.keys() | saved.keys():
                if told.get(resident) != saved.get(resident):
                    yield Difference(
                        "standing of a resident",
                        path,
                        str(resident),
                        saved.get(resident),
                        told.get(resident),
                    )


#: What a standing of a household says, whether stored or folded again; without what was promised
#: in words, which a difference would print.
SAID = ("reached_on", "last_met_on", "attempts", "last_result", "last_at", "come_back_on")


def _said(stand: object) -> tuple[object, ...]:
    return tuple(getattr(stand, name) for name in SAID)


def _check_days(path: str, campaign_id: uuid.UUID, counted: Mapping) -> Iterator[Difference]:
    mine = Tally.objects.filter(path=path, campaign_id=campaign_id, level=level_of(path))
    stored = dict(mine.values_list("day_on", "counts"))
    for day in sorted(stored.keys() | counted.keys()):
        if stored.get(day) != counted.get(day):
            yield Difference("tally", path, f"{day}", stored.get(day), counted.get(day))


def _check_lists(path: str, counted: Mapping) -> Iterator[Difference]:
    mine = Population.objects.filter(path=path, level=level_of(path))
    stored = dict(mine.values_list("campaign_id", "counts"))
    for key in stored.keys() | counted.keys():
        if (stored.get(key) or {}) != (counted.get(key) or {}):
            yield Difference("population", path, str(key), stored.get(key), counted.get(key))
