"""`tungngo staff add`: somebody's desk, as README.md says it, or a sentence and nothing made."""

from __future__ import annotations

import argparse
import io

import pytest

from tests.teams.people import Ward
from tungngo.accounts.models import Account
from tungngo.cli import staff
from tungngo.lib.problems import Refused
from tungngo.teams.models import Role

GOOD = "gõ từng nhà 2026"


@pytest.fixture
def places(db) -> Ward:
    return Ward()


def said(words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    staff.add(parser.add_subparsers())
    return parser.parse_args(words.split("|"))


def add(monkeypatch, username="mai", area="00322", password=GOOD, full_name="Nguyễn Thị Mai"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    words = f"staff|add|{username}|--full-name|{full_name}|--area|{area}|--password-from-stdin"
    arguments = said(words)
    return arguments.run(arguments)


def test_the_command_of_the_readme_gives_a_desk(places, monkeypatch, capsys):
    assert add(monkeypatch) == 0
    account = Account.objects.get(username="mai")
    assert account.check_password(GOOD)
    role = Role.objects.get(account=account)
    assert (role.area_id, role.kind) == ("00322", "admin")
    assert "mai" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"area": "99999"}, "area.not_reached"),
        ({"password": "12345"}, "account.password_weak"),
        ({"password": ""}, "account.password_weak"),
        ({"full_name": " "}, "account.name_missing"),
    ],
)
def test_a_refusal_makes_neither_account_nor_role(places, monkeypatch, wrong, code):
    with pytest.raises(Refused) as refused:
        add(monkeypatch, **wrong)
    assert refused.value.code == code
    assert not Account.objects.filter(username="mai").exists()
    assert not Role.objects.filter(account__username="mai").exists()


def test_a_name_is_given_once(places, monkeypatch):
    add(monkeypatch)
    with pytest.raises(Refused) as refused:
        add(monkeypatch, area="00082")
    assert refused.value.code == "account.name_taken"
    assert Role.objects.filter(account__username="mai").count() == 1
