"""Reads about territory. `reach` comes first."""

from tungngo.territory.queries.areas import (
    AreaFound,
    area_at,
    area_of,
    children_of,
    doors_by_group,
    find_areas,
    groups_of,
)
from tungngo.territory.queries.units import known_units, unit_differences, units_changed_on

__all__ = [
    "AreaFound",
    "area_at",
    "area_of",
    "children_of",
    "doors_by_group",
    "find_areas",
    "groups_of",
    "known_units",
    "unit_differences",
    "units_changed_on",
]
