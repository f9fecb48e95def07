"""`tungngo demo`: a whole town to try everything in, built once and then served."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from dataclasses import asdict
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from tungngo.cli.demo_world.bilingual import in_both
from tungngo.cli.serve import port_is_free, serve
from tungngo.cli.setup import prepare

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_USUAL_DAY, _LAST_DAY = 24, 44


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("demo", help="build a demo town once, then serve it")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--reset", action="store_true", help="throw the demo away and begin again")
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--scale", type=_scale, default=1.0, help="1.0 is about 14,000 households")
    parser.add_argument(
        "--day",
        type=int,
        default=_USUAL_DAY,
        choices=range(_LAST_DAY + 1),
        metavar=f"0–{_LAST_DAY}",
        help=f"how many days ago the campaign began (default {_USUAL_DAY})",
    )
    parser.set_defaults(run=run)


def _scale(written: str) -> float:
    scale = float(written)
    if not 0 < scale <= 10:
        raise argparse.ArgumentTypeError("between 0 and 10")
    return scale


def run(arguments: argparse.Namespace) -> int:
    """Build the demo unless it is there, then serve it until interrupted.

    1 with one sentence when the port is taken or the database is not the demo's.
    """
    if not arguments.no_serve and not port_is_free(arguments.host, arguments.port):
        sentence = _(
            "Port %(port)s is taken by another program: stop it or choose another with --port."
        )
        print(str(sentence) % {"port": arguments.port}, file=sys.stderr)
        return 1
    try:
        _build(arguments)
    except KeyboardInterrupt:
        stopped = in_both(_("Stopped while building; the next start begins again."))
        print(f"\n{stopped}", file=sys.stderr)
        return 130
    if arguments.no_serve:
        return 0
    return _serve(arguments.host, arguments.port)


def _build(arguments: argparse.Namespace) -> None:
    """Have the demo world in the database. Raises Refused when that is not to be."""
    # The world brings every room along; the command line's help should not wait for them.
    from tungngo.cli.demo_world import building

    settings.DATA.mkdir(parents=True, exist_ok=True)
    if arguments.reset:
        building.wipe()
    else:
        try:
            found = building.state()
        except DatabaseError:
            found = building.State.FOREIGN
        if found is building.State.FINISHED:
            return
        if found is building.State.FOREIGN:
            raise building.not_ours()
        if found is building.State.INTERRUPTED:
            _tell(in_both(_("The last build was not finished; beginning again.")))
            building.wipe()
    _tell(in_both(_("Building the demo, once; it takes a minute or two.")))
    told = _Told()
    built = building.build(building.Wishes(arguments.scale, arguments.day), told)
    told.end()
    _tell(
        in_both(
            _(
                "%(points)s support points, %(sessions)s sessions, %(came)s people checked in, "
                "%(sheets)s answer sheets, %(shifts)s shifts, %(certificates)s certificates, "
                "%(tasks)s tasks made of results."
            ),
            asdict(built.taught),
        )
    )
    _tell(
        in_both(
            _(
                "%(households)s households, %(phones)s phones, %(accepted)s encounters taken, "
                "%(had)s sent twice and counted once, %(refused)s refused; a recount from the facts "
                "finds %(differences)s differences; built in %(seconds)s seconds."
            ),
            {
                "households": built.households,
                "phones": built.phones,
                "accepted": built.accepted,
                "had": built.had,
                "refused": built.refused,
                "differences": built.differences,
                "seconds": round(built.seconds),
            },
        )
    )


def _serve(host: str, port: int) -> int:
    """Serve, and greet once /health answers."""
    from tungngo.cli.demo_world.greeting import hello

    if host not in LOOPBACK:
        os.environ.setdefault("TUNGNGO_HOSTS", "*" if host in ("0.0.0.0", "::") else host)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    prepare()
    text = hello(url, is_open=host not in LOOPBACK)
    threading.Thread(target=_greet, args=(url, text), daemon=True).start()
    return serve(host, port)


def _greet(url: str, text: str) -> None:
    """Print the greeting as soon as the server answers."""
    while True:
        try:
            urlopen(f"{url}/health", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            _tell(text)
            return


class _Told:
    """The steps of a build as lines on the terminal, with how far each is where that can be seen."""

    def __init__(self) -> None:
        self._is_terminal = sys.stdout.isatty()
        self._open = False

    def step(self, text: object) -> None:
        """A line for a step."""
        self.end()
        _tell(f"  {in_both(text)}")

    def progress(self, done: int, whole: int) -> None:
        """A line written over again and again; into a file nothing."""
        if self._is_terminal:
            print(f"\r    {done * 100 // max(whole, 1)} %", end="", flush=True)
            self._open = True

    def end(self) -> None:
        """Wipe the line that was being written over."""
        if self._open:
            print("\r          \r", end="", flush=True)
            self._open = False


def _tell(text: str) -> None:
    print(text, flush=True)
