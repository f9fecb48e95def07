"""The spine in one journey: a list is brought in, doors are shared out, a volunteer records at the
door without a network, the phone syncs, and the board moves. Real browser, real server, real worker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from tests.conftest import DESK, VIETNAMESE_PHONE
from tests.field.pin import choose_pin, unlock
from tests.town import ROOT, Town
from tungngo.lib import clock

PASSWORD = "gõ từng nhà 2025"
HEADINGS = ["STT", "Mã hộ", "Họ và tên", "Nam", "Nữ", "Quan hệ với chủ hộ", "Địa chỉ", "Hộ nghèo"]
FAMILIES = 6


def sheet(path: Path) -> Path:
    """A ward's own sheet: motto, title, two-line heading, households merged down, a total, a signature."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Tổ 7"
    page.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    page.merge_cells("A1:H1")
    page.append(["DANH SÁCH HỘ GIA ĐÌNH TỔ DÂN PHỐ SỐ 7"])
    page.merge_cells("A2:H2")
    page.append([*HEADINGS[:3], "Năm sinh", None, *HEADINGS[5:]])
    page.append([None, None, None, "Nam", "Nữ"])
    page.merge_cells("D3:E3")
    for n in range(FAMILIES):
        row = page.max_row + 1
        address = f"Số {2 * n + 1} Ngõ 281 Đường Trương Định"
        code = f"TM07-{n + 1:03d}"
        page.append(
            [n + 1, code, f"Nguyễn Văn {'ABCDEG'[n]}", 1950 + n, None, "Chủ hộ", address, "x"]
        )
        page.append([None, None, f"Trần Thị {'ABCDEG'[n]}", None, 1980 + n, "Con", None, None])
        for column in "ABGH":
            page.merge_cells(f"{column}{row}:{column}{row + 1}")
    page.append(["Tổng cộng", None, f"{FAMILIES} hộ"])
    page.append([None, None, None, None, None, "NGƯỜI LẬP BIỂU"])
    book.save(path)
    return path


def test_from_a_household_list_to_the_board(town: Town, new_context, tmp_path: Path) -> None:
    add_staff(town)
    desk: Page = new_context(viewport=DESK, locale="vi-VN").new_page()
    sign_in(desk, town)
    bring_in_the_list(desk, town, sheet(tmp_path / "to-7.xlsx"))
    group = f"{town.url}/desk/areas/00322.7/"
    start_a_campaign(desk, town)
    badge = make_a_team(desk, town)
    share_the_doors(desk, town)

    desk.goto(f"{town.url}/desk/areas/00322/")
    expect(desk.get_by_text(f"0 / {FAMILIES} hộ").first).to_be_visible()

    phone_context = new_context(**VIETNAMESE_PHONE)
    phone = phone_context.new_page()
    phone.goto(badge)
    phone.get_by_role("button", name="Bắt đầu").click()
    choose_pin(phone)
    expect(phone.locator(".door-row")).to_have_count(FAMILIES)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone_context.set_offline(True)
    phone.reload()
    unlock(phone)
    record_a_meeting(phone)
    expect(phone.locator(".sentence")).to_have_text(re.compile("^1 chờ gửi$"))

    desk.reload()
    expect(desk.get_by_text(f"0 / {FAMILIES} hộ").first).to_be_visible()
    phone_context.set_offline(False)
    expect(phone.locator(".sentence")).to_have_text(
        re.compile("^1 đã ở trên máy chủ"), timeout=60_000
    )
    for _ in range(40):
        desk.reload()
        if desk.get_by_text(f"1 / {FAMILIES} hộ").count():
            break
        desk.wait_for_timeout(250)
    expect(desk.get_by_text(f"1 / {FAMILIES} hộ").first).to_be_visible()
    desk.goto(group)
    # `run` raises when the command finds a difference; it says so in words when there is none.
    assert "Mọi số liệu đều khớp" in town.run("recount", "--check")


def add_staff(town: Town) -> None:
    command = ["-m", "tungngo", "staff", "add", "mailan", "--full-name", "Nguyễn Thị Mai Lan"]
    done = subprocess.run(
        [sys.executable, *command, "--area", "00322", "--password-from-stdin"],
        env=town.environment,
        cwd=ROOT,
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def sign_in(desk: Page, town: Town) -> None:
    desk.goto(f"{town.url}/desk/")
    desk.fill("[name=username]", "mailan")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Phường Tương Mai")


def bring_in_the_list(desk: Page, town: Town, file: Path) -> None:
    desk.get_by_role("navigation").get_by_text("Hộ dân", exact=True).click()
    desk.get_by_role("navigation").get_by_text("Nhập danh sách", exact=True).click()
    desk.locator("a[href$='/lists/new/']").first.click()
    desk.set_input_files("input[type=file]", file)
    desk.locator("form[enctype] button[type=submit]").click()
    desk.locator("form[action$='/columns/'] .buttons button").click(timeout=30_000)
    expect(desk.locator("main")).to_contain_text("12", timeout=30_000)
    desk.locator("form[action$='/commit/'] button").click()
    expect(desk.locator("a[href$='/households/']").last).to_be_visible(timeout=30_000)
    desk.get_by_role("navigation").get_by_text("Hộ dân", exact=True).click()
    expect(desk.locator("tbody tr")).to_have_count(FAMILIES)


def start_a_campaign(desk: Page, town: Town) -> None:
    desk.get_by_role("navigation").get_by_text("Chiến dịch", exact=True).click()
    desk.locator("a[href$='/campaign/new/']").first.click()
    today = clock.today()
    desk.fill("[name=starts_on]", today.isoformat())
    desk.locator("main form button[type=submit]").first.click()
    desk.locator("form[action$='/order/start/'] button").click()
    expect(desk.locator("form[action$='/order/pause/'] .button.second")).to_be_visible()


def make_a_team(desk: Page, town: Town) -> str:
    """A team of group 7 with one member; the address their badge opens."""
    desk.goto(f"{town.url}/desk/areas/00322/teams/new/")
    desk.fill("[name=name]", "Tổ CNSCĐ số 7")
    if desk.locator("select[name=area]").count():
        desk.select_option("select[name=area]", label="Tổ dân phố số 7")
    desk.locator("main form button[type=submit]").first.click()
    desk.locator("a[href$='/members/new/']").first.click()
    desk.fill("[name=full_name]", "Trần Văn Bình")
    desk.locator("main form button[type=submit]").first.click()
    desk.locator("form[action$='/badges/'] button[type=submit]").first.click()
    link = desk.locator(".paper-badge [data-copy]").get_attribute("data-copy")
    assert re.fullmatch(rf"{re.escape(town.url)}/b/#[\w-]{{20,}}", link or "")
    return link or ""


def share_the_doors(desk: Page, town: Town) -> None:
    desk.goto(f"{town.url}/desk/areas/00322/assignment/")
    with desk.expect_navigation():
        desk.locator("form[action*='/assignment/split'] button").first.click()


def record_a_meeting(phone: Page) -> None:
    phone.locator(".door-row").first.click()
    phone.locator(".results").get_by_text("Gặp được", exact=True).click()
    phone.locator(".tick", has_text="Nguyễn Văn A").click()
    phone.locator(".ticks .tick", has_text="VNeID").click()
    phone.locator(".save button").click()
