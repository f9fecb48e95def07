"""The journal's pen. Every action ends with `write`; the wiring may listen to wake jobs.

Rooms never import the wiring, so the wiring hands its listener down at start-up (`listen`). The
listener runs inside the action's transaction: a job is queued exactly when the action happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tungngo.accounts.models import Account, JournalLine
from tungngo.lib import clock, rows

COLUMNS = ("id", "done_at", "actor_id", "verb", "subject", "path", "details")
#: Is told every line of one `write_each` at once.
Listener = Callable[[Sequence[JournalLine]], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have `listener` called with every line written from now on, inside its transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def write(
    *, actor: Account | None, verb: str, subject: Any = "", path: str = "", **details: Any
) -> JournalLine:
    """Append one line. `details` are counts, codes and ids: never names, phones or addresses."""
    [line] = write_each(actor=actor, verb=verb, about=[(subject, path)], **details)
    return line


def write_each(
    *, actor: Account | None, verb: str, about: Iterable[tuple[Any, str]], **details: Any
) -> list[JournalLine]:
    """Append a line for each (subject, path), in one statement; `details` are those of all of them."""
    now = clock.now()
    lines = [
        JournalLine(
            done_at=now, actor=actor, verb=verb, subject=str(subject), path=path, details=details
        )
        for subject, path in about
    ]
    # Every call of every phone ends here: the ORM's own way costs five times as much.
    rows.insert(JournalLine, COLUMNS, [[getattr(line, name) for name in COLUMNS] for line in lines])
    for listener in _listeners:
        listener(lines)
    return lines
