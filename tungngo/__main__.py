"""`tungngo …`: everything an operator types. `tungngo --help` lists it.

Own commands live in tungngo/cli, one module a subject; any other word goes to Django (`migrate`,
`shell`, `check` …).
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

SUBJECTS = (
    *("setup", "serve", "demo", "units", "boundaries", "households", "guides", "recount", "staff"),
    *("criteria", "certificates", "backup", "restore", "privacy", "training"),
)


def main(words: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tungngo.settings")
    words = sys.argv[1:] if words is None else words
    if words and words[0] not in (*SUBJECTS, "-h", "--help"):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["tungngo", *words])
        return 0
    import django

    from tungngo.lib.catalogues import compile_if_stale

    compile_if_stale()
    django.setup()
    parser = argparse.ArgumentParser(prog="tungngo", description="Từng Ngõ: to every alley.")
    subparsers = parser.add_subparsers(dest="subject", required=True, metavar="command")
    asked = words[:1] if words and words[0] in SUBJECTS else SUBJECTS
    for subject in asked:
        import_module(f"tungngo.cli.{subject}").add(subparsers)
    arguments = parser.parse_args(words)
    from tungngo import jobs
    from tungngo.lib.problems import Refused

    jobs.listen()
    try:
        return arguments.run(arguments)
    except Refused as refusal:
        print(f"{refusal} [{refusal.code}]", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
