"""What is past its days goes, with a proof; nothing else does, and a dry run deletes nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.encounters.street import Street
from tests.privacy.test_erasing import counted, everything_written
from tests.territory.lists import committed
from tungngo.accounts.models import Device, JournalLine
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.text import fold
from tungngo.privacy import queries
from tungngo.privacy.actions import DemandEntry, close_demand, delete_past, keep_for, record_demand
from tungngo.privacy.actions.keeping import _DELETE
from tungngo.privacy.consent_texts import shipped_texts, version_on
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.models import Deletion, Demand
from tungngo.territory.actions import (
    HouseholdEntry,
    edit_household,
    end_resident,
    settle_suggestion,
    undo_list,
)
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.upkeep.actions import merge_households, undo_doubling

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


def test_words_and_names_past_their_days_go_and_every_count_stays(
    street: Street, monkeypatch: Any
) -> None:
    """What visits, suggestions, lists and merges keep of people beside what counts."""
    secret = "Quách Thị Mỹ Uyên"
    heading = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ"]
    row = ["H1", secret, "Chủ hộ", "02/05/1950", "Số 12 Ngõ 281 Trương Định", "Tổ 7"]
    committed(street, [row], heading)
    listed = committed(street, [[row[0], f"{secret} Nhi", *row[2:4], *row[4:]]], heading)
    left = Resident.objects.get(full_name=secret)
    double = Household.objects.get(id=left.household_id)
    said = street.encounter(
        double,
        outcomes=[(str(left.id), "vneid", 2)],
        consents=[(str(left.id), "vneid", "witness", secret)],
        come_back_for=f"gặp {secret}",
    )
    fix = {
        **{"id": str(uuid7()), "what": "wrong", "household": str(double.id), "seen": 9},
        **{"said": {"head": f"{secret} Hai"}, "at": clock.now().isoformat()},
    }
    badges = street.volunteer("Lê Thị Hoa")[1]
    street.push(street.op(said), street.op(fix, kind="suggestion.make"), phone=badges)
    [told] = Suggestion.objects.all()
    settle_suggestion(actor=street.admin, suggestion=told, accept=False, why=secret)
    done = merge_households(
        actor=street.admin, kept=street.doors[0], double=double, take={"head_name"}
    )
    edit_household(
        actor=street.admin,
        household=street.doors[0],
        entry=HouseholdEntry("Chủ Mới", street.doors[0].address),
    )
    for person in Resident.objects.filter(full_name__startswith=secret):
        end_resident(actor=street.admin, resident=person, reason="moved")
    before_all = counted()
    assert everything_written().count(secret) > 5
    monkeypatch.setenv("TUNGNGO_NOW", (clock.now() + dt.timedelta(days=800)).isoformat())
    gone = delete_past(actor=None)
    assert {"words", "found", "undo", "merges", "left"} <= gone.keys()
    assert secret not in everything_written()
    assert fold(secret) not in everything_written()
    assert counted() == before_all
    with pytest.raises(Refused) as refused:
        undo_list(actor=street.admin, list_import=listed, is_rested_on=lambda *_: 0)
    assert refused.value.code == "list.final"
    undo_doubling(actor=street.admin, doubling=done)
    counted()
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
