"""A training copy: nothing personal crosses, nothing real is wiped, and everything of it says so."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from tests.field.lane import lay
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Account, Badge, JournalLine
from tungngo.campaigns.models import Assignment, Campaign, Target
from tungngo.campaigns.queries import targets_set_at
from tungngo.cli import setup, training
from tungngo.cli.training_world import building, mark
from tungngo.cli.training_world.drawing import ALL, draw
from tungngo.cli.training_world.sketch import read, written
from tungngo.encounters.models import Encounter
from tungngo.field import parcel
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.look.training import WORD, file_named
from tungngo.reports import typesetting
from tungngo.teams.actions import invite
from tungngo.teams.models import Membership, Team
from tungngo.territory.models import Area, Household, Resident
from tungngo.territory.queries import area_of

ROOT = Path(__file__).resolve().parents[2]
#: In every text of a real person here, and in nothing the generator makes.
CANARY = "Khônghềcó"
PHONES = ("0912000111", "0912000222")


@pytest.fixture
def real(db: None) -> dict[str, Any]:
    """A running campaign with people who can be told from all made-up ones."""
    laid = lay()
    for model, column in (
        (Household, "head_name"),
        (Household, "address"),
        (Resident, "full_name"),
    ):
        model.objects.update(**{column: CANARY})
    for number, account in enumerate(laid["accounts"]):
        Account.objects.filter(pk=account.pk).update(full_name=CANARY, phone=PHONES[number])
    Resident.objects.update(phone=PHONES[0])
    invite(
        actor=None, area=area_of(ALL, "00322"), kind="officer", full_name=CANARY,
        username=f"{CANARY}-1", email="can@real.example",
    )  # fmt: skip
    return laid


@pytest.fixture
def elsewhere(tmp_path: Path) -> Any:
    """What the other process has: the settings of a training installation. Without static files."""
    with override_settings(TRAINING=True, DATA=tmp_path / "training", DEBUG=True) as settings:
        yield settings


def everything() -> str:
    """Every row of the database, as text."""
    connection.check_constraints()  # what waits for the end of the transaction; TRUNCATE would not
    lines = io.StringIO()
    call_command("dumpdata", "--exclude=territory.area", "--exclude=contenttypes", stdout=lines)
    return lines.getvalue()


def other_database() -> None:
    """From here on the test's database stands for the training's, which begins empty."""
    connection.check_constraints()
    call_command("flush", verbosity=0, interactive=False)


def test_the_structure_crosses_and_nobody_does(real: dict[str, Any], elsewhere: Any) -> None:
    ids = {str(one) for model in (Household, Resident, Account) for one in _ids(model)}
    group = Area.objects.get(path=real["doors"][0].path)
    campaign: Campaign = real["campaign"]
    before = _milestones(campaign)
    Target.objects.create(
        campaign=campaign, area=group, path=group.path, indicator="households.reached",
        due_on=campaign.starts_on, percent=5,
    )  # fmt: skip
    with override_settings(TRAINING=False):
        passed = written(draw(group.path.split(".")[1], with_volunteers=True))
    said = passed.decode()
    for personal in (CANARY, *PHONES, "can@real.example", *real["badges"], *ids):
        assert personal not in said

    other_database()
    made = building.build(read(passed), doors=4)
    assert (made.groups, made.households, made.teams, made.members) == (2, 8, 1, 2)
    found = everything()
    for personal in (CANARY, *PHONES, "can@real.example", *real["badges"], *ids):
        assert personal not in found

    copied = Campaign.objects.get()
    assert copied.name == f"{WORD} · 45 ngày đêm"
    assert (copied.state, copied.starts_on) == ("running", clock.today())
    assert _milestones(copied) == before
    assert targets_set_at(ALL, copied, group.path).get().due_on == clock.today()
    assert Team.objects.get().name == "Tổ 7"
    assert sorted(Membership.objects.values_list("force", flat=True)) == ["youth_union"] * 2
    assert Assignment.objects.count() == 4
    assert {one.split("-")[2] for one in _usernames()} == {"00322"}
    assert len(made.ways) == len(_usernames())
    assert not Encounter.objects.exists()
    for account in Account.objects.all():
        assert not account.has_usable_password()
    mark.check()  # the server may answer

    # Made again, it begins anew; and so it does after somebody has practised in it.
    Household.objects.update(head_name="Đã luyện tập")
    connection.check_constraints()
    building.build(read(passed), doors=2)
    assert "Đã luyện tập" not in everything()
    assert Household.objects.count() == 4
    line = JournalLine.objects.get(verb=mark.WIPED)
    assert line.details == {"households": 8, "encounters": 0}


def _ids(model: Any) -> list[Any]:
    return list(model.objects.values_list("id", flat=True))


def _usernames() -> list[str]:
    return list(Account.objects.exclude(username=None).values_list("username", flat=True))


def _milestones(campaign: Campaign) -> list[tuple[Any, ...]]:
    """Its own targets, by the day of the campaign."""
    return [
        (one.indicator, one.segment, (one.due_on - campaign.starts_on).days, one.percent)
        for one in targets_set_at(ALL, campaign, campaign.path)
    ]


# ------------------------------------------------------------------------------------ what it keeps


def test_a_database_without_the_mark_is_never_wiped_nor_built_into(
    real: dict[str, Any], elsewhere: Any
) -> None:
    with override_settings(TRAINING=False):
        sketch = draw(str(real["campaign"].id))
    before = everything()
    for attempt in (mark.wipe, lambda: building.build(sketch, doors=2)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "training.holds_real"
    for attempt in (mark.check, setup.prepare):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "training.not_made"
    # Not even with the mark, where the setting does not say so: and such a server does not answer.
    mark.write(mark.MADE)
    with override_settings(TRAINING=False):
        for attempt, code in (
            (mark.wipe, "training.setting_missing"),
            (lambda: building.build(sketch, doors=2), "training.setting_missing"),
            (setup.prepare, "training.is_training"),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert refused.value.code == code
    JournalLine.objects.filter(verb=mark.MADE).delete()
    assert json.loads(everything()) == json.loads(before)


def test_a_folder_with_somebodys_files_is_not_taken(db: None, elsewhere: Any) -> None:
    folder: Path = mark.settings.DATA
    (folder / "static").mkdir(parents=True)
    (folder / "secret-key").write_text("made by the settings")
    assert mark.state() is mark.State.EMPTY
    (folder / "uploads").mkdir()
    assert mark.state() is mark.State.REAL


def test_too_large_a_part_is_refused_before_anything_is_touched(
    real: dict[str, Any], elsewhere: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(TRAINING=False):
        sketch = draw("00322")
    monkeypatch.setattr(building, "MOST_DOORS", 3)
    with pytest.raises(Refused) as refused:
        building.build(sketch, doors=4)
    assert refused.value.code == "training.too_large"


def test_the_other_process_is_given_nothing_of_the_real_one(
    real: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Any] = []

    def run(command: list[str], **how: Any) -> Any:
        ran.append(how)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(training.subprocess, "run", run)
    for name in training.NOT_INHERITED:
        monkeypatch.setenv(name, "the real one's")
    asked = Namespace(
        campaign="00322",
        area="",
        volunteers=False,
        into=tmp_path / "t",
        database="",
        doors=30,
        url="",
    )
    assert training.run_make(asked) == 0
    environment = ran[0]["env"]
    assert "the real one's" not in environment.values()
    assert environment["TUNGNGO_TRAINING"] == "1"
    assert environment["TUNGNGO_DATA"] == str(tmp_path / "t")
    for wrong in ({"into": mark.settings.DATA / "t"}, {"database": "the real one's"}):
        with pytest.raises(Refused) as refused:
            training.run_make(Namespace(**vars(asked) | wrong))
        assert refused.value.code == "training.same_place"
    assert len(ran) == 1


def test_its_settings_share_no_cookie_key_or_mail_server(tmp_path: Path) -> None:
    told = """
