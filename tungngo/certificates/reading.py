"""What there is to judge: people of the list with every piece of evidence about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tungngo.certificates.models import Confirmation
from tungngo.certificates.rules.completing import Evidence, Verdict
from tungngo.certificates.rules.packs import NATIONAL_PLATFORM, Kind
from tungngo.encounters.counted import households_stood
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.learning.queries import platform_results
from tungngo.lib import clock
from tungngo.lib.lookups import key
from tungngo.lib.reach import Reach
from tungngo.quizzes.queries import achieved_by
from tungngo.territory.doubled import doubles_of_people, stands_for
from tungngo.territory.listed import PersonListed, people_in_order
from tungngo.territory.named import origins_at

Who = tuple[str, UUID]
EVERYTHING = Reach.everything()
#: So few people are asked for by name; of more, those of their whole commune are read.
_FEW = 300


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody on the list and what shows what they can do."""

    person: PersonListed
    evidence: list[Evidence]

    @property
    def who(self) -> Who:
        return self.person.origin, self.person.id


def learners_under(reach: Reach, path: str, household_id: UUID | None = None) -> list[Learner]:
    """Everybody who counts at or under `path`, or behind one door alone, in the order of the lists."""
    people = [one for one in people_in_order(reach, path, household_id) if one.full_name]
    evidence: dict[Who, list[Evidence]] = defaultdict(list)
    _seen(reach, path, household_id, people, evidence)
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for one in people:
        by_origin[one.origin].append(one.id)
    _answered(reach, by_origin, path, evidence)
    for origin, ids in by_origin.items():
        _noted(reach, origin, ids, evidence)
    for result in platform_results(reach, path):
        if result.what == "certificate":
            said = Evidence(Kind.PLATFORM, NATIONAL_PLATFORM, 0, result.earned_on, str(result.id))
            evidence[result.origin, result.resident_id].append(said)
    return [Learner(one, evidence[one.origin, one.id]) for one in people]


def _seen(
    reach: Reach,
    path: str,
    household_id: UUID | None,
    people: Iterable[PersonListed],
    evidence: dict[Who, list[Evidence]],
) -> None:
    """What helpers saw: of each skill the first day of each level, over all campaigns."""
    stood: dict[tuple[UUID, Any], list[Any]] = defaultdict(list)
    for door in households_stood(reach, path, household_id):
        for resident, stand in door.residents.items():
            stood[door.household_id, resident].append(stand)
    for one in people:
        for _met_on, skills in stood.get((one.household_id, key(one.id)), ()):
            for skill, firsts in skills.items():
                for level, day in enumerate(firsts, start=1):
                    if day:
                        seen = Evidence(Kind.TASK, skill, level, date.fromisoformat(day))
                        evidence[one.origin, one.id].append(seen)


def by_name(origin: str, ids: Collection[UUID]) -> list[UUID] | None:
    """Whom to ask for about these people, whom the caller reaches: them and their doubles, wherever those
    are listed; None where they are so many that their whole commune is read."""
    if len(ids) >= _FEW:
        return None
    return [*ids, *doubles_of_people(EVERYTHING, origin, ids)]


def _answered(
    reach: Reach,
    people: Mapping[str, list[UUID]],
    path: str,
    evidence: dict[Who, list[Evidence]],
) -> None:
    """Attempts at quizzes, also those of somebody listed twice; of whichever origin the quiz is: in a ward
    made of several communes people answer at each other's."""
    if sum(map(len, people.values())) < _FEW:
        named = [who for origin, ids in people.items() for who in by_name(origin, ids) or ()]
        found = achieved_by(reach, (), named)
    else:
        found = achieved_by(reach, {*people, *origins_at(reach, path)})
    home = {id_: (origin, id_) for origin, ids in people.items() for id_ in ids}
    answered = {one.resident_id for one in found}
    for origin in people:
        same = stands_for(EVERYTHING, origin, answered - home.keys())
        home |= {double: (origin, who) for double, who in same.items()}
    for one in found:
        if (who := home.get(one.resident_id)) is not None:
            percent = 100 * one.points / one.most if one.most else 0.0
            day = clock.day_of(one.happened_at)
            evidence[who].append(Evidence(Kind.QUIZ, one.bank, percent, day, str(one.attempt_id)))


def _noted(reach: Reach, origin: str, ids: list[UUID], evidence: dict[Who, list[Evidence]]) -> None:
    """What the desk noted from papers."""
    if not reach.paths:
        return
    found = Confirmation.objects.filter(origin=origin, withdrawn_at=None)
    if (named := by_name(origin, ids)) is not None:
        found = found.filter(resident_id__in=named)
    rows = list(found.values_list("id", "resident_id", "kind", "code", "made_on"))
    same = stands_for(EVERYTHING, origin, {row[1] for row in rows})
    for id_, who, kind, code, made_on in rows:
        said = Evidence(Kind(kind), code, 0, made_on, str(id_))
        evidence[origin, same.get(who, who)].append(said)


def with_records(
    reach: Reach, verdicts: Mapping[Who, tuple[PersonListed, Verdict]]
) -> dict[Who, Verdict]:
    """The verdicts with the encounter that shows each task, which standings do not keep."""
    by_origin: dict[str, list[PersonListed]] = defaultdict(list)
    for person, _verdict in verdicts.values():
        by_origin[person.origin].append(person)
    found: dict[Who, Verdict] = {}
    for origin, people in by_origin.items():
        facts: dict[UUID, list[Any]] = defaultdict(list)
        doors = {one.household_id for one in people}
        for (_campaign, household), some in facts_of(reach, origin, doors).items():
            facts[household] += in_force(some)
        for one in people:
            _person, verdict = verdicts[origin, one.id]
            found[origin, one.id] = _recorded(verdict, str(one.id), facts[one.household_id])
    return found


def _recorded(verdict: Verdict, resident: str, facts: list[Any]) -> Verdict:
    """A verdict whose tasks name the first encounter of their day that shows them."""
    pieces = []
    for piece in verdict.found:
        item, evidence = piece.item, piece.evidence
        if item and evidence and evidence.kind is Kind.TASK:
            shown = [
                fact
                for fact in facts
                if fact.day == evidence.on
                and any(
                    who == resident and skill == item.skill and level >= item.level
                    for who, skill, level in fact.outcomes
                )
            ]
            if shown:
                piece = replace(
                    piece,
                    evidence=evidence._replace(
                        ref=str(min(shown, key=lambda fact: (fact.at, fact.id)).id)
                    ),
                )
        pieces.append(piece)
    return Verdict(tuple(pieces))
