"""What committing a list would do: which rows are new, which change, which stay as they are.

Pure work on a listing and a snapshot of what is known; nothing is written and nothing asked of the
database. A row once listed is recognised again by its code, else by its head and its door, so that
the same file committed twice changes nothing the second time.

* An empty cell never erases what is known; a list adds and corrects, it does not take away.
* A household or person that was taken off the list at the desk is not put back by an old file.
* Poverty is renewed each year: where the list has a column for it, the list is right.
"""

from tungngo.territory.planning.known import KnownHousehold, KnownResident
from tungngo.territory.planning.making import plan_list
from tungngo.territory.planning.plan import (
    NEW_HOUSEHOLD,
    NEW_RESIDENT,
    Change,
    Counts,
    ListPlan,
    Place,
    sentence_of,
)

__all__ = [
    "NEW_HOUSEHOLD",
    "NEW_RESIDENT",
    "Change",
    "Counts",
    "KnownHousehold",
    "KnownResident",
    "ListPlan",
    "Place",
    "plan_list",
    "sentence_of",
]
