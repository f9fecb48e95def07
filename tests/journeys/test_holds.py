"""Whatever the line, the server and the clock do: nothing is lost, nothing is double, every number agrees.

Each journey ends with `Street.agree`: the server's rows, the recount, the board and the phone say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from tests.field.pin import unlock
from tests.journeys.streets import (
    Street,
    cut,
    key_of,
    lay_street,
    met,
    office,
    send,
    town,
    wake,
)
from tests.journeys.test_phone import sent_ops
from tests.town import Town
from tungngo.lib import clock

__all__ = ["lay_street", "office", "town"]

AGAIN_MS = 90_000  # until a server that died is there again, on a busy machine


def test_half_a_batch_arrives_and_the_rest_follows_where_it_was_cut(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street(doors=5)
    phone = street.phone()
    phone.context.set_offline(True)
    for nth in range(5):
        phone.nobody_home(nth)
    left: list[list[str]] = []

    def narrow_then_cut(route: Route) -> None:
        ops = [op["op"] for op in sent_ops(route)]
        if len(ops) > 2:
            route.fulfill(status=413, json={"code": "push.too_large", "sentence": "…"})
        elif len(left) == 1:
            cut(route)
        else:
            left.append(ops)
            route.continue_()

    phone.page.route("**/field/push", narrow_then_cut)
    phone.context.set_offline(False)
    send(phone, r"^2 đã ở trên máy chủ \(\d\d:\d\d\) · 3 chờ gửi$")
    expect(phone.page.get_by_text("Chưa có mạng")).to_be_visible()
    expect(phone.page.get_by_text("sẽ tự gửi khi có mạng")).to_be_visible()
    seen = street.look()
    assert seen["receipts"] == {"accepted": 2}
    assert seen["waiting"] == 3, "the leader sees what the phone still has"
    expect(phone.page.locator(".record-line", has_text="Chờ gửi")).to_have_count(3)

    phone.page.unroute("**/field/push")
    phone.page.on("request", lambda asked: left.append(asked_ops(asked)))
    send(phone, "^5 đã ở trên máy chủ")
    told = [op for part in left for op in part]
    assert len(told) == len(set(told)) == 5, "what was taken is not sent again"
    street.agree(phone, facts=5, reached=0)


def asked_ops(asked: Request) -> list[str]:
    """The operations of a push; nothing of another call."""
    if not asked.url.endswith("/field/push"):
        return []
    return [op["op"] for op in sent_ops(type("Asked", (), {"request": asked}))]  # type: ignore[arg-type]


def test_the_server_dies_between_its_commit_and_its_answer(
    town: Town, lay_street: Callable[..., Street]
) -> None:
    street = lay_street()
    phone = street.phone()
    phone.context.set_offline(True)
    met(phone, 0)
    phone.nobody_home(0)
    (town.data / "die").touch()
    phone.context.set_offline(False)  # from here on it sends by itself
    phone.send_now()
    expect(phone.page.get_by_text("Chưa có mạng")).to_be_visible()
    expect(phone.page.get_by_text("sẽ tự gửi khi có mạng")).to_be_visible()
    phone.expect_sentence("^2 chờ gửi$")
    seen = street.look()
    assert (seen["receipts"], len(seen["facts"])) == ({"accepted": 2}, 2), "it was committed"
    assert not (town.data / "die").exists()

    phone.page.reload()  # the app opens though no server is there
    unlock(phone.page)
    phone.expect_sentence("^2 chờ gửi$")
    with phone.page.expect_response("**/field/push", timeout=AGAIN_MS) as heard:
        town.rise_again()  # the phone may ask by itself before the button is pressed
        send(phone, "^2 đã ở trên máy chủ")
    # Read here: what listens to the page is still asking for the body when the screen has changed.
    assert [one["verdict"] for one in heard.value.json()["verdicts"]] == ["had", "had"]
    street.agree(phone, facts=2, reached=1)


def test_what_was_sent_first_arrives_last_and_again(lay_street: Callable[..., Street]) -> None:
    """A line that kept a call back: its correction and its withdrawal are there before it is."""
    street = lay_street()
    phone = street.phone()
    kept: list[dict[str, Any]] = []

    def keep_back(route: Route) -> None:
        asked = route.request
        kept.append({"data": asked.post_data_buffer, "headers": asked.all_headers()})
        route.abort("timedout")

    door, other = key_of(phone, 0), key_of(phone, 1)
    phone.page.route("**/field/push", keep_back)
    phone.nobody_home(0)
    phone.nobody_home(1)
    phone.send_now()
    expect(phone.page.get_by_text("Chưa có mạng")).to_be_visible()
    phone.context.set_offline(True)
    phone.page.goto(f"{street.town.url}/field/#/door/{door}")
    phone.page.get_by_role("link", name="Sửa", exact=True).first.click()
    phone.page.get_by_role("radio", name="Gặp được", exact=True).check(force=True)
    phone.page.locator(".tick", has_text="Trần Văn Đức").first.click()
    phone.save()
    phone.page.goto(f"{street.town.url}/field/#/records")
    lines = phone.page.locator(".record-list li").filter(has=phone.page.get_by_text("Vắng nhà"))
    lines.first.get_by_role("button", name="Rút lại").click()
    phone.expect_sentence("^4 chờ gửi$")

    phone.page.unroute("**/field/push")
    phone.context.set_offline(False)
    send(phone, "^4 đã ở trên máy chủ")
    for one in kept:  # the first call comes out of the line at last, twice
        for _again in range(2):
            reply = phone.context.request.post(
                f"{street.town.url}/field/push", data=one["data"], headers=one["headers"]
            )
            assert {verdict["verdict"] for verdict in reply.json()["verdicts"]} == {"had"}
    seen = street.agree(phone, facts=4, reached=1)
    assert seen["stands"] == {door: [1, "met", True], other: [0, "", False]}


@pytest.mark.parametrize("heard", [False, True])
def test_reloaded_in_the_middle_of_a_sync(lay_street: Callable[..., Street], heard: bool) -> None:
    """Before the server heard it, or after it took it and before the phone heard that."""
    street = lay_street()
    phone = street.phone()
    phone.context.set_offline(True)
    met(phone, 0)
    phone.nobody_home(1)

    def reload_now(route: Route) -> None:
        if heard:
            route.fetch()
        phone.page.evaluate("setTimeout(() => location.reload())")

    phone.page.route("**/field/push", reload_now, times=1)
    phone.context.set_offline(False)  # it sends by itself
    expect(phone.page.locator("main.gate")).to_be_visible()
    unlock(phone.page)
    phone.expect_sentence("^2 (chờ gửi|đã ở trên máy chủ)")
    send(phone, "^2 đã ở trên máy chủ")
    street.agree(phone, facts=2, reached=1)


def test_two_phones_of_one_person_add_up(lay_street: Callable[..., Street]) -> None:
    """The lost phone turns up: both work on, and each shows the same doors reached in the end."""
    street = lay_street()
    first = street.phone()
    met(first, 0)
    send(first, "^1 đã ở trên máy chủ")
    first.page.goto(f"{street.town.url}/field/#/")
    second = street.phone(fresh=True)
    for phone in (first, second):
        phone.context.set_offline(True)
        met(phone, 0)  # the same door, on both
        phone.nobody_home(0)
    for phone in (first, second):
        phone.context.set_offline(False)
    second.send_now()
    first.send_now()
    first.expect_sentence("^3 đã ở trên máy chủ")
    second.expect_sentence("^2 đã ở trên máy chủ")
    second.send_now()
    seen = street.agree(first, facts=5, reached=2)
    assert sorted(seen["stands"].values()) == [
        [1, "met", True],
        [2, "absent", False],
        [2, "met", True],
    ]
    street.agree(second, facts=5, reached=2)


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_three_days_off_costs_nothing(lay_street: Callable[..., Street], days: int) -> None:
    street = lay_street()
    phone = street.phone()
    phone.context.set_offline(True)
    wake(phone, clock.now() + dt.timedelta(days=days))
    begun = clock.now()
    met(phone, 0)
    phone.nobody_home(1)
    phone.context.set_offline(False)
    send(phone, "^2 đã ở trên máy chủ")
    seen = street.agree(phone, facts=2, reached=1)
    for fact in seen["facts"]:
        off = dt.datetime.fromisoformat(fact["at"]) - begun
        assert dt.timedelta(minutes=-1) < off < dt.timedelta(minutes=2), "as it really happened"
    # Put right again, and nothing is fetched or sent a second time.
    wake(phone, clock.now())
    phone.nobody_home(1)
    send(phone, "^3 đã ở trên máy chủ")
    street.agree(phone, facts=3, reached=1)


def test_a_record_of_tomorrow_is_mended_by_its_day(lay_street: Callable[..., Street]) -> None:
    """The clock was three days ahead and was put right before the phone could send."""
    street = lay_street()
    phone = street.phone()
    phone.context.set_offline(True)
    wake(phone, clock.now() + dt.timedelta(days=3))
    met(phone, 0)
    wake(phone, clock.now())
    phone.context.set_offline(False)
    send(phone, "^1 cần xem lại$")
    tray = phone.page.locator(".refused-record")
    expect(tray).to_contain_text("chưa tới")
    seen = street.look()
    assert (seen["receipts"], seen["codes"]) == ({"refused": 1}, ["encounter.in_the_future"])
    expect(phone.page.get_by_label("Ngày đúng")).to_have_value(
        str(clock.today() + dt.timedelta(days=3))
    )
    phone.page.get_by_label("Ngày đúng").fill(str(clock.today() - dt.timedelta(days=1)))
    phone.page.get_by_label("Giờ đúng").fill("09:15")
    phone.page.get_by_role("button", name="Sửa giờ và gửi lại").click()
    phone.expect_sentence("^1 đã ở trên máy chủ")
    expect(tray).to_have_count(0)
    seen = street.look()
    assert seen["receipts"] == {"replaced": 1, "accepted": 1}, "kept as it was, waiting for nobody"
    assert [fact["at"][:16] for fact in seen["facts"]] == [
        f"{clock.today() - dt.timedelta(days=1)}T09:15"
    ]
    assert seen["board"] == [1, 4]


def test_a_phone_on_new_york_time_writes_vietnamese_days(
    lay_street: Callable[..., Street],
) -> None:
    street = lay_street()
    phone = street.phone(timezone_id="America/New_York")
    door = key_of(phone, 1)
    # Half past midnight in Việt Nam is the day before in New York.
    day = clock.day_of(clock.now() - dt.timedelta(hours=1))
    midnight = dt.datetime.combine(day, dt.time(0, 30), clock.VIETNAM)
    phone.context.set_offline(True)
    wake(phone, midnight)
    phone.nobody_home(1)
    phone.page.goto(f"{street.town.url}/field/#/door/{door}")
    today = f"{day:%d/%m}"
    expect(phone.page.locator(".where")).to_contain_text(today)
    phone.page.goto(f"{street.town.url}/field/#/")
    wake(phone, clock.now())
    met(phone, 0)
    phone.context.set_offline(False)
    send(phone, "^2 đã ở trên máy chủ")
    seen = street.agree(phone, facts=2, reached=1)
    assert [fact["at"][:16] for fact in seen["facts"] if fact["door"] == door] == [f"{day}T00:30"]
    phone.page.goto(f"{street.town.url}/field/#/door/{door}")
    expect(phone.page.locator(".where")).to_contain_text(today)


# What a write meets on a full phone; that Chromium says so is shown in test_vault.
FULL = """(full) => {
  globalThis.roomy ??= IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = full
    ? () => { throw new DOMException("full", "QuotaExceededError"); } : globalThis.roomy;
}"""


def test_a_phone_without_room_says_so_and_sends_once_it_has_some(
    lay_street: Callable[..., Street],
) -> None:
    """No room to mark what leaves, or to write down that it was taken: it is sent again, and counts once."""
    street = lay_street()
    phone = street.phone()
    page = phone.page
    phone.context.set_offline(True)
    phone.nobody_home(0)
    page.evaluate(FULL, True)

    def fills_up(route: Route) -> None:
        answer = route.fetch()
        page.evaluate(FULL, True)
        route.fulfill(response=answer)

    phone.context.set_offline(False)
    told = page.locator(".notice", has_text="Điện thoại hết chỗ trống")
    phone.send_now()
    expect(told).to_contain_text("Kết quả vẫn nằm trên điện thoại")
    assert street.look()["facts"] == []
    page.route("**/field/push", fills_up)
    page.evaluate(FULL, False)
    with page.expect_response("**/field/push"):
        phone.send_now()
    expect(told).to_contain_text("Kết quả vẫn nằm trên điện thoại")
    phone.expect_sentence("^1 chờ gửi$")
    assert len(street.look()["facts"]) == 1
    page.evaluate(FULL, False)
    page.unroute("**/field/push")
    send(phone, "^1 đã ở trên máy chủ")
    expect(told).to_have_count(0)
    street.agree(phone, facts=1, reached=0)
