"""Where somebody works and worked: what the intake asks about the author of an operation.

Asked once in every call of every phone, and therefore in two statements written by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tungngo.accounts.models import Account
from tungngo.lib import lookups
from tungngo.lib.reach import Reach
from tungngo.teams.rules import INCLUDES

_MEMBERSHIPS = """
    SELECT team.path, team.id, work.part, work.until_at, team.dissolved_at
    FROM teams_membership AS work JOIN teams_team AS team ON team.id = work.team_id
    WHERE work.account_id = %s ORDER BY work.since_at DESC
"""
_ROLES = """
    SELECT role.kind, area.path
    FROM teams_role AS role JOIN territory_area AS area ON area.code = role.area_id
    WHERE role.account_id = %s AND role.until_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Work:
    """`now`: where an account may record today. `teams`: every team it ever belonged to, the newest
    first, as (path, id, when it left or None)."""

    now: Reach
    teams: tuple[tuple[str, UUID, datetime | None], ...]

    def might(self, path: str, moment: datetime) -> bool:
        """Whether the account might work at `path` then: work done before somebody left a team is still
        accepted and filed where it happened, work done after is not."""
        return self.now.covers(path) or any(
            path.startswith(mine) and (until is None or moment <= until)
            for mine, _team, until in self.teams
        )

    def team_at(self, path: str) -> UUID | None:
        """The team of the account that works at `path`, the newest when several do."""
        return next((team for mine, team, _until in self.teams if path.startswith(mine)), None)


def work_of(account: Account) -> Work:
    """Where `account` works and worked. Who may only look somewhere (a viewer) may record nothing there."""
    mine = lookups.key(account.id)
    teams, now = [], []
    for path, team, part, until, dissolved in lookups.run(_MEMBERSHIPS, [mine]):
        teams.append((path, lookups.key_to_uuid(team), until and lookups.moment_of(until)))
        if until is None and dissolved is None and "member" in INCLUDES[part]:
            now.append(path)
    now += [path for kind, path in lookups.run(_ROLES, [mine]) if "member" in INCLUDES[kind]]
    if account.is_operator:
        now.append("")
    return Work(Reach.of(now if account.is_active else ()), tuple(teams))


def worked_at(account: Account) -> Callable[[str, datetime], bool]:
    """`Work.might` of an account."""
    return work_of(account).might
