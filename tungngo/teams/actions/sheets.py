"""What sheets of people have in common, of members or of staff: they are kept as they came."""

from __future__ import annotations

from typing import TypeVar

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.teams.models import SheetImport
from tungngo.territory.models import Area

MOST_BYTES = 5 * 1024 * 1024
S = TypeVar("S", bound=SheetImport)


def keep_sheet(
    *,
    actor: Account | None,
    model: type[S],
    verb: str,
    area: Area,
    file_name: str,
    content: bytes,
) -> S:
    """A file as it came, to be looked over and then committed; journalled as `verb`."""
    kept: S = model._default_manager.create(
        area=area,
        path=area.path,
        file_name=text.nfc(file_name)[-200:],
        content=content,
        kept_by=actor,
        kept_at=clock.now(),
    )
    journal.write(actor=actor, verb=verb, subject=kept.pk, path=area.path)
    return kept
