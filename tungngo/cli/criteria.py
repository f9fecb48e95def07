"""`tungngo criteria load FILE`: a pack of criteria of one's own; `criteria list` says what holds where."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from tungngo.criteria.actions import load_pack
from tungngo.criteria.queries import standards
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.words import day

#: A pack is a page or two of text.
MOST_BYTES = 1_000_000


def add(subparsers: argparse._SubParsersAction) -> None:
    """The command's place in the command line."""
    criteria = subparsers.add_parser(
        "criteria", help="what makes a digital family, village or market"
    )
    verbs = criteria.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="take a pack of criteria (TOML)")
    load.add_argument("file", type=Path, metavar="FILE")
    load.set_defaults(run=load_file)
    verbs.add_parser("list", help="which criteria there are").set_defaults(run=list_all)


def load_file(args: argparse.Namespace) -> int:
    """Take a pack and say what is new. Raises Refused `criteria.…`."""
    try:
        with args.file.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError as trouble:
        raise Refused(
            "criteria.file_unreadable",
            _("%(file)s cannot be opened: %(why)s."),
            {"file": args.file.name, "why": trouble.strerror or type(trouble).__name__},
        ) from None
    made = load_pack(actor=None, content=content)
    for edition in made:
        print(
            _("%(area)s, %(model)s: version %(version)s, valid from %(day)s.")
            % {
                "area": edition.area.full_name,
                "model": edition.model,
                "version": edition.version,
                "day": day(edition.valid_from_on),
            }
        )
    if not made:
        print(_("Nothing new: these criteria are there already."))
    return 0


def list_all(args: argparse.Namespace) -> int:
    """Print every edition, model by model."""
    for model, some in standards(Reach.everything()).items():
        for one in some:
            print(
                f"{model}\t{one.edition.area_id}\t{one.version}\t{one.valid_from_on}\t"
                f"{len(one.criteria.items)}\t{one.edition.name_vi}"
            )
    return 0
