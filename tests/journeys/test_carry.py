"""A phone that cannot sync for a month hands its work over: codes to a team-mate, a file to the desk."""

from __future__ import annotations

import base64
import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.conftest import CHROMIUM_FLAGS, DESK, VIETNAMESE_PHONE
from tests.field.pin import PIN, choose_pin
from tests.journeys.test_phone import new_badge
from tests.town import Town, in_town
from tungngo.lib import clock

SMALL = {"width": 360, "height": 640}
SIDE = 720
"""Pixels of the picture a camera sees; the code stands in its middle."""
PASSWORD = "gõ từng nhà 2025"
STAFF = f"""
import django, json; django.setup()
from tungngo.accounts.actions import make_account
from tungngo.campaigns.models import Campaign
from tungngo.lib import clock
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area
import datetime as dt
one = make_account(actor=None, full_name="Nguyễn Mai Lan", username="mailan", password="{PASSWORD}")
give_role(actor=None, account=one, area=Area.objects.get(code="00322"), kind="officer")
Campaign.objects.update(starts_on=clock.today() - dt.timedelta(days=40))
print(json.dumps(str(one.id)))
"""
WHO = """
import django, json; django.setup()
from tungngo.accounts.models import Account
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
names = {one.id: one.full_name for one in Account.objects.all()}
print(json.dumps([[names[fact.account_id], str(clock.day_of(fact.happened_at))]
                  for fact in Encounter.objects.order_by("happened_at")]))
"""


KEPT = """async (name) => (await (await caches.open("tungngo-field")).keys())
    .some(({ url }) => url.includes(name))"""


@pytest.fixture(scope="module")
def laid(town: Town) -> dict[str, Any]:
    found = in_town(town, "-m", "tests.field.lane")
    in_town(town, "-c", STAFF)
    return found


def recorded(town: Town) -> list[list[str]]:
    """(who, on which day in Việt Nam) of every encounter the server has, oldest first."""
    return in_town(town, "-c", WHO)


def unlock(page: Page) -> None:
    """Enter the PIN by thumb: keys are there before the keyboard is listened to."""
    for digit in PIN:
        page.locator(".pad").get_by_role("button", name=digit, exact=True).click()
    expect(page.locator("main.gate")).to_have_count(0)


class Phone:
    """Somebody's phone in an alley."""

    def __init__(self, town: Town, context: BrowserContext, badge: str) -> None:
        self.town, self.context, self.page = town, context, context.new_page()
        self.page.goto(f"{town.url}/b/#{badge}")
        self.page.get_by_role("button", name="Bắt đầu").click()
        choose_pin(self.page)
        expect(self.page.locator(".door-row").first).to_be_visible()
        # Screens for later come one by one once the list is there; this is the last of ours.
        for _half_second in range(120):
            if self.page.evaluate(KEPT, "/later/carry/words.js"):
                break
            self.page.wait_for_timeout(500)
        else:
            pytest.fail("the phone never kept the screens it needs without a network")

    def go(self, path: str) -> None:
        self.page.evaluate("(path) => { location.hash = path; }", path)

    def record(self, nth: int) -> None:
        self.go("#/")
        self.page.locator(".door-row").nth(nth).click()
        self.page.locator(".results").get_by_text("Vắng nhà", exact=True).click()
        self.page.locator(".save button").click()
        expect(self.page.locator("main.today")).to_be_visible()

    def month_without_network(self) -> list[str]:
        """Three records within thirty days, and on which; the phone is never online in that time."""
        self.context.set_offline(True)
        now = clock.now()
        moments = [now - dt.timedelta(days=ago, minutes=5) for ago in (30, 12, 0)]
        for nth, moment in enumerate(moments):
            self.wake(moment)
            self.record(nth)
        self.wake(now)
        self.go("#/x/carry")
        self.says("^3 chờ gửi$")
        return [str(clock.day_of(moment)) for moment in moments]

    def wake(self, at: dt.datetime) -> None:
        """Take the phone out of the pocket: it has locked itself since."""
        self.page.clock.set_fixed_time(at)
        self.page.reload()
        unlock(self.page)

    def says(self, words: str) -> None:
        expect(self.page.locator(".sentence")).to_have_text(re.compile(words))

    def codes(self) -> list[bytes]:
        """The codes as they are drawn, as square pictures of grey bytes, each seen once."""
        self.page.get_by_role("button", name="Hiện mã cho máy khác quét").click()
        which = self.page.locator(".which b")
        expect(which).to_be_visible()
        of = int((which.text_content() or "").rpartition("/")[2])
        seen = []
        for number in range(1, of + 1):
            if of > 1:
                while which.text_content() != f"Mã {number}/{of}":
                    self.page.get_by_role("button", name="Mã sau").click()
            drawn = self.page.locator("canvas").evaluate(
                "(canvas) => { const { data } = canvas.getContext('2d')"
                ".getImageData(0, 0, canvas.width, canvas.height);"
                " return btoa(Array.from(data.filter((_one, at) => at % 4 === 0),"
                " (grey) => String.fromCharCode(grey)).join('')); }"
            )
            seen.append(base64.b64decode(drawn))
        return seen


