"""How far behind the counts are: what is on its way, whether anybody counts, and how the machine is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tungngo.desk.lock import Seat, staff
from tungngo.intake.kinds import sentences
from tungngo.lib import clock
from tungngo.teams.queries import INCLUDES
from tungngo.territory.marks import waiting
from tungngo.territory.queries import area_at
from tungngo.watching import machine, queries
from tungngo.watching.rules import BEHIND, TOLD_OF_CLOCK, worker_verdict


@staff
def state(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Of the areas of this desk what is not counted yet; of the system whether it works. Queues and
    disk are for administrators."""
    now = clock.now()
    beats = queries.beats(seat.reach)
    marks = waiting(seat.reach)
    counted = [one.counted_at for one in beats if one.counted_at]
    areas = [area_at(seat.reach, path) for path in seat.reach.paths]
    behind = [queries.behind(seat.reach, area.path) for area in areas]
    rows = [{"area": area, "behind": one} for area, one in zip(areas, behind, strict=True)]
    why = sentences()
    refused: dict[str, int] = {}
    for one in behind:
        for code, count in one.refused.items():
            refused[code] = refused.get(code, 0) + count
    context = {
        "seat": seat,
        "trail": [(_("Count and system"), None)],
        "marks": marks,
        "is_behind": bool(marks.since_at and now - marks.since_at > BEHIND),
        "worker": worker_verdict(beats[0].seen_at if beats else None, now),
        "seen_at": beats[0].seen_at if beats else None,
        "counted_at": max(counted, default=None),
        "moved": [
            one for one in beats if one.clock_moved_at and now - one.clock_moved_at < TOLD_OF_CLOCK
        ],
        "rows": rows,
        "refused": [(why.get(code, code), code, refused[code]) for code in refused],
    }
    if any("admin" in INCLUDES[power.kind] for power in seat.powers):
        context |= {
            "jobs": queries.queue_of_jobs(seat.reach),
            "disk": machine.disk(),
            "database_bytes": machine.database_bytes(),
        }
    return render(request, "desk/state.html", context)
