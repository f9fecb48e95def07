"""Taking one person out of what merges remember."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.actions.pointing import PERSON_CHOICES
from tungngo.upkeep.models import Doubling
from tungngo.upkeep.queries import merges_past

#: Columns that say something of a person; the others say which row went where, and bring it back.
_OF_PEOPLE = {"head_name", "reasons", *(one for some in PERSON_CHOICES.values() for one in some)}


@transaction.atomic
def erase_merges(
    *,
    actor: Account | None,
    origin: str,
    people: Collection[UUID],
    doors: Collection[UUID],
    mentions: Callable[[str], bool],
) -> int:
    """Forget of merges of these households what they keep of these people, and whatever else `mentions`
    says is about them; how many. Such a merge can be undone but for that. The journal line is the
    caller's."""
    ids, theirs = list(doors), {str(one) for one in people}

    def is_kept(name: str, row: str, pair: Any) -> bool:
        speaks = row in theirs or mentions(json.dumps(pair, ensure_ascii=False))
        return name not in _OF_PEOPLE or not speaks

    count = 0
    found = Doubling.objects.filter(origin=origin)
    for one in found.filter(Q(household_id__in=ids) | Q(kept_id__in=ids)):
        left = [
            [kind, row, {name: pair for name, pair in changed.items() if is_kept(name, row, pair)}]
            for kind, row, changed in one.changes
        ]
        if left != one.changes:
            one.changes = left
            one.save(update_fields=["changes"])
            count += 1
    return count


@transaction.atomic
def forget_merges(*, actor: Account | None, before: datetime) -> int:
    """Forget of merges made before a moment what they keep of people; undone after that, rows go back
    without their values of before. How many."""
    count = 0
    for one in merges_past(Reach.everything(), before):
        one.changes = [
            [kind, row, {name: pair for name, pair in changed.items() if name not in _OF_PEOPLE}]
            for kind, row, changed in one.changes
        ]
        one.forgotten_at = clock.now()
        one.save(update_fields=["changes", "forgotten_at"])
        count += 1
    if count:
        journal.write(actor=actor, verb="doubling.forgotten", count=count)
    return count
