"""What the matrix of roles × pages needs of duty rosters: a rota with shifts, somebody on one, days away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points import actions, queries
from tungngo.points.actions import PointEntry, RotaEntry
from tungngo.points.models import SupportPoint
from tungngo.points.rules import Line
from tungngo.teams.models import Membership
from tungngo.territory.models import Area

TODAY = clock.today()
#: What makes the forms of rosters say yes.
POSTED: dict[str, Any] = {
    **{"days_0": ["0"], "begins_0": "08:00", "ends_0": "10:00", "need_0": 1},
    **{
        "first": (TODAY + dt.timedelta(9)).isoformat(),
        "last": (TODAY + dt.timedelta(9)).isoformat(),
    },
    **{"weekdays": [str(day) for day in range(7)], "weeks": "4", "need": "3"},
    **{"attendance": "came", "begins": "08:00", "ends": "09:30"},
}
#: Pages that change nothing when posted to, each with its reason.
QUIET = {
    **dict.fromkeys(
        [
            *("rotas", "rotas_print", "on_call", "duty_hours", "duty_hours_book", "rota"),
            *("rota_print", "shift", "member_duties", "reminder"),
        ],
        "only shows",
    ),
    "rota_close": "shifts are still to come",
    "duty_came": "the session is tomorrow",
    "duty_pass": "the duty is at a session",
}


def things_of(
    point: SupportPoint, ward: Area, member: Membership, on_it: Account, mark: str
) -> dict[str, Any]:
    """The ids that stand in addresses about rosters, of one side."""
    lines = [Line(day, dt.time(8), dt.time(9), 3) for day in range(7)]
    rota = actions.open_rota(actor=None, point=point, entry=RotaEntry(lines, on_holidays=True))
    first, last = TODAY + dt.timedelta(1), TODAY + dt.timedelta(5)
    made = actions.make_shifts(actor=None, rota=rota, first=first, last=last)
    shift = queries.shift_of(Reach.everything(), rota.origin, made.shifts[1].id)
    actions.put_on_shift(actor=None, shift=shift, account=on_it)
    actions.hand_over(actor=on_it, shift=shift, words=f"{mark} còn dở")
    leave = actions.note_leave(actor=None, area=ward, account=member.account, first=last, last=last)
    return {
        **{"rota_id": rota.id, "made_id": made.id, "shift_id": shift.id, "leave_id": leave.id},
        "membership_id": member.id,
    }


def posted(group: Area, on_it: Account) -> dict[str, Any]:
    """What is posted about one side: a point without a roster, who hands over."""
    bare = actions.open_point(actor=None, area=group, entry=PointEntry("Chợ"))
    return POSTED | {"staffed": f"point:{bare.id}", "giver": str(on_it.id)}
