"""What lies at a place or belongs to somebody, in whichever room: when places change it goes along.

A room says in `<room>/follows.py` what of its own does; the settings name it (`FOLLOWERS`), for territory
knows none of the rooms above it. What is written then stands in `actions/following.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string


class Follows(NamedTuple):
    """Rows of a model with `origin`, `id` and `path`. `person`: the column that names a resident; those rows
    lie where that person does. `gatherings`: columns that name a session, with which they go where that is
    moved. `own_origin`: whether they are kept under the origin of the person they name."""

    model: type[Model]
    person: str = ""
    gatherings: tuple[str, ...] = ()
    own_origin: bool = True


@cache
def followers() -> dict[str, Follows]:
    """Everything that follows, by the name of its model."""
    found = [one for name in settings.FOLLOWERS for one in import_string(name)]
    return {one.model.__name__: one for one in found}


def as_written_today(kept: Any, commune: str) -> Any:
    """What was kept as JSON to undo something in a commune, with every path in it as it is written today
    (`commune`: its path): it may hang elsewhere in the tree since (`actions.following.respell`)."""
    if commune.count(".") < 2:
        return kept
    code = commune.split(".")[1]
    spelt = re.compile(rf"[^.\s]+\.{re.escape(code)}\.((?:[^.\s]+\.)*)")

    def said(value: Any) -> Any:
        if isinstance(value, str):
            found = spelt.fullmatch(value)
            return f"{commune}{found[1]}" if found else value
        if isinstance(value, dict):
            return {said(name): said(one) for name, one in value.items()}
        return [said(one) for one in value] if isinstance(value, list) else value

    return said(kept)
