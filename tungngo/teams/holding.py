"""A sheet of people held while somebody settles it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from tungngo.lib.problems import Refused
from tungngo.teams.models import SheetImport


def hold_sheet(sheet: SheetImport, state: str, refused: Refused) -> None:
    """Lock a sheet and read it anew, so that of two people who settle it the second is told: raises
    `refused` when it is not in `state`, or gone."""
    held: Any = sheet
    try:
        held.refresh_from_db(from_queryset=type(held).objects.select_for_update())
    except ObjectDoesNotExist:
        raise refused from None
    if held.state != state:
        raise refused
