"""Disk full, database busy, worker stopped, clocks moved: told plainly, nothing half written, caught up."""

from __future__ import annotations

import datetime as dt
import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.encounters.street import Street
from tests.field.conftest import Phone
from tests.field.lane import lay
from tests.field.test_wire import batch, met
from tests.test_jobs import work_until_idle
from tungngo import jobs
from tungngo.desk.views import signin
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.lib.trouble import is_away, is_out_of_room
from tungngo.progress.check import check
from tungngo.progress.models import Tally
from tungngo.territory.marks import waiting
from tungngo.territory.models import StaleArea
from tungngo.watching import pulse as pulses
from tungngo.watching.models import Beat
from tungngo.watching.rules import MOVED, clock_moved, worker_verdict

EVERYTHING = Reach.everything()


@pytest.fixture
def laid(transactional_db: None) -> dict[str, Any]:
    return lay()


@pytest.fixture
def claimed(laid: dict[str, Any]) -> Phone:
    phone = Phone()
    assert phone.claim(laid["badges"][0]).status_code == 201
    return phone


# ------------------------------------------------------------------------------------ the disk


@contextmanager
def full_disk() -> Iterator[None]:
    """The database's own words for it: SQLite may grow no page, PostgreSQL says its state 53100."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Pages that tests before this one gave back would be room still.
            cursor.execute("CREATE TABLE in_the_way (what BLOB)")
            cursor.execute("PRAGMA freelist_count")
            cursor.execute(
                "INSERT INTO in_the_way VALUES (zeroblob(%s))", [cursor.fetchone()[0] * 4096]
            )
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count={cursor.fetchone()[0]}")
            yield
            cursor.execute("PRAGMA max_page_count=1073741823")
            cursor.execute("DROP TABLE in_the_way")
            return
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON encounters_encounter "
            "FOR EACH STATEMENT EXECUTE FUNCTION full_disk()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION full_disk CASCADE")


def test_a_full_disk_is_told_with_a_time_to_come_back_and_nothing_is_half_written(
    laid: dict[str, Any], claimed: Phone
) -> None:
    sent = batch(*(met(laid, n % 12, note="x" * 190) for n in range(400)))
    with full_disk():
        answer = claimed.post("/field/push", sent)
    assert (answer.status_code, answer.json()["code"]) == (507, "wire.full")
    assert "hết chỗ trống" in answer.json()["sentence"]
    assert int(answer["Retry-After"]) >= 60
    assert not Receipt.objects.exists()
    assert not Encounter.objects.exists()
    assert not StaleArea.objects.exists()
    answer = claimed.post("/field/push", sent)
    assert {one["verdict"] for one in answer.json()["verdicts"]} == {"accepted"}
    assert Encounter.objects.count() == 400


def test_a_page_says_that_there_is_no_room(
    client: Client, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(signin.cache, "add", full)
    answer = client.post("/signin/", {"username": "a", "password": "b"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "hết chỗ trống" in answer.content.decode()


def test_a_picture_that_finds_no_room_stays_on_the_phone(
    laid: dict[str, Any], claimed: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tungngo.field.views.photos.take_piece", full)
    asked = f"id={'0' * 32}&origin=00322&encounter={'0' * 32}&total=3&digest={'0' * 64}"
    headers = {"Authorization": f"Device {claimed.secret}"}
    answer = claimed.client.put(f"/field/photo?{asked}", b"abc", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (507, "wire.full")


# --------------------------------------------------------------------------------- the database


@contextmanager
def locked() -> Iterator[None]:
    """Another connection keeps what a push has to write, longer than the push may wait."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                if other.vendor == "sqlite":
                    cursor.execute("BEGIN IMMEDIATE")
                else:
                    cursor.execute("BEGIN")
                    cursor.execute("LOCK TABLE intake_receipt IN ACCESS EXCLUSIVE MODE")
                held.set()
                done.wait(30)
                cursor.execute("ROLLBACK")
        finally:
            other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(20)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout=50")
        else:
            cursor.execute("SET lock_timeout='50ms'")
        try:
            yield
        finally:
            done.set()
            thread.join()
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout=20000")
            else:
                cursor.execute("SET lock_timeout=0")


def test_a_locked_database_asks_to_come_back(laid: dict[str, Any], claimed: Phone) -> None:
    sent = batch(met(laid))
    with locked():
        answer = claimed.post("/field/push", sent)
    assert (answer.status_code, answer.json()["code"]) == (503, "wire.busy")
    assert int(answer["Retry-After"]) > 0
    [verdict] = claimed.post("/field/push", sent).json()["verdicts"]
    assert verdict["verdict"] == "accepted"


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_page_says_that_the_database_is_away(
    client: Client, transactional_db: None, monkeypatch: pytest.MonkeyPatch, kind: type
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise kind("server closed the connection unexpectedly")

    monkeypatch.setattr("tungngo.public.views.find_areas", away)
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "khởi động lại" in answer.content.decode()
    assert "server closed" not in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "no_room", "away"),
    [
        (OSError(errno.ENOSPC, ""), True, False),
        (OSError(errno.EACCES, ""), False, False),
        (psycopg.errors.DiskFull(), True, True),
        (psycopg.errors.AdminShutdown(), False, True),
        (psycopg.errors.QueryCanceled(), False, True),
        (psycopg.errors.UniqueViolation(), False, False),
        (ValueError(), False, False),
    ],
)
def test_which_trouble_a_fault_tells_of(fault: Exception, no_room: bool, away: bool) -> None:
    assert (is_out_of_room(fault), is_away(fault)) == (no_room, away)
    outer = RuntimeError()
    outer.__cause__ = fault
    assert is_out_of_room(outer) == no_room


