"""What there is to judge: people of the list with every piece of evidence about them that a rule asks for.

A ward is read whole: by keys (lib.lookups), and of evidence only what shows something of the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from tungngo.certificates.models import Confirmation
from tungngo.certificates.rules.completing import Evidence, Verdict
from tungngo.certificates.rules.packs import NATIONAL_PLATFORM, Kind, Rule
from tungngo.encounters.counted import households_stood
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.learning.queries import platform_results
from tungngo.lib import clock, lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.reach import Reach
from tungngo.quizzes.queries import achieved_by
from tungngo.territory.doubled import doubles_listed, doubles_of_people
from tungngo.territory.listed import PersonListed, people_in_order
from tungngo.territory.named import origins_at

Who = tuple[str, UUID]
#: (origin, key) of somebody → what there is about them.
About = dict[tuple[str, Key], list[Evidence]]
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


def learners_under(
    reach: Reach, path: str, rule: Rule, household_id: UUID | None = None
) -> list[Learner]:
    """Everybody who counts at or under `path`, or behind one door alone, in the order of the lists; with
    what there is about them that the rule asks for."""
    people = [one for one in people_in_order(reach, path, household_id) if one.full_name]
    about: About = defaultdict(list)
    _seen(reach, path, rule, household_id, people, about)
    by_origin: dict[str, list[Key]] = defaultdict(list)
    for one in people:
        by_origin[one.origin].append(one.key)
    _answered(reach, by_origin, path, rule, about)
    for origin, keys in by_origin.items():
        _noted(reach, origin, rule, keys, about)
    if NATIONAL_PLATFORM in rule.confirmations:
        for result in platform_results(reach, path):
            if result.what == "certificate":
                earned = Evidence(
                    Kind.PLATFORM, NATIONAL_PLATFORM, 0, result.earned_on, str(result.id)
                )
                about[result.origin, key(result.resident_id)].append(earned)
    return [Learner(one, about.get((one.origin, one.key), [])) for one in people]


def _seen(
    reach: Reach,
    path: str,
    rule: Rule,
    household_id: UUID | None,
    people: Iterable[PersonListed],
    about: About,
) -> None:
    """What helpers saw: of each skill the first day of each level that is enough, over all campaigns."""
    enough: dict[str, int] = {}
    for item in rule.items:
        if item.kind is Kind.TASK:
            enough[item.skill] = min(item.level, enough.get(item.skill, item.level))
    if not enough:
        return
    stood: dict[tuple[Key, Key], list[Any]] = defaultdict(list)
    for door in households_stood(reach, path, household_id):
        for resident, (_met_on, skills) in door.residents.items():
            stood[door.household, resident].append(skills)
    for one in people:
        for skills in stood.get((one.household, one.key), ()):
            for skill, least in enough.items():
                for level, day in enumerate(skills.get(skill, ())[least - 1 :], start=least):
                    if day:
                        seen = Evidence(Kind.TASK, skill, level, date.fromisoformat(day))
                        about[one.origin, one.key].append(seen)


def by_name(origin: str, ids: Collection[UUID]) -> list[UUID] | None:
    """Whom to ask for about these people, whom the caller reaches: them and their doubles, wherever those
    are listed; None where they are so many that their whole commune is read."""
    if len(ids) >= _FEW:
        return None
    return [*ids, *doubles_of_people(EVERYTHING, origin, ids)]


def _ids(keys: Iterable[Key]) -> list[UUID]:
    return [key_to_uuid(one) for one in keys]


def _answered(
    reach: Reach, people: Mapping[str, list[Key]], path: str, rule: Rule, about: About
) -> None:
    """Attempts at quizzes, also those of somebody listed twice; of whichever origin the quiz is: in a ward
    made of several communes people answer at each other's."""
    banks = {bank for item in rule.items for bank in item.banks}
    if not banks or not people:
        return
    if sum(map(len, people.values())) < _FEW:
        named = [
            who for origin, keys in people.items() for who in by_name(origin, _ids(keys)) or ()
        ]
        found = achieved_by(reach, (), named)
    else:
        found = achieved_by(reach, {*people, *origins_at(reach, path)})
    home = {one: (origin, one) for origin, keys in people.items() for one in keys}
    for origin in people:
        same = doubles_listed(EVERYTHING, origin)
        home |= {double: (origin, who) for double, who in same.items() if double not in home}
    for got in found:
        if got.bank in banks and (who := home.get(got.resident)) is not None:
            percent = 100 * got.points / got.most if got.most else 0.0
            day, ref = clock.day_of(got.happened_at), str(key_to_uuid(got.attempt))
            about[who].append(Evidence(Kind.QUIZ, got.bank, percent, day, ref))


def _noted(reach: Reach, origin: str, rule: Rule, keys: list[Key], about: About) -> None:
    """What the desk noted from papers."""
    if not reach.paths or not rule.confirmations:
        return
    found = Confirmation.objects.filter(
        origin=origin, withdrawn_at=None, code__in=list(rule.confirmations)
    )
    if len(keys) < _FEW:
        found = found.filter(resident_id__in=by_name(origin, _ids(keys)) or ())
    same = doubles_listed(EVERYTHING, origin)
    columns = ("id", "resident_id", "kind", "code", "made_on")
    for id_, who, kind, code, made_on in lookups.every(found.values_list(*columns)):
        paper = Evidence(Kind(kind), code, 0, made_on, str(key_to_uuid(id_)))
        about[origin, same.get(who, who)].append(paper)


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
