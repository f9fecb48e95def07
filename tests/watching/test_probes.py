"""/health and /metrics: what they say, with which status, to whom, and that they stay cheap."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from tests.encounters.street import Street
from tungngo import probes
from tungngo.lib import clock
from tungngo.watching import machine
from tungngo.watching.actions import News, beat
from tungngo.watching.models import Beat
from tungngo.watching.rules import FULL_BYTES, LATE, LOW_BYTES

ROOMY = shutil._ntuple_diskusage(100 * LOW_BYTES, 0, 50 * LOW_BYTES)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: ROOMY)


def alive(**news: Any) -> None:
    beat(name="máy-1", begun_at=clock.now(), news=News(**news))


def away(*_: Any) -> Any:
    raise OperationalError("connection to server at 10.0.0.7, user tungngo, failed")


@pytest.mark.django_db
def test_all_is_well_when_a_worker_beats(client: Client) -> None:
    alive()
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")
    assert set(answer.json().values()) == {"ok"}
    assert set(answer.json()) == {"state", "database", "migrations", "worker", "disk"}
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_without_a_worker_calls_may_come_but_somebody_should_look(client: Client) -> None:
    assert client.get("/health").json()["worker"] == "never"
    alive()
    Beat.objects.update(seen_at=clock.now() - LATE - dt.timedelta(seconds=1))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["worker"]) == (503, "late")
    assert answer["Retry-After"]
    assert client.get("/health/ready").status_code == 200
    alive()
    assert client.get("/health").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("free", "said", "status"), [(LOW_BYTES - 1, "low", 200), (FULL_BYTES - 1, "full", 503)]
)
def test_a_full_disk_takes_nothing_more(
    client: Client, monkeypatch: pytest.MonkeyPatch, free: int, said: str, status: int
) -> None:
    alive()
    full = shutil._ntuple_diskusage(100 * LOW_BYTES, 0, free)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: full)
    for url in ("/health", "/health/ready"):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["disk"]) == (status, said)
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_a_migration_that_is_missing_is_told(client: Client) -> None:
    alive()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'watching'")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["migrations"]) == (503, "missing")


@pytest.mark.django_db
def test_a_database_that_is_away_is_told_without_its_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "database_answers", away)
    for url in ("/health", "/health/ready"):
        answer = client.get(url)
        assert (answer.status_code, answer.json()["database"]) == (503, "away")
        assert "10.0.0.7" not in answer.content.decode()
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_being_asked_costs_four_small_statements(
    client: Client, django_assert_num_queries: Any
) -> None:
    alive()
    client.get("/health")
    with django_assert_num_queries(0):
        client.get("/health/live")
    # SELECT 1; is the table of migrations there; which were applied; the beats.
    with django_assert_num_queries(4):
        client.get("/health")


def figures(client: Client, **headers: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


@pytest.mark.django_db
def test_figures_say_how_far_behind_the_counts_are(client: Client) -> None:
    street = Street(doors=2)
    before = figures(client)
    good = street.op(street.encounter(street.doors[0]))
    bad = street.op(street.encounter(street.doors[1])) | {"kind": "nobody.knows"}
    street.push(good, bad, good)
    alive(counted=3, counted_at=clock.now(), slow_queries=2)
    after = figures(client)
    assert after["tungngo_stale_areas", ()] == 1
    assert after["tungngo_uncounted_encounters", ()] == 1
    assert after["tungngo_recount_lag_seconds", ()] >= 0
    assert after["tungngo_open_receipts", (("code", "op.kind_unknown"),)] == 1
    assert after["tungngo_recounted_areas_total", (("worker", "máy-1"),)] == 3
    assert after["tungngo_worker_slow_queries_total", (("worker", "máy-1"),)] == 2
    assert after["tungngo_worker_beat_age_seconds", (("worker", "máy-1"),)] < 60
    assert after["tungngo_database_bytes", ()] > 0
    assert after["tungngo_disk_free_bytes", ()] == ROOMY.free
    for labels, more in (
        ((("kind", "encounter.record"), ("verdict", "accepted")), 1),
        ((("kind", "encounter.record"), ("verdict", "had")), 1),
        ((("kind", "unreadable"), ("verdict", "refused")), 1),
    ):
        name = "tungngo_operations_total"
        assert after[name, labels] == before.get((name, labels), 0) + more
    refused = ("tungngo_refusals_total", (("code", "op.kind_unknown"),))
    assert after[refused] == before.get(refused, 0) + 1
    batches = ("tungngo_batch_operations_sum", ())
    assert after[batches] == before.get(batches, 0) + 3


@pytest.mark.django_db
def test_figures_of_calls_name_addresses_never_paths(client: Client) -> None:
    client.get("/p/00322/?q=bimat")
    client.get("/no/such/secret-address")
    said = client.get("/metrics").content.decode()
    assert 'tungngo_call_seconds_count{route="published"}' in said
    assert 'tungngo_answers_total{route="unknown",status="404"}' in said
    assert "secret-address" not in said
    # Figures may hold any digits (a moment in seconds has them all in time); names may not.
    named = [line.rsplit(" ", 1)[0] for line in said.splitlines()]
    assert not [name for name in named if "00322" in name]


@pytest.mark.django_db
def test_without_a_database_the_disk_is_still_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "database_bytes", away)
    found = figures(client)
    assert found["tungngo_database_up", ()] == 0
    assert found["tungngo_disk_free_bytes", ()] == ROOMY.free


@pytest.mark.django_db
def test_figures_are_for_this_machine_listed_addresses_or_the_token(
    client: Client, settings: Any
) -> None:
    assert client.get("/metrics").status_code == 200
    far = {"REMOTE_ADDR": "10.1.2.3"}
    assert client.get("/metrics", **far).status_code == 403
    # Through a proxy on this machine, everybody comes from this machine.
    for name in ("x-forwarded-for", "x-real-ip", "forwarded", "via"):
        assert client.get("/metrics", headers={name: "127.0.0.1"}).status_code == 403
    settings.METRICS_FROM = ["10.1.0.0/16"]
    assert client.get("/metrics", **far).status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::ffff:10.1.2.3").status_code == 200
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 403
    settings.METRICS_TOKEN = "một mã dài"
    for token, status in (("một mã dài", 200), ("một mã", 403), ("", 403)):
        headers = {"authorization": f"Bearer {token}", "x-forwarded-for": "8.8.8.8"}
        assert client.get("/metrics", headers=headers).status_code == status
    assert client.get("/metrics", **far).status_code == 200, "listed, without the token"


@pytest.mark.parametrize("address", ["", "nonsense", "10.0.0.1\n"])
def test_what_is_no_address_lies_nowhere(address: str) -> None:
    assert not probes.is_within(address, ["0.0.0.0/0", "::/0"])
