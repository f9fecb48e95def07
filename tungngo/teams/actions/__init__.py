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
    "change_member",
    "commit_roster",
    "dissolve_team",
    "drop_roster",
    "end_member",
    "give_role",
    "invite",
    "keep_roster",
    "let_go",
    "make_team",
    "map_roster",
    "move_member",
    "rename_team",
    "undo_roster",
    "withdraw_role",
]
