"""What an older database held is there after the migrations."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

LEVELS = {"vneid": ["2026-08-05", None, None, None]}


@pytest.mark.django_db(transaction=True)
def test_people_come_into_the_row_of_their_household():
    executor = MigrationExecutor(connection)
    executor.migrate([("encounters", "0005_by_path")])
    try:
        before = executor.loader.project_state([("encounters", "0005_by_path")]).apps
        standings = before.get_model("encounters", "HouseholdStanding")
        people = before.get_model("encounters", "ResidentStanding")
        campaign, other, full, empty = (uuid.uuid4() for _ in range(4))
        for household, of in ((full, campaign), (full, other), (empty, campaign)):
            standings.objects.create(
                origin="00322", household_id=household, campaign_id=of, last_at=timezone.now()
            )
        old, young = uuid.uuid4(), uuid.uuid4()
        for who, of in ((old, campaign), (young, campaign), (old, other)):
            people.objects.create(
                origin="00322",
                resident_id=who,
                household_id=full,
                campaign_id=of,
                met_on=dt.date(2026, 8, 5),
                levels=LEVELS if who == old else {},
            )
    finally:
        # All the way, other rooms that lean on this one included: the next test meets what is here.
        now = MigrationExecutor(connection)
        now.migrate(now.loader.graph.leaf_nodes())
    from tungngo.encounters.models import HouseholdStanding

    found = {
        (one.household_id, one.campaign_id): one.residents
        for one in HouseholdStanding.objects.all()
    }
    assert found == {
        (full, campaign): {old.hex: ["2026-08-05", LEVELS], young.hex: ["2026-08-05", {}]},
        (full, other): {old.hex: ["2026-08-05", LEVELS]},
        (empty, campaign): {},
    }
