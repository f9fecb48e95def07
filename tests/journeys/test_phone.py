"""A volunteer's phone in real Chromium against the real server: badge, doors, no network, once."""

from __future__ import annotations

import gzip
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.field.pin import choose_pin, unlock
from tests.town import Town, in_town

SMALL = {"width": 360, "height": 640}
COUNT = """
import django, json; django.setup()
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
print(json.dumps({"receipts": Receipt.objects.count(),
                  "encounters": [[str(e.household_id), e.result, len(e.outcomes), e.withdrawn]
                                 for e in Encounter.objects.order_by("received_at", "id")]}))
"""


@pytest.fixture(scope="module")
def laid(town: Town) -> dict[str, Any]:
    return in_town(town, "-m", "tests.field.lane")


class Volunteer:
    """Somebody with a phone in hand."""

    def __init__(self, town: Town, context: BrowserContext) -> None:
        self.town = town
        self.context = context
        self.page = context.new_page()
        self.taps = 0

    def open_badge(self, badge: str) -> Volunteer:
        self.page.goto(f"{self.town.url}/b/#{badge}")
        self.page.get_by_role("button", name="Bắt đầu").click()
        choose_pin(self.page)
        expect(self.page.locator(".door-row").first).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def tap(self, what: Any) -> None:
        what.click()
        self.taps += 1

    def row(self, nth: int) -> Any:
        return self.page.locator(".door-row").nth(nth)

    def result(self, name: str) -> Any:
        return self.page.locator(".results").get_by_text(name, exact=True)

    def save(self) -> None:
        self.tap(self.page.locator(".save button"))
        expect(self.page.locator(".saved")).to_be_visible()
        expect(self.page.locator("main.today")).to_be_visible()

    def nobody_home(self, nth: int) -> None:
        self.tap(self.row(nth))
        self.tap(self.result("Vắng nhà"))
        self.save()

    def send_now(self, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.town.url}/field/#/records")
        page.get_by_role("button", name="Gửi ngay").click()

    def expect_sentence(self, said: str, page: Page | None = None) -> None:
        expect((page or self.page).locator(".sentence")).to_have_text(re.compile(said))


