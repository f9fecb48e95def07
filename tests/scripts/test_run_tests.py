"""`make test` tells the truth: it adds up right, and no failure or empty part looks like success."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import run_tests
from scripts.run_tests import (
    BACK,
    NO_TESTS,
    PARTS,
    Run,
    closing_line,
    counts_of,
    how_it_went,
    lanes_of,
    side_by_side,
    stand_back,
    verdict,
)
from tests.conftest import marks_of


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>'
    )
    assert counts_of(report) == Counter(passed=4, failed=2, errors=1, skipped=3)


def test_a_report_that_was_never_written_counts_nothing(tmp_path: Path) -> None:
    assert counts_of(tmp_path / "report.xml").total() == 0


def test_the_closing_line_sums_all_runs_as_pytest_writes_it() -> None:
    runs = [
        Run("SQLite", "", counts=Counter(passed=5, skipped=1)),
        Run("PostgreSQL", "", counts=Counter(passed=4, failed=2)),
    ]
    line = closing_line(runs, 61.234)
    assert line.strip("=") == " 2 failed, 9 passed, 1 skipped in 61.23s "
    assert line.startswith("==")


def test_all_well_is_no_complaint() -> None:
    assert verdict([Run("SQLite", ""), Run("PostgreSQL", "")], selected=False) == []


def test_any_failing_run_is_a_failure() -> None:
    for code in (1, 2, 3, 4, -9):
        (complaint,) = verdict([Run("SQLite", ""), Run("X", "", exit_code=code)], selected=True)
        assert complaint.startswith("X:")


def test_a_part_without_tests_is_a_failure_unless_some_were_asked_for() -> None:
    runs = [Run("SQLite", ""), Run("Journeys on SQLite", "", exit_code=NO_TESTS)]
    assert "Journeys on SQLite" in verdict(runs, selected=False)[0]
    assert verdict(runs, selected=True) == []


def test_a_name_that_matches_nothing_is_a_failure() -> None:
    runs = [Run("SQLite", "", exit_code=NO_TESTS), Run("X", "", exit_code=NO_TESTS)]
    assert verdict(runs, selected=True) == ["No test has a name that matches K."]


def test_a_run_says_how_long_it_took() -> None:
    run = Run("SQLite", "", counts=Counter(passed=5), seconds=61.6)
    assert how_it_went(run) == "SQLite: 5 passed in 62 s."


@pytest.mark.parametrize(
    ("wanted", "lanes"),
    [
        (["journeys"], [["Journeys on PostgreSQL", "Journeys on SQLite"]]),
        (["sqlite"], [["SQLite"]]),
        (["postgres"], [["PostgreSQL"]]),
    ],
)
def test_a_part_is_a_lane(wanted: list[str], lanes: list[list[str]]) -> None:
    assert [[run.name for run in lane] for lane in lanes_of(wanted, "url")] == lanes


#: What a test asks for in a folder → the runs that must have it, each once.
EVERYWHERE = {"SQLite", "PostgreSQL"}
JOURNEYS = {"Journeys on SQLite", "Journeys on PostgreSQL"}
ASKED = {
    ("tests/new_room/test_it.py", "", False): EVERYWHERE,
    ("tests/new_room/test_it.py", "db", False): EVERYWHERE,
    ("tests/test_it.py", "tmp_path", True): EVERYWHERE,
    ("tests/new_room/test_it.py", "town", False): JOURNEYS,
    ("tests/new_room/test_it.py", "town page", False): JOURNEYS,
    ("tests/new_room/test_it.py", "page db", False): JOURNEYS,
    ("tests/new_room/test_it.py", "new_context", True): JOURNEYS,
    ("tests/new_room/test_it.py", "page ground", False): JOURNEYS,
    ("tests/journeys/test_it.py", "", False): JOURNEYS,
    ("tests/journeys/test_it.py", "page", False): JOURNEYS,
    ("tests/look/test_it.py", "page", False): {"Journeys on SQLite"},
}


@pytest.mark.parametrize("asked", ASKED)
def test_every_test_is_in_each_run_it_belongs_to_once(asked: tuple[str, str, bool]) -> None:
    """Whatever folder it lies in: a new one needs nothing said of it."""
    path, fixtures, in_database = asked
    marks = marks_of(Path(path), fixtures.split(), in_database)
    runs = [run for lane in lanes_of(PARTS, "url") for run in lane]
    having = [run.name for run in runs if selected_by(run.marker, marks)]
    assert sorted(having) == sorted(ASKED[asked])


def selected_by(marker: str, marks: list[str]) -> bool:
    """As pytest's -m reads it."""
    names = {name: name in marks for name in ("journey", "townless")}
    return bool(eval(marker, {"__builtins__": {}}, names))


def test_who_stands_back_takes_what_others_leave() -> None:
    program = [sys.executable, "-c", "input()"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, start_new_session=True) as process:
        stand_back(process.pid)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == BACK
        with contextlib.suppress(FileNotFoundError):  # not every Linux has groups by session
            group = Path(f"/proc/{process.pid}/autogroup").read_text()
            assert group.endswith(f"nice {BACK}\n")
        process.communicate(b"\n")


def test_lanes_go_side_by_side_and_each_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "LOOK_SECONDS", 0)
    under_way: list[str] = []
    seen: list[set[str]] = []

    def start(run: Run, aside: bool) -> Any:
        assert aside is (run.name[0] != "A")
        under_way.append(run.name)
        looks = iter([False] * int(run.marker))

        def has_ended() -> bool:
            seen.append(set(under_way))
            if ended := next(looks, True):
                under_way.remove(run.name)
            return ended

        return SimpleNamespace(run=run, has_ended=has_ended)

    lanes = [[Run("A1", "3"), Run("A2", "2")], [Run("B1", "6"), Run("B2", "9")]]
    ended = side_by_side(lanes, start)
    assert [one.run.name for one in ended] == ["A1", "A2", "B1", "B2"]
    assert {frozenset(names) for names in seen} == {
        frozenset(names) for names in (["A1"], ["A1", "B1"], ["A2", "B1"], ["B1"], ["B2"])
    }
