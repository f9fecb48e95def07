"""Writes about territory. Each leaves one journal line; who may do it is asked at the door."""

from tungngo.territory.actions.areas import (
    GroupDraft,
    add_group,
    add_groups,
    clean_group,
    end_group,
    install_units,
    rename_group,
)
from tungngo.territory.actions.stale import mark_stale

__all__ = [
    "GroupDraft",
    "add_group",
    "add_groups",
    "clean_group",
    "end_group",
    "install_units",
    "mark_stale",
    "rename_group",
]
