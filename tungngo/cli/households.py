"""`tungngo households import FILE --commune CODE [--commit]`: the same look and commit as the desk."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory import actions, notes
from tungngo.territory.handing_back import said, status_file
from tungngo.territory.models import Area, ListImport, Source
from tungngo.territory.queries import area_of, groups_of

_PIECE = 1 << 20
_ROWS = 8


def add(subparsers: argparse._SubParsersAction) -> None:
    """The command's place in the command line."""
    households = subparsers.add_parser("households", help="household lists")
    verbs = households.add_subparsers(dest="verb", required=True)
    bring = verbs.add_parser("import", help="look a household list over, and write it")
    bring.add_argument("file", type=Path, metavar="FILE", help="the list, XLSX or CSV")
    bring.add_argument("--commune", required=True, metavar="CODE", help="for example 00322")
    bring.add_argument("--commit", action="store_true", help="write it; without this, only look")
    bring.add_argument(
        "--make-groups",
        action=argparse.BooleanOptionalAction,
        help="add residential groups that the list names (usual where there are none yet)",
    )
    bring.add_argument(
        "--decode", action="store_true", help="convert columns that look typed in TCVN3 or VNI"
    )
    bring.add_argument(
        "--source", choices=Source.values, default=Source.WARD_LIST, help="where it comes from"
    )
    bring.add_argument(
        "--right-place",
        action="store_true",
        help="write it although the file names another place",
    )
    bring.add_argument("--status", type=Path, metavar="FILE", help="write the file with statuses")
    bring.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what the list would do, and with --commit do it. Raises Refused when it cannot be read
    or written; 0 otherwise."""
    found = import_list(
        args.file,
        args.commune,
        commit=args.commit,
        make_groups=args.make_groups,
        decode=args.decode,
        source=args.source,
        elsewhere=args.right_place,
        tell=print,
    )
    if args.status:
        args.status.write_bytes(status_file(found))
    if found.state == ListImport.State.CHECKED:
        actions.drop_list(actor=None, list_import=found)
        if not args.commit:
            print(_("Nothing has been written. Add --commit to write it."))
    return 0


def import_list(
    file: Path,
    commune: str,
    *,
    commit: bool,
    make_groups: bool | None = None,
    decode: bool = False,
    source: str = Source.WARD_LIST,
    elsewhere: bool = False,
    tell: Callable[[str], object] = lambda _line: None,
) -> ListImport:
    """Upload, read and check a list with its columns as guessed, and write it when asked.

    `make_groups` None makes missing groups where the commune has none yet. `tell` gets what is to
    be read, line by line. Raises Refused when the file cannot be read or written, and
    `list.names_another_place` when it names another place than `commune`, unless `elsewhere`.
    """
    area = area_of(Reach.everything(), commune)
    found = _uploaded(file, area)
    actions.read_list(actor=None, list_import=found)
    note = _noted(found)
    if make_groups is None:
        make_groups = not groups_of(Reach.everything(), area).exists()
    actions.map_list(
        actor=None,
        list_import=found,
        fields={column.key: column.field for column in note.columns if not column.left_out},
        decode={one.key: one.encoding for one in note.legacy} if decode else {},
        make_groups=make_groups,
        source=source,
    )
    prepared = actions.check_list(actor=None, list_import=found)
    _noted(found)
    for line in report(found, note):
        tell(line)
    check = notes.check_of(found.file)
    findings = check.findings if check else []
    names_another = any(one.code == "listing.other_commune" for one in findings)
    if commit and names_another and not elsewhere:
        actions.drop_list(actor=None, list_import=found)
        raise Refused(
            "list.names_another_place",
            _(
                "The file names another place than %(area)s, so nothing was written. When it is the"
                " right list all the same, add --right-place."
            ),
            {"area": area.full_name},
        )
    if commit and found.report["writes"]:
        actions.ask_commit(actor=None, list_import=found)
        actions.commit_list(actor=None, list_import=found, prepared=prepared)
        tell(_("Written."))
    elif commit:
        tell(_("Nothing in this list is new or different."))
    return found


def _uploaded(file: Path, area: Area) -> ListImport:
    try:
        with file.open("rb") as opened:
            pieces: Iterator[bytes] = iter(lambda: opened.read(_PIECE), b"")
            return actions.upload_list(actor=None, area=area, file_name=file.name, chunks=pieces)
    except OSError as error:
        raise Refused(
            "sheet.missing", _("%(file)s cannot be opened."), {"file": str(file)}
        ) from error


def _noted(found: ListImport) -> notes.ReadNote:
    """What was noted of a file that could be read. Raises Refused with the reason otherwise."""
    if found.state == ListImport.State.REFUSED:
        kept = found.report["refused"]
        actions.drop_list(actor=None, list_import=found)
        raise Refused(kept["code"], _(notes.refusal_sentence(kept["code"])), kept["params"])
    note = notes.read_of(found.file)
    assert note is not None
    return note


def report(found: ListImport, note: notes.ReadNote) -> Iterable[str]:
    """What the desk shows before a commit, as lines to read."""
    yield _("Columns:")
    for column in note.columns:
        meaning = column.field or (_("left out") if column.left_out else _("not read"))
        yield f"  {column.letters:>3}  {column.header}  →  {meaning}"
    for one in note.legacy:
        before, after = one.samples[0] if one.samples else ("", "")
        yield f"  {one.letters:>3}  {one.encoding}: {before} → {after}"
    words = {
        "new": _("new"),
        "changed": _("updated"),
        "same": _("already there"),
        "refused": _("left out"),
        "missing": _("here but not in the list"),
    }
    for kind, label in (("households", _("Households")), ("residents", _("People"))):
        counts = found.report[kind]
        shown = ", ".join(f"{counts[what]} {word}" for what, word in words.items() if counts[what])
        yield f"{label}: {shown or 0}"
    groups = found.report["groups"]
    if groups:
        count = ngettext(
            "%(count)s residential group is added", "%(count)s residential groups are added",
            len(groups),
        ) % {"count": len(groups)}  # fmt: skip
        yield f"{count}: {', '.join(groups)}"
    yield from _findings(found)


def _findings(found: ListImport) -> Iterable[str]:
    check = notes.check_of(found.file)
    kinds: dict[tuple[str, str], list[notes.FindingNote]] = {}
    for finding in check.findings if check else []:
        kinds.setdefault((finding.level, finding.code), []).append(finding)
    for (level, code), same in kinds.items():
        places = [(f.sheet, row) for f in same for row in (f.row, *f.more_rows) if row]
        rows = ", ".join(f"{sheet}!{row}" for sheet, row in places[:_ROWS])
        more = f" … {len(places) - _ROWS}" if len(places) > _ROWS else ""
        yield f"[{level}] {code} ({max(1, len(places))}): {said(same[0])}"
        if rows:
            yield f"    {rows}{more}"
