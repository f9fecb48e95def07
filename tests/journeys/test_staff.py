"""Staff: asked in by link, a second step set up, and from then on in by passkey alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK, PHONE
from tests.town import Town, in_town

SETTLE = """
import django, json; django.setup()
from tungngo.accounts.actions import make_account
from tungngo.lib.reach import Reach
from tungngo.teams.actions import give_role
from tungngo.territory.queries import area_of
admin = make_account(actor=None, full_name="Lê Minh Tâm", username="tam", password="ngõ nhỏ nhà sâu")
give_role(actor=None, account=admin, area=area_of(Reach.everything(), "00322"), kind="admin")
print(json.dumps(True))
"""
CODE = """
import django, json, sys, time; django.setup()
from allauth.mfa.totp.internal import auth
print(json.dumps(auth.format_hotp_value(auth.hotp_value(sys.argv[1], int(time.time()) // 30))))
"""


def look(page: Page) -> None:
    """axe finds nothing on the page."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    page.goto(f"{url}/signin/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def with_device(page: Page) -> None:
    """A computer whose fingerprint reader always says yes, as Chromium makes one up for tests."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {
        **{"protocol": "ctap2", "transport": "internal", "hasResidentKey": True},
        **{"hasUserVerification": True, "isUserVerified": True},
        "automaticPresenceSimulation": True,
    }
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_person_is_asked_in_and_comes_in_by_passkey(
    town: Town, new_context: Callable[..., BrowserContext]
) -> None:
    in_town(town, "-c", SETTLE)
    url = re.sub(
        r"//[^:]+", "//localhost", town.url
    )  # a passkey belongs to a name, not to a number
    desk = new_context(viewport=DESK).new_page()
    sign_in(desk, url, "tam", "ngõ nhỏ nhà sâu")
    desk.goto(f"{url}/desk/areas/00322/staff/new/")
    desk.get_by_label("Họ và tên").fill("Đỗ Thị Hương")
    desk.get_by_label("Tên đăng nhập").fill("huong")
    look(desk)
    desk.get_by_role("button", name="Tạo tài khoản và liên kết").click()
    link = desk.locator("#link").inner_text()
    look(desk)

    page = new_context(viewport=DESK).new_page()
    with_device(page)
    page.goto(link)
    page.get_by_label("Mật khẩu mới", exact=True).fill("gió mùa về ngõ")
    page.get_by_label("Xác nhận mật khẩu mới").fill("gió mùa về ngõ")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    sign_in(page, url, "huong", "gió mùa về ngõ")
    page.get_by_role("link", name="Tài khoản", exact=True).click()
    look(page)

    page.get_by_role("link", name="Cài ứng dụng").click()
    page.get_by_label("Mật khẩu").fill("gió mùa về ngõ")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_text("Không quét được").click()
    look(page)
    code = in_town(town, "-c", CODE, page.locator("code.link-words").inner_text())
    page.get_by_label("Sáu chữ số").fill(json.dumps(code).strip('"'))
    page.get_by_role("button", name="Xong, từ nay hỏi mã này").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    look(page)

    page.goto(f"{url}/desk/account/keys/new/")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("cell", name="Khóa truy cập 1")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Đăng xuất").click()

    page.goto(f"{url}/signin/")
    look(page)
    page.get_by_role("button", name="Bằng khóa truy cập").click()
    expect(page.get_by_role("link", name="Tài khoản", exact=True)).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()

    sign_in(page, url, "huong", "gió mùa về ngõ")
    look(page)
    page.get_by_label("Mã trong ứng dụng").fill(recovery)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("link", name="Tài khoản", exact=True)).to_be_visible()

    desk.goto(f"{url}/desk/areas/00322/journal/")
    for words in (
        "bằng khóa truy cập",
        "bằng mật khẩu và xác thực hai bước",
        "tạo liên kết đăng nhập",
    ):
        expect(desk.get_by_text(words).first).to_be_visible()
    look(desk)


ROWS = "Họ và tên\tVai trò\nTrần Văn Bình\tCán bộ\nLê Hà\tGiám đốc\n"


def test_many_come_in_by_a_pasted_sheet_and_a_filter_is_kept(
    town: Town, new_context: Callable[..., BrowserContext]
) -> None:
    """Both at a desk and on a phone: axe finds nothing, and the policy of the pages refuses nothing."""
    in_town(town, "-c", SETTLE.replace('username="tam"', 'username="sheet"'))
    page = new_context(viewport=DESK).new_page()
    sign_in(page, town.url, "sheet", "ngõ nhỏ nhà sâu")
    area = f"{town.url}/desk/areas/00322"
    page.goto(f"{area}/staff/list/")
    page.get_by_label("Hoặc dán các hàng").fill(ROWS)
    look(page)
    page.get_by_role("button", name="Tải lên và xem lại").click()
    expect(page.get_by_text("hàng 3, cột B")).to_be_visible()
    look(page)
    page.set_viewport_size(PHONE)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
    page.get_by_role("button", name="Tạo tài khoản và liên kết").click()
    expect(page.locator(".link-slips code")).to_have_count(1)
    assert page.evaluate(fits)
    look(page)
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("nhân sự trở lại như trước")).to_be_visible()

    page.goto(f"{area}/households/?priority=1")
    page.get_by_text("Lưu bộ lọc này").click()
    page.get_by_label("Tên bộ lọc").fill("Ưu tiên")
    look(page)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".chip[aria-current]")).to_have_text("Ưu tiên")
    page.get_by_role("link", name="Quản lý").click()
    look(page)
    page.get_by_role("button", name="Xóa bộ lọc Ưu tiên").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("link", name="Ưu tiên", exact=True)).to_be_visible()
