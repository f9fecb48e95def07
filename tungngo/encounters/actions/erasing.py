"""Taking the words about one person out of encounters; what was counted stays."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.encounters import pictures
from tungngo.encounters.actions.record import fold_again
from tungngo.encounters.keeping import places_past, words_past
from tungngo.encounters.models import Encounter, HouseholdStanding, Photo
from tungngo.lib import clock
from tungngo.lib.reach import Reach

EVERYTHING = Reach.everything()


@transaction.atomic
def erase_words(
    *,
    actor: Account | None,
    origin: str,
    people: Collection[uuid.UUID],
    doors: Collection[uuid.UUID],
    beside: Collection[uuid.UUID] = (),
    with_photos: bool,
) -> dict[str, int]:
    """Erase free words and the place of these doors, and witnesses of these people's consents; with
    `with_photos` also the photos taken there. At the doors `beside`, where others live, only of visits
    that speak of these people. How many of each; the journal line is the caller's."""
    ids = {str(one) for one in people}
    changed = photos = 0
    here = set(doors)
    found = Encounter.objects.filter(origin=origin, household_id__in=[*here, *beside])
    facts = [fact for fact in found if fact.household_id in here or _speaks_of(fact, ids)]
    for fact in facts:
        before = (fact.come_back_for, fact.consents, fact.near)
        fact.come_back_for = ""
        fact.consents = [
            [of, skill, how, "" if of in ids else witness]
            for of, skill, how, witness in fact.consents
        ]
        fact.near = None
        if before != (fact.come_back_for, fact.consents, fact.near):
            Encounter.objects.filter(origin=origin, id=fact.id).update(
                come_back_for="", consents=fact.consents, near=None
            )
            changed += 1
    if with_photos:
        photos = _delete_photos(origin, [fact.id for fact in facts])
    fold_again(actor=actor, origin=origin, households=[*here, *beside])
    return {"encounters": changed, "photos": photos}


@transaction.atomic
def forget_places(*, actor: Account | None, keep_days: int) -> int:
    """Take the places out of the encounters of campaigns that ended more than `keep_days` days ago. How
    many."""
    gone = places_past(EVERYTHING, keep_days).update(near=None)
    if gone:
        journal.write(actor=actor, verb="places.forgotten", count=gone)
    return gone


@transaction.atomic
def forget_words(*, actor: Account | None, keep_days: int) -> int:
    """Take free words and the names of witnesses out of the encounters of campaigns that ended more than
    `keep_days` days ago. How many."""
    gone = 0
    campaigns = set()
    for fact in words_past(EVERYTHING, keep_days).only("consents", "campaign_id").iterator():
        consents = [[of, skill, how, ""] for of, skill, how, _witness in fact.consents]
        Encounter.objects.filter(pk=fact.pk).update(come_back_for="", consents=consents)
        campaigns.add(fact.campaign_id)
        gone += 1
    if gone:
        said = HouseholdStanding.objects.filter(campaign_id__in=campaigns)
        said.exclude(come_back_for="").update(come_back_for="")
        journal.write(actor=actor, verb="words.forgotten", count=gone)
    return gone


def _speaks_of(fact: Encounter, ids: Collection[str]) -> bool:
    return any(row[0] in ids for row in (*fact.outcomes, *fact.consents, *fact.taught))


def _delete_photos(origin: str, encounters: Collection[uuid.UUID]) -> int:
    found = Photo.objects.filter(origin=origin, encounter_id__in=list(encounters), deleted_at=None)
    names = list(found.values_list("id", flat=True))
    found.update(deleted_at=clock.now())
    transaction.on_commit(lambda: _drop(origin, names))
    return len(names)


def _drop(origin: str, photos: Collection[uuid.UUID]) -> None:
    for photo in photos:
        pictures.drop(origin, photo)
