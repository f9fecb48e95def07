"""Taking one person out of what merges remember."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tungngo.accounts.models import Account
from tungngo.upkeep.models import Doubling


@transaction.atomic
def erase_merges(
    *,
    actor: Account | None,
    origin: str,
    doors: Collection[UUID],
    mentions: Callable[[str], bool],
) -> int:
    """Forget of merges of these households what `mentions` says is about somebody; how many. Such a merge
    can be undone but for that. The journal line is the caller's."""
    ids = list(doors)
    found = Doubling.objects.filter(origin=origin)
    count = 0
    for one in found.filter(Q(household_id__in=ids) | Q(kept_id__in=ids)):
        left = [item for item in one.changes if not mentions(json.dumps(item, ensure_ascii=False))]
        if len(left) != len(one.changes):
            one.changes = left
            one.save(update_fields=["changes"])
            count += 1
    return count
