"""What is read from the database, the disk and the workers' beats each time Prometheus asks.

These are the same whichever web process answers, so they are read, not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, InterfaceError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tungngo.intake.tray import waiting_by_code
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.marks import waiting
from tungngo.watching import machine, queries

EVERYTHING = Reach.everything()


def _age(moment: datetime | None, now: datetime) -> float:
    """Seconds since `moment`, 0 when there is none or it lies ahead (a clock that was set back)."""
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


class Figures(Collector):
    """The figures of this moment. Without a database only what the machine itself says."""

    def describe(self) -> list[Metric]:
        """Nothing: names are known once collected, and registering must not ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Gauges of the disk, the database, the queues, the marks, the tray and the workers."""
        disk = machine.disk()
        yield _one("tungngo_disk_free_bytes", "Free on the disk of the data folder.", disk.free)
        yield _one("tungngo_disk_bytes", "Size of the disk of the data folder.", disk.total)
        try:
            found = [*self._from_the_database()]
        except (DatabaseError, InterfaceError):
            yield _one("tungngo_database_up", "1 while the database answers.", 0)
            return
        yield _one("tungngo_database_up", "1 while the database answers.", 1)
        yield from found

    def _from_the_database(self) -> Iterator[Metric]:
        now = clock.now()
        yield _one("tungngo_database_bytes", "Size of the database.", machine.database_bytes())
        marks = waiting(EVERYTHING)
        yield _one("tungngo_stale_areas", "Areas that wait for a recount.", marks.areas)
        yield _one(
            "tungngo_uncounted_encounters",
            "Encounters accepted and not yet counted.",
            marks.encounters,
        )
        yield _one(
            "tungngo_recount_lag_seconds",
            "Age of the oldest area that waits for a recount; 0 when none does.",
            _age(marks.since_at, now),
        )
        tray = GaugeMetricFamily(
            "tungngo_open_receipts",
            "Refused operations that wait for a person, by code.",
            labels=["code"],
        )
        for code, count in waiting_by_code(EVERYTHING).items():
            tray.add_metric([code], count)
        yield tray
        jobs = queries.queue_of_jobs(EVERYTHING)
        yield _one("tungngo_jobs_waiting", "Jobs in the queue.", jobs.waiting)
        yield _one(
            "tungngo_jobs_oldest_seconds",
            "Age of the oldest job in the queue; 0 when none waits.",
            _age(jobs.oldest_at, now),
        )
        yield _one("tungngo_jobs_running", "Jobs being worked on.", jobs.running)
        yield _one("tungngo_jobs_failed", "Jobs of the last days that failed.", jobs.failed)
        yield from self._of_workers(now)

    def _of_workers(self, now: datetime) -> Iterator[Metric]:
        age = GaugeMetricFamily(
            "tungngo_worker_beat_age_seconds",
            "Since the worker on a machine was last seen.",
            labels=["worker"],
        )
        last = GaugeMetricFamily(
            "tungngo_last_recount_timestamp_seconds",
            "When the worker last recounted something.",
            labels=["worker"],
        )
        counted = CounterMetricFamily(
            "tungngo_recounted_areas", "Areas the worker ever recounted.", labels=["worker"]
        )
        slow = CounterMetricFamily(
            "tungngo_worker_slow_queries",
            "Statements over TUNGNGO_SLOW_MS in the worker.",
            labels=["worker"],
        )
        moved = GaugeMetricFamily(
            "tungngo_clock_moved_timestamp_seconds",
            "When the machine's clock was last moved.",
            labels=["worker"],
        )
        for one in queries.beats(EVERYTHING):
            age.add_metric([one.name], _age(one.seen_at, now))
            if one.counted_at:
                last.add_metric([one.name], one.counted_at.timestamp())
            counted.add_metric([one.name], one.counted)
            slow.add_metric([one.name], one.slow_queries)
            if one.clock_moved_at:
                moved.add_metric([one.name], one.clock_moved_at.timestamp())
        yield from (age, last, counted, slow, moved)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
