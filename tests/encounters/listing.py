"""That the list behind a figure has as many rows as the tallies count: everywhere, each day, by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from tungngo.encounters.listed import Wanted, encounters_listed
from tungngo.encounters.models import PlaceKind
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.models import Tally
from tungngo.progress.queries import campaigns_counted
from tungngo.progress.rules import level_of

ALL = Reach.everything()


def lists_equal_tallies(paths: Iterable[str]) -> int:
    """How many encounters the tallies at these paths count up to today; the lists, day by day and by kind
    of place, say the same."""
    whole = 0
    for path in paths:
        counted = campaigns_counted(ALL, path)
        tallied: Counter[tuple[str, str]] = Counter()
        rows = Tally.objects.filter(
            path=path, level=level_of(path), campaign_id__in=[one.id for one in counted]
        )
        for day, counts in rows.values_list("day_on", "counts"):
            if day <= clock.today():
                tallied.update({(str(day), key): n for key, n in counts.items() if key[0] == "e"})
        listed: Counter[tuple[str, str]] = Counter()
        for fact in encounters_listed(ALL, path, counted, Wanted()):
            day = clock.day_of(fact.happened_at)
            listed[str(day), "e"] += 1
            if fact.place_kind != PlaceKind.DOOR:
                listed[str(day), f"e.{fact.place_kind}"] += 1
        assert listed == tallied, path
        # Of a few what a click asks for, counted by the database.
        for (day, key), number in sorted(tallied.items())[:: max(len(tallied) // 4, 1)]:
            on = date.fromisoformat(day)
            asked = Wanted(since=on, until=on, place=key.partition(".")[2])
            assert encounters_listed(ALL, path, counted, asked).count() == number, (path, day, key)
        whole += sum(n for (_day, key), n in tallied.items() if key == "e")
    return whole
