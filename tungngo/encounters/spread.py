"""How far teaching went on from resident to resident. Pure: links in, figures out.

A link is (teacher, learner). Somebody whom nobody taught and who taught others begins (generation 0);
everybody else is as many generations on as the shortest way from one who began. Where people taught each
other in a ring, the ring begins together when nobody outside it taught into it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

P = TypeVar("P", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Spread:
    """`teachers` and `learners` are people; `generations` how many people stand in each, from 0; `chain`
    the steps of the longest line from one to the next; `rings` people who taught each other in a ring."""

    teachers: int
    learners: int
    generations: list[int]
    chain: int
    rings: int


def spread_of(links: Iterable[tuple[P, P]]) -> Spread:
    """The figures of these links; what is said twice counts once."""
    edges = {(a, b) for a, b in links if a != b}
    taught = _by_teacher(edges)
    ring_of = _rings({p for edge in edges for p in edge}, taught)
    generation = generations(edges)
    depth = max(generation.values(), default=-1)
    counts = [0] * (depth + 1)
    for at in generation.values():
        counts[at] += 1
    sizes: dict[int, int] = defaultdict(int)
    for ring in ring_of.values():
        sizes[ring] += 1
    return Spread(
        teachers=len(taught),
        learners=len({b for _a, b in edges}),
        generations=counts,
        chain=_longest(edges, ring_of),
        rings=sum(size for size in sizes.values() if size > 1),
    )


def generations(links: Collection[tuple[P, P]]) -> dict[P, int]:
    """Person → generation."""
    edges = {(a, b) for a, b in links if a != b}
    taught = _by_teacher(edges)
    ring_of = _rings({p for edge in edges for p in edge}, taught)
    from_outside = {ring_of[b] for a, b in edges if ring_of[a] != ring_of[b]}
    now = [person for person, ring in ring_of.items() if ring not in from_outside]
    reached = dict.fromkeys(now, 0)
    at = 0
    while now:
        at += 1
        following = {b for a in now for b in taught.get(a, ())}
        now = [person for person in following if person not in reached]
        reached |= dict.fromkeys(now, at)
    return reached


def _by_teacher(edges: Iterable[tuple[P, P]]) -> dict[P, set[P]]:
    taught: dict[P, set[P]] = defaultdict(set)
    for a, b in edges:
        taught[a].add(b)
    return dict(taught)


def _rings(people: Collection[P], taught: Mapping[P, Collection[P]]) -> dict[P, int]:
    """Person → the number of their ring: two have one number when each can be reached from the other
    (Kosaraju, without recursion). Numbers rise from those who began towards the last who were taught."""
    order: list[P] = []
    seen: set[P] = set()
    for first in people:
        stack: list[tuple[P, Any]] = [(first, iter(taught.get(first, ())))]
        if first in seen:
            continue
        seen.add(first)
        while stack:
            person, rest = stack[-1]
            following = next((one for one in rest if one not in seen), None)
            if following is None:
                order.append(person)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(taught.get(following, ()))))
    taught_by: dict[P, list[P]] = defaultdict(list)
    for a, learners in taught.items():
        for b in learners:
            taught_by[b].append(a)
    ring_of: dict[P, int] = {}
    for number, first in enumerate(reversed(order)):
        waiting = [] if first in ring_of else [first]
        while waiting:
            person = waiting.pop()
            if person not in ring_of:
                ring_of[person] = number
                waiting += [one for one in taught_by[person] if one not in ring_of]
    return ring_of


def _longest(edges: Collection[tuple[P, P]], ring_of: Mapping[P, int]) -> int:
    """The steps of the longest line, a ring standing for one person."""
    onward: dict[int, set[int]] = defaultdict(set)
    for a, b in edges:
        if ring_of[a] != ring_of[b]:
            onward[ring_of[a]].add(ring_of[b])
    steps: dict[int, int] = {}
    for ring in sorted(set(ring_of.values()), reverse=True):
        steps[ring] = max((steps[to] + 1 for to in onward[ring]), default=0)
    return max(steps.values(), default=0)
