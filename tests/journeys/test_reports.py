"""An officer's evening: the brief into the chat group, one page to print, a file of every household."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.conftest import DESK
from tests.journeys.test_carry import PASSWORD, STAFF
from tests.town import Town, in_town


def test_an_officer_reports(town: Town, new_context: Callable[..., BrowserContext]) -> None:
    in_town(town, "-m", "tests.field.lane")
    in_town(town, "-c", STAFF)
    allowed = ["clipboard-read", "clipboard-write"]
    page = new_context(viewport=DESK, permissions=allowed).new_page()
    page.goto(f"{town.url}/desk/areas/00322/reports/")
    page.fill("[name=username]", "mailan")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")

    page.get_by_role("button", name="Sao chép nội dung").click()
    expect(page.get_by_role("button", name="Đã sao chép nội dung")).to_be_visible()
    pasted = page.evaluate("navigator.clipboard.readText()")
    assert pasted.startswith("BÁO CÁO NHANH NGÀY")
    assert "Hộ đã tiếp cận:" in pasted

    with page.expect_download() as brief:
        page.get_by_role("link", name="Một trang (PDF)").click()
    assert brief.value.path().read_bytes().startswith(b"%PDF-")

    page.get_by_role("link", name="Xuất toàn bộ dữ liệu").click()
    page.get_by_label("hộ", exact=True).check()
    page.get_by_label("CSV, cho phần mềm khác").check()
    page.get_by_role("button", name="Tạo tệp").click()
    ready = page.get_by_role("link", name="Hộ (CSV)")
    expect(ready).to_be_visible()
    with page.expect_download() as file:
        ready.click()
    lines = file.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith('"Tỉnh, thành phố","Phường, xã"')
    assert len(lines) > 3
