"""Which event wakes which job. One table; the worker does what it says.

Actions leave journal lines; when a line's verb is in WAKES, the job is queued in the same
transaction (django-tasks with its database back end), so it exists exactly when the action happened.
Recounts need no queue of jobs: the marks on stale areas are the queue, however many facts came.
"""

from __future__ import annotations

import logging
import time
from threading import Event

from django.db import OperationalError, close_old_connections
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tungngo.accounts import journal
from tungngo.accounts.models import JournalLine
from tungngo.progress.actions import recount_stale

log = logging.getLogger("tungngo.jobs")

#: Seconds between two looks for work, when there was none.
PAUSE = 0.5


@task()
def recount_soon() -> int:
    """Recount what is stale now (also done by the worker by itself)."""
    return recount_stale()


#: journal verb → the job it wakes, called with the line's subject.
WAKES: dict[str, object] = {}


def wake(line: JournalLine) -> None:
    """Queue the job a journal line wakes, if any. Called inside the action's transaction."""
    if (job := WAKES.get(line.verb)) is not None:
        job.enqueue(line.subject)  # type: ignore[attr-defined]


def listen() -> None:
    """Have the journal wake jobs from now on (called once per process by the wiring)."""
    journal.listen(wake)


def work(stop: Event) -> None:
    """The worker: recounts and queued jobs, until `stop` is set. Survives a database restart."""
    queued = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tungngo",
        excluded_queue_names=[],
    )
    while not stop.is_set():
        try:
            close_old_connections()
            done = recount_stale()
            if DBTaskResult.objects.ready().exists():
                queued.run()
                done += 1
        except OperationalError as trouble:
            log.warning("The database did not answer (%s); trying again.", type(trouble).__name__)
            done = 0
            time.sleep(2)
        if not done:
            stop.wait(PAUSE)
