"""`tungngo setup`: bring the database up to date: the tree of units, skills, guides, questions, criteria."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tungngo.cli import prepared
from tungngo.cli.statics import gather_statics
from tungngo.cli.training_world import mark


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("setup", help="prepare or update the database (safe to repeat)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Does it all; quick when there is nothing to do."""
    prepare()
    return 0


def prepare() -> None:
    """Migrations, static files, units, skills, guides, questions, criteria: what a server needs to answer.

    Raises Refused `training.…` where a training database and the setting do not agree: before anything
    is written.
    """
    mark.check()
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        gather_statics()
    prepared.install()
