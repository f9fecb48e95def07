"""What phones still carry: as each last said, and whose they are."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from tungngo.accounts.models import Device
from tungngo.accounts.queries import devices_of
from tungngo.lib.reach import Reach, path_below
from tungngo.teams.models import Membership

AT_WORK = Q(until_at=None, team__dissolved_at=None)


def phones_carrying(reach: Reach, path: str) -> QuerySet[Device]:
    """Phones with encounters still on them, of whoever works at or under `path`; of those who work nowhere
    any more, where they ever did. The one that was silent longest comes first."""
    owners = _whose(reach, path).values("account_id")
    carrying = devices_of(reach, owners).filter(revoked_at=None, waiting__gt=0)
    return carrying.order_by("seen_at", "id")


class Carried(NamedTuple):
    """How many phones carry something, and how many encounters they carry."""

    phones: int = 0
    encounters: int = 0


def carried_at(reach: Reach, path: str) -> Carried:
    """What `phones_carrying` come to."""
    found = phones_carrying(reach, path).order_by()
    told = found.aggregate(phones=Count("id"), waiting=Sum("waiting"))
    return Carried(told["phones"], told["waiting"] or 0)


def phones_waiting(reach: Reach, path: str) -> int:
    """Encounters on `phones_carrying`."""
    return carried_at(reach, path).encounters


def carried_below(reach: Reach, path: str) -> dict[str, Carried]:
    """The path of each area directly below `path`, or `path` itself for its own teams → what the phones
    there carry, where any do: each as that area's own page says. Whose owner works in two is in both."""
    carrying = phones_carrying(reach, path).order_by()
    places: dict[UUID, set[str]] = defaultdict(set)
    whose = _whose(reach, path).filter(account__in=carrying.values("account_id"))
    for account, at in whose.values_list("account_id", "team__path"):
        places[account].add(path_below(path, at))
    found: dict[str, Carried] = defaultdict(Carried)
    for account, waiting in carrying.values_list("account_id", "waiting"):
        for at in places[account]:
            found[at] = Carried(found[at].phones + 1, found[at].encounters + waiting)
    return dict(found)


def _whose(reach: Reach, path: str) -> QuerySet[Membership]:
    """Memberships at or under `path` that say whose phones are meant: those in force, and all of whoever has
    none in force anywhere."""
    elsewhere = Membership.objects.filter(AT_WORK, account=OuterRef("account"))
    mine = Membership.objects.filter(AT_WORK | ~Exists(elsewhere))
    return reach.within(path).filter(mine, "team__path")
