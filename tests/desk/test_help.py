"""Calls for help at the desk: written down, given, rung, closed, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.encounters.street import Street
from tungngo.accounts.models import JournalLine
from tungngo.tickets.actions import HelpEntry, ask_help
from tungngo.tickets.models import HelpCall

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return Street(doors=2)


@pytest.fixture
def desk(client: Client, street: Street) -> Client:
    client.force_login(street.admin)
    client.cookies["django_language"] = "en"
    return client


def asked(street: Street, **entry: Any) -> HelpCall:
    given = {"name": "Bà Hoa", "place": "Ngõ 12", "phone": "+84912345678"} | entry
    return ask_help(actor=street.admin, area=street.group7, entry=HelpEntry(**given))


def url(call: HelpCall, act: str = "") -> str:
    return f"/desk/help/{call.origin}/{call.id}/{act}"


def fresh(call: HelpCall) -> HelpCall:
    return HelpCall.objects.get(origin=call.origin, id=call.id)


def test_from_the_telephone_to_the_helper_and_back(desk: Client, street: Street) -> None:
    typed = {"name": "Ông Ba", "phone": "0912 345 678", "place": "Ngõ 9", "group": "00322.08"}
    answer = desk.post("/desk/areas/00322/help/new/", typed | {"via": "phone"}, follow=True)
    call = HelpCall.objects.get()
    assert (call.path, call.via, call.phone) == (street.group8.path, "phone", "+84912345678")
    assert "Written down under number" in answer.content.decode()
    member = street.team.memberships.get(account=street.member)
    given = desk.post(url(call, "give/"), {"member": member.id}, follow=True).content.decode()
    assert "Trần Văn Bình goes there" in given
    assert url(call, "free/") in given  # the way back
    assert fresh(call).taken_by_id == street.member.id
    desk.post(url(call, "free/"))
    assert fresh(call).taken_by_id is None


def test_the_number_is_masked_until_asked_for(desk: Client, street: Street) -> None:
    call = asked(street)
    for page in (url(call), "/desk/areas/00322/help/"):
        body = desk.get(page).content.decode()
        assert "345 678" not in body
        assert "5678" not in body
    assert "09•• ••• 678" in desk.get(url(call)).content.decode()
    assert not JournalLine.objects.filter(verb="help.number_read").exists()
    assert "0912 345 678" in desk.post(url(call, "number/")).content.decode()
    line = JournalLine.objects.get(verb="help.number_read")
    assert (line.actor_id, line.subject) == (street.admin.id, str(call.id))


def test_closing_wants_a_reason_and_can_be_undone(desk: Client, street: Street) -> None:
    call = asked(street)
    assert desk.post(url(call, "close/"), {}).status_code == 422
    assert fresh(call).state == "open"
    closed = desk.post(url(call, "close/"), {"why": "not_needed"}, follow=True).content.decode()
    assert url(call, "reopen/") in closed
    assert fresh(call).state == "dropped"
    waiting = desk.get("/desk/areas/00322/help/").content.decode()
    assert url(call) not in waiting
    assert url(call) in desk.get("/desk/areas/00322/help/?closed=1").content.decode()
    desk.post(url(call, "reopen/"))
    assert fresh(call).state == "open"


def test_a_household_asks_on_its_own_page(desk: Client, street: Street) -> None:
    door = street.doors[0]
    page = f"/desk/household/{door.origin}/{door.id}/"
    assert f"{page}help/" in desk.get(page).content.decode()
    desk.post(f"{page}help/", {"name": "Người 1.0", "words": "mất điện thoại"})
    call = HelpCall.objects.get()
    assert (call.household_id, call.path) == (door.id, street.group7.path)
    assert "mất điện thoại" in desk.get(page).content.decode()


def test_which_household_it_is_can_be_found_out_later(desk: Client, street: Street) -> None:
    call, door = asked(street), street.doors[1]
    type(door).objects.filter(id=door.id).update(folded="so 2 ngo 281 chu ho 2")
    found = desk.get(url(call) + "?q=chu+ho+2").content.decode()
    assert f"{door.origin}:{door.id}" in found
    desk.post(url(call, "door/"), {"door": f"{door.origin}:{door.id}"})
    assert fresh(call).household_id == door.id
    for nonsense in ("", "00322:", "x:y", f"00082:{street.far_door.id}"):
        answer = desk.post(url(call, "door/"), {"door": nonsense})
        assert answer.status_code in (302, 403, 404)
        assert fresh(call).household_id == door.id


def test_a_member_of_elsewhere_cannot_be_sent(desk: Client, street: Street) -> None:
    call = asked(street)
    for member in ("", "nonsense", "00000000-0000-0000-0000-000000000000"):
        assert desk.post(url(call, "give/"), {"member": member}).status_code == 302
    assert fresh(call).state == "open"


def test_the_list_is_filtered_by_group(desk: Client, street: Street) -> None:
    here = asked(street)
    there = ask_help(actor=None, area=street.group8, entry=HelpEntry(place="Ngõ 1"))
    both = desk.get("/desk/areas/00322/help/").content.decode()
    assert url(here) in both
    assert url(there) in both
    one = desk.get("/desk/areas/00322/help/?group=00322.08").content.decode()
    assert url(here) not in one
    assert url(there) in one


def test_a_poster_leads_to_the_public_page(desk: Client, street: Street) -> None:
    for code in ("00322", "00322.07"):
        page = desk.get(f"/desk/areas/{code}/help/poster/").content.decode()
        assert f"testserver/help/{code}/" in page
        assert "<svg" in page
        assert "OTP" in page
    listed = desk.get("/desk/areas/00322.07/help/").content.decode()
    assert "/desk/areas/00322.07/help/poster/" in listed
    assert desk.get("/desk/areas/01/help/poster/").status_code == 404
