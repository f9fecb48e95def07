"""The PIN: what lies on a phone's disk, and that nothing is lost behind it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts.debian import windowless_chromium
from tests.conftest import CHROMIUM_FLAGS, VIETNAMESE_PHONE
from tests.field.pin import PIN, choose_pin, enter, unlock
from tests.journeys.disk import FORMER, is_personal, lying
from tests.journeys.test_phone import SMALL, Volunteer, counts, new_badge
from tests.town import Ground, Town, in_town, running_town

NEW_PIN = "940217"
DOORS = 12


@pytest.fixture(scope="module")
def laid(town: Town) -> dict[str, Any]:
    return in_town(town, "-m", "tests.field.lane")


@pytest.fixture
def volunteer(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> Volunteer:
    return Volunteer(town, new_context(viewport=SMALL, has_touch=True)).open_badge(new_badge(town))


def badge_of_the_newest(town: Town) -> str:
    """Another badge for whoever joined last."""
    return in_town(
        town,
        "-c",
        "import django, json; django.setup()\n"
        "from tungngo.accounts.actions import issue_badges\n"
        "from tungngo.teams.models import Membership\n"
        "account = Membership.objects.order_by('pk').last().account\n"
        "print(json.dumps(issue_badges(actor=None, accounts=[account])[0][1]))",
    )


def forget(page: Page) -> None:
    page.get_by_role("button", name="Quên mã PIN?").click()
    page.get_by_role("button", name="Bắt đầu lại bằng thẻ mới").click()
    expect(page.get_by_text("Quét thẻ để bắt đầu")).to_be_visible()


def claim(page: Page, town: Town, badge: str, pin: str = PIN) -> None:
    page.goto(f"{town.url}/b/#{badge}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page, pin)
    expect(page.locator(".door-row").first).to_be_visible()


def begin_a_draft(volunteer: Volunteer, nth: int) -> None:
    volunteer.row(nth).click()
    volunteer.result("Gặp được").click()
    volunteer.page.locator(".tick").first.click()
    volunteer.page.locator(".ticks .tick", has_text="VNeID").click()
    expect(volunteer.page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")


def test_nothing_on_the_disk_says_who_lives_where(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport=SMALL)
    volunteer = Volunteer(town, context)
    secrets: list[str] = []
    volunteer.page.on(
        "response",
        lambda reply: reply.url.endswith("/field/claim") and secrets.append(reply.json()["secret"]),
    )
    volunteer.open_badge(new_badge(town))
    context.set_offline(True)
    volunteer.nobody_home(0)
    begin_a_draft(volunteer, 3)
    on_disk = lying(volunteer.page)
    assert len(secrets[0]) > 20
    assert {name: len(rows) for name, rows in on_disk.items() if name in ("outbox", "drafts")} == {
        "outbox": 1, "drafts": 1,
    }  # fmt: skip
    assert {"me", "campaign", "doors"} <= {
        found[1] for row in on_disk["mirror"] if (found := re.search(r'"room":"(\w+)"', row))
    }
    assert '"state":"waiting"' in on_disk["outbox"][0], "the dump reads what there is"
    assert is_personal(on_disk, secrets[0]) == []


def test_wrong_pins_make_the_phone_wait_also_after_a_reload(
    town: Town, volunteer: Volunteer
) -> None:
    page = volunteer.page
    page.clock.install()
    page.reload()
    said = page.locator(".pin .said")
    for wrong in ("111222", "222111"):
        enter(page, wrong)
        expect(said).to_have_text("Mã PIN chưa đúng.")
    enter(page, "333444")
    expect(said).to_have_text(re.compile(r"Thử lại sau 0:[23]\d"))
    expect(page.locator(".pad button").first).to_be_disabled()
    page.reload()
    expect(said).to_have_text(re.compile(r"Thử lại sau 0:[0-3]\d"))
    page.keyboard.type(PIN)
    expect(page.locator("main.gate")).to_be_visible()
    page.clock.fast_forward(31_000)
    enter(page, "555666")
    expect(said).to_have_text(re.compile(r"Thử lại sau (1:00|0:5\d)"))
    page.clock.fast_forward(40_000)
    expect(said).to_have_text(re.compile(r"Thử lại sau 0:[012]\d"))
    # A clock set back by a day neither opens the gate nor keeps it shut for a day: the pause begins anew.
    # That it was noticed is seen before time goes on, or a slow disk would notice it only then.
    page.evaluate("(() => { const now = Date.now; Date.now = () => now() - 86400000; })()")
    page.clock.fast_forward(2_000)
    expect(said).to_have_text(re.compile(r"Thử lại sau (1:00|0:[345]\d)"))
    page.clock.fast_forward(61_000)
    unlock(page)
    expect(page.locator(".door-row").first).to_be_visible()


def test_a_forgotten_pin_loses_nothing_and_a_remembered_one_sends_it(
    town: Town, volunteer: Volunteer
) -> None:
    page, before = volunteer.page, counts(town)
    volunteer.nobody_home(0)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    volunteer.context.set_offline(True)
    page.goto(f"{town.url}/field/#/")
    volunteer.nobody_home(1)
    page.reload()
    page.get_by_role("button", name="Quên mã PIN?").click()
    expect(page.locator(".notice")).to_contain_text("Còn 1 kết quả chưa lên máy chủ")
    page.get_by_role("button", name="Thử nhập mã PIN lần nữa").click()
    forget(page)
    shelves = lying(page)
    assert (shelves["outbox"], shelves["mirror"], shelves["drafts"]) == ([], [], [])
    assert is_personal(shelves) == []

    volunteer.context.set_offline(False)
    claim(page, town, badge_of_the_newest(town), NEW_PIN)
    volunteer.expect_sentence("^Chưa ghi kết quả nào$")
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Đã nhớ ra mã cũ").click()
    enter(page, NEW_PIN)
    expect(page.locator(".pin .said")).to_have_text("Mã PIN chưa đúng.")
    enter(page, PIN)
    expect(page.get_by_text("1 kết quả trở lại danh sách")).to_be_visible()
    expect(page.get_by_role("button", name="Đã nhớ ra mã cũ")).to_have_count(0)
    page.goto(f"{town.url}/field/#/records")
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    assert counts(town)["receipts"] == before["receipts"] + 2


def test_a_photo_that_waits_outlives_a_forgotten_pin_with_the_record_that_names_it(
    town: Town, volunteer: Volunteer
) -> None:
    """The record is on the server, its photo is not: both go into the strongbox and come back."""
    page = volunteer.page
    volunteer.nobody_home(3)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    [record] = map(json.loads, lying(page)["outbox"])
    page.evaluate(
        """async (door) => (await import("/static/field/store.js")).addPhoto(door, new Uint8Array(900))""",
        record["door"],
    )
    page.reload()
    forget(page)
    shelves = lying(page)
    assert (shelves["outbox"], shelves["photos"]) == ([], [])
    claim(page, town, badge_of_the_newest(town), NEW_PIN)
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Đã nhớ ra mã cũ").click()
    enter(page, PIN)
    expect(page.get_by_text("1 kết quả trở lại danh sách")).to_be_visible()
    shelves = lying(page)
    assert [json.loads(row)["op"] for row in shelves["outbox"]] == [record["op"]]
    assert (len(shelves["photos"]), len(shelves["pictures"])) == (1, 1)


def test_a_strongbox_opens_only_for_whose_it_is(town: Town, volunteer: Volunteer) -> None:
    page = volunteer.page
    volunteer.context.set_offline(True)
    volunteer.nobody_home(0)
    page.reload()
    forget(page)
    volunteer.context.set_offline(False)
    claim(page, town, new_badge(town), NEW_PIN)
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Đã nhớ ra mã cũ").click()
    enter(page, PIN)
    expect(page.get_by_text("Hộp này là của Người Thứ")).to_be_visible()
    assert len(lying(page)["boxes"]) == 2  # the record, and whose it is
    assert lying(page)["outbox"] == []


def test_a_phone_left_lying_locks_itself_and_keeps_the_draft(
    town: Town, volunteer: Volunteer
) -> None:
    page = volunteer.page
    page.clock.install()
    page.reload()
    unlock(page)
    begin_a_draft(volunteer, 4)
    page.clock.fast_forward(14 * 60_000)
    expect(page.locator(".save button")).to_be_visible()
    page.clock.fast_forward(2 * 60_000)
    expect(page.locator("main.gate")).to_be_visible()
    assert "Nguyễn" not in page.content()
    unlock(page)
    expect(page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Khóa ngay").click()
    expect(page.locator("main.gate")).to_be_visible()


def test_two_tabs_each_have_their_lock_and_a_new_pin_reaches_both(
    town: Town, volunteer: Volunteer
) -> None:
    first, before = volunteer.page, counts(town)
    volunteer.context.set_offline(True)
    second = volunteer.context.new_page()
    second.goto(f"{town.url}/field/")
    expect(second.locator("main.gate")).to_be_visible()
    unlock(second)
    volunteer.nobody_home(0)
    first.goto(f"{town.url}/field/#/settings")
    first.get_by_role("button", name="Đổi mã PIN").click()
    enter(first)
    choose_pin(first, NEW_PIN)
    expect(second.locator("main.gate")).to_be_visible()
    enter(second, PIN)
    expect(second.locator(".pin .said")).to_have_text("Mã PIN chưa đúng.")
    unlock(second, NEW_PIN)
    volunteer.expect_sentence("^1 chờ gửi$", second)
    volunteer.page = second
    volunteer.nobody_home(1)
    volunteer.expect_sentence("^2 chờ gửi$", second)
    volunteer.page = first
    volunteer.context.set_offline(False)
    volunteer.send_now(first)
    for page in (first, second):
        volunteer.expect_sentence("^2 đã ở trên máy chủ", page)
    assert counts(town)["receipts"] == before["receipts"] + 2


def former_store(town: Town, context: BrowserContext, records: int) -> dict[str, Any]:
    """What version 1 kept of a claimed phone: its world, `records` that wait, a draft."""
    claimed = context.request.post(
        f"{town.url}/field/claim", data={"badge": new_badge(town), "label": "?", "key": "k"}
    ).json()
    world = context.request.get(
        f"{town.url}/field/world", headers={"Authorization": f"Device {claimed['secret']}"}
    ).json()
    campaign, doors = world["campaign"]["body"]["id"], world["doors"]["body"]["doors"]
    rows = []
    for nth in range(records):
        door = doors[nth % len(doors)]
        op = f"01980000-0000-7000-8000-{uuid.uuid4().hex[:12]}"
        body = {
            "id": str(uuid.uuid4()), "campaign": campaign, "household": door["id"], "place": "door",
            "result": "absent", "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "outcomes": [], "come_back_on": None, "come_back_for": "", "amends": None,
            "withdrawn": False,
        }  # fmt: skip
        rows.append({
            "op": op, "kind": "encounter.record", "origin": door["origin"], "body": body,
            "label": door["address"], "door": f"{door['origin']}/{door['id']}", "state": "waiting",
            "tries": 0, "saved_at": 0,
        })  # fmt: skip
    draft = {
        "door": f"{doors[4]['origin']}/{doors[4]['id']}", "result": "met", "own": {}, "back": "none",
        "present": [doors[4]["people"][0]["id"]], "skills": {"vneid": 2}, "back_on": "",
        "back_for": "", "written_at": 0,
    }  # fmt: skip
    return {
        "mirror": [{"room": room, **world[room]} for room in ("me", "campaign", "doors")],
        "outbox": rows,
        "drafts": [draft],
        "kept": [{"name": "device", "value": claimed}, {"name": "language", "value": "vi"}],
    }


def test_a_store_of_the_former_version_is_sealed_whole(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> None:
    before = counts(town)
    context = new_context(viewport=SMALL)
    former = former_store(town, context, 40)
    page = context.new_page()
    page.goto(f"{town.url}/health")
    page.evaluate(FORMER, former)
    secret = former["kept"][0]["value"]["secret"]
    assert len(is_personal(lying(page), secret)) > 3
    page.route("**/field/push", lambda route: route.abort())

    page.goto(f"{town.url}/field/")
    expect(page.locator(".pin h1")).to_have_text("Đặt mã PIN 6 số")
    enter(page)
    expect(page.locator(".pin h1")).to_have_text("Nhập lại mã PIN")
    enter(page)
    page.close()  # killed while everything is being sealed: all of it, or nothing yet

    page = context.new_page()
    page.route("**/field/push", lambda route: route.abort())
    page.goto(f"{town.url}/field/")
    expect(page.locator(".pin h1")).to_be_visible()
    if page.locator(".pin h1").text_content() == "Nhập mã PIN":
        unlock(page)
    else:
        choose_pin(page)
    volunteer = Volunteer.__new__(Volunteer)
    volunteer.town, volunteer.context, volunteer.page, volunteer.taps = town, context, page, 0
    volunteer.expect_sentence("^40 chờ gửi$")
    assert is_personal(lying(page), secret) == []
    page.unroute("**/field/push")
    volunteer.send_now()
    volunteer.expect_sentence("^40 đã ở trên máy chủ")
    assert counts(town)["receipts"] == before["receipts"] + 40
    page.goto(f"{town.url}/field/#/door/{former['drafts'][0]['door']}")
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")


def processes_of(folder: Path) -> list[int]:
    """The processes of the browser that works in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            if f"--user-data-dir={folder}".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def phone_on_disk(town: Town, browser: Browser, folder: Path) -> tuple[BrowserContext, Volunteer]:
    """A browser of its own whose disk is `folder`."""
    options: dict[str, Any] = dict(VIETNAMESE_PHONE)
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=windowless_chromium(), args=CHROMIUM_FLAGS, **options
    )
    return context, Volunteer(town, context)