@pytest.fixture
def volunteer(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> Volunteer:
    """Somebody new in the team, whose badge was just opened on a small phone."""
    return Volunteer(town, new_context(viewport=SMALL, has_touch=True)).open_badge(new_badge(town))


def new_badge(town: Town) -> str:
    """A fresh badge for somebody of the team."""
    return in_town(
        town,
        "-c",
        "import django, json; django.setup()\n"
        "from tungngo.accounts.actions import issue_badges\n"
        "from tungngo.teams.actions import add_member\n"
        "from tungngo.teams.models import Membership, Team\n"
        "n = Membership.objects.count()\n"
        "one = add_member(actor=None, team=Team.objects.get(), full_name=f'Người Thứ {n}')\n"
        "print(json.dumps(issue_badges(actor=None, accounts=[one.account])[0][1]))",
    )


def counts(town: Town) -> Any:
    return in_town(town, "-c", COUNT)


def test_a_day_without_network_arrives_exactly_once(town: Town, volunteer: Volunteer) -> None:
    page, before = volunteer.page, counts(town)
    assert page.url.endswith("/field/#/"), "the badge's secret has left the address bar"
    volunteer.context.set_offline(True)

    volunteer.nobody_home(1)
    assert volunteer.taps <= 4

    volunteer.taps = 0
    volunteer.tap(volunteer.row(0))
    volunteer.tap(volunteer.result("Gặp được"))
    for name in ("Nguyễn Thị Hoà", "Trần Văn Đức", "Lê Thị Mỹ Duyên", "Trần Gia Bảo"):
        volunteer.tap(page.locator(".tick", has_text=name))
    for skill in ("VNeID", "VssID"):
        volunteer.tap(page.locator(".ticks .tick", has_text=skill))
    expect(page.locator(".save button")).to_have_text("Lưu 8 lượt hướng dẫn")
    volunteer.save()
    assert volunteer.taps <= 12
    volunteer.expect_sentence("^2 chờ gửi$")

    page.reload()  # killed and opened again, still without a network
    unlock(page)
    volunteer.expect_sentence("^2 chờ gửi$")
    expect(page.locator(".share h1")).to_have_text(re.compile(r"1\s*/ 12 hộ đã gặp .*1 chưa tính"))

    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence(r"^2 đã ở trên máy chủ \(\d\d:\d\d\)$")
    expect(page.locator(".record-line .badge.good")).to_have_count(2)
    volunteer.send_now()
    expect(page.get_by_role("button", name="Gửi ngay")).to_be_enabled()

    after = counts(town)
    assert after["receipts"] == before["receipts"] + 2
    assert sorted(row[1:] for row in after["encounters"][len(before["encounters"]) :]) == [
        ["absent", 0, False],
        ["met", 8, False],
    ]
    page.goto(f"{town.url}/field/#/")
    expect(page.locator(".share h1 .pending")).to_have_count(0)
    expect(page.locator(".share h1")).to_have_text(re.compile(r"1\s*/ 12 hộ đã gặp"))


def test_a_lost_answer_is_sent_again_and_counted_once(town: Town, volunteer: Volunteer) -> None:
    before = counts(town)
    verdicts: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()  # it reached the server, which took it …
        route.abort("connectionreset")  # … and the phone never heard

    volunteer.page.route("**/field/push", lose_the_answer)
    volunteer.nobody_home(3)
    volunteer.send_now()
    expect(volunteer.page.get_by_text("Chưa có mạng")).to_be_visible()
    volunteer.expect_sentence("^1 chờ gửi$")
    assert counts(town)["receipts"] == before["receipts"] + 1, "the server has it"

    def hear(route: Route) -> None:
        answer = route.fetch()
        verdicts.extend(one["verdict"] for one in answer.json()["verdicts"])
        route.fulfill(response=answer)

    volunteer.page.unroute("**/field/push")
    volunteer.page.route("**/field/push", hear)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    assert verdicts == ["had"]
    assert counts(town)["receipts"] == before["receipts"] + 1


def sent_ops(route: Route) -> list[dict[str, Any]]:
    """The operations of a push, packed or not."""
    body = route.request.post_data_buffer or b""
    packed = route.request.headers.get("content-encoding") == "gzip"
    return json.loads(gzip.decompress(body) if packed else body)["ops"]


def test_a_line_that_carries_little_is_given_little(town: Town, volunteer: Volunteer) -> None:
    volunteer.context.set_offline(True)
    for nth in range(3):
        volunteer.nobody_home(nth)
    sizes: list[int] = []

    def narrow(route: Route) -> None:
        sizes.append(len(sent_ops(route)))
        if sizes[-1] > 1:
            route.fulfill(status=413, json={"code": "push.too_large", "sentence": "…"})
        else:
            route.continue_()

    volunteer.page.route("**/field/push", narrow)
    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence("^3 đã ở trên máy chủ")
    assert sizes[:2] == [3, 1]
    assert sum(size for size in sizes if size == 1) == 3


NO_RECEIPTS = [
    {"content_type": "text/html", "body": "<h1>Free wifi! Sign in</h1>"},
    {"content_type": "application/json", "body": '{"server_at": "2026-08-05T02:11:09Z", "verd'},
    {"json": {"server_at": "2026-08-05T02:11:09Z", "verdicts": []}},
    {"json": {"server_at": "2026-08-05T02:11:09Z", "verdicts": [{"op": "", "verdict": "had"}]}},
    {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"},
]


def test_what_is_no_receipt_is_not_taken_for_one(town: Town, volunteer: Volunteer) -> None:
    page, before = volunteer.page, counts(town)
    answers = itertools.cycle(NO_RECEIPTS)
    pushed: list[int] = []

    def mislead(route: Route) -> None:
        pushed.append(len(sent_ops(route)))
        route.fulfill(**next(answers))

    page.route("**/field/push", mislead)
    volunteer.nobody_home(0)
    page.goto(f"{town.url}/field/#/records")
    for _answer in NO_RECEIPTS:
        with page.expect_response("**/field/push"):
            page.get_by_role("button", name="Gửi ngay").click()
        expect(page.locator(".notice")).to_be_visible()
        volunteer.expect_sentence("^1 chờ gửi$")
    assert set(pushed) == {1}
    assert len(pushed) >= len(NO_RECEIPTS)
    page.unroute("**/field/push")
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    assert counts(town)["receipts"] == before["receipts"] + 1


def test_a_refused_record_waits_for_a_person_and_can_go_again(
    town: Town, volunteer: Volunteer
) -> None:
    refused: list[str] = []

    def refuse(route: Route) -> None:
        [op] = sent_ops(route)
        refused.append(op["op"])
        said = {"op": op["op"], "verdict": "refused", "code": "encounter.household_unknown"}
        verdicts = [said | {"sentence": "Hộ này không có trong danh sách."}]
        route.fulfill(json={"server_at": "2026-08-05T02:11:09Z", "verdicts": verdicts})

    page = volunteer.page
    page.route("**/field/push", refuse)
    volunteer.nobody_home(0)
    volunteer.send_now()
    expect(page.get_by_text("Hộ này không có trong danh sách.")).to_be_visible()
    volunteer.expect_sentence("^1 cần xem lại$")
    volunteer.send_now()
    expect(page.get_by_role("button", name="Gửi ngay")).to_be_enabled()
    assert len(refused) == 1, "it is not sent again by itself"

    page.unroute("**/field/push")
    page.get_by_role("button", name="Gửi lại").click()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")


def test_two_tabs_send_what_waits_once(town: Town, volunteer: Volunteer) -> None:
    volunteer.context.set_offline(True)
    for nth in range(3):
        volunteer.nobody_home(nth)
    second = volunteer.context.new_page()
    second.goto(f"{town.url}/field/#/records")  # opens without a network
    unlock(second)
    volunteer.expect_sentence("^3 chờ gửi$", second)
    pushed: list[str] = []
    volunteer.context.on(
        "request",
        lambda asked: pushed.append(asked.url) if asked.url.endswith("/field/push") else None,
    )
    volunteer.context.set_offline(False)
    volunteer.page.goto(f"{town.url}/field/#/records")
    expect(volunteer.page.get_by_role("button", name="Gửi ngay")).to_be_visible()
    volunteer.page.evaluate("document.querySelector('main .button.second').click()")
    second.evaluate("document.querySelector('main .button.second').click()")
    for page in (volunteer.page, second):
        volunteer.expect_sentence("^3 đã ở trên máy chủ", page)
    assert len(pushed) == 1, "one tab sends, the other finds nothing left"


def test_a_used_badge_says_so(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext]
) -> None:
    badge = new_badge(town)
    Volunteer(town, new_context()).open_badge(badge)
    page = new_context(viewport=SMALL).new_page()
    page.goto(f"{town.url}/b/#{badge}")
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator(".notice.bad")).to_contain_text("thẻ", ignore_case=True)
    expect(page.get_by_role("button", name="Bắt đầu")).to_be_enabled()


