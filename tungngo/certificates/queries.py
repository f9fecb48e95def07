"""Reads about completion rules, who completes them, and certificates. `reach` comes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.certificates.models import Certificate, CompletionRule, Confirmation, SigningKey
from tungngo.certificates.reading import EVERYTHING, Learner, by_name, learners_under
from tungngo.certificates.rules.completing import Verdict, belongs, judging
from tungngo.certificates.rules.packs import Rule
from tungngo.certificates.signing import Signer, opened
from tungngo.criteria.rules.families import is_adult
from tungngo.criteria.rules.packs import holding
from tungngo.lib import clock, lookups
from tungngo.lib.lookups import Key, key, key_to_uuid
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.lib.sealing import Unsealable, unseal
from tungngo.parcels.queries import keys_of
from tungngo.territory.doubled import doubles_listed, stands_for


@dataclass(frozen=True)
class Standard:
    """A completion rule with its content read."""

    row: CompletionRule

    @cached_property
    def rule(self) -> Rule:
        return msgspec.convert(self.row.content, Rule)

    @property
    def path(self) -> str:
        return self.row.path

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def valid_from_on(self) -> date:
        return self.row.valid_from_on


# ------------------------------------------------------------------------------------------- rules


def standards_at(reach: Reach, path: str, day: date) -> list[Standard]:
    """The rules that hold at `path` on a day, one of each code. Nobody's secret."""
    by_code: dict[str, list[Standard]] = {}
    for one in history_at(reach, path):
        by_code.setdefault(one.row.code, []).append(one)
    held = (holding(some, path, day) for some in by_code.values())
    return [one for one in held if one]


def history_at(reach: Reach, path: str | None) -> list[Standard]:
    """Every version of every rule set at or above `path` (None: anywhere), oldest first."""
    if not reach.paths:
        return []
    rows = CompletionRule.objects.select_related("area").order_by("loaded_at", "id")
    return [Standard(row) for row in rows if path is None or path.startswith(row.path)]


def standard_of(reach: Reach, rule_id: UUID) -> Standard:
    """One rule. Raises NotReached `completion.unknown`."""
    rows = CompletionRule.objects.select_related("area").filter(id=rule_id)
    if not reach.paths or (row := rows.first()) is None:
        raise NotReached("completion.unknown", _("There is no such rule."))
    return Standard(row)


# ------------------------------------------------------------------------------------- completions


@dataclass(frozen=True, slots=True)
class Completion:
    """How far somebody of the audience is with a rule, and the certificate (its key) they hold by it."""

    learner: Learner
    verdict: Verdict
    held: Key | None

    @property
    def may_have_one(self) -> bool:
        """Everything is there, and no certificate yet that holds."""
        return self.verdict.is_complete and self.held is None


def completions_under(
    reach: Reach, path: str, standard: Standard, day: date, household_id: UUID | None = None
) -> list[Completion]:
    """Everybody of the rule's audience at or under `path`, in the order of the lists."""
    rule = standard.rule
    judge = judging(rule)
    learners = learners_under(reach, path, rule, household_id)
    held: dict[tuple[str, Key], Key] = {}
    for origin in {one.person.origin for one in learners}:
        held |= _held_in(reach, origin, rule.code, day)
    grown: dict[tuple[int | None, date | None, str], bool] = {}
    found = []
    for one in learners:
        person = one.person
        age = person.birth_year, person.birth_on, person.segment
        if (adult := grown.get(age)) is None:
            adult = grown[age] = is_adult(*age, day)
        if belongs(
            rule,
            is_adult=adult,
            segment=person.segment,
            occupation=person.occupation,
            evidence=one.evidence,
        ):
            mine = held.get((person.origin, person.key))
            found.append(Completion(one, judge(one.evidence), mine))
    return found


def _held_in(reach: Reach, origin: str, code: str, day: date) -> dict[tuple[str, Key], Key]:
    """(origin, person) → the newest certificate by a rule of this code that holds on a day, of everybody a
    commune issued one to; keys. For people whom the caller reaches."""
    if not reach.paths:
        return {}
    rows = Certificate.objects.filter(origin=origin, rule__code=code, resident_id__isnull=False)
    mine = rows.filter(_valid_on(day)).order_by("issued_at").values_list("resident_id", "id")
    same = doubles_listed(EVERYTHING, origin)
    return {(origin, same.get(who, who)): one for who, one in lookups.every(mine)}


def held_by(
    reach: Reach, people: Iterable[tuple[str, UUID]], code: str, day: date
) -> dict[tuple[str, UUID], Certificate]:
    """(origin, person) → the certificate by a rule of this code, whatever version, that holds on a day;
    of people whom the caller reaches, wherever they lived or as whoever they were listed when it was
    issued."""
    if not reach.paths:
        return {}
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, who in people:
        by_origin[origin].append(who)
    found: dict[tuple[str, UUID], Certificate] = {}
    for origin, ids in by_origin.items():
        rows = Certificate.objects.filter(origin=origin, rule__code=code).filter(_valid_on(day))
        if (named := by_name(origin, ids)) is not None:
            rows = rows.filter(resident_id__in=named)
        held = {one.resident_id: one for one in rows.order_by("issued_at") if one.resident_id}
        same = stands_for(EVERYTHING, origin, held)
        found |= {(origin, same.get(who, who)): one for who, one in held.items()}
    return found


