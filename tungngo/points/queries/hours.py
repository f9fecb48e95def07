"""Hours that people were on duty, for recognition. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.points import rules
from tungngo.points.models import Duty
from tungngo.points.queries.duties import AT
from tungngo.points.rules import Worked
from tungngo.teams.models import Force, Membership
from tungngo.teams.queries import worked_in


@dataclass(frozen=True, slots=True)
class MemberHours:
    """What one member worked, and the newest membership in the teams of the area."""

    account: Account
    #: None: somebody who is in no team of the area any more, nor was.
    membership: Membership | None
    worked: Worked

    @property
    def team(self) -> str:
        return self.membership.team.name if self.membership else ""

    @property
    def force(self) -> str:
        return self.membership.force if self.membership else ""

    @property
    def force_words(self) -> str:
        return str(Force(self.force).label) if self.force else ""


def duties_between(
    reach: Reach, path: str, first: date, last: date, *, account: Account | None = None
) -> list[Duty]:
    """Duties at or under `path` whose gathering or shift begins on these days and was not called off,
    earliest first; of one account when it is given."""
    span = rules.moment_of(first), rules.moment_of(last + timedelta(days=1))
    rows = Duty.objects.filter(until_at=None).select_related(*AT, "account")
    if account is not None:
        rows = rows.filter(account=account)
    found: list[Duty] = []
    for at in ("gathering", "shift"):
        mine = rows.filter(
            **{
                f"{at}__state": "planned",
                f"{at}__starts_at__gte": span[0],
                f"{at}__starts_at__lt": span[1],
            }
        )
        found += reach.within(path).filter(mine, f"{at}__path")
    return sorted(found, key=lambda duty: (duty.span, duty.id))


def hours_under(reach: Reach, path: str, first: date, last: date) -> list[MemberHours]:
    """What everybody worked at or under `path` on these days: most first, then by name."""
    now = clock.now()
    sums: dict[UUID, Worked] = defaultdict(Worked)
    accounts: dict[UUID, Account] = {}
    for duty in duties_between(reach, path, first, last):
        accounts[duty.account_id] = duty.account
        sums[duty.account_id] = sums[duty.account_id].plus(
            rules.worked(duty.attendance, *duty.span, now)
        )
    homes = _homes(reach, path, accounts)
    lines = [
        MemberHours(accounts[one], homes.get(one), worked)
        for one, worked in sums.items()
        if any(worked)
    ]
    return sorted(lines, key=lambda one: (-one.worked.hours, one.account.sort_key, one.account.id))


def _homes(reach: Reach, path: str, accounts: Iterable[UUID]) -> dict[UUID, Membership]:
    """Account → the team it works in, or worked in last, in the commune of `path`."""
    commune = commune_path(path)
    homes: dict[UUID, Membership] = {}
    for one in worked_in(reach, commune, accounts):
        homes.setdefault(one.account_id, one)
    return homes
