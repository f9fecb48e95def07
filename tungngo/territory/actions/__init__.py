"""Writes about territory. Each leaves one journal line; who may do it is asked at the door."""

from tungngo.territory.actions.areas import (
    add_group,
    add_groups,
    end_group,
    install_units,
    rename_group,
)
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.actions.units import load_units

__all__ = [
    "add_group",
    "add_groups",
    "end_group",
    "install_units",
    "load_units",
    "mark_stale",
    "rename_group",
]
