"""What is past its days goes, with a proof; nothing else does, and a dry run deletes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.encounters.street import Street
from tungngo.accounts.models import Device, JournalLine
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.privacy import queries
from tungngo.privacy.actions import DemandEntry, close_demand, delete_past, keep_for, record_demand
from tungngo.privacy.actions.keeping import _DELETE
from tungngo.privacy.consent_texts import shipped_texts, version_on
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.models import Deletion, Demand

STATIC = Path(__file__).parents[2] / "tungngo/field/static/field"
ALL = Reach.everything()


@pytest.fixture
def street(db: None) -> Street:
    street = Street(doors=1)
    entry = DemandEntry(
        "see", "person", "Bà Sáu", "đã xem căn cước", clock.today(), words="cho xem"
    )
    demand = record_demand(actor=street.admin, area=street.ward, entry=entry)
    close_demand(actor=street.admin, demand=demand, state="done", words="đã đưa bản in")
    street.push(street.op(street.encounter(street.doors[0], campaign=str(uuid7()))))
    Receipt.objects.filter(payload__isnull=False).update(
        settled_at=clock.now(), verdict="left", note="ghi chú"
    )
    JournalLine.objects.create(verb="household.seen", done_at=clock.now(), actor=street.admin)
    JournalLine.objects.create(verb="household.edited", done_at=clock.now(), actor=street.admin)
    Device.objects.update(revoked_at=clock.now())
    return street


def test_every_class_has_its_way_out_and_its_bounds() -> None:
    assert set(_DELETE) == set(CLASSES)
    for kept in CLASSES.values():
        assert kept.least <= kept.days() <= kept.most


def test_what_is_past_its_days_goes_and_leaves_a_proof(street: Street, monkeypatch: Any) -> None:
    days = queries.days_kept(ALL)
    assert not any(queries.past_counts(ALL, days).values())
    assert delete_past(actor=None) == {}
    later = clock.now() + dt.timedelta(days=731)
    monkeypatch.setenv("TUNGNGO_NOW", later.isoformat())
    expected = {"refused": 1, "demands": 1, "labels": 1, "looks": 1}
    counts = {code: count for code, count in queries.past_counts(ALL, days).items() if count}
    assert counts == expected
    assert Demand.objects.get().asker == "Bà Sáu"  # counted only

    assert delete_past(actor=None) == expected
    demand = Demand.objects.get()
    assert (demand.asker, demand.words, demand.outcome, demand.state) == ("", "", "", "done")
    assert not Receipt.objects.exclude(payload=None).exists()
    verbs = set(JournalLine.objects.values_list("verb", flat=True))
    assert "household.edited" in verbs
    assert "household.seen" not in verbs
    proofs = dict(Deletion.objects.values_list("code", "count"))
    assert proofs == expected
    assert delete_past(actor=None) == {}


def test_an_operator_sets_the_days_within_bounds(street: Street) -> None:
    keep_for(actor=street.admin, code="refused", days=30)
    assert queries.days_kept(ALL)["refused"] == 30
    for code, days in (("looks", 30), ("files", 400), ("nothing", 1)):
        with pytest.raises(Refused):
            keep_for(actor=street.admin, code=code, days=days)
    assert queries.days_kept(ALL)["looks"] == 730


def test_the_words_on_phones_are_the_newest_version() -> None:
    """Who changes what is asked at the door adds a version, with the day it holds from."""
    newest = shipped_texts()[0]
    for language, words in (("vi", newest.vi), ("en", newest.en)):
        shown = (STATIC / f"words.{language}.js").read_text("utf-8")
        assert f'"beside.consent": "{words}",' in shown
    assert version_on(newest.valid_from_on) == newest.version
    assert version_on(dt.date(2020, 1, 1)) is None
