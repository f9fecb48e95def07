"""A volunteer's day in real Chromium: what comes first, numbers that agree everywhere, one order for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.field.pin import choose_pin, unlock
from tests.journeys.test_phone import SMALL
from tests.town import Town, in_town

# Group 7 with a past: door 0 was promised two days ago, 1 today, 2 in three days; at 3 somebody was shown a
# service nine days ago; 4 refused; 5 was met and is done; 6 asks for help; there is a class this evening.
LAY = r"""
import datetime as dt, json, sys
from tests.field.lane import lay
import msgspec
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.intake.actions import take_ops
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.points import actions as points
from tungngo.quizzes import actions as quizzes
from tungngo.quizzes.rules.questions import Choice, Kind, Question
from tungngo.territory.models import Area, Resident
from tungngo.tickets.actions import HelpEntry, ask_help

laid = lay()
doors, first = laid["doors"], laid["accounts"][0]
device, _secret = claim_badge(secret=issue_badges(actor=None, accounts=[first])[0][1], label="before")
today = clock.today()

def visit(nth, days, result, levels=(), back=None, why=""):
    people = list(Resident.objects.filter(household_id=doors[nth].id).order_by("place_in_household"))
    return {"op": str(uuid7()), "kind": "encounter.record", "origin": doors[nth].origin, "body": {
        "id": str(uuid7()), "campaign": str(laid["campaign"].id), "household": str(doors[nth].id),
        "result": result, "at": (clock.now() - dt.timedelta(days=days)).isoformat(),
        "outcomes": [[str(people[at].id), skill, level] for at, skill, level in levels],
        "come_back_on": back is not None and str(today + dt.timedelta(days=back)) or None,
        "come_back_for": why}}

ops = [visit(0, 4, "absent", back=-2, why="Gặp chủ hộ"), visit(1, 1, "absent", back=0),
       visit(2, 1, "absent", back=3), visit(3, 9, "met", [(0, "vneid", 2)]),
       visit(4, 2, "refused"), visit(5, 2, "met", [(0, "vneid", 3), (1, "vneid", 4)])]
said = take_ops(actor=first, device=device, sent_at=clock.now(), waiting=0,
                ops=[msgspec.Raw(msgspec.json.encode(op)) for op in ops])
assert not any(verdict.code for verdict in said)
group = Area.objects.get(path=doors[0].path)
ask_help(actor=None, area=group, household=doors[6],
         entry=HelpEntry(name="Bà Hoa", phone="+84912345678", skills=["vneid"], words="Quên mật khẩu"))
point = points.open_point(actor=None, area=group, entry=points.PointEntry("Nhà văn hóa tổ 7"))
evening = clock.now().astimezone(clock.VIETNAM).replace(hour=23, minute=50)
class_ = points.plan_gathering(actor=None, point=point, plan=points.Plan(
    "Lớp VNeID buổi tối", evening, evening + dt.timedelta(minutes=9)))
points.put_on_duty(actor=None, gathering=class_, account=first, part="trainer")
bank = quizzes.load_bank(actor=None, area=group, name="Thử", language="vi", questions=[
    Question("otp", Kind.SINGLE, "Ai được hỏi mã OTP?", (Choice("Không ai", True), Choice("Ngân hàng"))),
    Question("steps", Kind.ORDERING, "Xếp theo thứ tự", (Choice("Một"), Choice("Hai"), Choice("Ba"))),
    Question("seen", Kind.OBSERVATION, "Tự đăng nhập", (Choice("Mở ứng dụng"), Choice("Gõ mật khẩu")))])
quizzes.plan_quiz(actor=None, area=group, version=bank.versions.get(), plan=quizzes.QuizPlan(
    "Cuối buổi", clock.now() + dt.timedelta(hours=2), gathering_id=class_.id))
