"""`tungngo recount`: count again from the facts; with --check, prove that every tally is right."""

from __future__ import annotations

import argparse
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything, recount_stale
from tungngo.progress.check import check


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser(
        "recount", help="count again from the facts, or check the counts"
    )
    parser.add_argument("--path", default="", help="only under this path, for example 01.00322.")
    parser.add_argument("--check", action="store_true", help="compare and change nothing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """1 when --check found a difference."""
    reach = Reach((arguments.path,))
    if arguments.check:
        wrong = 0
        for difference in check(reach):
            wrong += 1
            print(difference)
        if wrong:
            print(
                ngettext("%(count)s difference.", "%(count)s differences.", wrong)
                % {"count": wrong}
            )
        else:
            print(_("Every tally equals a recount from the facts."))
        return 1 if wrong else 0
    while recount_stale():
        pass
    count = recount_everything(reach=reach)
    print(
        ngettext("%(count)s area recounted.", "%(count)s areas recounted.", count)
        % {"count": count}
    )
    return 0
