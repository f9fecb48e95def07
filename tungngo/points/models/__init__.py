"""Points: where people come to learn, what is planned there, and who is on duty.

A **support point** is a place with hours: fixed (a cultural house), mobile (a table at the market)
or at home (a family's yard). A **gathering** is what is planned at a point from one moment to another:
a class, an evening of open help. A **rota** says how a point, or a technical group on call round the
clock, is staffed in a usual week; a **shift** is one stretch of it on one day, with how many people it
needs. A **duty** puts an account on a gathering or a shift. A **hand-over** is what one shift tells
the next; a **leave** the days somebody is away. Cancelled gatherings and shifts and ended duties stay, so
that everybody can be told.
"""

from tungngo.points.models.duties import Attendance, Duty, Leave
from tungngo.points.models.gatherings import Arrival, Audience, Gathering, HeadCount
from tungngo.points.models.places import Equipment, Network, PointKind, SupportPoint
from tungngo.points.models.rotas import HOLIDAYS, Handover, Rota, Shift

__all__ = [
    "HOLIDAYS",
    "Arrival",
    "Attendance",
    "Audience",
    "Duty",
    "Equipment",
    "Gathering",
    "Handover",
    "HeadCount",
    "Leave",
    "Network",
    "PointKind",
    "Rota",
    "Shift",
    "SupportPoint",
]
