"""A ward with people who complete the example's rule for residents, or nearly."""

from __future__ import annotations

from typing import Any

from tests.encounters.street import Street
from tungngo.certificates.actions import install_completion_rules, install_signing_key
from tungngo.certificates.queries import Standard, standards_at
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.quizzes.actions import install_banks
from tungngo.territory.models import Household, Resident

ALL = Reach.everything()
#: Everything the example asks of a resident, as helpers saw it.
COMPLETE = {"vneid": 3, "public-service": 2, "fraud-safety": 3}


class Learners(Street):
    """Door 1: the first person completes the rule, the second lacks the quiz or what stands for it.
    Door 2: nobody was met yet."""

    def __init__(self) -> None:
        super().__init__(doors=2)
        install_banks()
        install_completion_rules()
        install_signing_key()
        self.able, self.nearly = self.people(self.doors[0])
        self.teach(self.doors[0], COMPLETE, {"vneid": 3, "public-service": 4})

    def teach(self, door: Household, *levels: dict[str, int], **changes: Any) -> None:
        """Somebody met the people of a door, and saw them at these levels, one after another."""
        outcomes = [
            [str(person.id), skill, level]
            for person, skills in zip(self.people(door), levels, strict=False)
            for skill, level in skills.items()
        ]
        [verdict] = self.push(self.op(self.encounter(door, outcomes=outcomes, **changes)))
        assert verdict.verdict == "accepted", verdict

    def standard(self, code: str = "resident") -> Standard:
        """The rule of this code that holds in the ward today."""
        here = standards_at(ALL, self.ward.path, clock.today())
        return next(one for one in here if one.row.code == code)

    def named(self, person: Resident, name: str) -> None:
        Resident.objects.filter(id=person.id).update(full_name=name)
