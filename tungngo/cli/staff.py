"""`tungngo staff add NAME --full-name … --area CODE --role admin`: the first person at the desk."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.actions import give_role
from tungngo.territory.queries import area_of


def add(subparsers: Any) -> None:
    """Declare the command."""
    staff = subparsers.add_parser("staff", help="give somebody a desk")
    verbs = staff.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("add", help="an account with a password, and its role at an area")
    one.add_argument("username")
    one.add_argument("--full-name", required=True)
    one.add_argument("--area", default="VN", help="official code, for example 00322")
    one.add_argument("--role", choices=["admin", "officer", "viewer"], default="admin")
    one.add_argument("--password-from-stdin", action="store_true")
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Asks for the password, makes the account and its role, both or neither.

    Raises Refused `area.not_reached`, `account.name_taken`, `account.name_missing`,
    `account.password_weak` (the rules are AUTH_PASSWORD_VALIDATORS in settings).
    """
    area = area_of(Reach.everything(), arguments.area)
    username, full_name = arguments.username.strip(), arguments.full_name.strip()
    if not username or not full_name:
        raise Refused("account.name_missing", _("An account needs a user name and a full name."))
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if arguments.password_from_stdin
        else getpass.getpass(_("Password: "))
    )
    try:
        validate_password(password, Account(username=username, full_name=full_name))
    except ValidationError as error:
        raise Refused(
            "account.password_weak",
            _("The password is too easy to guess. Take at least ten characters, no common word."),
        ) from error
    with transaction.atomic():
        account = make_account(
            actor=None, full_name=full_name, username=username, password=password
        )
        give_role(actor=None, account=account, area=area, kind=arguments.role)
    print(
        _("%(username)s can sign in now: %(role)s, %(area)s.")
        % {"username": username, "role": arguments.role, "area": area.full_name}
    )
    return 0
