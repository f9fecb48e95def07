"""`tungngo demo`: built once, kept, begun again when asked or when the last build did not end."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from tests.clerk import Clerk
from tests.town import ROOT, SETTINGS, free_port
from tungngo.accounts import journal
from tungngo.accounts.actions import make_account
from tungngo.cli.demo_world import building
from tungngo.cli.demo_world.building import BEGUN, FINISHED, State, state
from tungngo.lib.problems import Refused

SCALE = "0.02"
PATIENCE = 600

# ── What the database says of itself


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verbs", "found"),
    [
        ([], State.EMPTY),
        (["units.installed", "skills.installed", "guides.installed"], State.EMPTY),
        (["units.installed", BEGUN, "account.made"], State.INTERRUPTED),
        ([BEGUN, "account.made", FINISHED, "badge.issued"], State.FINISHED),
        (["account.made"], State.FOREIGN),
    ],
)
def test_the_journal_tells_how_far_a_build_came(verbs: list[str], found: State) -> None:
    for verb in verbs:
        journal.write(actor=None, verb=verb)
    assert state() is found


@pytest.mark.django_db
def test_what_the_demo_did_not_make_is_never_wiped() -> None:
    make_account(actor=None, full_name="Một người thật")
    with pytest.raises(Refused) as refused:
        building.wipe()
    assert refused.value.code == "demo.not_ours"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's file is simply removed")
def test_a_postgres_database_is_emptied_only_when_its_name_says_demo() -> None:
    assert not settings.DATABASES["default"]["NAME"].endswith("demo")
    journal.write(actor=None, verb=BEGUN)
    with pytest.raises(Refused) as refused:
        building.wipe()
    assert refused.value.code == "demo.database_name"
    assert state() is State.INTERRUPTED


# ── The whole of it, as a person at a terminal runs it


@dataclass(frozen=True)
class Terminal:
    """A data folder and a database of one's own, and the command line on them."""

    data: Path
    environment: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tungngo", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str) -> tuple[int, str]:
        """Exit code and everything that was said."""
        process = self.start(*words)
        said, _nothing = process.communicate(timeout=PATIENCE)
        return process.returncode, said

    def ask(self, question: str) -> object:
        """What a Python expression gives on this database."""
        asked = f"{QUESTIONS}\nprint(json.dumps({question}))"
        return json.loads(self.clerk("-c", asked).splitlines()[-1])

    @cached_property
    def clerk(self) -> Clerk:
        """Who answers what is asked."""
        return Clerk(self.environment, self.data / "clerk.log")


#: What the questions below are made of.
QUESTIONS = """
import django, json; django.setup()
from tungngo.accounts.models import Device, JournalLine
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.territory.models import Area, Household, Resident
from tungngo.teams.models import Membership, Team
from tungngo.advice.models import Task
from tungngo.certificates.models import Certificate
from datetime import timedelta
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.points.models import Duty, Gathering, Handover, HeadCount, Rota, Shift, SupportPoint
from tungngo.points.queries import week_under
from tungngo.quizzes.models import Attempt, Quiz
def listed(path): return Population.objects.get(path=path, campaign_id=NO_CAMPAIGN).counts
def reached(paths): return sum(
    row.counts.get("h.reached", 0) for row in Tally.objects.filter(path__in=paths))
def groups(code): return [a.path for a in Area.objects.filter(parent=code)]
"""


@contextlib.contextmanager
def own_database(environment: dict[str, str]) -> Iterator[None]:
    """On PostgreSQL a database for this file alone, whose name says that it is a demo's."""
    server = environment.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        environment.pop("DATABASE_URL", None)
        yield
        return
    name = f"try_{secrets.token_hex(6)}_demo"
    with psycopg.connect(server, autocommit=True) as own:
        own.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
    try:
        yield
    finally:
        with psycopg.connect(server, autocommit=True) as own:
            own.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


@contextlib.contextmanager
def terminal_in(data: Path) -> Iterator[Terminal]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TUNGNGO_")}
    environment |= {"TUNGNGO_DATA": str(data), "PYTHONUNBUFFERED": "1"}
    environment |= {"DJANGO_SETTINGS_MODULE": SETTINGS}
    with own_database(environment):
        terminal = Terminal(data, environment)
        try:
            yield terminal
        finally:
            if "clerk" in terminal.__dict__:
                terminal.clerk.go_home()


