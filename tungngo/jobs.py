"""Which event wakes which job. One table; the worker does what it says.

Actions leave journal lines; when a line's verb is in WAKES, the job is queued in the same
transaction (django-tasks with its database back end), so it exists exactly when the action happened.
Recounts need no queue of jobs: the marks on stale areas are the queue, however many facts came.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks import task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tungngo.accounts import journal
from tungngo.accounts.models import JournalLine
from tungngo.accounts.queries import account_of
from tungngo.advice import actions as advice
from tungngo.advice.models import Task
from tungngo.advice.queries import is_waiting
from tungngo.campaigns.actions import renumber_walks
from tungngo.criteria import actions as criteria
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.lib.sqlite import words
from tungngo.lib.trouble import is_out_of_room
from tungngo.privacy.actions import delete_past
from tungngo.progress.actions import recount_stale
from tungngo.reports import actions as reports
from tungngo.reports.queries import export_asked
from tungngo.territory import actions as lists
from tungngo.territory.indexed import INDEXES
from tungngo.territory.marks import waiting
from tungngo.territory.queries import import_named
from tungngo.tickets import actions as tickets
from tungngo.tickets.queries import waiting_at_doors
from tungngo.upkeep import actions as upkeep
from tungngo.watching.pulse import Pulse
from tungngo.watching.slow import SlowQueries

log = logging.getLogger("tungngo.jobs")

#: Seconds between two looks for work, at least.
PAUSE = 0.5
#: Seconds boards may be behind before counting takes two thirds of the worker's time, before it takes all
#: of it (so that a visit is on the nation's board within a minute), and the longest rest while they are not.
BEHIND, FAR_BEHIND, MOST_REST = 15.0, 30.0, 5.0
#: Seconds between two looks for communes whose digital models are to be counted, and how long one may
#: take: recounts come first.
LOOK, AT_MOST = 3.0, 1.0
#: Seconds to wait when the database was away or full.
AFTER_TROUBLE = 2
EVERYTHING = Reach.everything()
#: More paths than this in one condition are dearer than looking everywhere.
MOST_PATHS = 200


def _step(reference: str, actor_id: str | None, action: Callable[..., object]) -> None:
    """Do one step of a list import for the person who asked for the one before it."""
    listed = import_named(EVERYTHING, reference)
    action(actor=account_of(EVERYTHING, actor_id), list_import=listed)


@task()
def read_uploaded_list(reference: str, actor_id: str | None) -> None:
    """Open a list that was uploaded and guess its columns."""
    _step(reference, actor_id, lists.read_list)


@task()
def check_mapped_list(reference: str, actor_id: str | None) -> None:
    """Read every row of a list whose columns were confirmed."""
    _step(reference, actor_id, lists.check_list)


@task()
def write_checked_list(reference: str, actor_id: str | None) -> None:
    """Write a list whose commit was asked for."""
    _step(reference, actor_id, lists.commit_list)
    renew_statistics()


@task()
def renumber_corrected_walks(path: str, actor_id: str | None) -> None:
    """Bring the walks through a group into the order somebody corrected."""
    renumber_walks(actor=account_of(EVERYTHING, actor_id), path=path)


@task()
def make_asked_export(reference: str, _actor_id: str | None) -> None:
    """Make a file somebody asked for."""
    if (export := export_asked(EVERYTHING, reference)) is not None:
        reports.make_export(actor=export.account, export=export)


@task()
def settle_tasks_there(commune: str) -> None:
    """Close the tasks of a commune that what was just written down answers."""
    advice.settle_tasks(actor=None, reach=Reach.of([commune]))


def _settle_soon(commune: str) -> None:
    """Have the tasks of a commune looked at, once for all that is written down before that happens.

    A job that waits is held until our transaction ends, so that it sees what we wrote; one that was begun, or
    that somebody else holds, may not, and another follows it. (On SQLite nobody begins one while we write.)
    """
    waits = DBTaskResult.objects.ready().filter(
        task_path=settle_tasks_there.module_path,
        args_kwargs={"args": [commune], "kwargs": {}},
    )
    if waits.get_locked() is None:
        settle_tasks_there.enqueue(commune)


#: journal verb → the job it wakes, called with the line's subject and its actor's id.
WAKES: dict[str, Any] = {
    "list.uploaded": read_uploaded_list,
    "list.mapped": check_mapped_list,
    "list.commit_asked": write_checked_list,
    "walk.reordered": renumber_corrected_walks,
    "export.asked": make_asked_export,
}

#: Verbs of what may answer a task and brings no mark: somebody answered or was counted, a session or a call
#: for help was closed.
SETTLES = frozenset(
    {
        *("attempt.taken", "attempt.typed", "attempt.given", "attempt.counted"),
        *("gathering.counted", "gathering.cancelled", "series.undone"),
        *("help.closed", "help.given_back"),
    }
)

#: Seconds between two rounds of housekeeping: old uploads deleted, finished jobs forgotten.
HOUSEKEEPING = 3600
#: Days the record of a finished job is kept.
JOBS_KEPT = 7


def renew_statistics() -> None:
    """Have SQLite look at its tables again: it plans joins by statistics it gathers only when asked."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def keep_house() -> None:
    """Delete what is past its keeping, and the records of finished jobs; close calls that were answered,
    and tasks; plan counting; renew statistics; have what was taken out of indexes of words leave the file."""
    delete_past(actor=None)
    close_answered_calls(EVERYTHING)
    advice.settle_tasks(actor=None, reach=EVERYTHING)
    upkeep.do_due(actor=None)
    criteria.plan_rounds(actor=None)
    renew_statistics()
    words.begin_tidying(INDEXES)
    call_command("prune_db_task_results", min_age_days=JOBS_KEPT, verbosity=0)


