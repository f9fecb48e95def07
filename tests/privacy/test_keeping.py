"""What is past its days goes, with a proof; nothing else does, and a dry run deletes nothing."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.encounters.street import Street
from tests.privacy.test_erasing import counted, everything_written
from tests.territory.lists import codes, committed
from tungngo.accounts.models import Account, Device, JournalLine
from tungngo.campaigns.models import Campaign
from tungngo.certificates.models import Confirmation
from tungngo.forgotten.again import Again, row_traces
from tungngo.forgotten.models import Unnamed
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.text import fold
from tungngo.parcels.actions import take_in
from tungngo.parcels.models import Parcel
from tungngo.points.actions import PointEntry, close_point, open_point
from tungngo.privacy import queries
from tungngo.privacy.actions import DemandEntry, close_demand, delete_past, keep_for, record_demand
from tungngo.privacy.actions.keeping import _DELETE
from tungngo.privacy.consent_texts import shipped_texts, version_on
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.models import Deletion, Demand
from tungngo.teams.actions import end_member
from tungngo.teams.models import Membership
from tungngo.territory.actions import (
    HouseholdEntry,
    edit_household,
    end_resident,
    settle_suggestion,
    undo_list,
)
from tungngo.territory.listing.drafts import ResidentDraft
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.territory.planning.known import KnownResident, _is_same_person
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
    expected = {"refused": 1, "demands": 1, "labels": 1, "looks": 1, "names": 2}
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


HEADING = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ"]
LANE = "Ngõ 281 Trương Định"
ROWS = [
    ["H1", "Quách Thị Mỹ Uyên", "Chủ hộ", "02/05/1950", f"Số 12 {LANE}", "Tổ 7"],
    ["H1", "Quách Minh Hà", "Con", "1990", "", ""],
    ["H1", "Quách Minh Hạ", "Con", "1990", "", ""],
    ["", "Lê Thị Dung", "Chủ hộ", "10/10/1988", f"Số 3 {LANE}", "Tổ 7"],
    ["", "Lê Văn Bé", "Con", "", "", ""],
    ["", "Lò Văn Páo", "Chủ hộ", "1960", "Khu tập thể", "Tổ 7"],
    ["", "Lò Văn Páo", "Chủ hộ", "1985", "Khu tập thể", "Tổ 7"],
]


def listed(rows: list[list[str]]) -> list[tuple[Any, ...]]:
    people = Resident.objects.filter(full_name__in=[row[1] for row in rows]).order_by("id")
    return list(people.values_list("id", "full_name", "birth_year", "household__head_name"))


def test_names_go_when_campaigns_are_over_and_the_next_list_knows_them(
    street: Street, monkeypatch: Any
) -> None:
    committed(street, ROWS, HEADING)
    before, known = counted(), listed(ROWS)
    doors, people = Household.objects.count(), Resident.objects.count()
    open_one = Suggestion(
        **{"origin": "00322", "id": uuid7(), "path": street.group7.path, "about": "wrong"},
        **{
            "household_id": street.doors[0].id,
            "account": street.admin,
            "note": "Quách Thị Mỹ Uyên",
        },
        **{"happened_at": clock.now(), "received_at": clock.now()},
    )
    open_one.save(force_insert=True)
    over = dt.datetime.combine(street.campaign.ends_on, dt.time(5), dt.UTC)

    def later(days: int) -> None:
        monkeypatch.setenv("TUNGNGO_NOW", (over + dt.timedelta(days=days)).isoformat())

    later(364)
    assert "names" not in delete_past(actor=None)
    later(367)
    keep_for(actor=street.admin, code="undo", days=400)  # a list could be taken back: names wait
    assert "names" not in delete_past(actor=None)
    keep_for(actor=street.admin, code="undo", days=30)
    draft = Campaign.objects.create(
        **{"area": street.ward, "path": street.ward.path, "name": "Đợt hai"},
        **{"starts_on": clock.today(), "ends_on": clock.today()},
        **{"created_at": clock.now(), "updated_at": clock.now()},
    )
    assert "names" not in delete_past(actor=None)
    draft.delete()
    assert delete_past(actor=None)["names"] == len(ROWS) + 2
    assert Deletion.objects.filter(code="names").get().count == len(ROWS) + 2
    left = everything_written()
    for row in ROWS:
        assert row[1] not in left, row[1]
    assert counted() == before
    assert delete_past(actor=None) == {}
    nameless = Resident.objects.filter(full_name="", path=street.group7.path).first()
    assert nameless is not None

    told = committed(street, ROWS, HEADING)
    assert "household.named_again" in codes(told)
    assert listed(ROWS) == known
    assert (Household.objects.count(), Resident.objects.count()) == (doors, people)
    assert counted() == before
    undo_list(actor=street.admin, list_import=told, is_rested_on=lambda *_: 0)
    assert listed(ROWS) == []
    committed(street, ROWS, HEADING)  # taken back and loaded again: still the same people
    assert listed(ROWS) == known
    assert counted() == before


def test_somebody_found_whose_name_had_gone_is_on_the_list_once(
    street: Street, monkeypatch: Any
) -> None:
    committed(street, ROWS, HEADING)
    person = Resident.objects.get(full_name=ROWS[1][1])
    before = counted()
    street.campaign.ends_on += dt.timedelta(days=700)
    over = clock.now() + dt.timedelta(days=420)
    monkeypatch.setenv("TUNGNGO_NOW", over.isoformat())
    assert delete_past(actor=None)["names"]
    Campaign.objects.filter(id=street.campaign.id).update(ends_on=street.campaign.ends_on)
    found, mine = uuid7(), {"household": str(person.household_id), "at": clock.now().isoformat()}
    told = {
        **mine,
        **{"id": str(uuid7()), "what": "person_found", "resident": str(found)},
        "said": {"name": "QUÁCH MINH HÀ", "birth_year": 1990},
    }
    door = Household.objects.get(id=person.household_id)
    met = street.encounter(door, at=mine["at"], outcomes=[(str(found), "vneid", 3)])
    badges = street.volunteer("Lê Thị Hoa")[1]
    said = street.push(street.op(told, kind="suggestion.make"), street.op(met), phone=badges)
    assert {one.verdict for one in said} == {"accepted"}
    person.refresh_from_db()
    assert (person.full_name, person.birth_year) == ("QUÁCH MINH HÀ", 1990)
    assert Suggestion.objects.get().state == "applied"
    population = [row["counts"] for row in before if "counts" in row]
    after = [row["counts"] for row in counted() if "counts" in row]
    assert sum(one.get("r.adult", 0) for one in after) == sum(
        one.get("r.adult", 0) for one in population
    )


@given(
    st.sampled_from([dt.date(1990, 5, 2), None]),
    st.sampled_from([1990, None]),
    st.sampled_from([dt.date(1990, 5, 2), dt.date(1990, 5, 3), None]),
    st.sampled_from([1990, 1991, None]),
    st.sampled_from(["Quách Minh Hà", "QUÁCH MINH HÀ", "Quách Minh Hạ", "Lê Bé"]),
    st.booleans(),
)
def test_a_trace_judges_as_the_name_itself_would(
    known_on: dt.date | None,
    known_year: int | None,
    asked_on: dt.date | None,
    asked_year: int | None,
    name: str,
    is_strict: bool,
) -> None:
    """Rows without a name are taken for somebody exactly where the row with its name would be."""
    row, key = uuid7(), b"key"
    kept = "Quách Minh Hà"
    known = KnownResident(
        *("00322", row, uuid7(), "01.00322.07.", kept, known_year, known_on),
        *("", "", "", "adult", [], "", 0, None),
    )
    draft = ResidentDraft(full_name=name, birth_year=asked_year, birth_on=asked_on, row=1)
    if known_on:
        known = known._replace(birth_year=known_on.year)
    again = Again(key, {row: row_traces(key, row, kept, known_year, known_on)}, {})
    wanted = _is_same_person(draft, known, is_strict=is_strict)
    assert again.is_row(row, name, asked_year, asked_on, is_strict=is_strict) == wanted


@pytest.mark.parametrize("seed", range(2))
def test_traces_of_names_go_with_the_rows_they_stand_beside(
    street: Street, monkeypatch: Any, seed: int
) -> None:
    """Whoever left the list, or is called by their name again, needs no trace; whoever is still listed
    without a name is known by the next list, until that has not come for ten years."""
    chance = random.Random(seed)
    committed(street, ROWS, HEADING)
    before, known = counted(), listed(ROWS)
    over = dt.datetime.combine(street.campaign.ends_on, dt.time(5), dt.UTC)

    def later(days: int) -> None:
        monkeypatch.setenv("TUNGNGO_NOW", (over + dt.timedelta(days=days)).isoformat())

    later(420)
    gone = delete_past(actor=None)
    assert gone["names"] == len(ROWS) + 2
    whole = traced()
    assert len(whole) == gone["names"] + Household.objects.exclude(ended_on=None).count() + 5
    # Without namesakes, who would be taken for each other.
    alone = [one[0] for one in known if one[1] != "Lò Văn Páo"]
    left = chance.sample(list(Resident.objects.filter(id__in=alone).order_by("id")), 2)
    for person in left:
        end_resident(actor=street.admin, resident=person, reason="moved")
    after = counted()
    later(420 + 729)
    assert "traces" not in delete_past(actor=None)
    assert traced() == whole
    later(420 + 732)
    assert delete_past(actor=None)["traces"] == len(left)
    assert whole - traced() == {one.id for one in left}
    assert counted() == after
    proof = Deletion.objects.get(code="traces")
    assert (proof.count, proof.days) == (len(left), 730)

    committed(street, ROWS, HEADING)  # everybody is who they were, and whoever left somebody new
    again = {one[0] for one in listed(ROWS)}
    named = again & {one[0] for one in known}
    assert {one[0] for one in known} - named == {one.id for one in left}
    assert len(again) == len(known)
    assert [listed_in(row) for row in counted()] == [listed_in(row) for row in before]
    for code, days in (("traces", 180), ("undo", 190), ("merges", 30)):
        keep_for(actor=street.admin, code=code, days=days)
    later(420 + 732 + 189)
    assert "traces" not in delete_past(actor=None), "that list could be taken back"
    later(420 + 732 + 191)
    assert delete_past(actor=None)["traces"] >= len(named)
    assert not traced() & named
    later(420 + 3700)
    assert delete_past(actor=None)["names"] == len(again), "that list's, gone too"
    assert named <= traced()
    before = counted()
    later(420 + 3700 + 3700)
    assert delete_past(actor=None)["marks"] >= len(named)
    assert not traced()
    said = Unnamed.objects.filter(row_id__in=named)
    assert said.count() == len(named), "no longer known; that their time was over is"
    assert counted() == before


def listed_in(row: Any) -> Any:
    """How many are listed; who has priority follows from births, which a list brings back."""
    return {name: n for name, n in row["counts"].items() if name[:2] != "h."}


def traced() -> set[Any]:
    """Rows beside which a trace of their name stands."""
    return set(Unnamed.objects.exclude(traces=[]).values_list("row_id", flat=True))


def test_what_helpers_homes_papers_and_parcels_said_goes_too(
    street: Street, monkeypatch: Any
) -> None:
    """What retention did not know: each goes in its days, and what counts of it stays."""
    now, secret = clock.now(), "Quách Thị Mỹ Uyên"
    person = street.people(street.doors[0])[0]
    gone, stays = street.volunteer("Lê Thị Hoa")[0], street.volunteer("Lê Văn Bé")[0]
    Account.objects.filter(id__in=[gone.id, stays.id]).update(phone="+84912345678")
    end_member(actor=street.admin, membership=Membership.objects.get(account=gone))
    entry = PointEntry(name=f"Nhà {secret}", kind="home", place="Số 12", hours="tối")
    home = open_point(actor=street.admin, area=street.group7, entry=entry)
    close_point(actor=street.admin, point=home)
    Confirmation.objects.create(
        **{"origin": person.origin, "path": person.path, "resident_id": person.id, "words": secret},
        **{"kind": "platform", "code": "VNeID", "made_on": clock.today(), "recorded_at": now},
    )
    parcel = Parcel.objects.create(
        **{"fingerprint": "x", "device": street.phone, "brought_by": stays, "received_at": now},
        **{"packed_at": now, "operations": 1, "before": 1, "content": secret.encode()},
    )
    classes = {"parcels", "papers", "homes", "workers"}
    assert not classes & delete_past(actor=None).keys()
    monkeypatch.setenv("TUNGNGO_NOW", (now + dt.timedelta(days=731)).isoformat())
    street.campaign.refresh_from_db()
    assert {code: n for code, n in delete_past(actor=None).items() if code in classes} == (
        dict.fromkeys(classes, 1)
    )
    assert secret not in everything_written()
    phones = dict(Account.objects.values_list("full_name", "phone"))
    assert (phones[gone.full_name], phones[stays.full_name]) == ("", "+84912345678")
    home.refresh_from_db()
    assert (home.name, home.place, home.hours) == ("Nhà dân", "", "")
    assert Confirmation.objects.get().code == "VNeID"
    parcel.refresh_from_db()
    assert (bytes(parcel.content), parcel.state) == (b"", "left")
    with pytest.raises(Refused) as refused:
        take_in(actor=street.admin, parcel=parcel)
    assert refused.value.code == "parcel.emptied"
    assert not classes & delete_past(actor=None).keys()
