"""Shifts of a group on call, one of each that phones speak of."""

from __future__ import annotations

import datetime as dt

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries
from tungngo.points.actions import RotaEntry
from tungngo.points.models import Duty, Shift
from tungngo.points.rules import Line
from tungngo.teams.models import Team

ALL = Reach.everything()
#: Round the clock in one turn, so that today's is never over.
WHOLE_DAYS = [Line(day, dt.time(0), dt.time(0)) for day in range(7)]


class OnCall:
    """`free` tomorrow, `mine` of `account` the day after, `offered` by `mate` after that, `now` today."""

    def __init__(self, team: Team, account: Account, mate: Account) -> None:
        self.rota = actions.open_rota(
            actor=None, team=team, entry=RotaEntry(WHOLE_DAYS, on_holidays=True)
        )
        today = clock.today()
        last = today + dt.timedelta(days=3)
        actions.make_shifts(actor=None, rota=self.rota, first=today, last=last)
        shifts = list(queries.shifts_of(ALL, self.rota, today, last))
        self.today, self.free, after, third = shifts
        self.now = self._on(self.today, account)
        self.mine = self._on(after, account)
        self.offered = self._on(third, mate)
        actions.offer_duty(actor=mate, duty=self.offered)

    def _on(self, shift: Shift, account: Account) -> Duty:
        return actions.put_on_shift(actor=None, shift=shift, account=account)
