"""A ward whose groups can be judged: doors, people at levels, the shipped criteria."""

from __future__ import annotations

from typing import Any

from tests.encounters.street import Street
from tungngo.criteria.actions import install_criteria
from tungngo.progress.actions import recount_stale
from tungngo.territory.models import Area, Household

#: What makes a family digital with one person who can do everything, once everybody has VNeID.
ABLE = {"vneid": 4, "public-service": 3, "cashless": 3, "fraud-safety": 3}


class Village(Street):
    """Two groups: in group 7 doors 1–4, in group 8 door 5, in no group door 6. Door 1 is a digital
    family; at door 2 one adult lacks VNeID; door 3 is not in the chat group; nobody met door 4 on."""

    def __init__(self) -> None:
        super().__init__(doors=4)
        install_criteria()
        self.doors += [self.door(self.group8, 5), self.door(self.ward, 6)]
        Household.objects.filter(path__startswith=self.ward.path).update(chat_group=True)
        Household.objects.filter(id=self.doors[2].id).update(chat_group=False)
        self.teach(self.doors[0], ABLE, {"vneid": 1})
        self.teach(self.doors[1], ABLE, {"cashless": 1})
        self.teach(self.doors[2], ABLE, {"vneid": 1})
        recount_stale()

    def teach(self, door: Household, *levels: dict[str, int], **changes: Any) -> None:
        """Somebody met the people of a door, and saw them at these levels, one after another."""
        outcomes = [
            [str(person.id), skill, level]
            for person, skills in zip(self.people(door), levels, strict=False)
            for skill, level in skills.items()
        ]
        [verdict] = self.push(self.op(self.encounter(door, outcomes=outcomes, **changes)))
        assert verdict.verdict == "accepted", verdict

    def end(self, group: Area, day: Any) -> None:
        """The group is no more, and its doors lie in none."""
        Household.objects.filter(path=group.path).update(path=self.ward.path)
        Area.objects.filter(pk=group.pk).update(valid_to_on=day)
