"""Writes about territory. Each leaves one journal line; who may do it is asked at the door."""

from tungngo.territory.actions.areas import (
    add_group,
    add_groups,
    end_group,
    end_groups,
    install_units,
    rename_group,
    reopen_groups,
    take_groups_back,
)
from tungngo.territory.actions.commit import commit_list, undo_list
from tungngo.territory.actions.erasing import erase_resident
from tungngo.territory.actions.households import (
    END_REASONS,
    HouseholdEntry,
    ResidentEntry,
    add_household,
    add_resident,
    edit_household,
    edit_resident,
    end_household,
    end_resident,
)
from tungngo.territory.actions.imports import (
    ask_commit,
    check_list,
    drop_list,
    forget_uploads,
    map_list,
    read_list,
    upload_list,
)
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.actions.suggestions import (
    make_suggestions,
    settle_suggestion,
    undo_suggestion,
)
from tungngo.territory.actions.units import load_units
from tungngo.territory.actions.walk_order import reorder_walk

__all__ = [
    "END_REASONS",
    "HouseholdEntry",
    "ResidentEntry",
    "add_group",
    "add_groups",
    "add_household",
    "add_resident",
    "ask_commit",
    "check_list",
    "commit_list",
    "drop_list",
    "edit_household",
    "edit_resident",
    "end_group",
    "end_groups",
    "end_household",
    "end_resident",
    "erase_resident",
    "forget_uploads",
    "install_units",
    "load_units",
    "make_suggestions",
    "map_list",
    "mark_stale",
    "read_list",
    "rename_group",
    "reopen_groups",
    "reorder_walk",
    "settle_suggestion",
    "take_groups_back",
    "undo_list",
    "undo_suggestion",
    "upload_list",
]
