"""A ward on a day on which something happened."""

from __future__ import annotations

from tests.encounters.street import Street
from tungngo.progress.actions import recount_stale


def three_of_eight() -> Street:
    """A ward of eight doors, three of them reached today with one VNeID done alone, all counted."""
    street = Street(doors=8)
    for door in street.doors[:3]:
        people = [str(person.id) for person in street.people(door)]
        street.push(street.op(street.encounter(door, outcomes=[[people[0], "vneid", 3]])))
    recount_stale()
    return street
