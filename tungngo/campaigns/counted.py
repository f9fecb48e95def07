"""Which campaigns count where, for many places at once: what a recount needs to know of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from tungngo.campaigns.models import Campaign
from tungngo.lib.reach import Reach


class Counting(NamedTuple):
    """A campaign that was started, running or over: it counts its own facts."""

    id: uuid.UUID
    path: str
    basic_skills_needed: int


def campaigns_counting(reach: Reach, paths: Iterable[str]) -> dict[str, list[Counting]]:
    """path → every started campaign whose area holds it, for those of `paths` the caller touches."""
    above = {
        path: [path[: end + 1] for end in _ends(path)] for path in paths if reach.touches(path)
    }
    wanted = {"", *(one for found in above.values() for one in found)}
    started = Campaign.objects.filter(path__in=wanted).exclude(state=Campaign.State.DRAFT)
    at: dict[str, list[Counting]] = {}
    for row in started.values_list("id", "path", "basic_skills_needed"):
        at.setdefault(row[1], []).append(Counting(*row))
    return {
        path: [one for step in ("", *found) for one in at.get(step, ())]
        for path, found in above.items()
    }


def _ends(path: str) -> Iterable[int]:
    """Where the codes of a path end."""
    return (place for place, letter in enumerate(path) if letter == ".")
