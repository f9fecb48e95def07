"""Which sums may stand beside each other without giving away what one or two people earned. Pure.

A sum of so few is not shown outside its ward (`gains.is_shown`); nor are two sums whose difference it is: of
all adults, say, and of all adults but the elderly. This is the secondary suppression of official statistics
(Hundepool et al., *Statistical Disclosure Control*, 2012) by its simplest rule: sums are taken in the order
of how much they are needed, and one with which a sum of few could be worked out is left out.

All sums together cut people into parts: those of one part are in the same sums. A sum is a row with a 1 for
each of its parts; whatever can be worked out from sums is a combination of their rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

from tungngo.advice.rules.gains import FEWEST_SHOWN

#: Part → its coefficient, where that is not 0; modulo a prime that is larger than any that comes up.
Row = dict[int, int]
#: The same, to be looked up.
Key = frozenset[tuple[int, int]]
_PRIME = 2**61 - 1


def shown_beside(lines: Sequence[Collection[int]], who: Sequence[Hashable]) -> list[bool]:
    """Whether each of these sums is shown; those that are needed more come first. A line holds places in
    `who`, which says who it was that came there, each time they did.

    What may not follow, where it is of few people: a part, a line that is left out, and two of them together.
    """
    rows, few = _cut(lines, who)
    unknown: dict[Key, Row] = {
        target: dict(target) for target in few
    }  # what of it does not follow yet
    basis: dict[int, Row] = {}  # a part → the one row in which it is, with 1
    found = []
    for line, row in zip(lines, rows, strict=True):
        new = row
        for part, known in basis.items():
            new = _less(new, part, known)
        part, new = _scaled(new)
        changed = {
            target: _less(left, part, new) for target, left in unknown.items() if part in left
        }
        is_shown = not _is_few(who[place] for place in line)
        if is_shown and changed:
            is_shown = not _gives_away(unknown | changed, few)
        found.append(is_shown)
        if is_shown and new:
            unknown |= changed
            basis = {one: _less(old, part, new) for one, old in basis.items()} | {part: new}
    return found


def _cut(
    lines: Sequence[Collection[int]], who: Sequence[Hashable]
) -> tuple[list[Row], dict[Key, set[Hashable]]]:
    """Each line as its parts; and the parts and lines of few people, with who is in them."""
    inside: dict[int, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        for place in line:
            inside[place].append(number)
    parts: dict[tuple[int, ...], set[Hashable]] = defaultdict(set)
    for place, numbers in inside.items():
        parts[tuple(numbers)].add(who[place])
    rows: list[Row] = [{} for _line in lines]
    for nth, common in enumerate(parts):
        for number in common:
            rows[number][nth] = 1
    groups = [({nth: 1}, some) for nth, some in enumerate(parts.values())]
    groups += [(row, {who[place] for place in line}) for row, line in zip(rows, lines, strict=True)]
    return rows, {_key(row): some for row, some in groups if some and _is_few(some)}


def _less(row: Row, part: int, known: Row) -> Row:
    """The row without `part`, which is taken away by means of a known row that has it once."""
    times = row.get(part, 0)
    if not times:
        return row
    found = {one: (row.get(one, 0) - times * known.get(one, 0)) % _PRIME for one in row | known}
    return {one: value for one, value in found.items() if value}


def _scaled(row: Row) -> tuple[int, Row]:
    """A part of the row, and the row with that part once; of an empty row no part (-1)."""
    if not row:
        return -1, row
    part = min(row)
    inverse = pow(row[part], -1, _PRIME)
    return part, {one: value * inverse % _PRIME for one, value in row.items()}


def _gives_away(unknown: Mapping[Key, Row], few: Mapping[Key, set[Hashable]]) -> bool:
    """Whether of one of these nothing is unknown, or of two of them together that are few people."""
    seen: dict[Key, list[set[Hashable]]] = defaultdict(list)
    for target, left in unknown.items():
        opposite = _key({one: _PRIME - value for one, value in left.items()})
        if not left or any(_is_few(few[target] | others) for others in seen[opposite]):
            return True
        seen[_key(left)].append(few[target])
    return False


def _key(row: Row) -> Key:
    return frozenset(row.items())


def _is_few(some: Iterable[Hashable]) -> bool:
    return len(set(some)) < FEWEST_SHOWN
