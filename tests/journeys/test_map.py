"""The map in real Chromium: points, then boundaries from a file; mouse, finger and keys; no script; paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK
from tests.territory.test_boundaries import TOPOLOGY
from tests.town import Town, in_town

LAY = """
import django, json; django.setup()
from tests.field.lane import lay
from tungngo.accounts.actions import make_account
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area
lay()
recount_stale()
seer = make_account(actor=None, full_name="Người Xem", username="xem", password="gõ từng nhà 2025")
give_role(actor=None, account=seer, area=Area.objects.get(pk="01"), kind="viewer")
print(json.dumps(Area.objects.filter(parent_id="01", valid_to_on=None).count()))
"""

#: Xã Ba Vì: no other point lies near its own.
FAR_WEST = "09700"

WIDTH = "document.querySelector('#map svg.leaflet-image-layer').getBoundingClientRect().width"
#: Whether the map becomes wider than that. (Playwright's own waiting evaluates words: refused.)
GROWN = f"""(least) => new Promise((done) => {{
  const look = () => ({WIDTH} > least ? done(true) : requestAnimationFrame(look));
  setTimeout(done, 15_000, false);
  look();
}})"""


def sign_in(town: Town, page: Page) -> None:
    page.goto(f"{town.url}/signin/")
    page.fill("input[name=username]", "xem")
    page.fill("input[name=password]", "gõ từng nhà 2025")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/**")


@pytest.fixture(scope="module")
def communes(town: Town) -> int:
    return in_town(town, "-c", LAY)


def test_a_city_is_seen_on_a_map(
    town: Town, communes: int, new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    outside: list[str] = []
    page = _watched(new_context(viewport=DESK), town, outside)
    sign_in(town, page)
    page.goto(f"{town.url}/desk/areas/01/map/")
    dots = page.locator("#map .area circle")
    expect(dots).to_have_count(communes)

    file = tmp_path / "wards.topo.json"
    file.write_bytes(TOPOLOGY)
    said = town.run("boundaries", "load", str(file))
    assert re.search(r"\b2\b", said)
    page.reload()
    expect(page.locator("#map .area path")).to_have_count(2)
    expect(dots).to_have_count(communes - 2)

    # Keys: the list says which, the map shows where.
    ours = page.locator("tr[data-code='00322']")
    ours.get_by_role("link").focus()
    note = page.locator("#map-note")
    expect(note).to_contain_text("Phường Tương Mai")
    expect(page.locator("#map .area.is-shown")).to_have_attribute("data-code", "00322")
    assert Axe().run(page).response["violations"] == []

    # The mouse shows the figures of what it points at, and opens its board.
    west = page.locator(f"#map .area[data-code='{FAR_WEST}']")
    west.hover(force=True)
    expect(note).to_contain_text("Xã Ba Vì")
    west.click(force=True)
    expect(page).to_have_url(f"{town.url}/desk/areas/{FAR_WEST}/")

    page.go_back()
    page.wait_for_selector("#map svg.leaflet-image-layer")
    before = page.evaluate(WIDTH)
    page.get_by_role("button", name="Lại gần").click()
    assert page.evaluate(GROWN, before * 1.3)
    assert outside == []


def test_a_finger_looks_first_and_paper_has_all_of_it(
    town: Town, communes: int, new_context: Callable[..., BrowserContext]
) -> None:
    phone = new_context(has_touch=True).new_page()
    sign_in(town, phone)
    phone.goto(f"{town.url}/desk/areas/01/map/")
    mark = phone.locator(f"#map .area[data-code='{FAR_WEST}']")
    mark.tap(force=True)
    expect(phone.locator("#map-note")).to_be_visible()
    expect(phone).to_have_url(re.compile("/map/$"))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    phone.emulate_media(media="print")
    drawing = phone.locator("#map svg.leaflet-image-layer")
    expect(drawing).to_be_visible()
    box = drawing.bounding_box()
    assert box is not None
    assert box["height"] > 100
    expect(phone.locator(".leaflet-control-zoom")).to_be_hidden()


def _watched(context: BrowserContext, town: Town, outside: list[str]) -> Page:
    """A page that notes every address it asks that is not the town's."""

    def note(asked: Any) -> None:
        if not asked.url.startswith((town.url, "data:", "blob:")):
            outside.append(asked.url)

    context.on("request", note)
    return context.new_page()