@pytest.mark.parametrize("after_ms", [0, 8, 60])
def test_a_browser_killed_while_saving_saved_once_or_kept_the_draft(
    town: Town, laid: dict[str, Any], browser: Browser, tmp_path: Path, after_ms: int
) -> None:
    before = counts(town)

    context, volunteer = phone_on_disk(town, browser, tmp_path)
    volunteer.open_badge(new_badge(town))
    context.set_offline(True)
    begin_a_draft(volunteer, 2)
    key = volunteer.page.url.split("#/door/")[1].rsplit("/", 1)[0]
    with contextlib.suppress(Exception):  # it dies under the tap
        volunteer.page.evaluate("setTimeout(() => document.querySelector('.save button').click())")
        volunteer.page.wait_for_timeout(after_ms)
    for process in processes_of(tmp_path):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with contextlib.suppress(Exception):
        context.close()

    context, volunteer = phone_on_disk(town, browser, tmp_path)
    page = volunteer.page
    page.goto(f"{town.url}/field/#/door/{key}")
    unlock(page)
    expect(page.locator(".results")).to_be_visible()
    saved = len(lying(page)["outbox"])
    expect(page.get_by_role("link", name="Ghi tiếp")).to_have_count(1 - saved)
    if not saved:
        page.get_by_role("link", name="Ghi tiếp").click()
        volunteer.save()
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    context.close()
    assert counts(town)["receipts"] == before["receipts"] + 1


