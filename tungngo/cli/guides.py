"""`tungngo guides load FOLDER`: guide cards of one language or several (docs/guides.md)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tungngo.learning.actions import Line, load_guides


def add(subparsers: Any) -> None:
    """Declare the command."""
    guides = subparsers.add_parser("guides", help="step-by-step guide cards for the phone")
    verbs = guides.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="take in a folder of packs (safe to repeat)")
    load.add_argument("folder", type=Path, metavar="FOLDER", help="a pack, or a folder of packs")
    load.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print what became of each guide. Raises Refused `guide.…`; then nothing was changed."""
    for line in load_guides(actor=None, folder=arguments.folder):
        print(report(line))
    return 0


def report(line: Line) -> str:
    """One guide, as a line to read."""
    outcomes = {
        "new": _("new"),
        "replaced": _("replaced"),
        "same": _("unchanged"),
        "older": _("a newer version is here already"),
    }
    said = _(
        "%(language)s %(skill)s, version %(version)s: %(steps)s steps, %(size)s kB, %(outcome)s"
    )
    return said % {
        "language": line.language,
        "skill": f"{line.skill}.{line.level}" if line.level else line.skill,
        "version": line.version,
        "steps": line.steps,
        "size": max(1, round(line.size / 1000)),
        "outcome": outcomes[line.outcome],
    }
