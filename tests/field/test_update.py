"""A newer app over a full outbox: the new one comes by itself, and nothing recorded is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import BrowserContext, expect

from tests.field.lane import lay
from tests.field.pin import choose_pin, unlock
from tungngo.field import parcel

WORDS = "field/words.vi.js"


@pytest.fixture
def renew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """`renew(old, new)`: from now on the server has an app that says `new` for `old`."""

    def renewing(old: str, new: str) -> None:
        find = finders.find
        text = Path(find(WORDS)).read_text(encoding="utf-8")
        assert old in text
        changed = tmp_path / "words.vi.js"
        changed.write_text(text.replace(old, new), encoding="utf-8")

        def finding(name: str, *given: Any, **named: Any) -> Any:
            return str(changed) if name == WORDS else find(name, *given, **named)

        monkeypatch.setattr(finders, "find", finding)
        parcel._packed_once.cache_clear()

    yield renewing
    parcel._packed_once.cache_clear()


def test_a_newer_app_comes_by_itself_and_the_outbox_stays(
    transactional_db: None,
    live_server: Any,
    renew: Callable[[str, str], None],
    new_context: Callable[..., BrowserContext],
) -> None:
    context = new_context()
    page = context.new_page()
    page.goto(f"{live_server.url}/b/#{lay()['badges'][0]}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page)
    page.locator(".door-row").first.click()
    # The app is kept whole before anything newer exists.
    assert page.evaluate("navigator.serviceWorker.ready.then(ready => Boolean(ready.active))")
    before = page.evaluate("document.documentElement.dataset.version")
    page.route("**/field/push", lambda route: route.abort())
    page.locator(".results").get_by_text("Vắng nhà", exact=True).click()
    page.locator(".save button").click()
    expect(page.locator(".sentence")).to_have_text("1 chờ gửi")

    renew('"Các hộ"', '"Danh bạ"')
    page.reload()  # still the app that is kept; the newer one is fetched behind it
    unlock(page)
    expect(page.locator(".tabs")).to_contain_text("Các hộ")
    page.get_by_role("button", name="Có bản mới").click()
    unlock(page)
    expect(page.locator(".tabs")).to_contain_text("Danh bạ")
    assert page.evaluate("document.documentElement.dataset.version") != before
    expect(page.locator(".sentence")).to_have_text("1 chờ gửi")

    page.unroute("**/field/push")
    page.goto(f"{live_server.url}/field/#/records")
    page.get_by_role("button", name="Gửi ngay").click()
    expect(page.locator(".sentence")).to_contain_text("1 đã ở trên máy chủ")
