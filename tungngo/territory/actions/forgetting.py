"""Taking out of the lists what is past its keeping; rows and counts stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.forgotten.actions import drop_unnamed, empty_traces, keep_unnamed
from tungngo.forgotten.again import head_traces, row_traces
from tungngo.forgotten.rules import door_keys, key_of
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.actions.erasing import EMPTY
from tungngo.territory.keeping import (
    heads_past,
    left_past,
    list_changes_past,
    marks_past,
    names_past,
    suggestions_past,
    traces_past,
)
from tungngo.territory.models import Household, ListImport, Resident, Suggestion

EVERYTHING = Reach.everything()
#: Rows in one statement.
_BATCH = 500


@transaction.atomic
def forget_suggestions(*, actor: Account | None, before: datetime) -> int:
    """Empty suggestions settled before a moment: what became of them stays, what they said goes. How many."""
    found = suggestions_past(EVERYTHING, before)
    count = found.update(said={}, changes={}, note="", why="")
    return _told(actor, "suggestion.forgotten", count)


@transaction.atomic
def forget_list_changes(*, actor: Account | None, before: datetime) -> int:
    """Delete what rows looked like before lists written before a moment, which cannot be undone any more.
    How many rows."""
    found = list_changes_past(EVERYTHING, before)
    lists = ListImport.objects.filter(id__in=found.values("list_import_id"))
    for one in lists.select_for_update():
        one.report["final"] = True
        one.save(update_fields=["report"])
    return _told(actor, "list.changes_forgotten", _delete(found))


def _delete(found: QuerySet[Any]) -> int:
    count, _of_each = found.delete()
    return count


@transaction.atomic
def forget_left(*, actor: Account | None, before: date) -> int:
    """Take the names, and whatever else is known, of people who left the list before a day, and the names
    of heads of households that did. How many people."""
    now, count = clock.now(), 0
    while ids := list(left_past(EVERYTHING, before).values_list("pk", flat=True)[:_BATCH]):
        some = left_past(EVERYTHING, before).filter(pk__in=ids)
        for origin in {origin for origin, _id in ids}:
            drop_unnamed(actor=actor, origin=origin, rows=[id_ for at, id_ in ids if at == origin])
        count += some.update(**EMPTY, version=F("version") + 1, updated_at=now)
    doors = Household.objects.filter(ended_on__lt=before).exclude(head_name="")
    doors.update(head_name="", folded="", language="", version=F("version") + 1, updated_at=now)
    return _told(actor, "resident.forgotten", count)


def forget_names(*, actor: Account | None, communes: Collection[str], before: datetime) -> int:
    """Take the names of people and heads of households, and whatever else is known of them, out of the
    lists of these communes (paths), where nobody changed the row since a moment; what counts stays, and
    traces by which the next list knows them again. Suggestions that still wait there go with them. How many
    people. A commune at a time, so that nothing else waits long."""
    key = key_of(settings.SECRET_KEY)
    count = 0
    for path in sorted(communes):
        reach = Reach((path,))
        with transaction.atomic():
            gone = _unname_heads(actor, key, reach, before)
            people = _unname_people(actor, key, reach, before)
            if gone or people:
                waiting = Suggestion.objects.filter(
                    state=Suggestion.State.OPEN, received_at__lt=before
                )
                reach.filter(waiting).update(
                    **{"said": {}, "changes": {}, "note": "", "why": ""},
                    **{"state": Suggestion.State.DECLINED, "settled_at": clock.now()},
                )
                journal.write(
                    actor=actor, verb="names.forgotten", path=path, people=people, heads=gone
                )
        count += people
    return count


@transaction.atomic
def forget_traces(*, actor: Account | None, before: datetime) -> int:
    """Empty the traces of names beside rows that need them no more (keeping.traces_past). How many."""
    count = empty_traces(actor=actor, found=traces_past(EVERYTHING, before))
    return _told(actor, "traces.forgotten", count)


@transaction.atomic
def forget_marks(*, actor: Account | None, before: datetime) -> int:
    """Empty the traces of names that were deleted before a moment, also beside rows that are still listed:
    the next list does not know these any more. How many."""
    count = empty_traces(actor=actor, found=marks_past(EVERYTHING, before))
    return _told(actor, "traces.forgotten", count)


def _unname_heads(actor: Account | None, key: bytes, reach: Reach, before: datetime) -> int:
    count = 0
    found = reach.filter(heads_past(EVERYTHING, reach.paths, before))
    while doors := list(found.order_by("path", "id").select_for_update()[:_BATCH]):
        ids = [door.id for door in doors]
        people = Resident.objects.filter(household_id__in=ids).exclude(full_name="")
        born: dict[tuple[UUID, str], int | None] = {
            (one.household_id, one.full_name): one.birth_on.year if one.birth_on else one.birth_year
            for one in people
        }
        kept = []
        for door in doors:
            keys = door_keys(
                code="",
                lane_key=door.lane_key,
                house=door.house,
                address=door.address,
                path=door.path,
            )
            year = born.get((door.id, door.head_name))
            traces = head_traces(key, door.head_name, year, keys)
            kept.append((door.origin, door.id, True, traces))
            door.head_name, door.folded = "", rules.searchable("", door.address, door.code)
            door.version += 1
            door.updated_at = clock.now()
        keep_unnamed(actor=actor, rows=kept)
        Household.objects.bulk_update(doors, ["head_name", "folded", "version", "updated_at"])
        count += len(doors)
    return count


def _unname_people(actor: Account | None, key: bytes, reach: Reach, before: datetime) -> int:
    now, count = clock.now(), 0
    found = reach.filter(names_past(EVERYTHING, reach.paths, before))
    columns = ("origin", "id", "full_name", "birth_year", "birth_on")
    while some := list(found.order_by("path", "id").values_list(*columns)[:_BATCH]):
        kept = [(at, id_, False, row_traces(key, id_, *said)) for at, id_, *said in some]
        keep_unnamed(actor=actor, rows=kept)
        theirs = Resident.objects.filter(pk__in=[(at, id_) for at, id_, *_said in some])
        count += theirs.update(**EMPTY, version=F("version") + 1, updated_at=now)
    return count


def _told(actor: Account | None, verb: str, count: int) -> int:
    if count:
        journal.write(actor=actor, verb=verb, count=count)
    return count
