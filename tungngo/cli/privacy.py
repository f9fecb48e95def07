"""`tungngo privacy`: how long data are kept, what is past its days, and deleting it now."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.utils.translation import gettext as _

from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.privacy.actions import delete_past, keep_for
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.queries import days_kept, past_counts


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("privacy", help="how long data are kept; delete what is past it")
    what = parser.add_subparsers(dest="what", required=True, metavar="what")
    shown = what.add_parser("kept", help="days of each class, and how much is past them (dry run)")
    shown.set_defaults(run=show)
    keep = what.add_parser("keep", help="keep a class for so many days from now on")
    keep.add_argument("code", choices=CLASSES)
    keep.add_argument("days", type=int)
    keep.set_defaults(run=set_days)
    gone = what.add_parser("delete", help="delete now what the worker would delete today")
    gone.set_defaults(run=delete)


def show(_arguments: argparse.Namespace) -> int:
    """Nothing is deleted."""
    everything = Reach.everything()
    days = days_kept(everything)
    past = past_counts(everything, days)
    for code, kept in CLASSES.items():
        print(
            _("%(code)s: %(words)s, %(days)s days (%(least)s to %(most)s); past: %(past)s")
            % {
                **{"code": code, "words": kept.words, "days": days[code]},
                **{"least": kept.least, "most": kept.most, "past": past[code]},
            }
        )
    return 0


def set_days(arguments: argparse.Namespace) -> int:
    """1 when the days lie outside the bounds."""
    try:
        keep_for(actor=None, code=arguments.code, days=arguments.days)
    except Refused as refusal:
        print(f"{refusal} ({refusal.code})", file=sys.stderr)
        return 1
    return show(arguments)


def delete(_arguments: argparse.Namespace) -> int:
    """As the worker does every hour."""
    for code, count in delete_past(actor=None).items():
        print(_("%(code)s: %(count)s deleted") % {"code": code, "count": count})
    return 0