import json; from tungngo import settings as s
print(json.dumps([s.SECRET_KEY, getattr(s, "SESSION_COOKIE_NAME", "sessionid"),
 getattr(s, "CSRF_COOKIE_NAME", "csrftoken"), getattr(s, "LANGUAGE_COOKIE_NAME", "django_language"),
 s.EMAIL_HOST, s.OIDC_SERVER]))
"""
    surroundings = os.environ | {
        **{"TUNGNGO_DATA": str(tmp_path), "TUNGNGO_SECRET": "one for both"},
        **{"TUNGNGO_SMTP": "smtp://mail.example", "TUNGNGO_OIDC_SERVER": "https://sso.example"},
    }
    sides = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", told],
                **{"cwd": ROOT, "env": surroundings | {"TUNGNGO_TRAINING": flag}},
                **{"capture_output": True, "check": True, "timeout": 60},
            ).stdout
        )
        for flag in ("", "1")
    ]
    real, practised = sides
    assert not set(real) & set(practised)
    assert real[4:] == ["mail.example", "https://sso.example"]
    assert practised[4:] == ["", ""]


# ------------------------------------------------------------------------------------ what it says


@pytest.fixture
def packed_anew() -> Iterator[None]:
    """The phone's files as each side packs them: a process is one side only, and packs once."""
    parcel._packed_once.cache_clear()
    yield
    parcel._packed_once.cache_clear()


