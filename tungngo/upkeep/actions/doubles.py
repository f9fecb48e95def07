"""Merging doubles: the list, the standings, the walks and the calls for help in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.actions.doubles import give_kept, take_kept_back
from tungngo.encounters.actions import fold_again
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.territory.actions.pointing import point_household, point_resident, unpoint
from tungngo.territory.following import as_written_today
from tungngo.territory.models import Household, Resident
from tungngo.territory.queries import household_of
from tungngo.tickets.actions import move_calls
from tungngo.upkeep.models import Doubling

EVERYTHING = Reach.everything()


@transaction.atomic
def merge_households(
    *,
    actor: Account | None,
    kept: Household,
    double: Household,
    take: Collection[str] = (),
    same: Mapping[UUID, UUID] | None = None,
    seen: tuple[int, int] | None = None,
) -> Doubling:
    """Say that `double` is `kept` once more. What was recorded at either counts for `kept`, once; what
    phones still send about the double arrives there. Nothing recorded is written over.

    `take`, `same`, `seen` and what is refused: territory.actions.pointing.point_household.
    """
    changes = point_household(
        actor=actor, kept=kept, double=double, take=take, same=same, seen=seen
    )
    kept.refresh_from_db()
    double.refresh_from_db()
    done = Doubling(
        origin=kept.origin,
        path=kept.path,
        household_id=double.id,
        kept_id=kept.id,
        changes=changes,
        given=give_kept(actor=actor, kept=kept, double=double),
        calls=move_calls(actor=actor, origin=kept.origin, of=double.id, to=kept.id),
    )
    return _done(actor, done, "household.merged")


@transaction.atomic
def merge_people(
    *, actor: Account | None, kept: Resident, double: Resident, take: Collection[str] = ()
) -> Doubling:
    """Say that `double` is `kept` once more, within one household. `take` and what is refused:
    territory.actions.pointing.point_resident."""
    changes = point_resident(actor=actor, kept=kept, double=double, take=take)
    done = Doubling(
        origin=kept.origin,
        path=kept.path,
        household_id=kept.household_id,
        kept_id=kept.household_id,
        resident_id=double.id,
        kept_resident_id=kept.id,
        changes=changes,
    )
    return _done(actor, done, "resident.merged")


def _done(actor: Account | None, done: Doubling, verb: str) -> Doubling:
    done.merged_at, done.merged_by = clock.now(), actor
    done.save(force_insert=True)
    fold_again(actor=actor, origin=done.origin, households={done.household_id, done.kept_id})
    journal.write(actor=actor, verb=verb, subject=f"{done.origin}:{done.kept_id}", path=done.path)
    return done


@transaction.atomic
def undo_doubling(*, actor: Account | None, doubling: Doubling) -> None:
    """Two again, each with what was recorded at it; what somebody corrected since stays corrected.

    Raises Refused `double.undone`, and as territory.actions.pointing.unpoint.
    """
    found = Doubling.objects.select_for_update()
    done = found.get(origin=doubling.origin, id=doubling.id)
    if done.undone_at is not None:
        raise Refused("double.undone", _("This has already been undone."))
    changes = as_written_today(done.changes, commune_path(done.path))
    unpoint(actor=actor, origin=done.origin, changes=changes)
    if done.resident_id is None:
        kept, double = (
            household_of(EVERYTHING, done.origin, id_).household
            for id_ in (done.kept_id, done.household_id)
        )
        take_kept_back(actor=actor, kept=kept, double=double, campaigns=done.given)
        move_calls(
            actor=actor,
            origin=done.origin,
            of=kept.id,
            to=double.id,
            only=[UUID(one) for one in done.calls],
        )
    done.undone_at, done.undone_by = clock.now(), actor
    done.save(update_fields=["undone_at", "undone_by"])
    fold_again(actor=actor, origin=done.origin, households={done.household_id, done.kept_id})
    journal.write(
        actor=actor,
        verb="doubling.undone",
        subject=f"{done.origin}:{done.kept_id}",
        path=done.path,
    )
    doubling.refresh_from_db()
