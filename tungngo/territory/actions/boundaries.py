"""Keeping boundaries from a map file, and forgetting them."""

from __future__ import annotations

import hashlib
from collections import Counter

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.boundaries.matching import Matched
from tungngo.territory.boundaries.shapes import Shape
from tungngo.territory.models import Area, AreaBoundary

_BATCH = 500


@transaction.atomic
def keep_boundaries(
    *, actor: Account | None, matched: Matched, shapes: dict[str, Shape], digest: str
) -> Counter[int]:
    """Keep the shapes of a file's areas in place of those they had; level → how many.

    `digest` is the file's own, for the journal. To take it back, load the file before it again, or
    `clear_boundaries`.
    """
    now = clock.now()
    AreaBoundary.objects.bulk_create(
        [
            AreaBoundary(
                area_id=code,
                shape=shape.path,
                digest=hashlib.sha256(shape.path.encode()).hexdigest()[:16],
                **shape.box._asdict(),
                name_x=shape.at[0],
                name_y=shape.at[1],
                name_room=shape.room,
                loaded_at=now,
            )
            for code, shape in shapes.items()
        ],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=[
            *("shape", "digest", "x", "y", "width", "height"),
            *("name_x", "name_y", "name_room", "loaded_at"),
        ],
    )
    counts = Counter(matched.levels[code] for code in shapes)
    journal.write(
        actor=actor,
        verb="boundaries.loaded",
        file=digest,
        areas={str(level): count for level, count in sorted(counts.items())},
        nobody=len(matched.nobody),
    )
    return counts


@transaction.atomic
def clear_boundaries(*, actor: Account | None, area: Area) -> int:
    """Forget the boundaries of an area and of all that lie in it; how many there were."""
    found = Reach((area.path,)).filter(AreaBoundary.objects.all(), "area__path")
    gone, _by_model = found.delete()
    if gone:
        journal.write(
            actor=actor, verb="boundaries.cleared", subject=area.code, path=area.path, areas=gone
        )
    return gone
