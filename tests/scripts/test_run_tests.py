"""`make test` tells the truth: it adds up right, and no failure or empty part looks like success."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts import run_tests
from scripts.run_tests import NO_TESTS, Run, closing_line, counts_of, side_by_side, verdict


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


def test_lanes_go_side_by_side_and_each_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_tests, "LOOK_SECONDS", 0)
    under_way: list[str] = []
    seen: list[set[str]] = []

    def start(run: Run, aside: bool) -> Any:
        assert aside is (run.name[0] == "B")
        under_way.append(run.name)
        looks = iter([None] * int(run.marker))

        def poll() -> int | None:
            seen.append(set(under_way))
            if (code := next(looks, 0)) is not None:
                under_way.remove(run.name)
            return code

        return SimpleNamespace(run=run, process=SimpleNamespace(poll=poll))

    lanes = [[Run("A1", "3"), Run("A2", "2")], [Run("B1", "6"), Run("B2", "9")]]
    ended = side_by_side(lanes, start)
    assert [one.run.name for one in ended] == ["A1", "A2", "B1", "B2"]
    assert {frozenset(names) for names in seen} == {
        frozenset(names) for names in (["A1"], ["A1", "B1"], ["A2", "B1"], ["B1"], ["B2"])
    }