def certificates_held(reach: Reach, some: Iterable[Completion]) -> dict[Key, Certificate]:
    """Key → the certificates that these people, whom the caller reaches, hold."""
    if not reach.paths:
        return {}
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for one in some:
        if one.held:
            by_origin[one.learner.person.origin].append(key_to_uuid(one.held))
    return {
        key(one.id): one
        for origin, ids in by_origin.items()
        for one in Certificate.objects.select_related("rule").filter(origin=origin, id__in=ids)
    }


def _valid_on(day: date) -> Q:
    """Neither revoked nor past its last day."""
    return Q(revoked_at=None) & (Q(valid_until_on=None) | Q(valid_until_on__gte=day))


# ------------------------------------------------------------------------------------ certificates


def certificates_under(reach: Reach, path: str) -> QuerySet[Certificate]:
    """Certificates issued at or under `path`, newest first."""
    found = reach.within(path).filter(Certificate.objects.select_related("rule", "resident"))
    return found.order_by("-issued_at", "-year", "-serial")


def certificate_of(reach: Reach, origin: str, certificate_id: UUID) -> Certificate:
    """One certificate with its rule and holder. Raises NotReached `certificate.unknown`."""
    rows = Certificate.objects.select_related("rule", "resident", "issued_by", "revoked_by")
    found = reach.filter(rows.filter(origin=origin, id=certificate_id)).first()
    if found is None:
        raise NotReached(
            "certificate.unknown",
            _("There is no such certificate, or it lies outside your own area."),
        )
    return found


def certificate_by_token(reach: Reach, origin: str, token: str) -> Certificate:
    """The certificate whose public address ends in `token`. Raises NotReached `certificate.unknown`."""
    rows = Certificate.objects.select_related("rule", "resident")
    found = reach.filter(rows.filter(origin=origin, token=token)).first()
    if found is None:
        raise NotReached(
            "certificate.unknown", _("There is no such certificate. Check the address.")
        )
    return found


def certificates_of_residents(reach: Reach, origin: str, ids: Iterable[UUID]) -> list[Certificate]:
    """Certificates of people whom the caller reaches, newest first."""
    if not reach.paths:
        return []
    rows = Certificate.objects.select_related("rule").filter(
        origin=origin, resident_id__in=list(ids)
    )
    return list(rows.order_by("-issued_at"))


def confirmations_of_residents(
    reach: Reach, origin: str, ids: Iterable[UUID]
) -> list[Confirmation]:
    """What the desk noted about people whom the caller reaches, newest first."""
    if not reach.paths:
        return []
    rows = Confirmation.objects.filter(origin=origin, resident_id__in=list(ids))
    return list(rows.order_by("-recorded_at"))


def confirmation_of(reach: Reach, origin: str, confirmation_id: UUID) -> Confirmation:
    """One confirmation. Raises NotReached `confirmation.unknown`."""
    found = reach.filter(Confirmation.objects.filter(origin=origin, id=confirmation_id)).first()
    if found is None:
        raise NotReached("confirmation.unknown", _("There is no such confirmation."))
    return found


def issued_counts(reach: Reach, path: str, day: date) -> dict[str, int]:
    """Code of a rule → how many certificates issued at or under `path` hold on a day."""
    rows = reach.within(path).filter(Certificate.objects.filter(_valid_on(day)))
    return dict(Counter(rows.values_list("rule__code", flat=True)))


def revoked_places(reach: Reach, origin: str, status_list: int) -> list[int]:
    """The places of revoked certificates in one status list of a commune. Nobody's secret."""
    if not reach.paths:
        return []
    found = Certificate.objects.filter(
        origin=origin, status_list=status_list, revoked_at__isnull=False
    )
    return sorted(found.values_list("status_place", flat=True))


def has_status_list(reach: Reach, origin: str, status_list: int) -> bool:
    """Whether a commune has issued certificates that stand in this list."""
    found = Certificate.objects.filter(origin=origin, status_list=status_list)
    return bool(reach.paths) and found.exists()


def certificates_past(reach: Reach, before: datetime) -> QuerySet[Certificate]:
    """Certificates that have been over, revoked or past their last day, since before a moment, and still
    name a holder."""
    over = Q(revoked_at__lt=before) | Q(valid_until_on__lt=clock.day_of(before))
    return reach.filter(Certificate.objects.filter(over, emptied_at=None))


def papers_past(reach: Reach, before: datetime) -> QuerySet[Confirmation]:
    """Papers noted before a moment with words about them; that there was one goes on to count."""
    return reach.filter(Confirmation.objects.filter(recorded_at__lt=before).exclude(words=""))


# -------------------------------------------------------------------------------------------- keys


def public_keys(reach: Reach) -> Sequence[SigningKey]:
    """Every key that ever signed, the one that signs now first. Their public halves are for everybody."""
    return list(SigningKey.objects.order_by("-made_at", "-id")) if reach.paths else []


def public_key(reach: Reach, key_id: str) -> SigningKey:
    """One key by its thumbprint. Raises NotReached `signing_key.unknown`."""
    found = SigningKey.objects.filter(id=key_id).first() if reach.paths else None
    if found is None:
        raise NotReached("signing_key.unknown", _("There is no such key."))
    return found


def signer(reach: Reach) -> Signer | None:
    """The key that signs now; None where there is none that this installation's secret key opens. Only
    the system itself (a reach of everything) gets it."""
    keys = keys_of(reach)
    for row in public_keys(reach) if keys else ():
        try:
            return opened(row.id, unseal(bytes(row.sealed), keys))
        except Unsealable:  # the secret key was changed since: what it signed is still verified
            continue
    return None
