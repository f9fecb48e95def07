"""Writing down what somebody finished on the national learning platform, each thing once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.intake.kinds import Batch, Item
from tungngo.learning import queries
from tungngo.learning.models import PlatformResult
from tungngo.learning.refusals import SENTENCES
from tungngo.lib import clock
from tungngo.lib.identity import holds_number, without_numbers
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.models import Resident

EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """What is written down of a result, as typed."""

    skill: str
    what: str
    earned_on: date
    course: str = ""
    reference: str = ""


@transaction.atomic
def record_platform_result(
    *, actor: Account, resident: Resident, entry: PlatformEntry
) -> PlatformResult:
    """A result seen at the desk. Raises Refused `platform.identity_number`, `platform.in_the_future`,
    `platform.there_already`."""
    for place in ("reference", "course"):
        if holds_number(getattr(entry, place)):
            raise _refused("platform.identity_number", place)
    if entry.earned_on > clock.today():
        raise _refused("platform.in_the_future", "earned_on")
    now = clock.now()
    made = PlatformResult(
        origin=resident.origin,
        id=uuid7(),
        path=resident.path,
        resident_id=resident.kept_id or resident.id,
        **_said(entry.skill, entry.what, entry.earned_on, entry.course, entry.reference),
        recorded_by=actor,
        recorded_at=now,
        received_at=now,
    )
    if _stand_already([made]):
        raise _refused("platform.there_already", "what")
    made.save(force_insert=True)
    _journal(actor, "platform.recorded", made)
    return made


def take_platform_results(
    *, actor: Account, batch: Batch, origin: str, items: Sequence[Item]
) -> None:
    """What phones saw. Part of the intake's transaction: the receipts are in, `item.found` is the
    resident who stands for whom the phone named. What stands here already is taken and not doubled."""
    made = [
        PlatformResult(
            origin=origin,
            id=item.body.id,
            path=item.found.path,
            resident_id=item.found.id,
            **_said(*(item.body.skill, item.body.what, item.body.on),
                    *(item.body.course, item.body.reference)),
            recorded_by=actor,
            recorded_at=min(item.at or batch.received_at, batch.received_at),
            received_at=batch.received_at,
        )
        for item in items
    ]  # fmt: skip
    there = _stand_already(made)
    fresh = {_what(one): one for one in reversed(made) if _what(one) not in there}
    # Should another phone say the same at this moment, the database refuses one of the two; its call
    # is taken again, one by one, and finds it there.
    PlatformResult.objects.bulk_create(fresh.values())
    for one in fresh.values():
        _journal(actor, "platform.recorded", one)


@transaction.atomic
def take_back_platform_result(*, actor: Account, result: PlatformResult) -> None:
    """A result that was written down by mistake counts no more; it stays, and can be brought back."""
    _locked(result)
    PlatformResult.objects.filter(pk=result.pk).update(taken_back_at=clock.now())
    _journal(actor, "platform.taken_back", result)


@transaction.atomic
def bring_back_platform_result(*, actor: Account, result: PlatformResult) -> None:
    """The other way. Raises Refused `platform.there_already` when it was written down anew meanwhile."""
    _locked(result)
    if _stand_already([result]):
        raise _refused("platform.there_already")
    PlatformResult.objects.filter(pk=result.pk).update(taken_back_at=None)
    _journal(actor, "platform.brought_back", result)


def erase_references(*, actor: Account | None, origin: str, people: Collection[UUID]) -> int:
    """Take the platform's numbers and the names of courses out of the results of people who are erased;
    what they finished and when stays a count. How many. The journal line is the caller's."""
    mine = PlatformResult.objects.filter(origin=origin, resident_id__in=list(people))
    return mine.exclude(reference="", course="").update(reference="", course="")


def forget_references(*, actor: Account | None, before: datetime) -> int:
    """Take the platform's numbers out of results written down before a moment. How many."""
    gone = queries.references_past(EVERYTHING, before).update(reference="")
    if gone:
        journal.write(actor=actor, verb="platform.references_forgotten", count=gone)
    return gone


def _said(skill: str, what: str, earned_on: date, course: str, reference: str) -> dict[str, object]:
    """The columns of what was said; identity numbers are never kept, however they came."""
    return {
        "skill": skill,
        "what": what,
        "earned_on": earned_on,
        "course": " ".join(without_numbers(course).split()),
        "reference": " ".join(without_numbers(reference).split()),
    }


def _what(result: PlatformResult) -> tuple[UUID, str, str, date]:
    """What makes two results one."""
    return result.resident_id, result.skill, result.what, result.earned_on


def _stand_already(wanted: Sequence[PlatformResult]) -> set[tuple[UUID, str, str, date]]:
    """Those of `wanted`, all of one origin, of which the like stands already."""
    people = {one.resident_id for one in wanted}
    mine = PlatformResult.objects.filter(
        origin=wanted[0].origin, resident_id__in=people, taken_back_at=None
    )
    there = {_what(one) for one in mine.exclude(id__in=[one.id for one in wanted])}
    return there.intersection(map(_what, wanted))


def _locked(result: PlatformResult) -> None:
    PlatformResult.objects.select_for_update().get(pk=result.pk)


def _refused(code: str, place: str = "") -> Refused:
    return Refused(code, SENTENCES[code], place=place)


def _journal(actor: Account, verb: str, result: PlatformResult) -> None:
    journal.write(
        actor=actor, verb=verb, subject=f"{result.origin}:{result.resident_id}", path=result.path
    )