print(json.dumps([secret for _badge, secret in issue_badges(actor=None, accounts=laid["accounts"])]))
"""
BOARD = """
import django, json; django.setup()
from tungngo.campaigns.models import Campaign
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.progress.queries import board
from tungngo.territory.models import Area, Household
recount_stale()
group = Area.objects.get(path=Household.objects.first().path)
shown = board(Reach.everything(), group, Campaign.objects.get(), [], clock.today())
print(json.dumps([shown.doors.part, shown.doors.whole]))
"""
ALONG = """
import django, json; django.setup()
from tungngo.lib.reach import Reach
from tungngo.territory.models import Household
from tungngo.territory.walks import doors_along
lanes = [d.lane_name for d in doors_along(Reach.everything(), Household.objects.first().path)]
print(json.dumps(list(dict.fromkeys(lanes))))
"""


@pytest.fixture(scope="module")
def badges(town: Town) -> list[str]:
    return in_town(town, "-c", LAY)


def opened(town: Town, context: BrowserContext, badge: str) -> Page:
    page = context.new_page()
    page.goto(f"{town.url}/b/#{badge}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page)
    expect(page.locator(".door-row").first).to_be_visible()
    return page


def expect_chips(page: Page, counts: dict[str, int]) -> None:
    """What the filters say: {"Cần đến": 9, …}; those that are not named may say anything."""
    for name, count in counts.items():
        said = re.compile(rf"^\s*{name}\s+{count}\s*$")
        expect(page.locator(".which button").filter(has_text=said)).to_have_count(1)


def fair(page: Page) -> None:
    """Nothing on the screen shuts anybody out, as far as axe can see."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def expect_share(page: Page, met: int, doors: int) -> None:
    """Doors met and doors in all, as the top of the list says."""
    expect(page.locator(".share h1")).to_have_text(re.compile(rf"^\s*{met}\s*/\s*{doors}\b"))


def expect_parts(page: Page, town: Town, *parts: int) -> None:
    """Counted, accepted and waiting on My progress; their sum is what is shown as met, there and above
    the list of 12 doors."""
    met = sum(parts)
    page.goto(f"{town.url}/field/#/x/progress")
    expect(page.locator(".sum dd")).to_have_text([str(part) for part in parts])
    expect(page.locator(".sum h2")).to_have_text(re.compile(rf"^\s*{met}\b"))
    expect(page.locator(".sum .rule")).to_contain_text(f"= {met} hộ đã gặp")
    fair(page)
    page.goto(f"{town.url}/field/#/")
    expect_share(page, met, 12)


def meet(page: Page, row: Any, *names: str) -> None:
    """Somebody is met at a door and shown the first service."""
    row.click()
    page.locator(".results").get_by_text("Gặp được", exact=True).click()
    for name in names:
        page.locator(".tick", has_text=name).click()
    page.locator(".ticks .tick", has_text="VNeID").click()
    page.locator(".save button").click()
    expect(page.locator("main.today")).to_be_visible()


