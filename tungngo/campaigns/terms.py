"""The terms of a campaign as intake and recount need them: where, from when, which skills."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tungngo.campaigns.models import Campaign, CampaignSkill
from tungngo.lib.reach import Reach


class Terms(NamedTuple):
    """A campaign that was started: facts may be recorded and are counted under it."""

    id: uuid.UUID
    path: str
    starts_on: date
    ends_on: date
    skills: frozenset[str]
    basic_skills_needed: int


def _with_skills(campaigns: Iterable[Campaign]) -> list[Terms]:
    found = list(campaigns)
    skills: dict[uuid.UUID, set[str]] = {campaign.id: set() for campaign in found}
    rows = CampaignSkill.objects.filter(campaign__in=found).values_list("campaign_id", "skill_id")
    for campaign_id, skill in rows:
        skills[campaign_id].add(skill)
    return [
        Terms(c.id, c.path, c.starts_on, c.ends_on, frozenset(skills[c.id]), c.basic_skills_needed)
        for c in found
    ]


def intake_terms(reach: Reach, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Terms]:
    """Those of `ids` that were started and lie over or under what the caller reaches.

    A paused or ended campaign still takes what was done while it ran: phones may be days late.
    """
    started = Campaign.objects.filter(id__in=list(ids)).exclude(state=Campaign.State.DRAFT)
    return {terms.id: terms for terms in _with_skills(started) if reach.touches(terms.path)}


def counted_over(reach: Reach, path: str) -> list[Terms]:
    """Every started campaign whose area holds `path`, running or over: each counts its own facts."""
    above = [path[:end] for end in range(len(path) + 1) if end == 0 or path[end - 1] == "."]
    started = Campaign.objects.filter(path__in=above).exclude(state=Campaign.State.DRAFT)
    return _with_skills(started) if reach.touches(path) else []
