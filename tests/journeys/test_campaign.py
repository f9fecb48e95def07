"""An officer sets targets of the groups below in one sheet by keys alone, and takes the save back."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK
from tests.journeys.test_carry import PASSWORD, STAFF
from tests.town import Town, in_town

PASTE = """
(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const given = { clipboardData, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", given));
}
"""


def row(page: Page, number: int) -> list[str]:
    cells = page.locator("[data-sheet] tbody tr").nth(number).locator("td:not(.pick) input")
    return [cell.input_value() for cell in cells.all()]


def test_targets_are_typed_in_a_sheet(
    town: Town, new_context: Callable[..., BrowserContext]
) -> None:
    in_town(town, "-m", "tests.field.lane")
    in_town(town, "-c", STAFF)
    page = new_context(viewport=DESK).new_page()
    page.goto(f"{town.url}/desk/areas/00322/campaign/")
    page.fill("[name=username]", "mailan")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.get_by_role("link", name="Các địa bàn trực thuộc trong một bảng").click()

    page.locator("[data-sheet] tbody td:not(.pick) input").first.focus()
    assert page.evaluate("document.activeElement.placeholder") != ""
    page.evaluate(PASTE, "120\t100\n")
    typed = row(page, 0)
    assert typed[:2] == ["120", "100"]
    page.keyboard.press("Control+z")
    assert set(row(page, 0)) == {""}
    page.evaluate(PASTE, "120\t100\n")
    page.get_by_role("button", name="Lưu chỉ tiêu").last.press("Enter")
    refused = page.locator("[data-sheet] td.refused input")
    expect(refused).to_be_focused()
    expect(refused).to_have_value("120")
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()

    page.keyboard.type("80")
    page.get_by_role("button", name="Lưu chỉ tiêu").last.press("Enter")
    expect(page.locator(".undo-bar")).to_contain_text("Đã lưu chỉ tiêu của 1 địa bàn")
    assert row(page, 0)[:2] == ["80", "100"]
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.locator(".undo-bar")).to_contain_text("trở lại như trước")
    assert set(row(page, 0)) == {""}
