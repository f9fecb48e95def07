"""Typing a sheet that came back on paper, in real Chromium: by keys alone, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.conftest import DESK
from tests.town import Town, in_town

LAY = """
import django, json; django.setup()
from tests.field.lane import lay
from tungngo.accounts.actions import make_account
from tungngo.campaigns import actions as campaigns
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area
laid = lay()
group = Area.objects.get(path=laid["doors"][0].path)
campaigns.assign_group(actor=None, campaign=laid["campaign"], area=group)
officer = make_account(actor=None, full_name="Cán Bộ", username="canbo", password="gõ từng nhà 2025")
give_role(actor=None, account=officer, area=group, kind="officer")
print(json.dumps(group.code))
"""
FACTS = """
import django, json; django.setup()
from tungngo.campaigns.models import WalkSheet
from tungngo.encounters.models import Encounter
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import fold
from tungngo.lib.reach import Reach
sheet = WalkSheet.objects.latest("printed_at")
lines = {}
for number, (origin, door) in enumerate(sheet.keys, start=1):
    facts = facts_of(Reach.everything(), origin, [door]).get((sheet.campaign_id, door), [])
    stand = fold(facts)
    if stand.attempts:
        lines[number] = [stand.last_result, stand.attempts,
                         sum(len(fact.outcomes) for fact in facts), str(stand.come_back_on or "")]
print(json.dumps({"lines": lines, "encounters": Encounter.objects.count()}))
"""


@pytest.fixture(scope="module")
def group(town: Town) -> str:
    return in_town(town, "-c", LAY)


class Typist:
    """Somebody at the desk with a sheet printed just now, hands on the keys."""

    def __init__(self, town: Town, page: Page, group: str) -> None:
        self.town, self.page, self.group = town, page, group
        self.strokes = 0
        page.goto(f"{town.url}/signin/")
        page.fill("input[name=username]", "canbo")
        page.fill("input[type=password]", "gõ từng nhà 2025")
        with page.expect_navigation():
            page.locator("main button[type=submit]").first.click()
        page.goto(f"{town.url}/desk/areas/{group}/paper/")
        page.get_by_role("button", name="In các phiếu đã chọn").click()
        expect(page.locator(".sheet-page").first).to_be_visible()
        page.goto(f"{town.url}/desk/areas/{group}/paper/")
        page.locator("a.opens").first.click()
        expect(self.line(1).locator(".result")).to_be_focused()

    def line(self, number: int) -> Any:
        return self.page.locator(f'[data-line="{number}"]')

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += 1

    def spent(self) -> int:
        """Keys pressed since the last asking."""
        strokes, self.strokes = self.strokes, 0
        return strokes

    def expect_saved(self, number: int) -> None:
        expect(self.line(number).locator(".state")).to_have_text("✓ đã lưu")


@pytest.fixture
def typist(town: Town, group: str, new_context: Callable[..., BrowserContext]) -> Typist:
    return Typist(town, new_context(viewport=DESK).new_page(), group)


def test_a_sheet_is_typed_with_few_keys(town: Town, typist: Typist) -> None:
    before = in_town(town, "-c", FACTS)["encounters"]
    typist.press("2", "Enter")
    assert typist.spent() <= 2, "nobody home"
    typist.press("1", "Enter")
    assert typist.spent() <= 2, "met, nothing written about levels"
    typist.press("1", "3", "2", "ArrowDown", "3", "2", "ArrowDown", "1", "0", "ArrowDown", "4", "4")
    typist.press("Enter")
    assert typist.spent() <= 13, "a household of four with two services each"
    typist.press("2", "/", *"30/12", "Enter")
    assert typist.spent() <= 8, "nobody home, come back on a day"
    for number in (1, 2, 3, 4):
        typist.expect_saved(number)
    expect(typist.page.locator("[data-count]")).to_have_text(re.compile("Đã lưu 4 / "))
    facts = in_town(town, "-c", FACTS)
    assert facts["encounters"] == before + 4
    assert facts["lines"]["1"][:3] == ["absent", 1, 0]
    assert facts["lines"]["2"][:3] == ["met", 1, 0]
    assert facts["lines"]["3"][:3] == ["met", 1, 8]
    assert facts["lines"]["4"][3].endswith("-12-30")
    town.run("recount", "--check")


def test_typing_goes_on_after_a_reload_and_corrects_what_was_typed(
    town: Town, typist: Typist
) -> None:
    typist.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "1", "3")
    expect(typist.line(5).locator(".state")).to_have_text("chưa lưu")
    typist.page.reload()
    expect(typist.line(5).locator(".state")).to_have_text("chưa lưu")
    typist.line(5).locator(".result").focus()
    expect(typist.line(5).locator(".level").first).to_have_value("3")
    typist.press("Enter")
    typist.expect_saved(5)
    typist.press("ArrowUp", "2", "Enter")
    expect(typist.line(5).locator(".said")).to_contain_text("vắng nhà")
    typist.expect_saved(5)
    assert in_town(town, "-c", FACTS)["lines"]["5"][:2] == ["absent", 1]
    typist.press("ArrowUp", "0", "Enter")
    expect(typist.line(5).locator(".state")).to_have_text("✓ đã rút lại")
    assert "5" not in in_town(town, "-c", FACTS)["lines"]


def test_a_lost_answer_is_asked_for_again_and_counts_once(town: Town, typist: Typist) -> None:
    before = in_town(town, "-c", FACTS)["encounters"]
    lost = []

    def lose(route: Route) -> None:
        route.fetch()  # the server took it, and nobody heard
        lost.append(route.request.post_data)
        route.abort("connectionreset")

    typist.page.route("**/lines/6/", lose, times=1)
    typist.page.locator("#jump").fill("6")
    typist.press("Enter", "2", "Enter")
    expect(typist.line(6).locator(".state")).to_have_text("… chưa gửi được, đang thử lại")
    with typist.page.expect_request("**/lines/6/", timeout=15_000) as again:
        pass
    assert again.value.post_data == lost[0], "the same operation"
    typist.expect_saved(6)
    assert in_town(town, "-c", FACTS)["encounters"] == before + 1


def test_what_was_recorded_elsewhere_that_day_is_seen_before_it_is_kept(
    typist: Typist,
) -> None:
    """The sheet of the first journey said something about these doors today."""
    expect(typist.line(1).locator(".note")).to_contain_text("Hộ này đã có kết quả khác")
    typist.press("ArrowDown")
    expect(typist.line(1).locator(".note")).to_be_hidden()


def test_the_pages_are_open_to_everybody(typist: Typist) -> None:
    page = typist.page
    typist.press("1", "3", "2")
    for url in (None, f"{typist.town.url}/desk/areas/{typist.group}/paper/"):
        if url:
            page.goto(url)
        found = Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"][:160]) for one in found]


def test_a_list_prints_on_as_many_pages_as_it_says(typist: Typist) -> None:
    page = typist.page
    with page.expect_navigation():
        page.get_by_role("link", name="In lại").click()
    expect(page.locator(".sheet-page").first).to_be_visible()
    pages = page.locator(".sheet-page").count()
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == pages
    tall = page.evaluate(
        "[...document.querySelectorAll('.sheet-page')].filter("
        "page => page.scrollHeight > page.clientHeight + 2).length"
    )
    assert tall == 0