def close_answered_calls(reach: Reach) -> int:
    """Close the calls for help of households within reach where somebody was met since; how many.

    Encounters know nothing of calls, nor calls of encounters: they are brought together here.
    """
    closed = 0
    for origin, doors in waiting_at_doors(reach).items():
        met: dict[UUID, datetime] = {}
        for (_campaign, door), facts in facts_of(EVERYTHING, origin, doors).items():
            for fact in in_force(facts):
                if fact.result == "met" and fact.at >= doors[door]:
                    met[door] = max(fact.at, met.get(door, fact.at))
        if met:
            closed += tickets.close_met(actor=None, origin=origin, met=met)
    return closed


def count_anew() -> int:
    """Recount what is stale, and close the calls for help and the tasks that the new facts answer; how many
    places were counted.

    A mark and its facts are one transaction: at the places whose marks were read the facts are there.
    """
    counted = recount_stale()
    if counted:
        places = Reach.of(counted) if len(counted) <= MOST_PATHS else EVERYTHING
        close_answered_calls(places)
        advice.settle_tasks(actor=None, reach=places)
        # People come to a lesson from other groups than the one it is held in.
        communes = {commune_path(path) for path in counted}
        around = Reach.of(sorted(communes)) if len(communes) <= MOST_PATHS else EVERYTHING
        advice.settle_tasks(actor=None, reach=around, kinds=[Task.Kind.REPEAT])
    return len(counted)


def wake(lines: Sequence[JournalLine]) -> None:
    """Queue the jobs that journal lines wake, if any. Called inside the action's transaction."""
    for line in lines:
        if (job := WAKES.get(line.verb)) is not None:
            job.enqueue(line.subject, str(line.actor_id) if line.actor_id else None)
    # Most communes have no task open: that nothing waits costs one look into an index.
    for commune in sorted({commune_path(line.path) for line in lines if line.verb in SETTLES}):
        if is_waiting(Reach.of([commune])):
            _settle_soon(commune)


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
    with Pulse() as pulse, connection.execute_wrapper(SlowQueries(pulse.slow_query)):
        _work_on(queued, pulse, stop)


def _work_on(queued: Worker, pulse: Pulse, stop: Event) -> None:
    """Round after round, until `stop` is set."""
    kept_house_at = looked_at = 0.0
    while not stop.is_set():
        try:
            close_old_connections()
            if time.monotonic() - kept_house_at > HOUSEKEEPING or not kept_house_at:
                keep_house()
                kept_house_at = time.monotonic()
            began_at = time.monotonic()
            done = count_anew()
            took = time.monotonic() - began_at
            if done:
                pulse.counted(done)
            reports.send_due(actor=None)
            if time.monotonic() - looked_at > LOOK:
                criteria.assess_due(actor=None, seconds=AT_MOST)
                words.go_on(INDEXES, seconds=AT_MOST)
                looked_at = time.monotonic()
            is_asked = DBTaskResult.objects.ready().exists()
            if is_asked:
                queued.run()
        except (OperationalError, InterfaceError) as trouble:
            why = "no room is left" if is_out_of_room(trouble) else "the database did not answer"
            log.warning("Nothing is counted at this moment: %s. Trying again.", why)
            is_asked, took = False, 0.0
            stop.wait(AFTER_TROUBLE)
        if not is_asked:
            stop.wait(rest_after(took, _seconds_behind() if took > PAUSE / 2 else 0.0))


def rest_after(took: float, behind: float) -> float:
    """Seconds to rest after a round that took so many, when the oldest mark is `behind` seconds old.

    Phones come first, and what arrives meanwhile in one group is counted together: a group is counted
    whole, whether one encounter came or a hundred. Only when boards fall behind is less rested.
    """
    if behind > FAR_BEHIND:
        return PAUSE
    return max(PAUSE, took / 2 if behind > BEHIND else min(took * 2, MOST_REST))


def _seconds_behind() -> float:
    """How old the oldest mark is; 0 when nothing waits."""
    try:
        since_at = waiting(EVERYTHING).since_at
    except (OperationalError, InterfaceError):
        return 0.0
    return (clock.now() - since_at).total_seconds() if since_at else 0.0
