"""Taking out of the lists what is past its keeping; rows and counts stay."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.actions.erasing import EMPTY
from tungngo.territory.keeping import left_past, list_changes_past, suggestions_past
from tungngo.territory.models import Household, ListImport

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
        count += some.update(**EMPTY, version=F("version") + 1, updated_at=now)
    doors = Household.objects.filter(ended_on__lt=before).exclude(head_name="")
    doors.update(head_name="", folded="", language="", version=F("version") + 1, updated_at=now)
    return _told(actor, "resident.forgotten", count)


def _told(actor: Account | None, verb: str, count: int) -> int:
    if count:
        journal.write(actor=actor, verb=verb, count=count)
    return count
