"""How strong the teams are: people and phones by area, counted, for whoever looks from above a ward."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tungngo.accounts.queries import phone_of_each
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership, Team


@dataclass(slots=True)
class Strength:
    """Teams at work, and their members: how many open the campaign on a phone, and how many of those
    phones spoke to the server since a moment. Somebody in two teams is a member of each."""

    teams: int = 0
    leaderless: int = 0
    members: int = 0
    phones: int = 0
    active: int = 0
    forces: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Strength) -> Strength:
        """Both together."""
        return Strength(
            self.teams + other.teams,
            self.leaderless + other.leaderless,
            self.members + other.members,
            self.phones + other.phones,
            self.active + other.active,
            self.forces + other.forces,
        )


def strength_below(
    reach: Reach, path: str, below: Sequence[str], since: datetime
) -> dict[str, Strength]:
    """The strength of all teams at or under `path`, by which of the paths `below` (no two of which lie
    under each other) they work in; under `path` itself those that work in none of them. A path where no
    team works is left out. Two queries, however many teams."""
    found: dict[str, Strength] = {}
    whose = _place_in(path, set(below))

    led = Membership.objects.filter(team=OuterRef("pk"), part=Membership.Part.LEADER, until_at=None)
    teams = reach.within(path).filter(Team.objects.filter(dissolved_at=None)).order_by()
    counted = teams.values_list("path").annotate(
        teams=Count("id"), leaderless=Count("id", filter=~Exists(led))
    )
    for at, many, leaderless in counted:
        mine = found.setdefault(whose(at), Strength())
        mine.teams += many
        mine.leaderless += leaderless

    for at, force, members, phones, active in _members(reach.within(path), since):
        mine = found.setdefault(whose(at), Strength())
        mine.members += members
        mine.phones += phones
        mine.active += active
        mine.forces[force] += members
    return found


def _members(reach: Reach, since: datetime) -> QuerySet[Any, Any]:
    """(path of the team, force, members, with a phone at work, with one that spoke)."""
    phone = phone_of_each(reach, OuterRef("account_id"))
    current = Membership.objects.filter(until_at=None, team__dissolved_at=None)
    return (
        reach.filter(current, "team__path")
        .order_by()
        .values_list("team__path", "force")
        .annotate(
            members=Count("id"),
            phones=Count("id", filter=Q(Exists(phone))),
            active=Count("id", filter=Q(Exists(phone.filter(seen_at__gte=since)))),
        )
    )


def _place_in(path: str, below: set[str]) -> Callable[[str], str]:
    """Path of a team → that of the area below which it works in, else `path`."""

    def place(at: str) -> str:
        parts = at.split(".")[:-1]
        for end in range(len(parts), 0, -1):
            above = ".".join(parts[:end]) + "."
            if above in below:
                return above
        return path

    return place