def test_a_killed_tab_keeps_the_draft_and_back_keeps_the_app(
    town: Town, volunteer: Volunteer
) -> None:
    page = volunteer.page
    volunteer.row(4).click()
    volunteer.result("Gặp được").click()
    page.locator(".tick").first.click()
    page.locator(".ticks .tick", has_text="VNeID").click()
    expect(page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")
    page.close()

    page = volunteer.page = volunteer.context.new_page()
    page.goto(f"{town.url}/field/")
    unlock(page)
    volunteer.row(4).click()
    page.get_by_role("link", name="Ghi tiếp").click()
    expect(page.locator(".save button")).to_have_text("Lưu 1 lượt hướng dẫn")
    page.go_back()
    expect(page.locator(".results")).to_be_visible()
    page.go_back()
    expect(page.locator("main.today")).to_be_visible()


def test_undone_before_it_left_leaves_no_trace_and_after_is_taken_back(
    town: Town, volunteer: Volunteer
) -> None:
    page, before = volunteer.page, counts(town)
    volunteer.nobody_home(5)
    page.locator(".saved button").click()
    volunteer.expect_sentence("^Chưa ghi kết quả nào$")
    assert counts(town) == before

    volunteer.nobody_home(5)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    page.get_by_role("button", name="Rút lại").click()
    volunteer.expect_sentence("^2 đã ở trên máy chủ")
    rows = counts(town)["encounters"][len(before["encounters"]) :]
    assert [row[3] for row in rows] == [False, True]
    page.goto(f"{town.url}/field/#/")
    page.get_by_role("button", name="Tất cả").click()
    expect(volunteer.row(5)).to_contain_text("Chưa đến lần nào")


def test_a_full_outbox_is_never_signed_out(town: Town, volunteer: Volunteer) -> None:
    page = volunteer.page
    volunteer.context.set_offline(True)
    volunteer.nobody_home(0)
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Xóa khỏi điện thoại").click()
    expect(page.get_by_text("Chưa xóa được")).to_be_visible()
    page.goto(f"{town.url}/field/#/")
    volunteer.expect_sentence("^1 chờ gửi$")

    volunteer.context.set_offline(False)
    volunteer.send_now()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("button", name="Xóa khỏi điện thoại").click()
    expect(page.get_by_text("Quét thẻ để bắt đầu")).to_be_visible()


def test_a_withdrawn_badge_stops_the_phone_and_keeps_the_work(
    town: Town, volunteer: Volunteer
) -> None:
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
    volunteer.context.set_offline(False)  # the phone speaks with the server by itself, and is told
    expect(volunteer.page.locator(".notice.bad").first).to_contain_text("thẻ", ignore_case=True)
    volunteer.expect_sentence("^1 chờ gửi$")
    expect(volunteer.page.locator(".door-row")).to_have_count(0)

    volunteer.page.goto(f"{town.url}/b/#{new_badge(town)}")
    unlock(volunteer.page)
    expect(volunteer.page.get_by_role("heading")).to_contain_text("không còn dùng được")
    volunteer.page.get_by_role("button", name="Dùng thẻ mới").click()
    volunteer.expect_sentence("^1 đã ở trên máy chủ")


TARGETS = """() => [...document.querySelectorAll("a, button, input, label, summary")]
  .filter((one) => one.checkVisibility() && !one.closest("p, .legend, .code") && one.type !== "radio"
    && one.type !== "checkbox")
  .map((one) => [one.closest("label") || one, (one.closest("label") || one).getBoundingClientRect()])
  .map(([one, box]) => [box.height >= 47.5 && box.width >= 47.5, one.outerHTML.slice(0, 90)])"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_for_everyone(
    town: Town, laid: dict[str, Any], new_context: Callable[..., BrowserContext], scheme: str
) -> None:
    """axe finds nothing, nothing is too small for a thumb, nothing runs out of a small screen."""
    context = new_context(viewport=SMALL, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()

    def look() -> None:
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
        targets = page.evaluate(TARGETS)
        assert targets
        assert [shown for large, shown in targets if not large] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]

    page.goto(f"{town.url}/field/")
    expect(page.get_by_text("Quét thẻ để bắt đầu")).to_be_visible()
    look()
    volunteer = Volunteer(town, context)
    page.close()
    page = volunteer.open_badge(new_badge(town)).page
    look()
    page.get_by_role("button", name="Sơ đồ ngõ").click()
    expect(page.locator(".strip").first).to_be_visible()
    look()
    page.get_by_role("button", name="Danh sách").click()
    volunteer.row(0).click()
    expect(page.locator(".results")).to_be_visible()
    look()
    volunteer.result("Gặp được").click()
    page.get_by_role("button", name="Cả nhà").click()
    page.locator(".ticks .tick", has_text="VNeID").click()
    page.locator(".each .person").first.click()
    page.get_by_role("radio", name="Ngày khác").check()
    expect(page.locator("input[type=date]")).to_be_visible()
    look()
    volunteer.save()
    look()
    for name in ("records", "settings"):
        page.goto(f"{town.url}/field/#/{name}")
        expect(page.locator("main h2, main .sentence").first).to_be_visible()
        look()


def test_search_needs_no_marks_and_the_language_can_change(
    town: Town, volunteer: Volunteer
) -> None:
    page = volunteer.page
    page.get_by_role("searchbox").fill("tan mai 10b")
    expect(page.locator(".door-row")).to_have_count(1)
    expect(volunteer.row(0)).to_contain_text("10B")
    page.get_by_role("searchbox").fill("khong co ai")
    expect(page.get_by_text("Không tìm thấy hộ nào")).to_be_visible()
    page.goto(f"{town.url}/field/#/settings")
    page.get_by_role("radio", name="English").check()
    expect(page.get_by_role("heading", name="This phone", exact=True)).to_be_visible()
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Enter the PIN")).to_be_visible()