def test_every_page_there_is_stands_in_a_frame_that_has_the_band(
    db: None, packed_anew: None
) -> None:
    templates = list((ROOT / "tungngo").glob("*/templates/**/*.html"))
    frames = {one.name for one in templates if "<!doctype" in one.read_text().lower()}
    assert frames == {"page.html", "shell.html"}, "another frame: it needs the band of a training"
    addresses = ("/", "/signin/", "/field/", "/b/", "/nowhere/at/all/")
    for flag in (True, False):
        parcel._packed_once.cache_clear()
        with override_settings(TRAINING=flag):
            client = Client()
            assert ("/static/look/training.css" in client.get("/field/").content.decode()) is flag
            for address in addresses:
                page = client.get(address).content.decode()
                assert (f">{WORD}</strong>" in page) is flag, address
                assert (f"<title>{WORD}" in page) is flag, address
            assert ('CACHE = "tungngo-training"' in client.get("/sw.js").content.decode()) is flag
            assert (WORD in client.get("/field/manifest.webmanifest").content.decode()) is flag


def test_the_desk_says_where_to_practise(real: dict[str, Any]) -> None:
    account = Account.objects.get(email="can@real.example")
    address = reverse("training", args=[real["campaign"].id, "00322"])
    client = Client()
    client.force_login(account)
    bare = client.get(address).content.decode()
    assert f"--campaign {real['campaign'].id}" in bare
    assert "TUNGNGO_TRAINING_URL" in bare
    with override_settings(TRAINING_URL="https://tap-huan.example/"):
        assert 'href="https://tap-huan.example/"' in client.get(address).content.decode()
    room = client.get(reverse("campaign", args=["00322"])).content.decode()
    assert address in room
    assert WORD not in room


def test_files_carry_the_word_in_their_names_and_on_their_pages(real: dict[str, Any]) -> None:
    account = Account.objects.get(email="can@real.example")
    pages: list[bytes] = []
    for flag in (False, True):
        with override_settings(TRAINING=flag):
            client = Client()
            client.force_login(account)
            for kind in ("pdf", "xlsx"):
                answer = client.get(reverse(f"brief_{kind}", args=["00322"]))
                assert ('filename="TAP-HUAN-bao-cao' in answer["Content-Disposition"]) is flag
            pages.append(client.get(reverse("letter_pdf", args=["00322", "closing"])).content)
    assert len(pages[1]) > len(pages[0])  # a word lies across it
    for template in typesetting.FOLDER.glob("*.typ"):
        assert "sys.inputs.across" in template.read_text(), template.name
    assert file_named("a.csv") == "a.csv"


def test_a_badge_opens_a_phone_in_its_own_world_only(real: dict[str, Any]) -> None:
    with override_settings(TRAINING=True):
        ((badge, practised),) = issue_badges(actor=None, accounts=real["accounts"][:1])
        claim_badge(secret=practised, label="")
        with pytest.raises(Refused) as refused:
            claim_badge(secret="a-real-badge-of-elsewhere", label="")
        assert refused.value.code == "badge.real"
        with pytest.raises(Refused) as refused:
            claim_badge(secret=f"{practised}x", label="")
        assert refused.value.code == "badge.unknown"
    Badge.objects.filter(pk=badge.pk).update(secret_hash="of another database")
    with pytest.raises(Refused) as refused:
        claim_badge(secret=practised, label="")
    assert refused.value.code == "badge.training"
