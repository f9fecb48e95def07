"""Whether what a certificate rests on is still there: records taken back or corrected since, and what of its
rule nothing shows any more.

A certificate keeps the keys of its evidence. Where each record stands, nothing more is asked. Where one does
not, its holder is judged anew by the rule it was issued by: something else may show the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tungngo.certificates.models import Certificate, Confirmation
from tungngo.certificates.queries import Standard, standards_at
from tungngo.certificates.reading import learners_under
from tungngo.certificates.rules.completing import Evidence, Verdict, judging
from tungngo.certificates.rules.packs import Kind
from tungngo.encounters.queries import in_force_among
from tungngo.learning.queries import results_standing
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.quizzes.queries import attempts_counting
from tungngo.territory.doubled import people_standing
from tungngo.territory.named import origins_at
from tungngo.territory.queries import residents_among

EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class Resting:
    """What a certificate rests on today: codes of items whose record is not in force any more, each with
    what shows the same instead (None: nothing)."""

    corrected: dict[str, Evidence | None]

    @property
    def is_gone(self) -> bool:
        """Whether something the rule asks for is shown by nothing any more."""
        return any(instead is None for instead in self.corrected.values())


#: Everything is as it was when the certificate was issued; or nobody is named in it any more.
UNCHANGED = Resting({})


def resting_of(reach: Reach, certificates: Iterable[Certificate]) -> dict[UUID, Resting]:
    """Certificate → what it rests on today, for certificates with their rules that the caller has reached.
    Those over (revoked, or without a holder) are not looked at."""
    if not reach.paths:
        return {}
    by_origin: dict[str, list[Certificate]] = defaultdict(list)
    for one in certificates:
        if one.revoked_at is None and one.resident_id and one.evidence:
            by_origin[one.origin].append(one)
    found: dict[UUID, Resting] = {}
    for origin, some in by_origin.items():
        there = _in_force(origin, some)
        for one in some:
            lost = {code for code, _kind, ref, _on in one.evidence if ref and ref not in there}
            if lost:
                found[one.id] = _judged(one, lost)
    return found


def _in_force(origin: str, certificates: Sequence[Certificate]) -> set[str]:
    """Of the records these certificates of one commune rest on, those that stand. A query or two of each
    kind of record."""
    refs: dict[str, set[UUID]] = defaultdict(set)
    for one in certificates:
        for _code, kind, ref, _on in one.evidence:
            if ref:
                refs[kind].add(UUID(ref))
    papers = refs[Kind.PLATFORM] | refs[Kind.OFFICIAL]
    noted = Confirmation.objects.filter(origin=origin, id__in=papers, withdrawn_at=None)
    found = set(noted.values_list("id", flat=True)) if papers else set()
    found |= results_standing(EVERYTHING, origin, refs[Kind.PLATFORM])
    if refs[Kind.QUIZ]:
        # In a ward made of several communes people answer at each other's quizzes.
        wards = {commune_path(one.path) for one in certificates}
        beside = {other for ward in wards for other in origins_at(EVERYTHING, ward)}
        found |= attempts_counting(EVERYTHING, {origin, *beside}, refs[Kind.QUIZ])
    found |= in_force_among(EVERYTHING, origin, refs[Kind.TASK])
    return {str(one) for one in found}


def _judged(one: Certificate, lost: set[str]) -> Resting:
    """What shows today what these items of a certificate were for."""
    verdict = _verdict(one)
    instead: dict[str, Evidence | None] = dict.fromkeys(lost)
    for piece in verdict.found if verdict else ():
        codes = {item.code for item in piece.asked} & lost
        instead |= dict.fromkeys(codes, piece.evidence)
    return Resting(instead)


def _verdict(one: Certificate) -> Verdict | None:
    """Its holder judged by the rule it was issued by; None where they are not on the list any more."""
    assert one.resident_id is not None
    rule = Standard(one.rule).rule
    who = people_standing(EVERYTHING, one.origin, [one.resident_id]).get(
        one.resident_id, one.resident_id
    )
    for person in residents_among(EVERYTHING, one.origin, [who]):
        for learner in learners_under(EVERYTHING, person.path, rule, person.household_id):
            if learner.person.id == who:
                return judging(rule)(learner.evidence)
    return None


def rule_since(reach: Reach, certificate: Certificate) -> Standard | None:
    """The version that holds today where a certificate was issued, when it is not the one it was issued by.
    Nobody's secret."""
    here = standards_at(reach, commune_path(certificate.path), clock.today())
    same: Sequence[Standard] = [one for one in here if one.row.code == certificate.rule.code]
    return next((one for one in same if one.row.id != certificate.rule_id), None)
