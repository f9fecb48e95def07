"""Journal lines wake jobs, in the action's own transaction; the worker does them and recounts."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from tests.encounters.street import Street
from tungngo import jobs
from tungngo.accounts import journal
from tungngo.lib import clock
from tungngo.territory import actions
from tungngo.territory.models import ListImport, StaleArea
from tungngo.tickets.actions import HelpEntry, ask_help
from tungngo.tickets.models import HelpCall

SHEET = "Họ và tên,Năm sinh,Quan hệ,Địa chỉ\nNguyễn Văn An,1950,Chủ hộ,Số 3 ngõ 5 Tân Mai\n"


@pytest.fixture
def listening():
    before = list(journal._listeners)
    jobs.listen()
    yield
    journal._listeners[:] = before


def work_until_idle() -> None:
    """The worker's loop until it finds nothing to do for one pause."""
    stop = threading.Event()
    stop.wait = lambda seconds=None: stop.set() or True  # the first pause is the end
    jobs.work(stop)


@pytest.mark.django_db
@pytest.mark.usefixtures("listening")
def test_a_line_wakes_its_job_exactly_when_the_action_happened():
    with transaction.atomic():
        journal.write(actor=None, verb="list.uploaded", subject="00322:x")
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
    journal.write(actor=None, verb="list.uploaded", subject="00322:x")
    journal.write(actor=None, verb="badge.issued")
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("listening")
def test_the_worker_reads_an_uploaded_list_and_recounts_what_is_stale():
    street = Street()
    street.push(street.op(street.encounter(street.doors[0])))
    listed = actions.upload_list(
        actor=street.admin, area=street.ward, file_name="ds.csv", chunks=[SHEET.encode()]
    )
    work_until_idle()
    listed = ListImport.objects.get(id=listed.id)
    assert listed.state == ListImport.State.READ
    assert not StaleArea.objects.exists()
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


@pytest.mark.django_db(transaction=True)
def test_a_visit_closes_the_call_for_help_of_that_door():
    street = Street(doors=3)
    calls = [
        ask_help(actor=None, area=street.group7, entry=HelpEntry(), household=door)
        for door in street.doors
    ]
    before = (clock.now() - dt.timedelta(hours=2)).isoformat()
    now = clock.now().isoformat()
    street.push(
        street.op(street.encounter(street.doors[0], at=now)),
        street.op(street.encounter(street.doors[1], at=now, result="absent")),
        street.op(street.encounter(street.doors[2], at=before)),
    )
    work_until_idle()
    states = {call.household_id: call.state for call in HelpCall.objects.all()}
    assert [states[call.household_id] for call in calls] == ["done", "open", "open"]


def test_counting_rests_for_phones_until_boards_fall_behind() -> None:
    assert jobs.rest_after(0.0, 0.0) == jobs.rest_after(0.1, 60.0) == jobs.PAUSE, (
        "a quiet ward is looked at twice a second"
    )
    assert jobs.rest_after(1.0, 3.0) == 2.0
    assert jobs.rest_after(4.0, 3.0) == 5.0, "no rest is longer"
    assert jobs.rest_after(4.0, 30.0) == 2.0, "behind: two thirds of the time are for counting"
    assert jobs.rest_after(4.0, 31.0) == jobs.PAUSE, "far behind: all of it"
