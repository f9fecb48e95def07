"""Why somebody should go to a door, and from which day. Pure; the phone has the same in `due.js`.

The days do not depend on today: what a phone was told last week still holds when it is opened
without a network. What is late, due now or only later is found by comparing a day with today.

* **promised**: the last encounter said to come back, on a day or on none in particular. A promise
  says by itself when to go, so nothing else is due at that door.
* **never**: nobody was met yet, and the household neither refused at the last visit nor is gone.
* **practise**: somebody was shown a service (installed, or with help) and does not do it alone yet.
  Due so many days after somebody was last met there, which the campaign says (`practise_after`).

`tests/field/due_cases.py` holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Protocol

#: Rungs of the ladder on which somebody was shown a service and does not do it alone yet.
SHOWN = (1, 2)
#: Last results after which nobody goes there again unless it was promised.
CLOSED = frozenset({"moved", "demolished", "refused"})

Due = tuple[str, date | None]


class Standing(Protocol):
    """Where a household stands, as far as what is due depends on it (rules.Stand has more)."""

    @property
    def reached_on(self) -> date | None: ...
    @property
    def last_met_on(self) -> date | None: ...
    @property
    def last_result(self) -> str: ...
    @property
    def come_back_on(self) -> date | None: ...
    @property
    def come_back_for(self) -> str: ...


def due_at(
    stand: Standing | None, levels: Iterable[Mapping[str, int]], practise_after: int
) -> list[Due]:
    """What is due at a door, the most urgent first: [(code, first day or None)].

    `stand` is None where nobody has been; `levels` holds skill → highest level (1–4) for each person
    behind the door; `practise_after` counts days.
    """
    if stand is None:
        return [("never", None)]
    if stand.come_back_on or stand.come_back_for:
        return [("promised", stand.come_back_on)]
    if stand.last_result in CLOSED:
        return []
    if stand.reached_on is None:
        return [("never", None)]
    if any(level in SHOWN for known in levels for level in known.values()):
        last_met_on = stand.last_met_on or stand.reached_on
        return [("practise", last_met_on + timedelta(days=practise_after))]
    return []
