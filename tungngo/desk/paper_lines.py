"""The lines of a printed walk: each door with its people and where they stand, for paper and typing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import pgettext_lazy

from tungngo.campaigns.models import WalkSheet
from tungngo.desk.forms.households import REASON_WORDS
from tungngo.encounters.models import HouseholdStanding, Result
from tungngo.encounters.queries import household_standings
from tungngo.lib import clock
from tungngo.lib.line_codes import code_of
from tungngo.lib.reach import Reach
from tungngo.territory.doors import DoorCard, PersonCard, cards_by_key
from tungngo.territory.rules import household_reasons, person_reasons

#: The key that types each result, printed in its box.
RESULT_KEYS = tuple(zip("12345", Result.choices, strict=True))
#: The same in print, short enough for a box beside a pen.
RESULT_MARKS = tuple(
    zip(
        "12345",
        (
            pgettext_lazy("on paper", "met"),
            pgettext_lazy("on paper", "nobody in"),
            pgettext_lazy("on paper", "declined"),
            pgettext_lazy("on paper", "moved"),
            pgettext_lazy("on paper", "house gone"),
        ),
        strict=True,
    )
)
#: Names longer than these are printed smaller, so that they stay on their line.
LONG_NAME = 20
VERY_LONG_NAME = 31


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A person behind a door; `levels` are the highest counted so far, by skill code."""

    id: UUID
    name: str
    birth_year: int | None
    levels: dict[str, int]

    @property
    def size(self) -> str:
        """How the name is set: "", "long" or "very-long"."""
        length = len(self.name)
        return "very-long" if length > VERY_LONG_NAME else "long" if length > LONG_NAME else ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One door of a sheet. `standing` is None while nobody has been there."""

    number: int
    code: str
    origin: str
    id: UUID
    house: str
    lane: str
    head: str
    address: str
    reasons: list[Any]
    people: list[SheetPerson]
    standing: HouseholdStanding | None

    @property
    def place(self) -> str:
        """What finds the door: the house number; without one the whole address."""
        return self.house or self.address or "–"


def lines_of_sheet(reach: Reach, sheet: WalkSheet) -> dict[int, SheetLine]:
    """Line number → line, from 1, as far as the caller reaches; doors no longer listed are absent."""
    cards = {(card.origin, card.id): card for card in cards_by_key(reach, sheet.keys)}
    doors: dict[tuple[str, UUID], HouseholdStanding] = {}
    for origin in {origin for origin, _id in cards}:
        ids = [id_ for at, id_ in cards if at == origin]
        standings = household_standings(reach, origin, sheet.campaign_id, ids)
        doors |= {(origin, id_): row for id_, row in standings.items()}
    today = clock.today()
    lines: dict[int, SheetLine] = {}
    for number, key in enumerate(sheet.keys, start=1):
        if (card := cards.get(key)) is not None:
            lines[number] = SheetLine(
                number=number,
                code=code_of(sheet.number, number),
                origin=card.origin,
                id=card.id,
                house=card.house,
                lane=card.lane_name,
                head=card.head_name,
                address=card.address,
                reasons=[REASON_WORDS[r] for r in _reasons(card, today) if r in REASON_WORDS],
                people=[_person(person, doors.get(key)) for person in card.people],
                standing=doors.get(key),
            )
    return lines


def _reasons(card: DoorCard, today: date) -> tuple[str, ...]:
    of_people = [
        person_reasons(person.reasons, person.birth_year, person.birth_on, today)
        for person in card.people
    ]
    return household_reasons("poor" in card.reasons, "near_poor" in card.reasons, of_people)


def _person(person: PersonCard, standing: HouseholdStanding | None) -> SheetPerson:
    known = standing.levels_of(person.id) if standing else {}
    return SheetPerson(person.id, person.full_name, person.birth_year, known)
