"""Putting right what was recorded: before it left, after, after it counted, again, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.field.pin import unlock
from tests.journeys.test_phone import SMALL, Volunteer, laid, new_badge, volunteer
from tests.town import Town, in_town

__all__ = ["laid", "volunteer"]

FACTS = """
import django, json, sys; django.setup()
from tungngo.encounters.models import Encounter, HouseholdStanding, Photo
door = {"household_id": sys.argv[1]}
facts = Encounter.objects.filter(**door).order_by("received_at", "id")
stand = HouseholdStanding.objects.filter(**door).first()
print(json.dumps({
    "facts": [[f.result, len(f.outcomes), bool(f.amends_id), f.withdrawn] for f in facts],
    "stand": stand and [stand.attempts, stand.last_result, bool(stand.reached_on)],
    "moments": len({f.happened_at for f in facts}),
    "people": len(stand.residents) if stand else 0,
    "taught": [len(f.taught) for f in facts], "consents": [f.consents for f in facts],
    "near": [f.near for f in facts],
    "photos": [[p.got == p.total, bool(p.finished_at)] for p in Photo.objects.all()]}))
"""


def at_door(town: Town, door: str) -> Any:
    """What the server knows of a door (its key as in the app's addresses)."""
    return in_town(town, "-c", FACTS, door.split("/")[-1])


def all_adds_up(town: Town) -> None:
    town.run("recount")
    town.run("recount", "--check")


def key_of(volunteer: Volunteer, nth: int) -> str:
    return volunteer.row(nth).get_attribute("href").removeprefix("#/door/")


def open_to_correct(volunteer: Volunteer, door: str) -> None:
    """From the door's own page, as a person does."""
    volunteer.page.goto(f"{volunteer.town.url}/field/#/door/{door}")
    volunteer.page.get_by_role("link", name="Sửa", exact=True).first.click()
    expect(volunteer.page.get_by_text("Đang sửa kết quả ghi lúc")).to_be_visible()


def say_instead(volunteer: Volunteer, result: str, *people: str) -> None:
    page = volunteer.page
    page.get_by_role("radio", name=result, exact=True).check(force=True)
    for name in people:
        page.locator(".tick", has_text=name).first.click()
    if people:
        page.locator(".ticks .tick", has_text="VNeID").click()
    volunteer.save()


def attempts_shown(volunteer: Volunteer, door: str) -> None:
    volunteer.page.goto(f"{volunteer.town.url}/field/#/door/{door}")
    expect(volunteer.page.locator(".where")).to_be_visible()
    expect(volunteer.page.locator(".where")).not_to_contain_text("lần đến"), "one visit, not two"


def test_corrected_before_it_left_only_the_right_one_leaves(
    town: Town, volunteer: Volunteer
) -> None:
    door = key_of(volunteer, 1)
    volunteer.context.set_offline(True)
    volunteer.nobody_home(1)
    open_to_correct(volunteer, door)
    expect(volunteer.page.get_by_text("Kết quả này chưa gửi đi")).to_be_visible()
    say_instead(volunteer, "Gặp được", "Trần Văn Đức")
    volunteer.page.goto(f"{town.url}/field/#/records")
    volunteer.expect_sentence("^1 chờ gửi$")
    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    known = at_door(town, door)
    assert known["facts"] == [["met", 1, False, False]]
    assert known["stand"] == [1, "met", True]
    all_adds_up(town)


def test_corrected_after_it_counted_again_and_taken_back(town: Town, volunteer: Volunteer) -> None:
    page, door = volunteer.page, key_of(volunteer, 2)
    volunteer.nobody_home(2)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    expect(page.locator(".record-line .badge.good")).to_have_count(1)

    open_to_correct(volunteer, door)
    expect(page.get_by_text("Kết quả này đã gửi")).to_be_visible()
    say_instead(volunteer, "Gặp được", "Nguyễn Thị Hoà", "Trần Văn Đức")
    attempts_shown(volunteer, door)
    expect(page.locator(".where")).to_contain_text("Đã gặp")
    volunteer.send_now()
    volunteer.expect_sentence("^2 đã ở trên máy chủ")
    known = at_door(town, door)
    assert known["facts"] == [["absent", 0, False, False], ["met", 2, True, False]]
    assert (known["stand"], known["people"], known["moments"]) == ([1, "met", True], 2, 1)

    open_to_correct(volunteer, door)  # the correction is corrected
    page.locator(".tick", has_text="Trần Văn Đức").first.click()
    volunteer.save()
    volunteer.send_now()
    volunteer.expect_sentence("^3 đã ở trên máy chủ")
    known = at_door(town, door)
    assert known["facts"][-1] == ["met", 1, True, False]
    assert (known["stand"], known["people"]) == ([1, "met", True], 1)
    attempts_shown(volunteer, door)

    page.get_by_role("button", name="Rút lại").first.click()  # and the whole chain is taken back
    volunteer.send_now()
    volunteer.expect_sentence("^4 đã ở trên máy chủ")
    known = at_door(town, door)
    assert known["facts"][-1][3] is True
    assert (known["stand"], known["people"]) == ([0, "", False], 0)
    page.goto(f"{town.url}/field/#/door/{door}")
    expect(page.locator(".where")).not_to_contain_text("Đã gặp")
    all_adds_up(town)


def test_a_correction_while_the_first_answer_was_lost(town: Town, volunteer: Volunteer) -> None:
    """It may have arrived: so the correction follows it rather than taking its place here."""
    door = key_of(volunteer, 3)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    volunteer.page.route("**/field/push", lose_the_answer)
    volunteer.nobody_home(3)
    volunteer.send_now()
    expect(volunteer.page.get_by_text("Chưa có mạng")).to_be_visible()
    volunteer.page.unroute("**/field/push")
    volunteer.context.set_offline(True)
    open_to_correct(volunteer, door)
    say_instead(volunteer, "Từ chối")
    attempts_shown(volunteer, door)
    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence("^2 đã ở trên máy chủ")
    known = at_door(town, door)
    assert known["facts"] == [["absent", 0, False, False], ["refused", 0, True, False]]
    assert known["stand"] == [1, "refused", False]
    all_adds_up(town)


def test_corrected_offline_while_another_phone_was_there(
    town: Town, volunteer: Volunteer, new_context: Callable[..., BrowserContext]
) -> None:
    door = key_of(volunteer, 4)
    volunteer.nobody_home(4)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    volunteer.context.set_offline(True)
    open_to_correct(volunteer, door)
    say_instead(volunteer, "Gặp được", "Trần Gia Bảo")

    other = Volunteer(town, new_context(viewport=SMALL)).open_badge(new_badge(town))
    other.page.goto(f"{town.url}/field/#/door/{door}")
    other.result("Gặp được").click()
    other.page.locator(".tick", has_text="Lê Thị Mỹ Duyên").click()
    other.page.locator(".ticks .tick", has_text="VssID").click()
    other.save()
    other.send_now()
    other.expect_sentence("^1 đã ở trên máy chủ")

    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence("^2 đã ở trên máy chủ")
    known = at_door(town, door)
    assert (known["stand"], known["people"]) == ([2, "met", True], 2)
    all_adds_up(town)


def test_a_correction_begun_survives_a_killed_tab(town: Town, volunteer: Volunteer) -> None:
    door = key_of(volunteer, 5)
    volunteer.context.set_offline(True)
    volunteer.nobody_home(5)
    open_to_correct(volunteer, door)
    volunteer.page.get_by_role("radio", name="Chuyển đi", exact=True).check(force=True)
    volunteer.page.go_back()
    expect(volunteer.page.locator(".results")).to_be_visible()
    expect(volunteer.page.get_by_text("Đang ghi dở")).to_have_count(0)
    open_to_correct(volunteer, door)
    expect(volunteer.page.get_by_role("radio", name="Chuyển đi", exact=True)).to_be_checked()


ASKING = """
import django, json; django.setup()
from tungngo.campaigns.models import Campaign
Campaign.objects.update(asks_place=True, photo_of="Mã QR thanh toán")
print(json.dumps(True))
"""


@pytest.fixture
def asked(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> Volunteer:
    """A volunteer whose campaign asks for places and photos, on a phone that knows where it is."""
    in_town(town, "-c", ASKING)
    context = new_context(
        viewport=SMALL,
        has_touch=True,
        geolocation={"latitude": 20.9951234, "longitude": 105.8519876},
        permissions=["geolocation"],
    )
    return Volunteer(town, context).open_badge(new_badge(town))


def test_who_taught_how_they_agreed_where_and_a_photo(
    town: Town, asked: Volunteer, tmp_path: Any
) -> None:
    page, door = asked.page, key_of(asked, 6)
    here, said = page.locator(".here button"), page.locator(".here p")
    here.click()
    expect(said).to_contain_text("Chưa biết vị trí hộ nào")
    address = asked.row(6).locator("b").text_content()
    asked.row(6).click()
    asked.result("Gặp được").click()
    expect(page.locator(".save button")).to_have_text("Lưu: có gặp, chưa rõ là ai")
    for name in ("Nguyễn Thị Hoà", "Trần Gia Bảo"):
        page.locator(".tick", has_text=name).click()
    page.locator(".ticks .tick", has_text="Dịch vụ công").click()
    page.locator(".more summary", has_text="Ai hướng dẫn").click()
    page.get_by_label("Ai hướng dẫn?").select_option(label="Trần Gia Bảo")
    page.locator(".save button").click()
    expect(page.get_by_text("Chọn một ô dưới đây rồi lưu lại")).to_be_visible()
    page.get_by_role("radio", name="Đã ký giấy").check(force=True)
    page.get_by_role("button", name="Thêm vị trí hộ này").click()
    expect(page.get_by_text("Đã thêm, chính xác đến khoảng 100 mét")).to_be_visible()
    picture = tmp_path / "picture.png"
    page.screenshot(path=picture, full_page=True)
    page.locator("input[type=file]").set_input_files(picture)
    expect(page.locator(".taken img")).to_be_visible()

    pieces: list[str] = []

    def cut_the_second(route: Route) -> None:
        pieces.append(re.search(r"at=(\d+)", route.request.url)[1])
        if len(pieces) == 1:
            route.abort("connectionreset")
        else:
            route.continue_()

    asked.context.route("**/field/photo?**", cut_the_second)
    asked.save()
    asked.send_now()
    asked.expect_sentence("^1 đã ở trên máy chủ")
    page.evaluate("true")
    asked.send_now()
    page.goto(f"{town.url}/field/#/x/photo")
    expect(page.get_by_text("Không có ảnh nào chờ gửi")).to_be_visible(timeout=20_000)
    assert pieces[:2] == ["0", "0"], "cut, and sent again from where the server was"
    known = at_door(town, door)
    assert known["facts"] == [["met", 2, False, False]]
    assert known["taught"] == [1], "the relative taught the other, not themselves"
    assert {how for _of, _skill, how, _who in known["consents"][0]} == {"signed"}
    assert known["near"] == [[20.995, 105.852]]
    assert known["photos"] == [[True, True]]

    asked.context.set_offline(True)  # the walk begins where one stands without a network too
    page.goto(f"{town.url}/field/#/")
    here.click()
    expect(said).to_contain_text(f"Gần nhất: {address}")
    expect(said).to_contain_text("khoảng 100 m")
    expect(page.locator(".begin.set select")).to_have_value(re.compile(r"^\d+$"))
    asked.context.set_geolocation({"latitude": 21.0951, "longitude": 105.8519})
    page.reload()
    unlock(page)
    here.click()
    expect(said).to_contain_text("cách đây khoảng 11 km")
    asked.context.clear_permissions()
    here.click()
    expect(said).to_contain_text("Điện thoại chưa cho phép xem vị trí. Chọn ngõ ở ô trên.")
