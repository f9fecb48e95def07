"""One person is erased: nothing of them is left anywhere, and every count is what it was."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.encounters.street import Street
from tests.territory.lists import codes, committed
from tungngo.encounters.models import Encounter, HouseholdStanding, Photo
from tungngo.encounters.pictures import path_of, put
from tungngo.encounters.world import doors_document
from tungngo.forgotten.rules import door_keys, is_forgotten, key_of, traces_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.text import fold
from tungngo.privacy.actions import DemandEntry, erase_person, record_demand
from tungngo.privacy.mentions import mentions
from tungngo.privacy.models import Demand, Erasure
from tungngo.progress.actions import recount_everything, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Population, Tally
from tungngo.reports import actions as reports
from tungngo.teams.queries import memberships_of, reach_of
from tungngo.territory import actions as territory
from tungngo.territory.actions import settle_suggestion, undo_suggestion
from tungngo.territory.models import Household, Resident, Suggestion
from tungngo.territory.uploads import path_of as path_to
from tungngo.tickets.actions import HelpEntry, ask_help
from tungngo.upkeep.actions import merge_households, undo_doubling

ALL = Reach.everything()
HEADING = ["Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Địa chỉ", "Tổ", "Điện thoại"]
WHERE = "Số 12 Ngõ 281 Trương Định"
NAME, NUMBER = "Quách Thị Mỹ Uyên", "+84987111222"
ROWS = [
    ["H1", NAME, "Chủ hộ", "02/05/1950", WHERE, "Tổ 7", "0987 111 222"],
    ["H1", "Trần Văn Bình", "Chồng", "1949", "", "", ""],
    ["", "Lê Thị Dung", "Chủ hộ", "10/10/1988", "Số 3 Ngách 281/58 Trương Định", "Tổ 8", ""],
]


@pytest.fixture
def street(db: None, settings: Any, tmp_path: Path) -> Street:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    return Street(doors=3)


def demanded(street: Street, person: Resident, right: str = "erase") -> Demand:
    entry = DemandEntry(right, "person", person.full_name, "đã xem căn cước", clock.today())
    return record_demand(actor=street.admin, area=street.ward, entry=entry, resident=person)


def counted() -> list[Any]:
    """Every count there is, as a recount from nothing gives it."""
    recount_stale()
    recount_everything(reach=ALL)
    assert list(check(ALL)) == []
    rows = [*Tally.objects.order_by("pk").values(), *Population.objects.order_by("pk").values()]
    return [
        {name: value for name, value in row.items() if not name.endswith("_at")} for row in rows
    ]


def everything_written() -> str:
    """Every row of every table, as one text."""
    models = apps.get_models(include_auto_created=True)
    rows = (str(row) for model in models for row in model._default_manager.values())
    return "\n".join(rows)


def test_nothing_of_the_person_is_left_and_every_count_stays(
    street: Street, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    committed(street, ROWS, HEADING)
    committed(street, [[*ROWS[0][:3], "03/05/1950", *ROWS[0][4:]]], HEADING)  # leaves an undo
    person = Resident.objects.get(full_name=NAME)
    door = Household.objects.get(origin=person.origin, id=person.household_id)
    photo = uuid7()
    said = {
        "outcomes": [(str(person.id), "vneid", 2), (str(person.id), "cashless", 1)],
        "consents": [(str(person.id), "vneid", "witness", f"con của {NAME}")],
        "come_back_on": clock.today().isoformat(),
        "come_back_for": f"dạy tiếp cho {NAME}",
        "photos": [str(photo)],
        "near": [20.9947, 105.8496],
    }
    wrong = street.encounter(door, campaign=str(uuid7()), come_back_for=f"gặp {NAME}")
    fix = {
        **{"id": str(uuid7()), "what": "wrong", "household": str(door.id), "seen": 1},
        **{"resident": str(person.id), "said": {"name": f"{NAME} Hai", "birth_year": 1951}},
        **{"note": f"tên đúng là {NAME}", "at": clock.now().isoformat()},
    }
    street.push(
        street.op(street.encounter(door, **said)),
        street.op(wrong),
        street.op(fix, kind="suggestion.make"),
    )
    Photo.objects.create(
        **{"origin": door.origin, "id": photo, "total": 1, "got": 1, "digest": "0" * 64},
        **{"encounter_id": Encounter.objects.get().id, "account_id": street.member.id},
        **{"device_id": street.phone.id, "begun_at": clock.now(), "finished_at": clock.now()},
    )
    put(path_of(door.origin, photo), 0, b"picture")
    entry = HelpEntry(name=NAME, phone=NUMBER, place="nhà cũ", words=f"{NAME} nhờ")
    ask_help(actor=None, area=street.group7, entry=entry)
    export = reports.ask_export(
        actor=street.admin, area=street.ward, subject="households", kind="csv", language="vi"
    )
    reports.make_export(actor=street.admin, export=export)
    before = counted()
    assert everything_written().count(NAME) > 5

    demand = demanded(street, person)
    with django_capture_on_commit_callbacks(execute=True):
        proof = erase_person(actor=street.admin, person=person, demand=demand, with_photos=True)

    left = everything_written()
    for word in (NAME, fold(NAME), "987111222", "nhà cũ"):
        assert word not in left, word
    on_disk = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in on_disk if NAME.encode() in path.read_bytes()]
    assert not path_of(door.origin, photo).exists()
    assert counted() == before
    standing = HouseholdStanding.objects.get(household_id=door.id)
    assert (standing.come_back_for, standing.come_back_on) == ("", clock.today())
    demand.refresh_from_db()
    assert (demand.state, Erasure.objects.get().id) == ("done", proof.id)
    once = (
        "people",
        "heads",
        "encounters",
        "photos",
        "calls",
        "receipts",
        "exports",
        "suggestions",
    )
    for kind in once:
        assert proof.counts[kind] == 1, kind
    assert proof.counts["undo"] >= 1
    with pytest.raises(Refused):
        erase_person(actor=street.admin, person=person, demand=demand)

    reach = reach_of(street.member)
    members = list(memberships_of(reach, street.member))
    told = doors_document(reach, street.member, street.campaign, members)
    assert str(person.id) not in str(told)
    assert "Trần Văn Bình" in str(told)


def test_a_list_loaded_again_does_not_bring_them_back(street: Street) -> None:
    committed(street, ROWS, HEADING)
    for name in (NAME, "Lê Thị Dung"):  # with a code beside somebody; alone and without a code
        person = Resident.objects.get(full_name=name)
        erase_person(actor=street.admin, person=person, demand=demanded(street, person))
    doors, people = Household.objects.count(), Resident.objects.count()
    again = [list(row) for row in ROWS]
    again[0][1], again[0][3] = NAME.upper(), "1950"
    listed = committed(
        street, [*again, ["H9", NAME, "Chủ hộ", "1950", "Số 99 Ngõ 1", "Tổ 7", ""]], HEADING
    )
    assert "resident.was_erased" in codes(listed)
    # The namesake behind another door is somebody else.
    assert (Household.objects.count(), Resident.objects.count()) == (doors + 1, people + 1)
    assert Resident.objects.filter(full_name=NAME).count() == 1
    assert not Household.objects.filter(code="H1").exclude(head_name="").exists()


def test_whoever_came_from_a_double_is_erased_there_too(street: Street) -> None:
    """A child of a double household, merged, erased, parted again; old sheets and phones name the double."""
    committed(street, ROWS[:2], HEADING)
    person = Resident.objects.get(full_name=NAME)
    born = {"birth_year": 2024, "birth_on": None, "occupation": ""}
    Resident.objects.filter(id=person.id).update(segment="child", **born)
    double = Household.objects.get(id=person.household_id)
    words = {"outcomes": [(str(person.id), "vneid", 3)], "come_back_for": f"gặp {NAME}"}
    beside = {"consents": [(str(person.id), "vneid", "witness", f"con của {NAME}")]}
    street.push(street.op(street.encounter(double, **words)))
    now = clock.now().isoformat()
    late = street.op(street.encounter(double, **words, **beside, at=now, near=[20.99, 105.84]))
    wrong = {
        **{"id": str(uuid7()), "what": "wrong", "household": str(double.id), "seen": 1, "at": now},
        **{"resident": str(person.id), "said": {"name": f"{NAME} Hai"}, "note": NAME},
    }
    done = merge_households(
        actor=street.admin, kept=street.doors[0], double=double, take={"head_name", "code"}
    )
    export = reports.ask_export(
        actor=street.admin, area=street.ward, subject="households", kind="csv", language="vi"
    )
    before = counted()
    erase_person(actor=street.admin, person=person, demand=demanded(street, person))
    assert NAME not in everything_written()
    assert counted() == before

    reports.make_export(actor=street.admin, export=export)  # its rows may have been read before
    assert (export.state, path_to(export.file).exists()) == ("gone", False)
    told = street.push(late, street.op(wrong, kind="suggestion.make"))
    assert {one.verdict for one in told} == {"accepted"}
    old = [*ROWS[0][:3], "2024", *ROWS[0][4:]]
    committed(street, [old, ROWS[2]], HEADING)
    assert NAME not in everything_written()
    undo_doubling(actor=street.admin, doubling=done)
    committed(street, [old, [*ROWS[2][:3], "10/10/1989", *ROWS[2][4:]]], HEADING)
    assert NAME not in everything_written()
    assert [one.id for one in Resident.objects.filter(segment="child")] == [person.id]
    counted()


@pytest.mark.parametrize("seed", range(2))
def test_whoever_is_erased_in_whatever_order_counts_stay(street: Street, seed: int) -> None:
    chance = random.Random(seed)
    people = [person for door in street.doors for person in street.people(door)]
    for door in street.doors:
        for person in street.people(door):
            outcome = (str(person.id), chance.choice(["vneid", "cashless"]), chance.randint(0, 4))
            at = (clock.now() - dt.timedelta(days=chance.randint(0, 5), hours=1)).isoformat()
            street.push(street.op(street.encounter(door, outcomes=[outcome], at=at)))
    before = counted()
    for person in chance.sample(people, 4):
        right = chance.choice(["erase", "withdraw"])
        erase_person(actor=street.admin, person=person, demand=demanded(street, person, right))
        assert counted() == before


def test_nobody_is_erased_unasked_nor_corrected_afterwards(street: Street) -> None:
    person, other = street.people(street.doors[0])
    with pytest.raises(Refused) as other_right:
        erase_person(actor=street.admin, person=person, demand=demanded(street, person, "see"))
    assert other_right.value.code == "erasure.no_demand"
    with pytest.raises(Refused):
        erase_person(actor=street.admin, person=person, demand=demanded(street, other))
    erase_person(actor=street.admin, person=person, demand=demanded(street, person))
    back = territory.ResidentEntry("Người Cũ")
    with pytest.raises(Refused) as refused, transaction.atomic():
        territory.edit_resident(actor=street.admin, resident=person, entry=back)
    assert refused.value.code == "resident.erased"


KEY = key_of("a secret")
DOORS = door_keys(code="H1", lane_key="281", house="12", address=WHERE, path="01.00322.07.")


@given(st.sampled_from([1950, None]), st.sampled_from([1950, None]), st.sampled_from(DOORS))
def test_a_trace_is_known_by_any_door_with_or_without_the_year(
    known: int | None, asked: int | None, door: str
) -> None:
    traces = traces_of(KEY, NAME, known, DOORS)
    found = is_forgotten(traces, KEY)
    assert found(NAME.upper(), asked, [door])
    assert not found("Quách Thị Mỹ Uyển Nhi", asked, [door])
    assert not found(NAME, asked, ["code H2"])
    assert not (known and found(NAME, 1951, [door]))
    assert not is_forgotten(traces, key_of("another"))(NAME, asked, [door])
    assert fold(NAME) not in " ".join(traces)


def test_a_text_speaks_of_somebody() -> None:
    id_ = uuid7()
    asked = mentions([id_], [NAME, "An"], [NUMBER])
    for said in (str(id_), id_.hex, "gặp QUÁCH THỊ MỸ UYÊN.", "0987 111 222", "+84987111222"):
        assert asked(said), said
    for said in ("An", "Quách Thị Mỹ", "Mỹ Uyênn", "0987 111 223", ""):
        assert not asked(said), said


def test_a_phone_that_was_away_brings_no_erased_name_back(street: Street) -> None:
    """Found anew behind their door, alone or with a door that looks new: no name comes back, what was
    recorded of them counts once, and somebody at the desk is told."""
    committed(street, ROWS, HEADING)
    person = Resident.objects.get(full_name=NAME)
    door = Household.objects.get(id=person.household_id)
    erase_person(actor=street.admin, person=person, demand=demanded(street, person))
    before = counted()
    badges, now = street.volunteer("Lê Thị Hoa")[1], clock.now().isoformat()
    found, at_new_door = uuid7(), uuid7()
    alone = {
        **{"id": str(uuid7()), "what": "person_found", "household": str(door.id), "at": now},
        **{"resident": str(found), "note": f"gặp {NAME}"},
        "said": {"name": NAME.upper(), "birth_year": 1950},
    }
    met = street.encounter(door, at=now, outcomes=[(str(found), "vneid", 3)])
    new = {
        **{"id": str(uuid7()), "what": "household_found", "household": str(uuid7()), "at": now},
        "said": {
            **{"group": street.group7.path, "head": NAME, "address": WHERE},
            "people": [{"id": str(at_new_door), "name": NAME, "birth_year": 1950}],
        },
    }
    there = street.encounter(door, at=now, household=new["household"])
    there["outcomes"] = [(str(at_new_door), "vneid", 4)]
    told = street.push(
        street.op(alone, kind="suggestion.make"),
        street.op(met),
        street.op(new, kind="suggestion.make"),
        street.op(there),
        phone=badges,
    )
    assert {one.verdict for one in told} == {"accepted"}
    assert NAME not in everything_written()
    assert fold(NAME) not in everything_written()
    waits = Suggestion.objects.filter(state="open").order_by("received_at")
    assert {one.held_for for one in waits} == {"erased"}
    assert len(waits) == 2
    point = Resident.objects.get(id=found)
    assert (point.kept_id, point.full_name) == (person.id, "")
    standing = HouseholdStanding.objects.get(household_id=door.id)
    assert standing.levels_of(person.id) == {"vneid": 3}
    people = {row["path"]: row["counts"].get("r.adult") for row in before if "counts" in row}
    after = {row["path"]: row["counts"].get("r.adult") for row in counted() if "counts" in row}
    assert after == people, "nobody is listed twice"
    for one in waits:
        if one.about == "person_found":
            with pytest.raises(Refused):
                settle_suggestion(actor=street.admin, suggestion=one, accept=True)
        settle_suggestion(actor=street.admin, suggestion=one, accept=False)
        undo_suggestion(actor=street.admin, suggestion=one)
    assert NAME not in everything_written()
