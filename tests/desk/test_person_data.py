"""What is held about one person, shown and handed out; their number is masked until it is asked for."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.encounters.street import Street
from tests.quizzes.bank import quiz_in
from tungngo.accounts.models import JournalLine
from tungngo.lib import clock
from tungngo.privacy.actions import DemandEntry, record_demand
from tungngo.quizzes.actions import Handed, take_attempts
from tungngo.territory.models import Resident

NUMBER = "0912 345 678"


@pytest.fixture
def street(db: None) -> Street:
    street = Street(doors=1)
    person = street.people(street.doors[0])[0]
    Resident.objects.filter(id=person.id).update(full_name="Lê Thị Sáu", phone="+84912345678")
    other = street.people(street.doors[0])[1]
    said = {
        "outcomes": [(str(person.id), "vneid", 2), (str(other.id), "cashless", 3)],
        "consents": [(str(person.id), "vneid", "witness", "ông Bảy")],
        "come_back_for": "gặp lại bà",
    }
    assert [v.verdict for v in street.push(street.op(street.encounter(street.doors[0], **said)))]
    handed = [
        Handed({"a": [right]}, clock.now(), resident_id=one.id)
        for right, one in ((0, person), (1, other))
    ]
    quiz = quiz_in(street.group7)
    take_attempts(actor=street.admin, quiz=quiz, handed=handed, received_at=clock.now())
    return street


def test_everything_about_one_person_and_nothing_of_the_other(street: Street) -> None:
    desk = Client()
    desk.force_login(street.admin)
    person, other = street.people(street.doors[0])
    page = f"/desk/resident/{person.origin}/{person.id}/data/"
    body = desk.get(page).content.decode()
    by_day = "nội dung phiên bản 1, tính theo ngày"
    for word in ("Lê Thị Sáu", "1950", "ông Bảy", by_day, "gặp lại bà", "45 ngày đêm", "•• 678"):
        assert word in body, word
    assert NUMBER not in body
    assert other.full_name not in body

    entry = DemandEntry("see", "paper", "Lê Thị Sáu", "đã xem căn cước", clock.today())
    record_demand(actor=street.admin, area=street.group7, entry=entry, resident=person)
    assert NUMBER in desk.get(page).content.decode()
    taken = json.loads(desk.get(f"{page}file/").content)
    said = {section["heading"]: section["rows"] for section in taken["sections"]}
    assert taken["sections"][0]["rows"]["Điện thoại"] == NUMBER
    assert [row["Dịch vụ"] for row in said["Sự đồng ý"]] == ["VNeID"]
    assert [row["Điểm đạt"] for row in said["Bài kiểm tra"]] == ["1 / 1"]
    assert len(said["Ai đã xem"]) == 2
    lines = JournalLine.objects.filter(verb="person.exported").order_by("done_at")
    assert [line.details["kind"] for line in lines] == ["page", "page", "file"]
    assert [bool(line.details["demand"]) for line in lines] == [False, True, True]


def test_a_number_is_shown_to_whoever_presses_and_written_down(street: Street) -> None:
    desk = Client()
    desk.force_login(street.admin)
    person = street.people(street.doors[0])[0]
    door = f"/desk/household/{person.origin}/{person.household_id}/"
    assert NUMBER not in desk.get(door).content.decode()
    shown = desk.post(f"/desk/resident/{person.origin}/{person.id}/number/", follow=True)
    assert NUMBER in shown.content.decode()
    line = JournalLine.objects.get(verb="resident.number_read")
    assert (line.actor, line.subject) == (street.admin, f"{person.origin}:{person.id}")
    assert NUMBER not in desk.get(door).content.decode()


def test_a_demand_leads_to_erasing_and_its_proof(street: Street) -> None:
    desk = Client()
    desk.force_login(street.admin)
    person = street.people(street.doors[0])[0]
    at = f"/desk/resident/{person.origin}/{person.id}"
    assert desk.post(f"{at}/erase/").status_code == 422
    said = {
        **{"right": "erase", "asker": "Lê Thị Sáu", "identity": "tổ trưởng quen biết"},
        **{"demand_via": "paper", "received_on": "2026-01-05", "asked_as": "self"},
    }
    page = desk.post(f"{at}/demand/", said, follow=True).content.decode()
    assert "quá hạn" in page
    assert f"{at}/erase/" in page
    board = desk.get("/desk/areas/00322/").content.decode()
    assert "1 quá hạn" in board
    proof = desk.post(f"{at}/erase/", {"photos": "on"}, follow=True).content.decode()
    assert str(person.id) in proof
    assert "/GXN-UBND" in proof
    door = desk.get(f"/desk/household/{person.origin}/{person.household_id}/").content.decode()
    assert "không còn lưu tên" in door
    for shown in (proof, door, desk.get(f"{at}/data/").content.decode()):
        assert "Sáu" not in shown
    person.refresh_from_db()
    assert (person.full_name, person.phone, person.segment) == ("", "", "adult")
