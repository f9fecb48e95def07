"""Erasing one person: what is personal goes everywhere, what was counted stays."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.advice.actions import erase_tasks
from tungngo.certificates.actions import erase_certificates
from tungngo.encounters.actions import erase_words
from tungngo.intake.actions import erase_payloads
from tungngo.learning.actions import erase_references
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points.actions import erase_handovers
from tungngo.privacy.actions.demands import close_demand, empty_demands
from tungngo.privacy.mentions import mentions
from tungngo.privacy.models import Demand, Erasure, Right
from tungngo.reports.actions import delete_exports_over
from tungngo.territory.actions import erase_resident
from tungngo.territory.doors import paths_of
from tungngo.territory.doubled import doors_alike, once_one
from tungngo.territory.models import Resident
from tungngo.territory.named import origins_at
from tungngo.territory.nameless import AskedName
from tungngo.territory.queries import entries_of
from tungngo.tickets.actions import erase_calls
from tungngo.upkeep.actions.erasing import erase_merges

EVERYTHING = Reach.everything()
#: Demands that an erasure carries out.
RIGHTS = (Right.ERASE, Right.WITHDRAW, Right.OBJECT)


@transaction.atomic
def erase_person(
    *,
    actor: Account,
    person: Resident,
    demand: Demand,
    with_photos: bool = False,
    asked: AskedName | None = None,
) -> Erasure:
    """Erase what is personal of `person`, as `demand` asks, and close the demand; the proof.

    Gone: name, birth, phone and notes on the list, what lists keep to be taken back, words of
    suggestions, encounters, calls for help, hand-overs and refused records, tasks that name them,
    numbers of their results on the learning platform, names in their demands, exports made over the
    place, who holds a certificate, which is revoked by it; with `with_photos` the photos of the door.
    Kept: the key, the segment, results and days. `asked`: the name of somebody whose own has gone from
    the list since; it is not kept. Raises Refused `erasure.no_demand` where `demand` asks for none of it,
    `resident.erased_already`, `erasure.name_missing`, `erasure.other_name`.
    """
    origin = person.origin
    doors, beside = _doors_of(person)
    # Doors first, as everybody locks: nothing comes in about these until all of it is gone.
    paths_of(EVERYTHING, origin, doors | beside, lock=True)
    doors, beside = _doors_of(person)
    entries = entries_of(EVERYTHING, person)
    ids = [entry.id for entry in entries]
    is_theirs = demand.origin == origin and demand.resident_id in ids
    if not (is_theirs and demand.is_waiting and demand.right in RIGHTS):
        raise Refused(
            "erasure.no_demand",
            _("Data are erased when a demand asks for it: write the demand down first."),
        )
    phones = [entry.phone for entry in entries]
    names = [entry.full_name for entry in entries]
    speaks = mentions(ids, [*names, asked.full_name] if asked else names, phones)
    counts = erase_resident(
        actor=actor, resident=person, households=doors, mentions=speaks, asked=asked
    )
    counts |= erase_words(
        actor=actor,
        origin=origin,
        people=ids,
        doors=doors,
        beside=beside,
        with_photos=with_photos,
    )
    counts |= erase_certificates(actor=actor, origin=origin, people=ids)
    # Where communes were merged, others of their origins speak of somebody of this one, too.
    origins = {origin, *origins_at(EVERYTHING, person.path)}
    counts["calls"] = sum(
        erase_calls(actor=actor, origin=at, doors=doors, phones=phones, mentions=speaks)
        for at in sorted(origins)
    )
    counts["tasks"] = erase_tasks(actor=actor, people=ids, mentions=speaks)
    counts["handovers"] = sum(
        erase_handovers(actor=actor, origin=at, mentions=speaks) for at in sorted(origins)
    )
    counts["merges"] = erase_merges(
        actor=actor, origin=origin, people=ids, doors=doors | beside, mentions=speaks
    )
    counts["results"] = erase_references(actor=actor, origin=origin, people=ids)
    counts["receipts"] = sum(
        erase_payloads(actor=actor, origin=at, mentions=speaks) for at in sorted(origins)
    )
    counts["exports"] = delete_exports_over(actor=actor, path=person.path)
    erasure = Erasure.objects.create(
        origin=origin,
        resident_id=person.id,
        path=person.path,
        demand_id=demand.id,
        with_photos=with_photos,
        counts=counts,
        done_at=clock.now(),
        done_by=actor,
    )
    close_demand(actor=actor, demand=demand, state=Demand.State.DONE, words="")
    theirs = Demand.objects.filter(origin=origin, resident_id__in=ids)
    counts["demands"] = empty_demands(actor=actor, found=theirs)
    erasure.save(update_fields=["counts"])
    journal.write(
        actor=actor,
        verb="person.erased",
        subject=f"{origin}:{person.id}",
        path=person.path,
        **counts,
    )
    return erasure


def _doors_of(person: Resident) -> tuple[set[UUID], set[UUID]]:
    """Where a person is listed under any entry, with what is one with these; and beside them what was
    one with these for a while, where others live."""
    homes = {entry.household_id for entry in entries_of(EVERYTHING, person)}
    doors = doors_alike(EVERYTHING, person.origin, homes)
    once = once_one(EVERYTHING, person.origin, doors)
    return doors, {other for some in once.values() for other in some}.difference(doors)
