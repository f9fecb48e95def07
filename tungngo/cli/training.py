"""`tungngo training make | wipe`: a training copy of a campaign, in an installation of its own.

`make` runs where the real campaign is. It reads a sketch of it and hands that to a second process, which
has the training installation's settings and never sees the real database; `sketch` and `build` are the
same two halves for two machines.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from tungngo.lib.problems import Refused
from tungngo.look.words import number

#: What a training installation must not take over from the real one's surroundings.
NOT_INHERITED = (
    *(
        "DATABASE_URL",
        "TUNGNGO_SECRET",
        "TUNGNGO_SMTP",
        "TUNGNGO_MAIL_FROM",
        "TUNGNGO_TRAINING_URL",
    ),
    *("TUNGNGO_OIDC_SERVER", "TUNGNGO_OIDC_CLIENT", "TUNGNGO_OIDC_SECRET", "TUNGNGO_METRICS_TOKEN"),
)
USUAL_DOORS = 30


def add(subparsers: Any) -> None:
    """Declare the command."""
    training = subparsers.add_parser(
        "training", help="a campaign to practise on, apart from real data"
    )
    verbs = training.add_subparsers(dest="verb", required=True)
    make = verbs.add_parser(
        "make", help="copy a campaign's structure, and fill it with made-up doors"
    )
    _say_which(make)
    _say_where(make)
    _say_how(make)
    make.set_defaults(run=run_make)
    sketch = verbs.add_parser("sketch", help="only write down the structure, for another machine")
    _say_which(sketch)
    sketch.set_defaults(run=run_sketch)
    build = verbs.add_parser("build", help="on the training installation: make it from a sketch")
    build.add_argument("file", metavar="FILE", help="the sketch; - for standard input")
    _say_how(build)
    build.set_defaults(run=run_build)
    wipe = verbs.add_parser("wipe", help="empty a training installation")
    _say_where(wipe, is_needed=False)
    wipe.set_defaults(run=run_wipe)


def _say_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--campaign",
        required=True,
        metavar="AREA|ID",
        help="the campaign: its id, or the code of an area in which it runs",
    )
    parser.add_argument("--area", default="", metavar="CODE", help="only this part of its area")
    parser.add_argument(
        "--volunteers",
        action="store_true",
        help="give teams as many made-up members, by part and force, as they have",
    )


def _say_where(parser: argparse.ArgumentParser, *, is_needed: bool = True) -> None:
    parser.add_argument(
        *("--into",),
        type=Path,
        required=is_needed,
        metavar="FOLDER",
        help="the training installation's data folder",
    )
    parser.add_argument(
        "--database",
        default="",
        metavar="URL",
        help="its own PostgreSQL database; without it, SQLite in FOLDER",
    )


def _say_how(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--doors", type=_doors, default=USUAL_DOORS, help=f"households in a group ({USUAL_DOORS})"
    )
    parser.add_argument(
        "--url", default=settings.TRAINING_URL, help="where it will answer, for the links shown"
    )


def _doors(written: str) -> int:
    doors = int(written)
    if not 1 <= doors <= 400:
        raise argparse.ArgumentTypeError("1 to 400")
    return doors


# --------------------------------------------------------------------------------- the real side


def run_make(arguments: argparse.Namespace) -> int:
    """Sketch here, build there. Raises Refused `training.same_place` and what `draw` refuses; what the
    other process refuses it has said itself."""
    target = _apart(arguments)
    words = ["build", "-", "--doors", str(arguments.doors), "--url", arguments.url]
    return _there(words, target, arguments.database, _sketched(arguments))


def run_sketch(arguments: argparse.Namespace) -> int:
    """The sketch on standard output."""
    sys.stdout.buffer.write(_sketched(arguments) + b"\n")
    return 0


def _sketched(arguments: argparse.Namespace) -> bytes:
    from tungngo.cli.training_world import drawing, sketch

    if settings.TRAINING:
        raise Refused(
            "training.of_training",
            _(
                "This is a training installation: a copy is made of the real campaign, where that is."
            ),
        )
    drawn = drawing.draw(arguments.campaign, arguments.area, with_volunteers=arguments.volunteers)
    return sketch.written(drawn)


def _apart(arguments: argparse.Namespace) -> Path:
    """The folder of the other installation. Raises Refused `training.same_place`."""
    target: Path = arguments.into.resolve()
    is_inside = target == settings.DATA or settings.DATA in target.parents
    same_database = arguments.database and arguments.database == os.environ.get("DATABASE_URL")
    if not settings.TRAINING and (is_inside or same_database):
        raise Refused(
            "training.same_place",
            _(
                "That is where the real data lie: a training has a folder and a database of its own."
            ),
        )
    return target


def _there(words: list[str], folder: Path, database: str, content: bytes = b"") -> int:
    """Run `tungngo training …` with the settings of the training installation; its exit code."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    environment |= {"TUNGNGO_TRAINING": "1", "TUNGNGO_DATA": str(folder)}
    if database:
        environment["DATABASE_URL"] = database
    command = [sys.executable, "-m", "tungngo", "training", *words]
    return subprocess.run(command, input=content, env=environment, check=False).returncode


# ----------------------------------------------------------------------------- the training side


def run_build(arguments: argparse.Namespace) -> int:
    """Make the training world, and say what came of it and how to get in. Raises Refused
    `training.sketch_unreadable` and what `build` refuses."""
    from tungngo.cli.training_world import building, sketch

    is_piped = arguments.file == "-"
    content = sys.stdin.buffer.read() if is_piped else Path(arguments.file).read_bytes()
    try:
        drawn = sketch.read(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise Refused(
            "training.sketch_unreadable",
            _(
                "This is not a sketch that this version can read: make it anew with the same version."
            ),
        ) from broken
    made = building.build(drawn, arguments.doors)
    for line in _told(made, arguments.url.rstrip("/")):
        print(line)
    return 0


def _told(made: Any, url: str) -> list[str]:
    """What was made, and the ways in, each shown this once."""
    lines = [
        _(
            "The training is made: %(groups)s groups, %(households)s made-up households, %(teams)s teams, "
            "%(members)s made-up members."
        )
        % {
            "groups": number(made.groups),
            "households": number(made.households),
            "teams": number(made.teams),
            "members": number(made.members),
        },
        "",
        _("Ways in for the staff, shown this once; each link works once, for %(days)s days:")
        % {"days": settings.PASSWORD_RESET_TIMEOUT // 86400},
        *(f"  {way.username}  {way.full_name}\n    {url}{way.link}" for way in made.ways),
    ]
    if made.badge:
        lines += ["", _("A member's badge to try, works once:"), f"    {url}{made.badge}"]
    return [
        *lines,
        "",
        _("Serve it on a port or host of its own (a server that runs already is restarted):"),
        f"  TUNGNGO_TRAINING=1 TUNGNGO_DATA={settings.DATA} tungngo serve --port 8001",
    ]


def run_wipe(arguments: argparse.Namespace) -> int:
    """Empty the training installation at --into, or the one this is. Raises Refused
    `training.setting_missing`, `training.holds_real`, `training.same_place`."""
    from tungngo.cli.training_world import mark

    if arguments.into is not None:
        return _there(["wipe"], _apart(arguments), arguments.database)
    counts = mark.wipe()
    print(
        _(
            "Wiped: %(households)s made-up households, %(encounters)s encounters. Real data lie elsewhere."
        )
        % {name: number(count) for name, count in counts.items()}
    )
    return 0
