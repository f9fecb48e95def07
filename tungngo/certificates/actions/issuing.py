"""Issuing certificates to who completes a rule; revoking them and giving them back."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.certificates.models import Certificate, Ledger
from tungngo.certificates.queries import (
    Completion,
    Standard,
    completions_under,
    held_by,
)
from tungngo.certificates.reading import with_records
from tungngo.certificates.refusals import SENTENCES
from tungngo.certificates.rules.badges import PLACES, identity_hash
from tungngo.certificates.rules.completing import Verdict, valid_until
from tungngo.lib import clock
from tungngo.lib.identity import without_numbers
from tungngo.lib.ids import token
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.progress.rules import origin_of
from tungngo.territory.doubled import stands_for
from tungngo.territory.models import Area

EVERYTHING = Reach.everything()
#: A status list is full long before its last place is taken, so that a free one is found at once.
_FULL = PLACES // 2


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of issuing: the certificates, and how many of those asked for were left out, because
    something is missing or they hold one already."""

    certificates: list[Certificate]
    left_out: int


@transaction.atomic
def issue(
    *,
    actor: Account | None,
    area: Area,
    standard: Standard,
    people: Collection[UUID] | None = None,
) -> Issued:
    """Issue certificates by a rule to everybody at or under `area` who completes it and holds none, or to
    those of `people` alone. Judged anew here: whoever lacks something is left out.

    Raises Refused `certificate.rule_ahead`.
    """
    today, now = clock.today(), clock.now()
    if standard.valid_from_on > today:
        raise Refused("certificate.rule_ahead", SENTENCES["certificate.rule_ahead"])
    found = completions_under(EVERYTHING, area.path, standard, today)
    asked = found
    if people is not None:
        asked = [one for one in found if one.learner.person.id in people]
    ready = [one for one in asked if one.may_have_one]
    made: list[Certificate] = []
    for commune in sorted({commune_path(one.learner.person.path) for one in ready}):
        here = [one for one in ready if commune_path(one.learner.person.path) == commune]
        made += _issue_in(actor, standard, commune, here, now)
    if made:
        journal.write(
            actor=actor,
            verb="certificates.issued",
            subject=str(standard.row.id),
            path=area.path,
            count=len(made),
        )
    whole = len(found if people is None else people)
    return Issued(made, left_out=whole - len(made) if people is not None else 0)


def _hold_ledger(origin: str, year: int) -> Ledger:
    """The ledger, locked: of two who give somebody a certificate that holds the second sees the first."""
    Ledger.objects.get_or_create(origin=origin, year=year)
    return Ledger.objects.select_for_update().get(origin=origin, year=year)


def _issue_in(
    actor: Account | None,
    standard: Standard,
    commune: str,
    ready: list[Completion],
    now: datetime,
) -> list[Certificate]:
    """As `issue`, in one commune (path). Where several were merged its ledger and those of all the origins of
    these people are held: no number is given twice, neither by the commune nor under an origin."""
    year = clock.day_of(now).year
    origins = sorted({one.learner.person.origin for one in ready})
    ledgers = [_hold_ledger(one, year) for one in sorted({*origins, origin_of(commune)})]
    serials = count(max(one.issued for one in ledgers) + 1)
    made: list[Certificate] = []
    for origin in origins:
        mine = [one for one in ready if one.learner.person.origin == origin]
        made += _issue(actor, standard, origin, mine, now, serials)
    for ledger in ledgers if made else ():
        ledger.issued = max(one.serial for one in made)
        ledger.save(update_fields=["issued"])
    return made


def _issue(
    actor: Account | None,
    standard: Standard,
    origin: str,
    ready: list[Completion],
    now: datetime,
    serials: Iterator[int],
) -> list[Certificate]:
    """`serials`: the next numbers; the ledgers are held."""
    today = clock.day_of(now)
    # Whoever issued beside us held the ledger: what they made is seen now.
    held = held_by(EVERYTHING, [one.learner.who for one in ready], standard.rule.code, today)
    ready = [one for one in ready if one.learner.who not in held]
    records = with_records(
        EVERYTHING, {one.learner.who: (one.learner.person, one.verdict) for one in ready}
    )
    places = _free_places(origin)
    until = valid_until(standard.rule, today)
    rows = []
    for one in ready:
        person, salt = one.learner.person, token(12)
        status_list, status_place = next(places)
        rows.append(
            Certificate(
                origin=origin,
                year=today.year,
                serial=next(serials),
                rule=standard.row,
                path=person.path,
                issuer=origin_of(commune_path(person.path)),
                resident_id=person.id,
                evidence=_evidence(records[one.learner.who]),
                completed_on=one.verdict.completed_on or today,
                issued_at=now,
                issued_by=actor,
                valid_until_on=until,
                salt=salt,
                identity_hash=identity_hash(person.full_name, salt),
                status_list=status_list,
                status_place=status_place,
            )
        )
    return Certificate.objects.bulk_create(rows)


