"""The terms of a campaign as intake and recount need them: where, from when, which skills."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from tungngo.campaigns.models import Campaign, CampaignSkill
from tungngo.lib import lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach


class Terms(NamedTuple):
    """A campaign that was started: facts may be recorded and are counted under it. `skills` also
    holds those taken out since: phones may be days late."""

    id: uuid.UUID
    path: str
    starts_on: date
    ends_on: date
    skills: frozenset[str]
    basic_skills_needed: int


#: What intake and recounts read of a campaign, in the order of `Terms` but for its skills.
_COLUMNS = ("id", "path", "starts_on", "ends_on", "basic_skills_needed")


def _with_skills(campaigns: Iterable[Sequence[Any]]) -> list[Terms]:
    """Terms of campaigns given as rows of `_COLUMNS`, ids as keys."""
    found = list(campaigns)
    skills: dict[Key, set[str]] = {row[0]: set() for row in found}
    columns, among = ("campaign", "skill"), ("campaign", list(skills))
    for campaign, skill in lookups.find(CampaignSkill, columns, among=among):
        skills[campaign].add(skill)
    return [
        Terms(key_to_uuid(mine), path, starts_on, ends_on, frozenset(skills[mine]), needed)
        for mine, path, starts_on, ends_on, needed in found
    ]


def intake_terms(reach: Reach, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Terms]:
    """Those of `ids` that were started and lie over or under what the caller reaches.

    A paused or ended campaign still takes what was done while it ran: phones may be days late.
    """
    found = lookups.find(Campaign, ("state", *_COLUMNS), among=("id", map(key, ids)))
    started = [row for state, *row in found if state != Campaign.State.DRAFT]
    return {terms.id: terms for terms in _with_skills(started) if reach.touches(terms.path)}
