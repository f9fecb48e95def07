"""Writes about teams, members, roles and rosters. Each leaves one journal line.

What is asked for has been found through a reach; whether the actor may do it is asked at the door.
"""

from tungngo.teams.actions.roles import give_role, invite, let_go, withdraw_role
from tungngo.teams.actions.rosters import (
    MOST_BYTES,
    commit_roster,
    drop_roster,
    keep_roster,
    map_roster,
    undo_roster,
)
from tungngo.teams.actions.saved_views import bring_back_view, change_view, end_view, save_view
from tungngo.teams.actions.staff_sheets import (
    commit_staff_sheet,
    drop_staff_sheet,
    keep_staff_sheet,
    make_links,
    undo_staff_sheet,
)
from tungngo.teams.actions.teams import (
    add_member,
    bring_back_member,
    change_member,
    dissolve_team,
    end_member,
    make_team,
    move_member,
    rename_team,
)

__all__ = [
    "MOST_BYTES",
    "add_member",
    "bring_back_member",
    "bring_back_view",
    "change_member",
    "change_view",
    "commit_roster",
    "commit_staff_sheet",
    "dissolve_team",
    "drop_roster",
    "drop_staff_sheet",
    "end_member",
    "end_view",
    "give_role",
    "invite",
    "keep_roster",
    "keep_staff_sheet",
    "let_go",
    "make_links",
    "make_team",
    "map_roster",
    "move_member",
    "rename_team",
    "save_view",
    "undo_roster",
    "undo_staff_sheet",
    "withdraw_role",
]