def film(codes: list[bytes], path: Path) -> Path:
    """What a camera sees that is held over them: YUV4MPEG2, half a second a code, on a grey table."""
    grey = bytes([128]) * (SIDE * SIDE // 2)
    with path.open("wb") as target:
        target.write(f"YUV4MPEG2 W{SIDE} H{SIDE} F4:1 Ip A1:1 C420jpeg\n".encode())
        for code in codes:
            picture = placed(code)
            for _half in range(2):
                target.write(b"FRAME\n" + picture + grey)
    return path


def placed(code: bytes) -> bytes:
    """The code drawn large in the middle of the picture."""
    side = round(len(code) ** 0.5)
    assert side * side == len(code)
    times = (SIDE - 60) // side
    margin = (SIDE - side * times) // 2
    rows = []
    for row in range(side):
        dots = code[row * side : (row + 1) * side]
        wide = b"".join(bytes([dot]) * times for dot in dots)
        line = b"\x60" * margin + wide + b"\x60" * (SIDE - margin - len(wide))
        rows += [line] * times
    blank = b"\x60" * SIDE
    return blank * margin + b"".join(rows) + blank * (SIDE - margin - len(rows))


@pytest.fixture
def camera(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """`camera(film)`: a phone whose camera sees this film, round and round."""
    started: list[Browser] = []

    def opened(codes: list[bytes]) -> BrowserContext:
        seen = film(codes, tmp_path / "seen.y4m")
        one = browser.browser_type.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=[
                *CHROMIUM_FLAGS,
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={seen}",
            ],
        )
        started.append(one)
        return one.new_context(**VIETNAMESE_PHONE | {"viewport": SMALL, "permissions": ["camera"]})

    yield opened
    for one in started:
        one.close()


def test_a_team_mate_carries_a_months_work_as_codes(
    town: Town, laid: dict[str, Any], new_context: Any, camera: Any
) -> None:
    before = recorded(town)
    first = Phone(town, new_context(viewport=SMALL), laid["badges"][0])
    days = first.month_without_network()
    codes = first.codes()
    first.page.get_by_role("button", name="Máy kia đã nhận đủ").click()
    first.says("^3 chờ gửi$")
    first.go("#/records")
    expect(first.page.locator("main.records")).to_contain_text("máy chủ chưa xác nhận")

    mate = Phone(town, camera(codes), laid["badges"][1])
    mate.context.set_offline(True)
    mate.go("#/x/carry/scan")
    expect(mate.page.get_by_text(re.compile("^Đã nhận gói"))).to_be_visible(timeout=60_000)
    mate.page.reload()
    unlock(mate.page)
    mate.go("#/x/carry")
    expect(mate.page.locator(".parcels .badge")).to_have_text("Chờ gửi")
    assert recorded(town) == before, "nothing has a network yet"

    mate.context.set_offline(False)
    mate.go("#/records")
    mate.page.get_by_role("button", name="Gửi ngay").click()
    mate.go("#/x/carry")
    expect(mate.page.locator(".parcels .badge")).to_have_text("Đã gửi", timeout=30_000)
    expect(mate.page.locator(".parcels li")).to_contain_text("3 kết quả mới")
    new = [fact for fact in recorded(town) if fact not in before]
    assert {name for name, _day in new} == {"Đỗ Thị Hạnh"}
    assert [day for _name, day in new] == days

    verdicts: list[str] = []
    first.page.on(
        "response",
        lambda reply: (
            verdicts.extend(one["verdict"] for one in reply.json()["verdicts"])
            if reply.url.endswith("/field/push")
            else None
        ),
    )
    first.context.set_offline(False)
    first.page.get_by_role("button", name="Gửi ngay").click()
    first.says("^3 đã ở trên máy chủ")
    assert verdicts == ["had"] * 3
    assert len(recorded(town)) == len(before) + 3
    expect(first.page.locator("main.records")).not_to_contain_text("máy chủ chưa xác nhận")


def test_a_months_work_is_handed_in_at_the_desk_as_a_file(
    town: Town, laid: dict[str, Any], new_context: Any, tmp_path: Path
) -> None:
    before = recorded(town)
    phone = Phone(town, new_context(viewport=SMALL, accept_downloads=True), new_badge(town))
    phone.month_without_network()
    with phone.page.expect_download() as saving:
        phone.page.get_by_role("button", name="Lưu hoặc chia sẻ tệp").click()
    name = saving.value.suggested_filename
    assert re.fullmatch(r"tung-ngo-nguoi-thu-\d-\d{4}-\d\d-\d\d\.tungngo", name)
    good = tmp_path / name
    saving.value.save_as(good)
    changed = tmp_path / "doi-mot-byte.tungngo"
    content = bytearray(good.read_bytes())
    content[-30] ^= 1
    changed.write_bytes(content)

    desk = new_context(viewport=DESK).new_page()
    desk.goto(f"{town.url}/desk/areas/00322/parcels/")
    desk.locator("input[name=username]").fill("mailan")
    desk.locator("input[name=password]").fill(PASSWORD)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    hand_in(desk, changed)
    expect(desk.locator("tbody tr")).to_contain_text("parcel.unreadable")
    assert recorded(town) == before
    hand_in(desk, good, good)
    rows = desk.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0).locator("td.right")).to_have_text(["3", "0", "0"])
    expect(rows.nth(1).locator("td.right")).to_have_text(["0", "3", "0"])
    assert len(recorded(town)) == len(before) + 3

    phone.context.set_offline(False)
    phone.go("#/records")
    phone.page.get_by_role("button", name="Gửi ngay").click()
    phone.says("^3 đã ở trên máy chủ")
    assert len(recorded(town)) == len(before) + 3


def hand_in(desk: Page, *files: Path) -> None:
    desk.locator("input[type=file]").set_input_files(list(files))
    desk.get_by_role("button", name="Nhận vào").last.click()