def wait_until_alone(terminal: Terminal) -> None:
    """Wait for every process that works on this data folder to end; fail when one stays."""
    mark = f"TUNGNGO_DATA={terminal.data}".encode()
    give_up_at = time.monotonic() + 60
    left = [Path("/proc")]
    while left and time.monotonic() < give_up_at:
        left = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    left.append(process)
        time.sleep(0.1)
    assert not left, "a killed build leaves processes behind"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Terminal, str, str]]:
    """A demo whose first build was killed and whose second start finished it; what both said."""
    with terminal_in(tmp_path_factory.mktemp("demo")) as terminal:
        first = terminal.start("demo", "--no-serve", "--scale", SCALE)
        said = ""
        assert first.stdout is not None
        for line in first.stdout:
            said += line
            if "Taking in the household lists" in line:
                break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(first.pid, 9)
        first.wait()
        first.stdout.close()
        wait_until_alone(terminal)
        code, then = terminal.run("demo", "--no-serve", "--scale", SCALE)
        assert code == 0, then
        yield terminal, said, then


@pytest.fixture(scope="module")
def terminal(begun: tuple[Terminal, str, str]) -> Terminal:
    return begun[0]


def test_a_build_that_was_cut_off_is_begun_again(begun: tuple[Terminal, str, str]) -> None:
    _terminal, first, second = begun
    assert "Taking in the household lists" in first
    assert "beginning again" not in first
    assert "The last build was not finished; beginning again." in second
    assert "Lần dựng trước chưa xong" in second


def test_the_build_says_that_every_tally_is_right(begun: tuple[Terminal, str, str]) -> None:
    terminal, _first, second = begun
    assert "finds 0 differences" in second
    assert " 0 refused" in second
    code, said = terminal.run("recount", "--check")
    assert (code, said.count("differences")) == (0, 0), said


def test_what_was_asked_for_is_there(terminal: Terminal) -> None:
    assert terminal.ask("Team.objects.count()") == 74 + 28 + 20 + 12 + 14 + 1
    assert terminal.ask("len(groups('00322'))") == 74
    assert terminal.ask("Device.objects.count()") >= 140
    assert terminal.ask("Encounter.objects.count()") > 150
    assert terminal.ask("JournalLine.objects.filter(verb='list.committed').count()") == 5
    assert terminal.ask("JournalLine.objects.filter(verb='roster.committed').count()") == 5


def test_people_come_to_the_points_and_answer(
    terminal: Terminal, begun: tuple[Terminal, str, str]
) -> None:
    assert terminal.ask("SupportPoint.objects.filter(origin='00322', closed_at=None).count()") == 24
    sessions, cancelled, duties, quizzes = terminal.ask(
        "[Gathering.objects.count() - Task.objects.exclude(planned_id=None).count(),"
        " Gathering.objects.exclude(cancelled_why='').count(),"
        " Duty.objects.count(), Quiz.objects.exclude(gathering_id=None).count()]"
    )
    assert sessions >= 150
    assert 2 <= cancelled <= 3
    assert duties >= sessions
    assert quizzes >= 10
    came = terminal.ask("Encounter.objects.exclude(gathering_id=None).count()")
    sheets = terminal.ask("Attempt.objects.filter(standing='counted').count()")
    assert came > 100
    assert sheets > 60
    assert terminal.ask("HeadCount.objects.count()") > 40
    assert f"24 support points, {sessions} sessions, {came} people checked in" in begun[2]
    shifts = terminal.ask("Shift.objects.count()")
    assert shifts > 100
    assert terminal.ask("Handover.objects.count()") == 5
    staffed, own, open_, away, workers = terminal.ask(
        "(lambda week: [Rota.objects.exclude(point_id=None).count(),"
        " Duty.objects.filter(is_own_wish=True).count(),"
        " sum(one.missing > 0 for one in week.staffed), len(week.troubles),"
        " Duty.objects.filter(attendance='came', shift_id__isnull=False)"
        ".values('account').distinct().count()])"
        "(week_under(Reach.everything(), '01.00322.', clock.today(), clock.today() + timedelta(9)))"
    )
    assert staffed == 24
    assert own > 5
    assert open_ > 5
    assert away <= 3
    assert workers > 5
    certificates = terminal.ask("Certificate.objects.count()")
    said = f"{sheets} answer sheets, {shifts} shifts, {certificates} certificates, "
    assert said in begun[2]


