"""How a walk is laid on A4: which lanes and doors stand on which page. Pure arithmetic in millimetres.

Every part has a fixed height in print, the one static/desk/paper.css gives it, so that the pages can be
counted before they are printed ("page 2 of 3") and no door is ever cut in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: What is left of a page for lanes and doors, under its head and above its last lines.
BODY = 226
LANE = 7.5
#: A door is as tall as its QR with the code below, or as its people.
DOOR = 17
PERSON = 5
#: The line under each door and the air around it.
EDGE = 1.2
#: More people than this behind one door go on in a second block.
MOST_PEOPLE = 36


@dataclass(frozen=True, slots=True)
class Block:
    """A lane's heading (`lane`), or a door (`line`) with the `people` that stand in this block.

    `again`: the lane or the door began earlier.
    """

    lane: str = ""
    line: Any = None
    people: Sequence[Any] = ()
    again: bool = False

    @property
    def height(self) -> float:
        if self.line is None:
            return LANE
        return max(DOOR, PERSON * len(self.people)) + EDGE


@dataclass(slots=True)
class Page:
    """Blocks from top to bottom."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def height(self) -> float:
        return sum(block.height for block in self.blocks)


def pages_of(lines: Sequence[tuple[str, Any, Sequence[Any]]]) -> list[Page]:
    """Pages for (lane, line, people) in walking order.

    A lane's heading stands over its first door and again on top of each page it goes on to; it never
    stands at the foot of a page alone.
    """
    pages = [Page()]
    spoken: str | None = None
    for lane, line, people in lines:
        chunks = [
            people[start : start + MOST_PEOPLE]
            for start in range(0, max(len(people), 1), MOST_PEOPLE)
        ]
        for number, chunk in enumerate(chunks):
            door = Block(line=line, people=chunk, again=number > 0)
            heading = [] if lane == spoken else [Block(lane=lane)]
            if pages[-1].height + sum(one.height for one in [*heading, door]) > BODY:
                pages.append(Page())
                heading = [Block(lane=lane, again=lane == spoken)]
            pages[-1].blocks += [*heading, door]
            spoken = lane
    return pages
