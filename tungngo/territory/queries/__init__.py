"""Reads about territory. `reach` comes first."""

from tungngo.territory.queries.areas import (
    AreaFound,
    area_at,
    area_of,
    area_today,
    areas_at,
    children_of,
    doors_by_group,
    find_areas,
    groups_of,
)
from tungngo.territory.queries.households import (
    PAGE,
    Door,
    heads_count,
    household_of,
    households_of,
    page_of,
    resident_of,
)
from tungngo.territory.queries.imports import import_named, import_of, imports_of
from tungngo.territory.queries.suggestions import (
    Side,
    SuggestionCard,
    states_of,
    suggestion_cards,
    suggestion_counts,
    suggestion_of,
    suggestions_for,
    taken_ids,
    unwritable,
)
from tungngo.territory.queries.units import known_units, unit_differences, units_changed_on

__all__ = [
    "PAGE",
    "AreaFound",
    "Door",
    "Side",
    "SuggestionCard",
    "area_at",
    "area_of",
    "area_today",
    "areas_at",
    "children_of",
    "doors_by_group",
    "find_areas",
    "groups_of",
    "heads_count",
    "household_of",
    "households_of",
    "import_named",
    "import_of",
    "imports_of",
    "known_units",
    "page_of",
    "resident_of",
    "states_of",
    "suggestion_cards",
    "suggestion_counts",
    "suggestion_of",
    "suggestions_for",
    "taken_ids",
    "unit_differences",
    "units_changed_on",
    "unwritable",
]