def test_a_commune_is_the_sum_of_its_groups(terminal: Terminal) -> None:
    doors = "Household.objects.filter(origin='00322').count()"
    assert (
        terminal.ask("[listed('01.00322.')['h'], sum(listed(p)['h'] for p in groups('00322'))]")
        == [terminal.ask(doors)] * 2
    )
    met = (
        "HouseholdStanding.objects.filter(origin='00322').exclude(reached_on=None)"
        ".values('household_id').distinct().count()"
    )
    counted = terminal.ask(f"[reached(['01.00322.']), reached(groups('00322')), {met}]")
    assert counted[0] == counted[1] == counted[2] > 0


def test_the_second_start_keeps_everything(terminal: Terminal) -> None:
    counts = "[Encounter.objects.count(), Household.objects.count(), JournalLine.objects.count()]"
    before = terminal.ask(counts)
    code, said = terminal.run("demo", "--no-serve")
    assert (code, said) == (0, "")
    assert terminal.ask(counts) == before


@contextlib.contextmanager
def served(terminal: Terminal) -> Iterator[tuple[str, str]]:
    """The demo serving: its address, and what it said when it was up."""
    port = free_port()
    process = terminal.start("demo", "--port", str(port))
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield f"http://127.0.0.1:{port}", said
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def test_the_greeting_is_true(terminal: Terminal) -> None:
    with served(terminal) as (url, said):
        assert urllib.request.urlopen(f"{url}/health").status == 200
        signs_in(url, *re.search(r"^ +(tuongmai) +(\S+) ", said, re.MULTILINE).groups())
        badge = re.search(rf"{url}/b/#(\S+)", said)[1]
        assert claim(url, badge)[0] == 201
        status, body = claim(url, badge)
        assert (status, body["code"]) == (403, "badge.used")
    with served(terminal) as (url, said):
        # A badge works once, and each start has a fresh one.
        another = re.search(rf"{url}/b/#(\S+)", said)[1]
        assert another != badge
        assert claim(url, another)[0] == 201


def claim(url: str, badge: str) -> tuple[int, dict]:
    body = json.dumps({"badge": badge, "label": "a phone"}).encode()
    call = urllib.request.Request(f"{url}/field/claim", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(call) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def signs_in(url: str, username: str, password: str) -> None:
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{url}/signin/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    filled = urlencode({"username": username, "password": password, "csrfmiddlewaretoken": token})
    assert "/desk/" in browser.open(f"{url}/signin/", filled.encode()).url


def test_a_taken_port_is_said_before_anything_is_built(tmp_path: Path) -> None:
    with socket.socket() as taken, terminal_in(tmp_path) as terminal:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        began = time.monotonic()
        code, said = terminal.run("demo", "--port", str(taken.getsockname()[1]))
        assert code == 1
        assert len(said.strip().splitlines()) == 1
        assert str(taken.getsockname()[1]) in said
        assert time.monotonic() - began < PATIENCE
        assert not list(tmp_path.glob("*.sqlite3*"))


def test_somebody_elses_database_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    # Style sheets and scripts are no news there: to compress them anew takes seconds.
    shutil.copytree(terminal.data / "static", tmp_path / "static")
    with terminal_in(tmp_path) as terminal:
        assert terminal.run("setup")[0] == 0
        make = (
            "from tungngo.accounts.actions import make_account as m; m(actor=None, full_name='A')"
        )
        assert terminal.run("shell", "--no-imports", "-c", make)[0] == 0
        for words in (["demo", "--no-serve"], ["demo", "--no-serve", "--reset"]):
            code, said = terminal.run(*words)
            assert code == 1
            assert "[demo.not_ours]" in said
            assert len(said.strip().splitlines()) == 1
        assert terminal.ask("JournalLine.objects.filter(verb='account.made').count()") == 1


# Last, because it makes the shared demo another one.
def test_reset_begins_again(terminal: Terminal) -> None:
    before = terminal.ask("str(JournalLine.objects.get(verb='demo.begun').id)")
    marker = terminal.data / "uploads" / "left-over"
    marker.write_text("x")
    code, said = terminal.run("demo", "--no-serve", "--scale", SCALE, "--day", "9", "--reset")
    assert code == 0, said
    assert "finds 0 differences" in said
    assert not marker.exists()
    assert terminal.ask("str(JournalLine.objects.get(verb='demo.begun').id)") != before
    days = "sorted({str(e.happened_at.date()) for e in Encounter.objects.all()})"
    assert 1 <= len(terminal.ask(days)) <= 10
