"""`make test` tells the truth: it adds up right, and no failure or empty part looks like success."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scripts.run_tests import NO_TESTS, Run, closing_line, counts_of, verdict


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
