"""What a worker writes about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.watching.models import Beat

#: A machine that was not seen for this long is not coming back under its name.
FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class News:
    """What a worker did since its last beat. `clock_moved_by`: seconds, 0 when it was not moved."""

    counted: int = 0
    counted_at: datetime | None = None
    slow_queries: int = 0
    clock_moved_by: int = 0


@transaction.atomic
def beat(*, actor: Account | None = None, name: str, begun_at: datetime, news: News) -> None:
    """Say that the worker on machine `name` lives, and what it did since it last said so.

    No journal line: it says so every few seconds, and nobody asked for it.
    """
    now = clock.now()
    changes = {
        "begun_at": begun_at,
        "seen_at": now,
        "counted": F("counted") + news.counted,
        "slow_queries": F("slow_queries") + news.slow_queries,
    }
    if news.counted_at:
        changes["counted_at"] = news.counted_at
    if news.clock_moved_by:
        changes |= {"clock_moved_at": now, "clock_moved_by": news.clock_moved_by}
    if Beat.objects.filter(name=name).update(**changes):
        return
    Beat.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
    Beat.objects.create(
        name=name,
        begun_at=begun_at,
        seen_at=now,
        counted=news.counted,
        counted_at=news.counted_at,
        slow_queries=news.slow_queries,
        clock_moved_at=now if news.clock_moved_by else None,
        clock_moved_by=news.clock_moved_by,
    )
