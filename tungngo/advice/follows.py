"""What of tasks goes along: with whoever should learn, else with the session (territory.following)."""

from tungngo.advice.models import Task
from tungngo.territory.following import Follows

FOLLOWS = (
    Follows(
        Task, person="resident_id", gatherings=("gathering_id", "planned_id"), own_origin=False
    ),
)
