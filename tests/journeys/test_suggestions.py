"""What a volunteer finds otherwise than the list says, told without a network and settled by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.field.pin import choose_pin
from tests.town import Town, in_town

SMALL = {"width": 360, "height": 640}
STATE = """
import django, json; django.setup()
from tungngo.encounters.models import Encounter
from tungngo.territory.models import Household, Resident, Suggestion
found = Household.objects.filter(source="door")
print(json.dumps({
    "found": [[h.head_name, h.house, h.lane_name, h.ended_on is None] for h in found],
    "people": sorted(r.full_name for h in found
                     for r in Resident.objects.filter(household_id=h.id)),
    "met": Encounter.objects.filter(household_id__in=[h.id for h in found]).count(),
    "told": [[s.about, s.state, s.said] for s in Suggestion.objects.order_by("received_at", "id")],
}))
"""


def state(town: Town) -> dict[str, Any]:
    return in_town(town, "-c", STATE)


@pytest.fixture(scope="module")
def badges(town: Town) -> list[str]:
    return in_town(town, "-m", "tests.field.lane")["badges"]


@pytest.fixture
def phone(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> tuple[BrowserContext, Page]:
    """A phone of a new volunteer of the group, its badge opened and its PIN chosen."""
    context = new_context(viewport=SMALL, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{town.url}/b/#{badges.pop()}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page)
    expect(page.locator(".door-row").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return context, page


def look(page: Page) -> None:
    """axe finds nothing, and nothing runs out of a small screen."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def send(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/field/#/records")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator(".sentence").first).to_contain_text("đã ở trên máy chủ")


def test_a_household_found_without_a_network_is_met_at_once_and_stays(
    town: Town, phone: tuple[BrowserContext, Page]
) -> None:
    context, page = phone
    page.goto(f"{town.url}/field/#/x/suggest/new")
    expect(page.get_by_role("heading", name="Hộ chưa có trong danh sách")).to_be_visible()
    look(page)
    context.set_offline(True)
    page.get_by_label("Ngõ, ngách, đường hoặc xóm").fill("Ngõ 12 Phố Tân Mai")
    page.get_by_label("Số nhà").fill("7")
    expect(page.get_by_text("Có thể là hộ đã có")).to_be_visible()
    page.get_by_label("Số nhà").fill("9B")
    expect(page.get_by_text("Có thể là hộ đã có")).to_have_count(0)
    page.get_by_label("Chủ hộ").fill("Lò Thị Mới 001090012345")
    page.get_by_role("button", name="Thêm hộ này").click()
    expect(page.get_by_role("alert")).to_contain_text("giống số định danh")
    page.get_by_label("Chủ hộ").fill("Lò Thị Mới")
    page.get_by_role("button", name="Ghi tên một người nữa").click()
    page.get_by_label("Họ và tên").fill("Lò Văn Bé")
    look(page)
    page.get_by_role("button", name="Thêm hộ này").click()

    expect(page.get_by_text("mới thấy, chưa xác nhận")).to_be_visible()
    expect(page.locator(".people > li")).to_have_count(2)
    look(page)
    page.locator(".results").get_by_text("Vắng nhà", exact=True).click()
    page.locator(".save button").click()
    expect(page.locator("main.today")).to_be_visible()
    context.set_offline(False)
    send(page, town)
    now = state(town)
    assert now["found"] == [["Lò Thị Mới", "9B", "Ngõ 12 Phố Tân Mai", True]]
    assert now["people"] == ["Lò Thị Mới", "Lò Văn Bé"]
    assert now["met"] == 1
    assert [row[:2] for row in now["told"]] == [["household_found", "applied"]]

    page.goto(f"{town.url}/field/#/")
    page.get_by_role("searchbox").fill("lo thi moi")
    expect(page.locator(".door-row")).to_have_count(1)
    expect(page.get_by_text("mới thấy, chưa xác nhận")).to_have_count(0)


def test_what_is_different_at_a_door_is_on_the_list_or_beside_it(
    town: Town, phone: tuple[BrowserContext, Page]
) -> None:
    _context, page = phone
    before = len(state(town)["told"])
    page.locator(".door-row").first.click()
    page.get_by_role("link", name="Có gì khác với danh sách?").click()
    expect(page.get_by_role("heading", name="Có gì khác?")).to_be_visible()
    look(page)
    ways = ["Thêm người ở đây", "Có người đã chuyển đi hoặc đã mất", "Sai họ tên hoặc năm sinh"]
    ways += ["Sai chủ hộ, số nhà hoặc ngõ", "Hộ không còn ở đây", "Hộ bị ghi hai lần"]
    for way in ways:
        page.get_by_role("button", name=way).click()
        expect(page.get_by_role("heading", name=way, level=1)).to_be_visible()
        look(page)
        page.go_back()
        expect(page.locator(".results")).to_be_visible()
        page.get_by_role("link", name="Có gì khác với danh sách?").click()
    page.get_by_role("button", name="Sai họ tên hoặc năm sinh").click()
    page.locator(".chip").first.click()
    page.get_by_label("Năm sinh").fill("194")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("bốn chữ số")
    page.get_by_label("Năm sinh").fill("1947")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("sửa họ tên, năm sinh")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Thôi, không báo nữa").click()
    expect(page.get_by_text("sửa họ tên, năm sinh")).to_have_count(0)

    page.get_by_role("link", name="Có gì khác với danh sách?").click()
    page.get_by_role("button", name="Sai chủ hộ, số nhà hoặc ngõ").click()
    page.get_by_label("Chủ hộ").fill("Nguyễn Thị Hòa")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("sửa chủ hộ, địa chỉ")).to_be_visible()
    send(page, town)
    told = state(town)["told"][before:]
    assert told == [["wrong", "applied", {"head": "Nguyễn Thị Hòa"}]]
