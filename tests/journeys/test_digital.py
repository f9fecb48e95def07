"""Digital models in real Chromium: asked for, counted by the real worker, followed to the door, on paper."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK, PHONE
from tests.town import Town, in_town

LAY = """
import django, json; django.setup()
from tests.field.lane import lay
from tungngo.accounts.actions import make_account
from tungngo.progress.actions import recount
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area, Household
lay()
officer = make_account(actor=None, full_name="Cán Bộ", username="canbo", password="gõ từng nhà 2025")
give_role(actor=None, account=officer, area=Area.objects.get(pk="00322"), kind="officer")
door = Household.objects.filter(path__startswith="01.00322.").order_by("walk_key").first()
Household.objects.filter(id=door.id).update(chat_group=False)
recount(paths=[door.path])
print(json.dumps([Household.objects.filter(path=door.path).count(), door.path.split(".")[2]]))
"""


def look(page: Page) -> None:
    """axe finds nothing, and nothing runs out of the screen."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_missing_is_counted_and_followed_to_the_door(
    town: Town, new_context: Callable[..., BrowserContext]
) -> None:
    doors, group = in_town(town, "-c", LAY)
    page = new_context(viewport=DESK).new_page()
    page.goto(f"{town.url}/signin/")
    page.get_by_label("Tên đăng nhập").fill("canbo")
    page.get_by_label("Mật khẩu", exact=True).fill("gõ từng nhà 2025")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{town.url}/desk/areas/00322/models/")
    expect(page.get_by_text("Chưa xét lần nào")).to_be_visible()
    page.get_by_role("button", name="Xét lại ngay").click()
    # The bar follows the worker, and the page comes back by itself with what was counted.
    row = page.locator(f"#family a[href$='/00322.{group}/models/']")
    expect(row).to_be_visible(timeout=30_000)
    look(page)

    row.click()
    expect(page.locator(".homes tbody tr")).to_have_count(doors)
    page.get_by_label("Chỉ xem").select_option("chat-group")
    page.get_by_role("button", name="Xem", exact=True).click()
    lacking = page.locator(".homes tbody tr", has_text="Chưa vào nhóm Zalo")
    expect(lacking).to_have_count(1)
    page.set_viewport_size(PHONE)
    look(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Tải danh sách XLSX")).to_be_hidden()
    page.emulate_media(media="screen")
    lacking.get_by_role("link").click()
    expect(page.locator("#digital-family")).to_contain_text("Chưa vào nhóm Zalo")
    look(page)
