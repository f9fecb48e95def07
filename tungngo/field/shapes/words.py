"""What every answer of the wire is made of."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Level = Annotated[int, Meta(ge=0, le=4)]
Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Origin = Annotated[str, Meta(max_length=12)]
Count = Annotated[int, Meta(ge=0)]


class Shape(Struct, forbid_unknown_fields=True):
    """An answer holds what is named here and nothing else."""


class Person(Shape):
    id: UUID
    name: str
