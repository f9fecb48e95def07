"""The certificates that people of one household hold or held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tungngo.certificates.models import Certificate
from tungngo.certificates.queries import certificates_of_residents
from tungngo.certificates.resting import resting_of
from tungngo.certificates.words import StandingWords, rule_name, standing_of
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.models import Resident
from tungngo.territory.queries import Door


@dataclass(frozen=True, slots=True)
class Held:
    """One certificate in words."""

    row: Certificate
    name: str
    standing: StandingWords


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody of the household and what they hold or held, newest first."""

    person: Resident
    held: list[Held] = field(default_factory=list)


def held_behind(reach: Reach, door: Door) -> list[Holder]:
    """Everybody who lives behind a door, and whoever left and has a certificate."""
    found: dict[Any, Holder] = {one.id: Holder(one) for one in door.residents if one.full_name}
    today = clock.today()
    rows = certificates_of_residents(reach, door.household.origin, found)
    resting = resting_of(reach, rows)
    for row in rows:
        standing = standing_of(row, today, resting.get(row.id))
        held = Held(row, rule_name(row.rule), standing)
        found[row.resident_id].held.append(held)
    return [one for one in found.values() if one.held or one.person.ended_on is None]