def send(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/field/#/records")
    read = page.locator(".record-line").or_(page.get_by_text("Chưa có kết quả nào"))
    expect(read.first).to_be_visible()
    button = page.get_by_role("button", name="Gửi ngay")
    expect(button).to_be_enabled()
    with page.expect_response(re.compile("/field/world")):
        button.click()
    expect(page.locator(".badge.care")).to_have_count(0)
    expect(button).to_be_enabled()
    page.goto(f"{town.url}/field/#/")
    expect(page.locator("main.today")).to_be_visible()


def test_what_to_do_comes_first_and_every_number_agrees(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport=SMALL, has_touch=True)
    page = opened(town, context, badges[0])
    fair(page)
    now = page.locator(".lane.now .door-row")
    expect(now).to_have_count(4)
    expect(now.nth(0)).to_contain_text("Lớp VNeID buổi tối")
    expect(now.nth(1)).to_contain_text("Bà Hoa")
    expect(now.nth(2)).to_contain_text("Quá hẹn 2 ngày")
    expect(now.nth(2)).to_contain_text("Gặp chủ hộ")
    expect(now.nth(3)).to_contain_text("Hẹn quay lại hôm nay")
    expect(page.locator(".pass", has_text="Đến hướng dẫn lại")).to_have_count(1)
    # 12 doors: late, today, practise, help, 5 never seen; promised for later, refused and met are not due.
    expect(page.locator(".which button")).to_have_count(6)
    expect_chips(page, {"Cần đến": 9, "Hẹn": 3, "Ôn lại": 1, "Nhờ giúp": 1})
    expect_chips(page, {"Đã gặp": 2, "Tất cả": 12})
    expect_share(page, 2, 12)
    expect_parts(page, town, 2, 0, 0)

    context.set_offline(True)
    meet(page, page.locator(".lane.now .door-row", has_text="Gặp chủ hộ"), "Nguyễn Thị Hoà")
    expect(page.locator(".lane.now .door-row")).to_have_count(3)
    expect_chips(page, {"Hẹn": 2, "Đã gặp": 3})
    expect_parts(page, town, 2, 0, 1)
    context.set_offline(False)
    send(page, town)
    expect_parts(page, town, 3, 0, 0)
    assert in_town(town, "-c", BOARD) == [3, 12], "the ward sees what the phone says is counted"


def test_a_call_for_help_is_taken_and_closed_by_the_visit(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    page = opened(town, new_context(viewport=SMALL, has_touch=True), badges[1])
    call = page.locator(".door-row.help")
    expect(call).to_contain_text("Chưa ai nhận")
    call.click()
    expect(page.get_by_role("button", name="Nhận việc này")).to_be_visible()
    fair(page)
    page.get_by_role("button", name="Nhận việc này").click()
    expect(page.get_by_text("sẽ gửi khi có mạng")).to_be_visible()
    send(page, town)
    expect(page.locator(".door-row.help")).to_contain_text("Đã nhận")
    page.locator(".door-row.help").click()
    expect(page.get_by_role("link", name="Gọi 0912345678")).to_be_visible()
    page.get_by_role("link", name="Mở hộ này").click()
    expect(page.locator(".results")).to_be_visible()
    page.locator(".results").get_by_text("Gặp được", exact=True).click()
    page.locator(".tick", has_text="Nguyễn Thị Hoà").or_(
        page.locator(".tick", has_text="Trần Văn Đức")
    ).first.click()
    page.locator(".ticks .tick", has_text="VNeID").click()
    page.locator(".save button").click()
    expect(page.locator("main.today")).to_be_visible()
    expect(page.locator(".door-row.help")).to_have_count(0)
    for _again in range(20):  # the server closes it by a job of its own
        send(page, town)
        if not page.locator(".door-row.help").count():
            break
        page.wait_for_timeout(500)
    expect(page.locator(".door-row.help")).to_have_count(0)


def expect_lanes(page: Page, lanes: list[str]) -> None:
    """The lanes that can be put in order, from the top."""
    expect(page.locator(".sortable .what span")).to_contain_text(lanes)


def test_the_order_is_dragged_once_for_the_whole_team(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    badge = in_town(
        town,
        "-c",
        "import django, json; django.setup()\n"
        "from tungngo.accounts.actions import issue_badges\n"
        "from tungngo.teams.models import Membership\n"
        "people = [m.account for m in Membership.objects.order_by('since_at')]\n"
        "print(json.dumps([s for _b, s in issue_badges(actor=None, accounts=people)]))",
    )
    mine = opened(town, new_context(viewport=SMALL, has_touch=True), badge[0])
    mate = opened(town, new_context(viewport=SMALL, has_touch=True), badge[1])
    by_address = in_town(town, "-c", ALONG)
    assert len(by_address) == 2

    mine.goto(f"{town.url}/field/#/x/order")
    expect_lanes(mine, by_address)
    fair(mine)
    handle, other = mine.locator(".handle").nth(0), mine.locator(".handle").nth(1)
    held, target = handle.bounding_box(), other.bounding_box()
    assert held
    assert target
    mine.mouse.move(held["x"] + 20, held["y"] + 20)
    mine.mouse.down()
    mine.mouse.move(held["x"] + 20, target["y"] + target["height"], steps=8)
    mine.mouse.up()
    expect_lanes(mine, by_address[::-1])
    mine.get_by_role("button", name="Lưu cho cả tổ").click()
    expect(mine.locator("main.today")).to_be_visible()  # saving leads back
    mine.goto(f"{town.url}/field/#/x/order")
    expect_lanes(mine, by_address[::-1])  # at once on this phone
    send(mine, town)
    assert in_town(town, "-c", ALONG) == by_address[::-1]

    send(mate, town)
    mate.goto(f"{town.url}/field/#/x/order")
    expect_lanes(mate, by_address[::-1])
    expect(mate.get_by_text("sửa lần cuối")).to_be_visible()
    mate.locator(".sortable .what").nth(1).click()  # without dragging: by buttons, and by keys
    mate.get_by_role("button", name="Lên", exact=True).click()
    expect_lanes(mate, by_address)
    mate.locator(".handle").nth(0).focus()
    mate.keyboard.press("ArrowDown")
    expect_lanes(mate, by_address[::-1])


def test_the_walk_begins_in_the_lane_one_stands_in(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    badge = in_town(
        town,
        "-c",
        "import django, json; django.setup()\n"
        "from tungngo.accounts.actions import issue_badges\n"
        "from tungngo.teams.models import Membership\n"
        "one = Membership.objects.order_by('since_at').last().account\n"
        "print(json.dumps(issue_badges(actor=None, accounts=[one])[0][1]))",
    )
    page = opened(town, new_context(viewport=SMALL, has_touch=True), badge)
    headings = page.locator(".lane:not(.now) h2")
    first = headings.first.inner_text()
    choice = page.locator(".begin select")
    name = first.split("\n")[0]
    other = next(
        at
        for at, lane in enumerate(choice.locator("option").all_inner_texts())
        if at and name not in lane
    )  # 0 is the usual beginning
    choice.select_option(index=other)
    expect(headings.first).not_to_have_text(first)
    page.get_by_role("searchbox").fill(first.split("\n")[0])
    page.get_by_role("button", name="Đi từ đây").click()
    expect(headings.first).to_contain_text(first.split("\n")[0])


CLASS = """
import django, json; django.setup()
from tungngo.accounts.actions import issue_badges
from tungngo.points.codes import mark_of, secret_of
from tungngo.points.models import Duty
from tungngo.territory.models import Household, Resident
duty = Duty.objects.get()
lesson, door = duty.gathering, Household.objects.order_by("walk_key").first()
slip = f"https://x/here/{lesson.origin}/{lesson.id}/{secret_of(lesson)}/#"
who = Resident.objects.filter(household_id=door.id).order_by("place_in_household").first()
badge = issue_badges(actor=None, accounts=[duty.account])[0][1]
print(json.dumps([badge, slip + mark_of(lesson.id, door.origin, door.id), who.full_name]))
"""
AT_THE_DESK = """
import django, json; django.setup()
from tungngo.encounters.gathered import came_to
from tungngo.lib.reach import Reach
from tungngo.points.models import Gathering
from tungngo.points.queries import heads_at
from tungngo.quizzes.models import Quiz
from tungngo.quizzes.queries import attempts_at
from tungngo.territory.models import Resident
lesson, everything = Gathering.objects.get(), Reach.everything()
came = came_to(everything, lesson.origin, lesson.id, lesson.path)
names = dict(Resident.objects.values_list("id", "full_name"))
answered = attempts_at(everything, Quiz.objects.get())
print(json.dumps([[names[one.resident_id] for one in came],
    [one.heads for one in heads_at(everything, lesson)],
    [[names[one.resident_id], one.points, one.via] for one in answered]]))
"""


def test_a_class_without_a_network_reads_slips_and_asks_aloud(
    town: Town, badges: list[str], new_context: Callable[..., BrowserContext]
) -> None:
    badge, slip, name = in_town(town, "-c", CLASS)
    context = new_context(viewport=SMALL, has_touch=True)
    page = opened(town, context, badge)
    expect(page.locator(".getting-ready")).to_have_count(0, timeout=60_000)  # all is on the phone
    context.set_offline(True)
    page.locator(".door-row.duty").click()
    expect(page.get_by_role("heading", name="Đã đến")).to_contain_text("0")
    page.locator(".topics .tick").first.click()
    page.get_by_role("button", name="Quét giấy mời").click()
    pasted = page.get_by_label("Hoặc dán địa chỉ trên mã")
    for code in ("https://example.vn/", slip):
        pasted.fill(code)
        page.get_by_role("button", name="Xem").click()
        strange = page.get_by_text("Mã này không phải giấy mời")
        expect(strange).to_have_count(int(code != slip))
    page.get_by_role("button", name=f"Có mặt {name}").click()
    expect(page.locator(".named .badge")).to_have_text("Đã ghi")
    fair(page)
    page.go_back()
    expect(page.locator(".named li")).to_have_count(1)
    page.get_by_label("Số người không nêu tên").fill("5")
    page.get_by_role("button", name="Ghi số").click()
    expect(page.get_by_role("heading", name="Đã đến")).to_contain_text("6")
    fair(page)

    page.get_by_role("link", name="Cuối buổi").click()
    fair(page)
    page.get_by_role("button", name=f"Bắt đầu {name}").click()
    page.locator(".tick", has_text="Không ai").click()
    fair(page)
    page.get_by_role("button", name="Tiếp").click()
    for step in ("Một", "Hai", "Ba"):
        page.get_by_role("button", name=step).click()
    expect(page.get_by_role("button", name="Ba")).to_have_attribute("aria-pressed", "true")
    address = page.url
    page.close()  # killed in the middle of the second question
    page = context.new_page()
    page.goto(address)
    unlock(page)
    expect(page.get_by_role("heading", name="Xếp theo thứ tự")).to_be_visible()
    expect(page.get_by_role("button", name="Ba")).to_have_text("3Ba")
    page.get_by_role("button", name="Tiếp").click()
    page.locator(".tick", has_text="Mở ứng dụng").click()
    page.get_by_role("button", name="Tiếp").click()
    expect(page.get_by_role("heading", name="Đã trả lời 3 trên 3 câu")).to_be_visible()
    fair(page)
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator(".learners .badge")).to_have_text("Đã làm")
    context.set_offline(False)
    send(page, town)
    assert in_town(town, "-c", AT_THE_DESK) == [[name], [5], [[name, 2.5, "phone"]]]
