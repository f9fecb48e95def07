"""What passes from a real campaign to its training copy: this and nothing else.

There is no place here for anybody's name, number or door: a field that is not written here cannot cross.
Pure: structs and their JSON.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from tungngo.campaigns.rules.templates import Template


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A province or commune of the reach, as the real installation's list of units has it."""

    code: str
    parent: str
    level: int
    kind: str
    name: str


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A residential group; `own` is the last part of its code."""

    commune: str
    own: str
    kind: str
    name: str


class Goal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A milestone set below the campaign's own area; `day` counts from its first, which is 0."""

    area: str
    indicator: str
    segment: str
    day: int
    percent: Decimal


class Crew(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team. `places` are the parts and forces of its members, empty unless asked for."""

    area: str
    name: str
    places: tuple[tuple[str, str], ...] = ()


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many people of the staff hold this role at this area."""

    area: str
    role: str
    count: int


class Sketch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign without its people and its days: the copy begins on the day it is made. `area` is its own,
    `within` the part of it that is copied."""

    area: str
    within: str
    template: Template
    practise_after: int
    asks_place: bool
    photo_of: str
    units: tuple[Unit, ...]
    groups: tuple[Group, ...]
    goals: tuple[Goal, ...]
    crews: tuple[Crew, ...]
    seats: tuple[Seat, ...]


def written(sketch: Sketch) -> bytes:
    """The sketch as JSON."""
    return msgspec.json.encode(sketch)


def read(content: bytes) -> Sketch:
    """The sketch in such JSON. Raises msgspec.ValidationError, msgspec.DecodeError."""
    return msgspec.json.decode(content, type=Sketch)
