"""Reads for national lists: the tree as units, and what a newer list would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, AreaName, AreaSuccession, Level
from tungngo.territory.unit_lists import Differences, Unit, differences


def known_units(reach: Reach) -> dict[str, Unit]:
    """Every province and commune ever known, by code, ended ones too."""
    found = reach.filter(Area.objects.filter(level__in=(Level.PROVINCE, Level.COMMUNE)))
    columns = ("code", "parent_id", "level", "kind", "name", "valid_to_on")
    return {
        code: Unit(code, parent, level, kind, name, is_ended=ended is not None)
        for code, parent, level, kind, name, ended in found.values_list(*columns)
    }


def unit_differences(reach: Reach, listed: Sequence[Unit]) -> Differences:
    """What a list changes. Raises Refused like `unit_lists.differences`."""
    found = differences(known_units(reach), listed)
    there = set(AreaSuccession.objects.values_list("predecessor_id", "successor_id"))
    found.successions = [pair for pair in found.successions if pair not in there]
    return found


def units_changed_on(reach: Reach) -> date | None:
    """The last day on which the list of units changed, as far as is known here."""
    units = reach.filter(Area.objects.filter(level__in=(Level.PROVINCE, Level.COMMUNE)))
    days = units.aggregate(since=Max("valid_from_on"), ended=Max("valid_to_on"))
    named = AreaName.objects.filter(area__in=units).aggregate(until=Max("until_on"))
    return max((day for day in (*days.values(), *named.values()) if day), default=None)
