"""`tungngo staff add NAME --area CODE --role admin`: the first person at the desk."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from tungngo.accounts.actions import make_account
from tungngo.lib.reach import Reach
from tungngo.teams.actions import give_role
from tungngo.territory.queries import area_of


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser = subparsers.add_parser("staff", help="give somebody a desk")
    parser.add_argument("username")
    parser.add_argument("--full-name", required=True)
    parser.add_argument("--area", default="VN", help="official code, for example 00322")
    parser.add_argument("--role", choices=["admin", "officer", "viewer"], default="admin")
    parser.add_argument("--password-from-stdin", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Asks for the password, makes the account and its role."""
    password = (
        sys.stdin.readline().rstrip("\n")
        if arguments.password_from_stdin
        else getpass.getpass("Password: ")
    )
    account = make_account(
        actor=None,
        full_name=arguments.full_name,
        username=arguments.username,
        password=password,
    )
    area = area_of(Reach.everything(), arguments.area)
    give_role(actor=None, account=account, area=area, kind=arguments.role)
    return 0
