"""A phone that sends while a list is taken back: never a fact of a door that is gone."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from tests.encounters.street import Street
from tungngo.encounters.models import Encounter
from tungngo.encounters.queries import rested_on
from tungngo.lib.reach import Reach
from tungngo.territory import actions
from tungngo.territory.models import Household

ROWS = "Mã hộ,Họ và tên,Địa chỉ,Tổ\nX1,Nguyễn An,Số 1 Ngõ 5 Trương Định,Tổ 7\n"


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_comes_while_a_list_is_undone_finds_no_door(settings: Any, tmp_path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    street = Street()
    found = actions.upload_list(
        actor=None, area=street.ward, file_name="a.csv", chunks=[ROWS.encode()]
    )
    actions.read_list(actor=None, list_import=found)
    actions.map_list(
        actor=None, list_import=found, fields={}, decode={}, make_groups=False, source="ward"
    )
    actions.check_list(actor=None, list_import=found)
    found.refresh_from_db()
    actions.ask_commit(actor=None, list_import=found)
    found.refresh_from_db()
    actions.commit_list(actor=None, list_import=found)
    found.refresh_from_db()
    door = Household.objects.get(code="X1")
    said: list[str] = []

    def send() -> None:
        try:
            said.append(street.push(street.op(street.encounter(door)))[0].code)
        finally:
            connections.close_all()

    phone = threading.Thread(target=send)

    def rests(origin: str, new: Any, known: Any) -> int:
        count = len(rested_on(Reach.everything(), origin, new))
        phone.start()
        phone.join(0.5)  # it must wait for us, or it would be too late to refuse
        return count

    actions.undo_list(actor=None, list_import=found, is_rested_on=rests)
    phone.join()
    assert said == ["encounter.household_unknown"]
    assert not Encounter.objects.exists()
