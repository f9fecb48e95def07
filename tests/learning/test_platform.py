"""What people finished on the national platform: written down once, at the desk or by phones."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.encounters.street import Street
from tungngo.learning import actions, queries
from tungngo.learning.actions import PlatformEntry
from tungngo.learning.models import PlatformResult
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.privacy.actions import DemandEntry, erase_person, record_demand
from tungngo.territory.models import Resident
from tungngo.upkeep.actions import merge_people, undo_doubling

pytestmark = pytest.mark.django_db
ALL = Reach.everything()


@pytest.fixture
def street() -> Street:
    return Street(doors=2)


def said(street: Street, person: Resident, **changes: Any) -> dict[str, Any]:
    body = {
        **{"id": str(uuid7()), "resident": str(person.id), "skill": "vneid", "what": "certificate"},
        **{"on": clock.today().isoformat(), "at": clock.now().isoformat()},
    } | changes
    return street.op(body, kind="platform.result")


def standing(**options: Any) -> list[tuple[str, str, str]]:
    found = queries.platform_results(ALL, **options)
    return [(str(one.resident_id), one.skill, one.what) for one in found]


def test_a_result_stands_once_whoever_says_it_and_however_often(street: Street) -> None:
    person = street.people(street.doors[0])[0]
    mate = street.volunteer("Lê Thị Hoa")[1]
    op = said(street, person, reference="BDHVS 2026/0017", course="Kỹ năng số cơ bản")
    again = said(street, person)
    told = [*street.push(op, op, again), *street.push(op, phone=street.phone)]
    told += street.push(said(street, person), phone=mate)
    assert [one.verdict for one in told] == ["accepted", "had", "accepted", "had", "accepted"]
    entry = PlatformEntry("vneid", "certificate", clock.today())
    older = PlatformEntry("vneid", "finished", clock.today() - dt.timedelta(days=9))
    other = actions.record_platform_result(actor=street.admin, resident=person, entry=older)
    actions.take_back_platform_result(actor=street.admin, result=other)
    with pytest.raises(Refused, match="đã được ghi"):
        actions.record_platform_result(actor=street.admin, resident=person, entry=entry)
    [line] = queries.platform_results(ALL, street.ward.path)
    assert (line.reference, line.course) == ("BDHVS 2026/0017", "Kỹ năng số cơ bản")
    assert standing() == [(str(person.id), "vneid", "certificate")]
    assert queries.platform_results(Reach((street.group8.path,))) == []

    result = queries.platform_result_of(ALL, line.origin, line.id)
    actions.take_back_platform_result(actor=street.admin, result=result)
    assert standing() == []
    made = actions.record_platform_result(actor=street.admin, resident=person, entry=entry)
    with pytest.raises(Refused, match="đã được ghi"):
        actions.bring_back_platform_result(actor=street.admin, result=result)
    actions.take_back_platform_result(actor=street.admin, result=made)
    actions.bring_back_platform_result(actor=street.admin, result=result)
    assert [one.id for one in queries.platform_results(ALL)] == [line.id]
    with pytest.raises(NotReached):
        queries.platform_result_of(Reach((street.group8.path,)), line.origin, line.id)


def test_what_cannot_be_is_refused_by_its_code_and_no_identity_number_is_kept(
    street: Street,
) -> None:
    person, other = street.people(street.doors[0])
    tomorrow = (clock.today() + dt.timedelta(1)).isoformat()
    good = said(street, person, reference="001 080 012 345", course="Lớp 079203001234")
    told = street.push(
        good,
        said(street, person, resident=str(uuid7())),
        said(street, person, skill="never"),
        said(street, person, on=tomorrow),
        said(street, other, id=good["body"]["id"]),
        said(street, street.people(street.far_door)[0]) | {"origin": "00082"},
    )
    codes = [one.code or one.verdict for one in told]
    assert codes == [
        *("accepted", "platform.resident_unknown", "platform.skill_unknown"),
        *("platform.in_the_future", "platform.taken", "platform.out_of_reach"),
    ]
    assert all(one.sentence for one in told[1:])
    row = PlatformResult.objects.get()
    assert (row.reference, row.course) == ("", "Lớp")
    entry = PlatformEntry("cashless", "finished", clock.today(), reference="001080012345")
    with pytest.raises(Refused) as refused:
        actions.record_platform_result(actor=street.admin, resident=person, entry=entry)
    assert (refused.value.code, refused.value.place) == ("platform.identity_number", "reference")


def test_doubles_moves_and_erasure_keep_it_with_the_right_person(street: Street) -> None:
    person, double = street.people(street.doors[0])
    today = clock.today().isoformat()
    street.push(said(street, person, on=today, reference="A1"), said(street, double, on=today))
    street.push(said(street, double, skill="cashless", reference="A2"))
    doubling = merge_people(actor=street.admin, kept=person, double=double, take=set())
    both = [(str(person.id), "vneid", "certificate"), (str(person.id), "cashless", "certificate")]
    assert sorted(standing()) == sorted(both)
    assert sorted(standing(origin=person.origin, residents=[person.id])) == sorted(both)
    undo_doubling(actor=street.admin, doubling=doubling)
    assert len(standing()) == 3
    Resident.objects.filter(id=double.id).update(path=street.group8.path)
    assert standing(path=street.group8.path, skill="cashless") == [
        (str(double.id), "cashless", "certificate")
    ]

    entry = DemandEntry("erase", "paper", "Bà A", "đã xem", clock.today())
    demand = record_demand(actor=street.admin, area=street.group7, entry=entry, resident=person)
    proof = erase_person(actor=street.admin, person=person, demand=demand)
    assert proof.counts["results"] == 1
    kept = {row.skill + str(row.resident_id): row.reference for row in PlatformResult.objects.all()}
    assert kept[f"vneid{person.id}"] == ""
    assert kept[f"cashless{double.id}"] == "A2"
    assert actions.forget_references(actor=None, before=clock.now()) == 1
    assert not PlatformResult.objects.exclude(reference="").exists()


def test_an_officer_writes_it_down_at_the_door_and_takes_it_back(street: Street) -> None:
    desk = Client()
    desk.force_login(street.admin)
    desk.cookies["django_language"] = "en"
    person = street.people(street.doors[0])[1]
    door = f"/desk/household/{person.origin}/{person.household_id}/"
    form = {
        **{"person": str(person.id), "skill": "vneid", "what": "finished"},
        **{"earned_on": clock.today().isoformat(), "reference": "001080012345"},
    }
    refused = desk.post(f"{door}platform/new/", form)
    assert refused.status_code == 422
    assert "platform.identity_number" in refused.content.decode()
    page = desk.post(f"{door}platform/new/", form | {"reference": "BD-77"}, follow=True)
    assert "No. BD-77" in page.content.decode()
    row = PlatformResult.objects.get()
    page = desk.post(f"/desk/platform/{row.origin}/{row.id}/undo/", follow=True)
    assert "BD-77" not in page.content.decode()
    desk.post(f"/desk/platform/{row.origin}/{row.id}/back/")
    assert len(standing()) == 1
