"""What the ward of the demo makes of its results: some of the advice became tasks, one was turned down, the
rest waits for whoever tries the demo."""

from __future__ import annotations

from collections import Counter

from tungngo.accounts.models import Account
from tungngo.advice.actions import accept_advice, dismiss_advice
from tungngo.advice.reading import advised
from tungngo.advice.rules.advising import Kind
from tungngo.cli.demo_world.office import ALL

#: Of each kind, how many became tasks.
_ACCEPTED = {Kind.REPEAT: 1, Kind.PAIR: 2, Kind.VISIT: 3}


def follow_up(actor: Account, ward: str, shown: str) -> int:
    """Decide on some of what the results of a ward advise, first on what concerns the group `shown` (both
    paths), where the demo's volunteer works; how many tasks."""
    advice = sorted(advised(ALL, ward).advice, key=lambda one: one.path != shown)
    taken: Counter[Kind] = Counter()
    turned_down = 0
    for one in advice:
        if taken[one.kind] < _ACCEPTED[one.kind]:
            accept_advice(actor=actor, advice=one)
            taken[one.kind] += 1
        elif one.kind == Kind.VISIT and not turned_down:
            dismiss_advice(actor=actor, advice=one)
            turned_down += 1
    return taken.total()
