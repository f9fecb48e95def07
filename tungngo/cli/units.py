"""`tungngo units load FILE --as-of DAY [--commit]`: a newer list of provinces and communes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from tungngo.cli.lines import SHOWN, section
from tungngo.lib import text
from tungngo.lib.reach import Reach
from tungngo.territory.actions import load_units
from tungngo.territory.queries import unit_differences
from tungngo.territory.unit_lists import Differences, Unit, UnitList, read_units
from tungngo.territory.uploads import open_list


def add(subparsers: argparse._SubParsersAction) -> None:
    """The command's place in the command line."""
    units = subparsers.add_parser("units", help="provinces and communes")
    verbs = units.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="compare with a newer national list, and apply it")
    load.add_argument("file", type=Path, metavar="FILE", help="the list, XLSX or CSV")
    load.add_argument(
        *("--as-of",), type=_day, required=True, metavar="DAY", help="the day it holds from"
    )
    load.add_argument("--commit", action="store_true", help="apply it; without this, only look")
    load.set_defaults(run=run)


def _day(written: str) -> date:
    """A day as 2026-04-30 or 30/04/2026."""
    if "/" in written:
        day, month, year = written.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(written)


def run(args: argparse.Namespace) -> int:
    """Print what would change (or was changed). Raises Refused when the list cannot be read."""
    units = read_units(open_list(args.file))
    if args.commit:
        found = load_units(actor=None, listed=units.units, as_of=args.as_of)
    else:
        found = unit_differences(Reach.everything(), units.units)
    for line in report(units, found):
        print(line)
    if found.is_empty:
        print(_("Nothing differs."))
    elif args.commit:
        print(_("Applied as of %(day)s.") % {"day": text.day(args.as_of)})
    else:
        print(_("Nothing has been written. Add --commit to apply it."))
    return 0


def report(units: UnitList, found: Differences) -> Iterable[str]:
    """The differences, as lines to read."""
    for row, code in units.restored[:SHOWN]:
        yield _("Row %(row)s: leading zeros restored, %(code)s") % {"row": row, "code": code}
    for heading, pairs in (
        (_("Renamed"), found.renamed),
        (_("The same words, written otherwise"), found.respelt),
        (_("Of another type"), found.retyped),
        (_("In another province"), found.moved),
    ):
        yield from section(heading, [_change(was, unit) for was, unit in pairs])
    for heading, listed in ((_("New"), found.new), (_("Ended"), found.ended)):
        yield from section(heading, [f"{unit.code} {unit.full_name}" for unit in listed])
    yield from section(_("Went into"), [f"{old} → {new}" for old, new in found.successions])
    # Not inside the f-string: texts there are not found for the catalogue.
    yield ": ".join((_("Unchanged"), str(found.same)))


def _change(was: Unit, unit: Unit) -> str:
    change = f"{unit.code} {was.full_name} → {unit.full_name}"
    return f"{change} ({was.parent} → {unit.parent})" if was.parent != unit.parent else change
