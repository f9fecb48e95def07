"""Reads about what was done to keep lists and groups true."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.upkeep.models import Doubling


def doublings_under(reach: Reach, path: str) -> QuerySet[Doubling]:
    """Merges of doubles at or under `path`, also undone ones, the newest first."""
    found = reach.within(path).filter(Doubling.objects.all(), "kept__path")
    return found.select_related("household", "kept", "merged_by").order_by("-merged_at")


def doublings_of_door(reach: Reach, origin: str, household_id: UUID) -> QuerySet[Doubling]:
    """Merges into a household, or within it, that were not undone, the newest first."""
    found = Doubling.objects.filter(origin=origin, kept_id=household_id, undone_at=None)
    return reach.filter(found, "kept__path").select_related("household").order_by("-merged_at")


def doubling_of(reach: Reach, origin: str, doubling_id: UUID) -> Doubling:
    """One merge. Raises NotReached `doubling.not_reached`."""
    found = Doubling.objects.select_related("kept").filter(origin=origin, id=doubling_id).first()
    if found is None or not reach.covers(found.kept.path):
        raise NotReached("doubling.not_reached", _("There is no such merge, or not here."))
    return found


def parted(reach: Reach, path: str) -> set[frozenset[UUID]]:
    """Pairs of households that somebody merged and took apart again: they are two."""
    undone = doublings_under(reach, path).filter(undone_at__isnull=False, resident_id=None)
    return {frozenset(pair) for pair in undone.values_list("household_id", "kept_id")}