def test_a_full_phone_says_so_and_keeps_what_is_on_the_screen(
    town: Town, laid: dict[str, Any], browser: Browser, tmp_path: Path
) -> None:
    context, volunteer = phone_on_disk(town, browser, tmp_path)
    volunteer.open_badge(new_badge(town))
    begin_a_draft(volunteer, 5)
    place = volunteer.page.url
    context.close()

    context, volunteer = phone_on_disk(town, browser, tmp_path)
    page = volunteer.page
    quota = context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": town.url, "quotaSize": 1})
    page.goto(place)
    unlock(page)  # a full phone opens, or what waits on it could never be sent
    page.locator(".save button").click()
    expect(page.locator(".notice.bad")).to_contain_text("Điện thoại hết chỗ trống")
    expect(page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")
    quota.send("Storage.overrideQuotaForOrigin", {"origin": town.url})
    volunteer.save()
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    context.close()


def test_a_withdrawn_badge_takes_the_list_with_it(town: Town, volunteer: Volunteer) -> None:
    page = volunteer.page
    begin_a_draft(volunteer, 6)
    page.go_back()
    page.go_back()
    volunteer.context.set_offline(True)
    volunteer.nobody_home(0)
    in_town(
        town,
        "-c",
        "import django, json; django.setup()\n"
        "from tungngo.accounts.actions import revoke_badge\n"
        "from tungngo.accounts.models import Badge\n"
        "revoke_badge(actor=None, badge=Badge.objects.exclude(used_at=None).latest('used_at'))\n"
        "print(json.dumps(True))",
    )
    volunteer.context.set_offline(False)
    expect(page.locator(".notice.bad")).to_be_visible()
    volunteer.expect_sentence("^1 chờ gửi$")
    shelves = lying(page)
    assert (shelves["mirror"], shelves["drafts"], len(shelves["outbox"])) == ([], [], 1)


def test_where_a_pin_is_offered_it_can_wait_and_what_ended_leaves_the_phone(
    new_context: Callable[..., BrowserContext], tmp_path: Path, ground: Ground
) -> None:
    with running_town(tmp_path, ground, TUNGNGO_FIELD_PIN="offered") as town:
        badge = in_town(town, "-m", "tests.field.lane")["badges"][0]
        page = new_context(viewport=SMALL).new_page()
        page.goto(f"{town.url}/b/#{badge}")
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_role("button", name="Để sau").click()
        expect(page.locator(".door-row")).to_have_count(DOORS)
        page.reload()
        expect(page.locator(".door-row")).to_have_count(DOORS)
        page.goto(f"{town.url}/field/#/settings")
        expect(page.get_by_text("Chưa đặt mã PIN")).to_be_visible()
        page.get_by_role("button", name="Đặt mã PIN").click()
        choose_pin(page)
        expect(page.get_by_role("button", name="Khóa ngay")).to_be_visible()
        page.reload()
        unlock(page)

        page.goto(f"{town.url}/field/#/")
        page.locator(".door-row").first.click()
        page.locator(".results").get_by_text("Vắng nhà", exact=True).click()
        page.locator(".save button").click()
        expect(page.locator("main.today")).to_be_visible()
        page.goto(f"{town.url}/field/#/records")
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator(".record-line .badge.good")).to_have_count(1)
        in_town(
            town,
            "-c",
            "import django, json; django.setup()\n"
            "from tungngo.campaigns.actions import end_campaign\n"
            "from tungngo.campaigns.models import Campaign\n"
            "end_campaign(actor=None, campaign=Campaign.objects.get())\n"
            "print(json.dumps(True))",
        )
        page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator(".record-line")).to_have_count(0)
        expect(page.locator(".sentence")).to_have_text(re.compile("^1 đã ở trên máy chủ"))
        assert lying(page)["outbox"] == []
