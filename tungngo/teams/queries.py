"""Reads about teams and roles: above all, who can reach what."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership, Role

#: What each kind of power includes, weakest last.
INCLUDES = {
    "admin": {"admin", "officer", "viewer", "leader", "member"},
    "officer": {"officer", "viewer", "leader", "member"},
    "viewer": {"viewer"},
    "leader": {"leader", "member"},
    "member": {"member"},
}


@dataclass(frozen=True, slots=True)
class Power:
    """What an account may do (`kind`) at `path` and everything under it."""

    kind: str
    path: str


def powers_of(account: Account) -> tuple[Power, ...]:
    """All that `account` may do and where: roles, current memberships; an operator is admin of all.

    This is where reach comes from, so it cannot take one.
    """
    if account.is_operator:
        return (Power("admin", ""),)
    open_now = Q(until_at=None) | Q(until_at__gt=clock.now())
    roles = Role.objects.filter(open_now, account=account).values_list("kind", "area__path")
    parts = Membership.objects.filter(
        open_now, account=account, team__dissolved_at=None
    ).values_list("part", "team__path")
    return tuple(Power(kind, path) for kind, path in [*roles, *parts])


def reach_of(account: Account) -> Reach:
    """Every path an account may see, from its roles and its teams."""
    return Reach.of(power.path for power in powers_of(account))


def staff_reach_of(powers: tuple[Power, ...]) -> Reach:
    """The part of a reach that comes from roles: what the desk shows."""
    return Reach.of(power.path for power in powers if power.kind in ("admin", "officer", "viewer"))
