"""`tungngo certificates load FILE`: a pack of completion rules of one's own; `list` says what holds where;
`key` makes a new key that signs badges."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from tungngo.certificates.actions import load_completion_rules, renew_signing_key
from tungngo.certificates.queries import history_at, public_keys
from tungngo.certificates.rules.packs import MOST_BYTES
from tungngo.certificates.words import rule_name
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.words import day

EVERYTHING = Reach.everything()


def add(subparsers: argparse._SubParsersAction) -> None:
    """The command's place in the command line."""
    certificates = subparsers.add_parser(
        "certificates",
        help="what completes universal digital skills, and the key that signs badges",
    )
    verbs = certificates.add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("load", help="take a pack of completion rules (TOML)")
    load.add_argument("file", type=Path, metavar="FILE")
    load.set_defaults(run=load_file)
    verbs.add_parser("list", help="which rules there are").set_defaults(run=list_all)
    key = verbs.add_parser("key", help="make a new key that signs badges from now on")
    key.set_defaults(run=new_key)


def load_file(args: argparse.Namespace) -> int:
    """Take a pack and say what is new. Raises Refused `completion.…`."""
    try:
        with args.file.open("rb") as file:
            content = file.read(MOST_BYTES)
    except OSError as trouble:
        raise Refused(
            "completion.file_unreadable",
            _("%(file)s cannot be opened: %(why)s."),
            {"file": args.file.name, "why": trouble.strerror or type(trouble).__name__},
        ) from None
    made = load_completion_rules(actor=None, content=content)
    for rule in made:
        said = {"name": rule_name(rule), "version": rule.version, "day": day(rule.valid_from_on)}
        print(_("%(name)s: version %(version)s, valid from %(day)s.") % said)
    if not made:
        print(_("Nothing new: these rules are there already."))
    return 0


def list_all(args: argparse.Namespace) -> int:
    """Print every rule with its area, version and first day."""
    for one in history_at(EVERYTHING, None):
        row = one.row
        print(f"{row.code}\t{row.area_id}\t{row.version}\t{row.valid_from_on}\t{rule_name(row)}")
    return 0


def new_key(args: argparse.Namespace) -> int:
    """Make a key; older ones go on to verify what they signed."""
    made = renew_signing_key(actor=None)
    said = {"key": made.id, "count": len(public_keys(EVERYTHING))}
    print(_("Badges are signed by %(key)s from now on. Keys that verify: %(count)s.") % said)
    return 0
