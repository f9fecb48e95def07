"""Applying a newer national list: nothing is deleted, every old name stays findable by its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.actions.following import respell
from tungngo.territory.models import NATION, Area, AreaName, AreaSuccession
from tungngo.territory.naming import ancestors, past_name, set_words
from tungngo.territory.queries.units import unit_differences, units_changed_on
from tungngo.territory.unit_lists import Differences, Unit

_BATCH = 500


@transaction.atomic
def load_units(*, actor: Account | None, listed: Sequence[Unit], as_of: date) -> Differences:
    """Make provinces and communes what a list says they are from `as_of` on; what was changed.

    Names and types that end are kept as past names; units that end get their last day; new units
    come in; communes under another province take all that lies in them along, of all rooms (the journal
    line names the paths). Raises Refused `units.older_than_known` when a later list
    was applied, and like `unit_differences`.
    """
    # One list at a time.
    Area.objects.select_for_update().get(pk=NATION)
    everything = Reach.everything()
    latest = units_changed_on(everything)
    if latest is not None and as_of < latest:
        raise Refused(
            "units.older_than_known",
            _("The units are already known as of %(latest)s; a list of %(as_of)s is older."),
            {"latest": text.day(latest), "as_of": text.day(as_of)},
        )
    found = unit_differences(everything, listed)
    if found.is_empty:
        return found
    _add_new(found.new, as_of)
    touched = _change_names(found, as_of)
    paths = _move(actor, found.moved)
    _end(found.ended, as_of)
    AreaSuccession.objects.bulk_create(
        [
            AreaSuccession(predecessor_id=old, successor_id=new, happened_on=as_of)
            for old, new in found.successions
        ],
        ignore_conflicts=True,
    )
    _write_words(touched | {unit.code for _was, unit in found.moved})
    journal.write(
        actor=actor,
        verb="units.loaded",
        subject=NATION,
        as_of=as_of.isoformat(),
        renamed=len(found.renamed) + len(found.respelt),
        retyped=len(found.retyped),
        new=len(found.new),
        ended=len(found.ended),
        moved=paths,
    )
    return found


def _add_new(units: Iterable[Unit], as_of: date) -> None:
    """Provinces before communes, because a path begins with the province's. A code that had ended
    and is listed again lives again, under the name listed."""
    for unit in sorted(units, key=lambda unit: (unit.level, unit.code)):
        parent = Area.objects.get(pk=unit.parent)
        area = Area.objects.filter(pk=unit.code).first() or Area(
            code=unit.code, level=unit.level, valid_from_on=as_of
        )
        area.parent, area.path = parent, f"{parent.path}{unit.code}."
        area.kind, area.name, area.valid_to_on = unit.kind, unit.name, None
        set_words(area, [*ancestors(parent), parent])
        area.save()


def _change_names(found: Differences, as_of: date) -> set[str]:
    """New names and types; the codes whose words must be written anew."""
    listed = {unit.code: unit for _was, unit in (*found.renamed, *found.respelt, *found.retyped)}
    areas = list(Area.objects.filter(pk__in=listed))
    # A name given and changed as of one and the same day was never anybody's.
    AreaName.objects.bulk_create(
        [past_name(area, as_of) for area in areas if area.valid_from_on < as_of],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    for area in areas:
        area.kind, area.name = listed[area.code].kind, listed[area.code].name
    Area.objects.bulk_update(areas, ["kind", "name"], batch_size=_BATCH)
    return set(listed)


def _move(actor: Account | None, moved: Iterable[tuple[Unit, Unit]]) -> list[tuple[str, str]]:
    """Communes to other provinces, with everything in them, of all rooms; (old path, new path) of each."""
    paths = []
    for _was, unit in moved:
        area, parent = Area.objects.get(pk=unit.code), Area.objects.get(pk=unit.parent)
        old, new = area.path, f"{parent.path}{unit.code}."
        Area.objects.filter(pk=unit.code).update(parent=parent)
        respell(actor=actor, old=old, new=new)
        paths.append((old, new))
    return paths


def _end(units: Iterable[Unit], as_of: date) -> None:
    Area.objects.filter(pk__in=[unit.code for unit in units]).update(valid_to_on=as_of)


def _write_words(codes: set[str]) -> None:
    """How the changed areas and all below them are searched and sorted."""
    areas = list(Area.objects.filter(pk__in=codes))
    below = set(codes)
    for area in areas:
        below.update(
            Reach.of([area.path])
            .filter(Area.objects.filter(level__gt=area.level))
            .values_list("pk", flat=True)
        )
    changed = list(Area.objects.filter(pk__in=below).select_related("parent__parent__parent"))
    for area in changed:
        set_words(area, ancestors(area))
    Area.objects.bulk_update(changed, ["folded", "sort_key"], batch_size=_BATCH)
