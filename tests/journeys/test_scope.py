"""Who works where changes while phones are away: what was done is taken, and the phone says what came
and what left. Refused records find somebody who settles them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.streets import (
    STATES,
    Street,
    key_of,
    lay_street,
    met,
    office,
    send,
    town,
)
from tests.journeys.test_phone import Volunteer

__all__ = ["lay_street", "office", "town"]


def news(phone: Volunteer, said: str) -> None:
    """What the list says about what came and left, until it was read."""
    phone.page.goto(f"{phone.town.url}/field/#/")
    told = phone.page.locator(".news").filter(has_text=re.compile("Thêm|Bớt"))
    expect(told).to_contain_text(re.compile(said))
    told.get_by_role("button", name="Đã xem").click()
    expect(told).to_have_count(0)


def test_a_door_given_to_another_while_it_is_open_on_the_screen(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street(doors=5, members=2)
    mine, theirs = street.doors[:3], street.doors[3:]
    street.office("give", doors=mine, account=street.accounts[0])
    street.office("give", doors=theirs, account=street.accounts[1])
    phone = street.phone()
    expect(phone.page.locator(".door-row")).to_have_count(3)
    door = key_of(phone, 0)
    phone.row(0).click()
    phone.result("Gặp được").click()
    phone.page.locator(".tick", has_text="Trần Văn Đức").first.click()

    street.office("give", doors=[door], account=street.accounts[1])
    street.office("give", doors=theirs[:1], account=street.accounts[0])
    with phone.page.expect_response("**/field/world?**"):
        phone.page.evaluate(
            "import('/static/field/sync.js').then(({ sync }) => { sync({ wanted: true }); })"
        )
    phone.page.wait_for_timeout(300)  # the list has changed behind the screen
    expect(phone.page.locator(".tick", has_text="Trần Văn Đức")).to_be_visible()
    phone.page.locator(".ticks .tick", has_text="VNeID").click()
    phone.save()
    news(phone, "^Thêm 1 hộ, Bớt 1 hộ từ lúc")
    send(phone, "^1 đã ở trên máy chủ")
    seen = street.look()
    assert (seen["receipts"], seen["stands"]) == ({"accepted": 1}, {door: [1, "met", True]})
    assert seen["given"][door] == street.accounts[1], "it stays theirs"
    assert seen["board"] == [1, 5]
    other = street.phone(1)
    expect(other.page.locator(".share h1")).to_contain_text(re.compile(r"^1\s*/ 2 hộ đã gặp"))
    phone.page.goto(f"{street.town.url}/field/#/")
    expect(phone.page.locator(".share h1")).to_contain_text(re.compile(r"^0\s*/ 3 hộ đã gặp"))


def test_a_group_merged_into_another_while_the_phone_is_away(
    lay_street: Callable[..., Street],
) -> None:
    gone, into = lay_street(doors=3), lay_street(doors=2)
    phone = gone.phone()
    met(phone, 0)
    send(phone, "^1 đã ở trên máy chủ")
    phone.page.goto(f"{gone.town.url}/field/#/")
    phone.context.set_offline(True)
    met(phone, 0)
    phone.nobody_home(0)
    gone.office("merge", path=gone.path, into=into.path)
    phone.context.set_offline(False)
    send(phone, "^3 đã ở trên máy chủ")
    old, gone.path = gone.path, into.path
    seen = gone.look()
    assert seen["receipts"] == {"accepted": 3}
    assert [fact["path"] for fact in seen["facts"]] == [old, into.path, into.path]
    assert sorted(seen["stands"].values()) == [
        [1, "absent", False],
        [1, "met", True],
        [1, "met", True],
    ]
    assert seen["board"] == [2, 5]
    phone.page.goto(f"{gone.town.url}/field/#/")
    expect(phone.page.locator(".share h1 .pending")).to_have_count(0)
    expect(phone.page.locator(".share h1")).to_contain_text(re.compile(r"^2\s*/ \d hộ đã gặp"))


@pytest.mark.parametrize("how", ["dissolve", "end_member"])
def test_a_team_dissolved_or_left_while_the_phone_is_away(
    lay_street: Callable[..., Street], how: str
) -> None:
    """What was done before counts; what was begun before and saved after goes to the tray, and is said."""
    street = lay_street()
    phone = street.phone()
    phone.context.set_offline(True)
    met(phone, 0)
    phone.nobody_home(0)
    phone.row(1).click()
    phone.result("Gặp được").click()
    phone.page.locator(".tick", has_text="Trần Văn Đức").first.click()
    phone.page.locator(".ticks .tick", has_text="VNeID").click()
    if how == "dissolve":
        street.office("dissolve", path=street.path)
    else:
        street.office("end_member", account=street.accounts[0])
    with phone.page.expect_response("**/field/world?**"):
        phone.context.set_offline(False)
    phone.page.wait_for_timeout(1200)  # what happened is written down to the second
    expect(phone.page.locator(".save button")).to_contain_text("Lưu 1 ")
    phone.save()
    news(phone, "^Bớt 4 hộ từ lúc")
    expect(phone.page.get_by_text("Chưa có hộ nào được giao")).to_be_visible()
    send(phone, r"^2 đã ở trên máy chủ \(\d\d:\d\d\) · 1 cần xem lại$")
    expect(phone.page.locator(".refused-record")).to_contain_text("ngoài địa bàn")
    seen = street.look()
    assert seen["receipts"] == {"accepted": 2, "refused": 1}
    assert seen["codes"] == ["encounter.household_out_of_reach"]
    assert seen["board"] == [1, 4]
    assert seen["waiting"] == 0


def test_a_leader_who_no_longer_leads_decides_nothing_and_hears_it(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street(doors=3, members=2, leader=True)
    lead = street.phone(0)
    street.office("give", doors=street.doors, account=street.accounts[0])
    lead.page.goto(f"{street.town.url}/field/#/records")
    lead.page.get_by_role("button", name="Gửi ngay").click()
    expect(lead.page.get_by_role("button", name="Gửi ngay")).to_be_enabled()
    lead.page.goto(f"{street.town.url}/field/#/x/lead")
    lead.page.locator("a.member").first.click()
    expect(lead.page.locator(".list.doors li")).to_have_count(3)
    lead.context.set_offline(True)
    lead.page.locator("button.give").first.click()
    lead.page.locator(".give-to button").first.click()
    expect(lead.page.locator(".list.doors li")).to_have_count(2)
    street.office("no_leader", account=street.accounts[0])
    lead.context.set_offline(False)
    send(lead, "^1 cần xem lại$")
    expect(lead.page.locator(".refused-record")).to_contain_text(re.compile("tổ trưởng", re.I))
    seen = street.look()
    assert seen["receipts"] == {"refused": 1}
    assert set(seen["given"].values()) == {street.accounts[0]}, "nothing moved"
    lead.page.get_by_role("button", name="Đã xem, để đó").click()
    lead.expect_sentence("^Chưa ghi kết quả nào$")


def refused_of_tomorrow(street: Street, phone: Volunteer) -> None:
    """A record in the tray: made before the campaign began, as it now stands."""
    phone.context.set_offline(True)
    met(phone, 0)
    street.office("begin_campaign", days_ago=-1)
    try:
        phone.context.set_offline(False)
        send(phone, "^1 cần xem lại$")
    finally:
        street.office("begin_campaign", days_ago=10)


def test_a_refused_record_is_sent_again_when_its_reason_has_gone(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street()
    phone = street.phone()
    refused_of_tomorrow(street, phone)
    expect(phone.page.locator(".refused-record")).to_contain_text("chiến dịch")
    phone.page.get_by_role("button", name="Sửa giờ và gửi lại").click()
    phone.expect_sentence("^1 đã ở trên máy chủ")
    seen = street.look()
    assert (seen["receipts"], len(seen["facts"])) == ({"replaced": 1, "accepted": 1}, 1)
    assert seen["board"] == [1, 4]


def test_a_refused_correction_left_at_that_gives_back_what_it_corrected(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street()
    phone = street.phone()
    door = key_of(phone, 0)
    phone.nobody_home(0)
    send(phone, "^1 đã ở trên máy chủ")
    street.office("begin_campaign", days_ago=-1)
    phone.page.goto(f"{street.town.url}/field/#/door/{door}")
    phone.page.get_by_role("link", name="Sửa", exact=True).click()
    phone.page.get_by_role("radio", name="Từ chối", exact=True).check(force=True)
    phone.save()
    send(phone, r"^1 đã ở trên máy chủ \(\d\d:\d\d\) · 1 cần xem lại$")
    street.office("begin_campaign", days_ago=10)
    phone.page.get_by_role("button", name="Đã xem, để đó").click()
    phone.expect_sentence("^1 đã ở trên máy chủ")
    phone.page.locator(".record-list").get_by_role("button", name="Rút lại").click()
    phone.expect_sentence("^2 đã ở trên máy chủ")
    seen = street.look()
    assert seen["receipts"] == {"accepted": 2, "refused": 1}
    assert seen["stands"] == {door: [0, "", False]}


@pytest.mark.parametrize(
    ("button", "receipts", "board", "sentence"),
    [
        ("Cho tính", {"accepted": 1}, 1, r"^1 đã ở trên máy chủ"),
        ("Không tính", {"left": 1}, 0, "^Chưa ghi kết quả nào$"),
    ],
    ids=["taken", "left"],
)
def test_a_refused_record_is_handed_to_the_leader_and_its_author_hears_the_end(
    lay_street: Callable[..., Street],
    button: str,
    receipts: dict[str, int],
    board: int,
    sentence: str,
) -> None:
    street = lay_street(members=2, leader=True)
    phone = street.phone(1)
    refused_of_tomorrow(street, phone)
    phone.page.get_by_role("button", name="Nhờ tổ trưởng").click()
    phone.page.get_by_label("Nhắn tổ trưởng").fill("Em gặp bác Đức sáng nay")
    phone.page.get_by_role("button", name="Gửi cho tổ trưởng").click()
    phone.expect_sentence("^1 tổ trưởng đang xem$")

    lead = street.phone(0)
    lead.page.goto(f"{street.town.url}/field/#/x/lead/refused")
    card = lead.page.locator(".refused-record")
    expect(card).to_contain_text("Lời nhắn: Em gặp bác Đức sáng nay")
    lead.page.get_by_role("button", name=button, exact=True).click()
    expect(card).to_have_count(0)
    lead.page.goto(f"{street.town.url}/field/#/records")
    lead.expect_sentence("^1 đã ở trên máy chủ")
    send(phone, sentence)
    states: dict[str, Any] = phone.page.evaluate(STATES)
    assert (states["waiting"], states["refused"], states["handed"]) == (0, 0, 0)
    seen = street.look()
    handed = {"accepted": 2}  # the note to the leader, and the decision
    assert seen["receipts"] == {**receipts, "accepted": receipts.get("accepted", 0) + 2}, handed
    assert (seen["board"][0], len(seen["facts"])) == (board, board)


def test_a_record_put_aside_counts_when_the_leader_takes_it_after_all(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street(members=2, leader=True)
    phone = street.phone(1)
    refused_of_tomorrow(street, phone)
    phone.page.get_by_role("button", name="Đã xem, để đó").click()
    expect(phone.page.locator(".record-list .badge.quiet")).to_have_count(1)

    lead = street.phone(0)
    lead.page.goto(f"{street.town.url}/field/#/x/lead/refused")
    lead.page.get_by_role("button", name="Cho tính", exact=True).click()
    expect(lead.page.locator(".refused-record")).to_have_count(0)
    lead.page.goto(f"{street.town.url}/field/#/records")
    lead.expect_sentence("^1 đã ở trên máy chủ")

    send(phone, "^1 đã ở trên máy chủ")
    expect(phone.page.locator(".record-list .badge.good")).to_have_count(1)
    assert street.look()["board"][0] == 1
