"""From an uploaded file to a plan: open, read every row, compare. Reads only; says how far it is."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from tungngo.forgotten.again import Again
from tungngo.forgotten.queries import known_again, traces_at
from tungngo.forgotten.rules import IsForgotten, is_forgotten, key_of
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import Book
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import guess_for
from tungngo.territory.models import Area, Level, ListImport, Source
from tungngo.territory.planning import ListPlan, Place, plan_list
from tungngo.territory.planning.known import KnownHousehold, KnownResident
from tungngo.territory.queries.areas import area_at
from tungngo.territory.queries.households import known_households, known_residents
from tungngo.territory.queries.imports import (
    commune_for_lists,
    groups_for_lists,
    learnt_headings,
    own_codes,
)
from tungngo.territory.uploads import Teller, open_list, path_of

_OPENED, _READ, _PLANNED = 30, 60, 100
"""Percents at which a file is open, its rows are read, and the plan is made."""


def open_upload(list_import: ListImport) -> Book:
    """The uploaded book, with the columns decoded that a person confirmed.

    Raises Refused with a `sheet.…` code.
    """
    return open_list(
        path_of(list_import.file),
        list_import.file_name,
        decode=list_import.mapping.get("decode") or None,
    )


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for reference cycles, which finds none here and costs a quarter of the time
    where millions of values are made and kept (measured: benchmarks/import.py)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Prepared(NamedTuple):
    """What committing a list would do; the row of the headings of each sheet; and the moment from
    which on any other change makes it stale."""

    plan: ListPlan
    header_rows: dict[str, int]
    planned_at: datetime


@uncollected()
def prepare(list_import: ListImport) -> Prepared:
    """Read a list whole and compare it with what is known now.

    Raises Refused with a `sheet.…` code when the file cannot be read.
    """
    planned_at = clock.now()
    teller = Teller(list_import.file)
    book = open_upload(list_import)
    teller.tell(_OPENED)
    everything = Reach.everything()
    area = area_at(everything, list_import.path)
    commune = area if area.level == Level.COMMUNE else area.parent
    assert commune is not None
    groups, paths = groups_for_lists(everything, commune)
    tables, guessed = guess_for(
        book.sheets, extra_aliases=learnt_headings(everything, list_import.subject)
    )
    listing = interpret(
        book,
        guessed.with_fields(list_import.mapping.get("fields", {})),
        commune=commune_for_lists(everything, commune),
        groups=groups,
        today=clock.today(),
        source=list_import.mapping.get("source", Source.WARD_LIST),
        tables=tables,
        progress=lambda done, whole: teller.tell(
            _OPENED + (_READ - _OPENED) * done // max(whole, 1)
        ),
    )
    header_rows = listing.header_rows
    # The cells have said what they had to say; a large book is half of the memory in use.
    book.sheets.clear()
    households = known_households(everything, commune.path)
    residents = known_residents(everything, commune.path)
    plan = plan_list(
        listing,
        _place(list_import, area, commune, paths),
        households,
        residents,
        import_id=list_import.id,
        today=clock.today(),
        now=planned_at,
        tell=lambda done, whole: teller.tell(_READ + (_PLANNED - _READ) * done // max(whole, 1)),
        is_forgotten=_is_forgotten(list_import.origin),
        again=_known_again(households, residents),
    )
    return Prepared(plan, header_rows, planned_at)


def _is_forgotten(origin: str) -> IsForgotten | None:
    """Asks whether somebody was erased here; None, and no work, where nobody was."""
    traces = traces_at(Reach.everything(), origin)
    return is_forgotten(traces, key_of(settings.SECRET_KEY)) if traces else None


def _known_again(households: list[KnownHousehold], residents: list[KnownResident]) -> Again | None:
    """Asks who the rows without a name are; None, and no work, where there are none."""
    origins = {one.origin for one in households if not one.head_name}
    origins |= {one.origin for one in residents if not one.full_name}
    return known_again(Reach.everything(), key_of(settings.SECRET_KEY), origins)


def _place(list_import: ListImport, area: Area, commune: Area, paths: dict[str, str]) -> Place:
    is_urban = commune.kind == "phuong"
    return Place(
        origin=list_import.origin,
        path=area.path,
        commune_path=commune.path,
        group_paths=paths,
        taken_codes=own_codes(Reach.everything(), commune),
        make_groups_of=("to_dan_pho" if is_urban else "thon")
        if list_import.mapping.get("make_groups")
        else "",
    )
