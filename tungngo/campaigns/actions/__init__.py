"""Writes about campaigns. Each is one transaction and leaves one journal line.

What is asked for has been found through a reach; whether the actor may do it is asked at the door.
"""

from tungngo.campaigns.actions.assignments import (
    assign_group,
    move_household,
    renumber_walks,
    undo_split,
)
from tungngo.campaigns.actions.campaigns import (
    change_campaign,
    create_campaign,
    end_campaign,
    install_skills,
    pause_campaign,
    reopen_campaign,
    start_campaign,
)
from tungngo.campaigns.actions.reorganising import merge_groups
from tungngo.campaigns.actions.sheets import note_reprint, print_walks
from tungngo.campaigns.actions.targets import (
    copy_targets_down,
    inherit_targets,
    set_series,
    set_targets,
    undo_series,
    undo_targets,
)

__all__ = [
    "assign_group",
    "change_campaign",
    "copy_targets_down",
    "create_campaign",
    "end_campaign",
    "inherit_targets",
    "install_skills",
    "merge_groups",
    "move_household",
    "note_reprint",
    "pause_campaign",
    "print_walks",
    "renumber_walks",
    "reopen_campaign",
    "set_series",
    "set_targets",
    "start_campaign",
    "undo_series",
    "undo_split",
    "undo_targets",
]
