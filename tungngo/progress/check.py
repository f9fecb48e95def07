"""`recount --check`: proves that every tally equals a recount from the facts, or says where not."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from tungngo.encounters import queries as encounters
from tungngo.encounters.rules import Fact, fold
from tungngo.lib.lookups import key as key_of
from tungngo.lib.reach import Reach
from tungngo.progress.counting import (
    EVERYTHING,
    Days,
    campaigns_below,
    count_leaves,
    leaves_counted,
    lists_at,
    misplaced,
    sums_of_days,
    sums_of_lists,
    tallies_at,
)
from tungngo.progress.models import Population, Tally
from tungngo.progress.rules import Counts, leaf_path, level_of, origin_of, parent_path
from tungngo.territory.doors import paths_of
from tungngo.territory.doubled import doors_parted, kept_doors

#: Leaves counted again by one set of statements.
AT_ONCE = 100


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
    for start in range(0, len(leaves), AT_ONCE):
        some = leaves[start : start + AT_ONCE]
        for path in some:
            yield from _check_standings(path)
        counted = {leaf_path(path): leaf for path, leaf in count_leaves(some).items()}
        yield from _check_lists({path: leaf.population for path, leaf in counted.items()})
        yield from _check_days(
            {
                (path, campaign_id): days
                for path, leaf in counted.items()
                for campaign_id, days in leaf.tallies.items()
            },
            counted,
        )
        for path in counted:
            while path:
                path = parent_path(path)
                above.add(path)
    for path in sorted(above, key=level_of, reverse=True):
        if reach.covers(path):
            yield from _check_lists(sums_of_lists([path]))
            below = campaigns_below(path)
            yield from _check_days(sums_of_days({(path, one): None for one in below}), [path])


def _check_places(reach: Reach) -> Iterator[Difference]:
    """Rows whose level or origin is not their path's: no sum would find them."""
    for model, what in ((Tally, "place of a tally"), (Population, "place of a population")):
        for origin, path, level in misplaced(reach, model):
            yield Difference(what, path, "", (level, origin), (level_of(path), origin_of(path)))


def _check_orphans(reach: Reach) -> Iterator[Difference]:
    """Standings that no fact speaks for."""
    for path, household in encounters.standings_without_facts(reach):
        yield Difference("standing of a household", path, str(household), "kept", None)


def _check_standings(path: str) -> Iterator[Difference]:
    """Facts recorded at `path`, folded again, against the standings kept for those doors."""
    doors = encounters.doors_with_facts(EVERYTHING, path) | doors_parted(EVERYTHING, path)
    for origin in sorted({origin for origin, _household in doors}):
        mine = [household for at, household in doors if at == origin]
        for household in set(mine).difference(paths_of(EVERYTHING, origin, mine)):
            yield Difference("household of a fact", path, str(household), None, "facts")
        doubles = kept_doors(EVERYTHING, origin, mine)
        of_campaign: dict[uuid.UUID, dict[uuid.UUID, list[Fact]]] = defaultdict(dict)
        for (campaign_id, household), facts in encounters.facts_counting(
            EVERYTHING, origin, {doubles.get(one, one) for one in mine}
        ).items():
            of_campaign[campaign_id][household] = facts
        for campaign_id, told in of_campaign.items():
            yield from _check_folded(path, origin, campaign_id, told)


def _check_folded(
    path: str,
    origin: str,
    campaign_id: uuid.UUID,
    facts: Mapping[uuid.UUID, list[Fact]],
) -> Iterator[Difference]:
    """Facts by household, folded, against what is kept of these households and the people in them."""
    kept = encounters.household_standings(EVERYTHING, origin, campaign_id, facts)
    for household, mine in facts.items():
        stand = fold(mine)
        stored = _said(kept[household]) if household in kept else None
        if stored != _said(stand):
            yield Difference("standing of a household", path, str(household), stored, _said(stand))
        told = {key_of(uuid.UUID(name)): stood for name, stood in stand.residents.items()}
        saved = kept[household].residents if household in kept else {}
        for resident in sorted(told.keys() | saved.keys()):
            if told.get(resident) != saved.get(resident):
                yield Difference(
                    *("standing of a resident", path, resident),
                    *(saved.get(resident), told.get(resident)),
                )


#: What a standing of a household says, whether stored or folded again; without what was promised
#: in words, which a difference would print.
SAID = ("reached_on", "last_met_on", "attempts", "last_result", "last_at", "come_back_on")


def _said(stand: object) -> tuple[object, ...]:
    return tuple(getattr(stand, name) for name in SAID)


def _check_days(
    counted: Mapping[tuple[str, uuid.UUID], Days], paths: Collection[str]
) -> Iterator[Difference]:
    """Tallies at `paths` against what was counted there; none is left where nothing was."""
    kept = tallies_at(paths)
    for path, campaign_id in sorted(kept.keys() | counted.keys()):
        stored = kept.get((path, campaign_id), {})
        told = counted.get((path, campaign_id), {})
        for day in sorted(stored.keys() | told.keys()):
            if stored.get(day) != told.get(day):
                yield Difference("tally", path, f"{day}", stored.get(day), told.get(day))


def _check_lists(counted: Mapping[str, Mapping[uuid.UUID, Counts]]) -> Iterator[Difference]:
    """Populations against what was counted, at each path of `counted`."""
    kept = lists_at(counted)
    for path, told in counted.items():
        stored = kept.get(path, {})
        for key in stored.keys() | told.keys():
            if (stored.get(key) or {}) != (told.get(key) or {}):
                yield Difference("population", path, str(key), stored.get(key), told.get(key))
