"""Looks at people's own matters leave a line."""

from __future__ import annotations

from tungngo.accounts import journal
from tungngo.accounts.models import Account


def note_people_seen(*, actor: Account, skill: str, path: str, count: int) -> None:
    """Write down that somebody read a list of `count` people at `path` who can do `skill`."""
    journal.write(actor=actor, verb="people.seen", subject=skill, path=path, count=count)
