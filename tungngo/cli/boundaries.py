"""`tungngo boundaries load FILE [--preview]`: what areas look like on a map; `boundaries clear [CODE]`."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from tungngo.cli.lines import section
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.words import number
from tungngo.territory.actions.boundaries import clear_boundaries, keep_boundaries
from tungngo.territory.boundaries.files import MOST_BYTES, read_features
from tungngo.territory.boundaries.matching import Matched, drawn_from, match
from tungngo.territory.boundaries.shapes import Shape
from tungngo.territory.models import NATION, Level
from tungngo.territory.queries import area_of
from tungngo.territory.queries.boundaries import places_known


def add(subparsers: argparse._SubParsersAction) -> None:
    """The command's place in the command line."""
    boundaries = subparsers.add_parser("boundaries", help="what areas look like on a map")
    verbs = boundaries.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="take boundaries from a GeoJSON or TopoJSON file")
    load.add_argument("file", type=Path, metavar="FILE", help="the file, in WGS 84")
    load.add_argument("--preview", action="store_true", help="only say what would be taken")
    load.add_argument(
        *("--within",), default="", metavar="CODE", help="only areas in this one, also by name"
    )
    load.add_argument("--code", default="", metavar="PROPERTY", help="where the unit's code stands")
    load.add_argument("--name", default="", metavar="PROPERTY", help="where its name stands")
    load.set_defaults(run=load_file)
    clear = verbs.add_parser("clear", help="forget boundaries: maps show points again")
    clear.add_argument("code", nargs="?", default=NATION, help="only in this area (default: all)")
    clear.set_defaults(run=clear_area)


def load_file(args: argparse.Namespace) -> int:
    """Print what was matched and what was not, and keep it. Raises Refused `boundaries.…`."""
    content = _read(args.file)
    everything = Reach.everything()
    area = area_of(everything, args.within) if args.within else None
    matched = match(
        read_features(content),
        places_known(everything, within=area),
        code_in=args.code,
        name_in=args.name,
        within=args.within,
    )
    shapes = drawn_from(matched)
    for line in report(matched, shapes):
        print(line)
    if args.preview:
        print(_("Nothing has been written. Leave --preview out to keep it."))
        return 0
    digest = hashlib.sha256(content).hexdigest()[:16]
    keep_boundaries(actor=None, matched=matched, shapes=shapes, digest=digest)
    print(_("Kept. `tungngo boundaries clear` forgets them again."))
    return 0


def clear_area(args: argparse.Namespace) -> int:
    """Forget the boundaries within an area. Raises NotReached for an unknown code."""
    area = area_of(Reach.everything(), args.code)
    gone = clear_boundaries(actor=None, area=area)
    print(_("Boundaries forgotten: %(count)s.") % {"count": number(gone)})
    return 0


def _read(path: Path) -> bytes:
    """The file's bytes, one more than allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as trouble:
        raise Refused(
            "boundaries.unreadable",
            _("%(file)s cannot be opened: %(why)s."),
            {"file": path.name, "why": trouble.strerror or type(trouble).__name__},
        ) from None


def report(matched: Matched, shapes: dict[str, Shape]) -> Iterable[str]:
    """What a file gives, as lines to read."""
    for level, count in sorted(Counter(matched.levels[code] for code in shapes).items()):
        yield _("Boundaries, %(level)s: %(count)s") % {
            "level": Level(level).label,
            "count": number(count),
        }
    points = sum(len(r) for some in matched.features.values() for f in some for r in f.rings)
    kept = sum(shape.path.count("-") + shape.path.count(" ") for shape in shapes.values()) // 2
    yield _("Points: %(kept)s of %(points)s are kept, %(kilobytes)s KB.") % {
        "kept": number(kept),
        "points": number(points),
        "kilobytes": number(sum(len(shape.path) for shape in shapes.values()) // 1024),
    }
    small = [code for code in matched.features if code not in shapes]
    yield from section(_("Too small to be drawn"), small)
    yield from section(
        _("Taken by its code, though the name differs"),
        [f"{code} {ours} ← {theirs}" for code, ours, theirs in matched.renamed],
    )
    yield from section(
        _("Not an area that is known here"),
        [f"{one.place}. {one.words or '–'}: {one.why}" for one in matched.nobody],
    )