def _evidence(verdict: Verdict) -> list[list[str]]:
    return [
        [one.item.code, str(one.evidence.kind), one.evidence.ref, one.evidence.on.isoformat()]
        for one in verdict.found
        if one.item and one.evidence
    ]


def _free_places(origin: str) -> Iterator[tuple[int, int]]:
    """Status lists of a commune and free places in them, drawn so that neighbours tell nothing of each
    other."""
    mine = Certificate.objects.filter(origin=origin)
    status_list = mine.aggregate(last=Max("status_list"))["last"] or 1
    taken = set(mine.filter(status_list=status_list).values_list("status_place", flat=True))
    while True:
        if len(taken) >= _FULL:
            status_list, taken = status_list + 1, set()
        place = secrets.randbelow(PLACES)
        if place not in taken:
            taken.add(place)
            yield status_list, place


@transaction.atomic
def revoke(*, actor: Account | None, certificate: Certificate, why: str, words: str = "") -> None:
    """Revoke a certificate for a reason; whoever verifies it is told from now on.

    Raises Refused `certificate.why_empty`, `certificate.revoked_already`.
    """
    if why not in Certificate.Why.values or why == Certificate.Why.ERASED:
        raise Refused("certificate.why_empty", SENTENCES["certificate.why_empty"], place="why")
    locked = _locked(certificate)
    if locked.revoked_at:
        raise Refused("certificate.revoked_already", SENTENCES["certificate.revoked_already"])
    locked.revoked_at, locked.revoked_by = clock.now(), actor
    locked.revoked_why, locked.revoked_words = why, without_numbers(words.strip())
    locked.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "revoked_words"])
    _journal(actor, "certificate.revoked", locked, why=why)


@transaction.atomic
def take_back(*, actor: Account | None, area: Area, issued_at: datetime) -> int:
    """Revoke, as a mistake, whatever was issued at or under `area` at one moment, also to who lives in
    another group of its commune since; how many."""
    found = Reach((commune_path(area.path),)).filter(
        Certificate.objects.filter(issued_at=issued_at)
    )
    count = found.filter(revoked_at=None).update(
        revoked_at=clock.now(), revoked_by=actor, revoked_why=Certificate.Why.MISTAKE
    )
    if count:
        journal.write(
            actor=actor,
            verb="certificates.taken_back",
            subject=area.code,
            path=area.path,
            count=count,
        )
    return count


@transaction.atomic
def restore(*, actor: Account | None, certificate: Certificate) -> None:
    """Take a revocation back.

    Raises Refused `certificate.not_revoked`, `certificate.emptied`, `certificate.another_valid`.
    """
    today = clock.today()
    _hold_ledger(certificate.origin, today.year)
    locked = _locked(certificate)
    if not locked.revoked_at:
        raise Refused("certificate.not_revoked", SENTENCES["certificate.not_revoked"])
    if locked.emptied_at or locked.resident_id is None:
        raise Refused("certificate.emptied", SENTENCES["certificate.emptied"])
    double = stands_for(EVERYTHING, locked.origin, [locked.resident_id])
    who = locked.origin, double.get(locked.resident_id, locked.resident_id)
    if who in held_by(EVERYTHING, [who], locked.rule.code, today):
        raise Refused("certificate.another_valid", SENTENCES["certificate.another_valid"])
    locked.revoked_at = locked.revoked_by = None
    locked.revoked_why = locked.revoked_words = ""
    locked.save(update_fields=["revoked_at", "revoked_by", "revoked_why", "revoked_words"])
    _journal(actor, "certificate.restored", locked)


def note_printed(*, actor: Account, area: Area, count: int) -> None:
    """Write down that certificates with names were taken out to print."""
    journal.write(
        actor=actor, verb="certificates.printed", subject=area.code, path=area.path, count=count
    )


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("rule")
    return rows.get(origin=certificate.origin, id=certificate.id)


def _journal(actor: Account | None, verb: str, certificate: Certificate, **details: str) -> None:
    subject = f"{certificate.origin}:{certificate.id}"
    journal.write(actor=actor, verb=verb, subject=subject, path=certificate.path, **details)
