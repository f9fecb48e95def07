"""What a board is asked about: whom, which service, since which day. Pure.

Doors belong to no segment and encounters to no service. A board that is narrowed to either speaks of
people, and leaves out what it could not narrow: no figure on it says more than the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, skill_indicator, skill_of
from tungngo.progress.rules import LEARNERS

#: The step from which somebody counts as able (alone, or teaching others) on a board of one service.
ABLE = 3
#: People guided at all: seen at least once, whatever they learnt.
PEOPLE_MET = "residents.met"


@dataclass(frozen=True, slots=True)
class Sight:
    """`segment` and `skill` are codes, "" for all; `since` is the first day of a period that ends with
    the board's day, None from the beginning."""

    segment: str = ""
    skill: str = ""
    since: date | None = None

    @property
    def of_people(self) -> bool:
        """Whether doors and encounters are out of it."""
        return bool(self.segment or self.skill)

    @property
    def segments(self) -> Sequence[str]:
        """Whose counts are added up."""
        return (self.segment,) if self.segment else LEARNERS

    @property
    def indicator(self) -> str:
        """What the curve and the table of areas count: doors reached; of a segment, people guided; of a
        service, people who use it alone."""
        if self.skill:
            return skill_indicator(self.skill, ABLE)
        return PEOPLE_MET if self.segment else HOUSEHOLDS_REACHED

    def takes(self, indicator: str, segment: str) -> bool:
        """Whether milestones of this indicator and segment are among what is asked about."""
        if self.skill and (skill_of(indicator) or ("", 0))[0] != self.skill:
            return False
        return segment == self.segment if self.segment else True

    def holds(self, day: date) -> bool:
        """Whether a day lies in the period, whose end the caller looks after."""
        return self.since is None or day >= self.since


EVERYTHING = Sight()
