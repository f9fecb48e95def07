"""Two officers at once: nobody is given two duties of one hour."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connections, transaction

from tests.points.test_rotas import DAY, Roster
from tungngo.lib.problems import Refused
from tungngo.points import actions
from tungngo.points.actions import PointEntry, RotaEntry
from tungngo.points.models import Duty
from tungngo.points.rules import Line


@pytest.mark.django_db(transaction=True)
def test_of_two_duties_of_one_hour_given_at_once_the_second_is_refused() -> None:
    roster = Roster()
    other = actions.open_point(actor=None, area=roster.group8, entry=PointEntry("Nhà văn hóa tổ 8"))
    evenings = [Line(day, dt.time(18), dt.time(20)) for day in range(7)]
    entry = RotaEntry(evenings, on_holidays=True)
    rota = actions.open_rota(actor=None, point=other, entry=entry)
    day = roster.today + DAY
    [there] = actions.make_shifts(actor=None, rota=rota, first=day, last=day).shifts
    here = roster.making.shifts[0]
    assert here.starts_at == there.starts_at
    said: list[str] = []

    def give() -> None:
        try:
            actions.put_on_shift(actor=None, shift=there, account=roster.second)
        except Refused as refused:
            said.append(refused.code)
        finally:
            connections.close_all()

    officer = threading.Thread(target=give)
    with transaction.atomic():
        roster.on(here, roster.second)
        officer.start()
        officer.join(0.3)
        assert officer.is_alive(), "waits for whoever came first"
    officer.join()
    assert said == ["duty.clash"]
    assert Duty.objects.get().shift_id == here.id