# ----------------------------------------------------------------------------------- the worker


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_stood_still_for_an_hour_catches_up_by_itself(client: Client) -> None:
    street = Street(doors=3)
    work_until_idle()
    for door in street.doors:
        street.push(street.op(street.encounter(door)))
    hour_ago = clock.now() - dt.timedelta(hours=1)
    StaleArea.objects.update(since_at=hour_ago)
    Beat.objects.update(seen_at=hour_ago)
    assert client.get("/health").json()["worker"] == "late"
    said = client.get("/metrics").content.decode()
    [lag] = [line for line in said.splitlines() if line.startswith("tungngo_recount_lag_seconds ")]
    assert 3600 <= float(lag.split()[1]) < 3700
    assert waiting(EVERYTHING).encounters == 3

    work_until_idle()
    assert waiting(EVERYTHING).areas == 0
    assert client.get("/health").json()["worker"] == "ok"
    assert list(check(Reach((street.ward.path,)))) == []
    counted = Tally.objects.filter(path="", campaign_id=street.campaign.id)
    assert sum(row.counts.get("h.reached", 0) for row in counted) == 3
    assert Beat.objects.get().counted >= 1
    assert Beat.objects.get().counted_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    street = Street(doors=1)
    street.push(street.op(street.encounter(street.doors[0])))
    tries: list[int] = []
    really = jobs.count_anew

    def away_twice() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise (OperationalError, InterfaceError)[len(tries) - 1]("gone")
        return really()

    monkeypatch.setattr(jobs, "count_anew", away_twice)
    waited: list[float | None] = []
    stop = threading.Event()

    def wait(seconds: float | None = None) -> bool:
        waited.append(seconds)
        if len(tries) >= 4:
            stop.set()
        return stop.is_set()

    stop.wait = wait  # type: ignore[method-assign]
    jobs.work(stop)
    assert waited.count(jobs.AFTER_TROUBLE) == 2
    assert waiting(EVERYTHING).areas == 0


@pytest.mark.django_db(transaction=True)
def test_a_beat_that_cannot_be_written_is_told_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heart = pulses.Pulse("máy-2")
    heart.counted(5)
    really = pulses.beat

    def away(**_: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(pulses, "beat", away)
    heart.beat()
    heart.counted(2)
    heart.slow_query()
    monkeypatch.setattr(pulses, "beat", really)
    heart.beat()
    kept = Beat.objects.get(name="máy-2")
    assert (kept.counted, kept.slow_queries) == (7, 1)
    heart.beat()
    kept.refresh_from_db()
    assert kept.counted == 7


# ----------------------------------------------------------------------------------- the clock


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.timedelta], None]:
    """Moves the machine's clock by so much from what it would be."""
    really, by = clock.now, [dt.timedelta()]
    monkeypatch.setattr(clock, "now", lambda: really() + by[0])

    def move(much: dt.timedelta) -> None:
        by[0] = much

    return move


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_moved_clock_is_told_and_the_counts_are_right_all_the_same(
    client: Client, wall: Callable[[dt.timedelta], None], hours: int, caplog: Any
) -> None:
    street = Street(doors=3)
    heart = pulses.Pulse("máy-1")
    heart.beat()
    street.push(street.op(street.encounter(street.doors[0])))
    wall(dt.timedelta(hours=hours))
    heart.beat()
    kept = Beat.objects.get()
    assert abs(kept.clock_moved_by - hours * 3600) <= 5
    assert "clock" in caplog.text
    # What was marked before and after the move is counted alike, in whatever order the marks lie.
    street.push(street.op(street.encounter(street.doors[1])))
    work_until_idle()
    wall(dt.timedelta())
    street.push(street.op(street.encounter(street.doors[2])))
    work_until_idle()
    heart.beat()
    assert client.get("/health").json()["worker"] == "ok"
    assert waiting(EVERYTHING).areas == 0
    assert list(check(Reach((street.ward.path,)))) == []
    counted = Tally.objects.filter(path="", campaign_id=street.campaign.id)
    assert sum(row.counts.get("h.reached", 0) for row in counted) == 3


@given(passed=st.integers(0, 10**6), moved=st.integers(-(10**7), 10**7))
def test_a_clock_was_moved_when_it_went_otherwise_than_time(passed: int, moved: int) -> None:
    found = clock_moved(dt.timedelta(seconds=passed + moved), dt.timedelta(seconds=passed))
    if passed + moved == 0:
        assert found == 0, "a clock that stands still is set on purpose"
    else:
        assert found == (moved if abs(moved) > MOVED.total_seconds() else 0)


def test_a_beat_from_the_future_is_as_good_as_one_of_now() -> None:
    now = clock.now()
    assert worker_verdict(now + dt.timedelta(hours=3), now) == "ok"
    assert worker_verdict(now - dt.timedelta(minutes=3), now) == "late"
    assert worker_verdict(None, now) == "never"
