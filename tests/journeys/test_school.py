"""A class from its plan to what it brings about: a series at the desk, a session come to, asked and taught
without a network, a certificate anybody can verify, and advice that becomes a task on the team's phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK
from tests.field.pin import choose_pin
from tests.journeys.test_phone import SMALL
from tests.town import Town, in_town
from tungngo.lib import clock

PASSWORD = "mở lớp ở nhà văn hóa"
# Bà Hoà behind the first door was seen to use all the certificate asks for, but for the quiz about fraud.
LAY = f"""
import datetime as dt, json
from tests.field.lane import lay
import msgspec
from tungngo.accounts.actions import claim_badge, issue_badges, make_account
from tungngo.intake.actions import take_ops
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.points import actions as points
from tungngo.teams.actions import give_role
from tungngo.territory.models import Area, Resident

laid = lay()
door, trainer = laid["doors"][0], laid["accounts"][0]
officer = make_account(actor=None, full_name="Nguyễn Thị Mai Lan", username="mailan", password="{PASSWORD}")
give_role(actor=None, account=officer, area=Area.objects.get(code="00322"), kind="admin")
who = Resident.objects.filter(household_id=door.id).order_by("place_in_household").first()
device, _secret = claim_badge(secret=issue_badges(actor=None, accounts=[trainer])[0][1], label="before")
seen = {{"id": str(uuid7()), "campaign": str(laid["campaign"].id), "household": str(door.id), "result": "met",
        "at": (clock.now() - dt.timedelta(days=3)).isoformat(),
        "outcomes": [[str(who.id), "vneid", 3], [str(who.id), "public-service", 2]]}}
op = {{"op": str(uuid7()), "kind": "encounter.record", "origin": door.origin, "body": seen}}
[said] = take_ops(actor=trainer, device=device, sent_at=clock.now(), waiting=0,
                  ops=[msgspec.Raw(msgspec.json.encode(op))])
assert not said.code, said
points.open_point(actor=None, area=Area.objects.get(path=door.path),
                  entry=points.PointEntry("Nhà văn hóa tổ 7"))
print(json.dumps(issue_badges(actor=None, accounts=[trainer])[0][1]))
"""
HOA, DUC = "Nguyễn Thị Hoà", "Trần Văn Đức"
#: What is right in the shipped bank about fraud, in the order of its questions; an order's steps in turn.
RIGHT = (
    ("Không đọc mã",),
    ("Lừa đảo; công an",),
    ("Không bấm vào đường dẫn",),
    ("Giục làm ngay", "Bảo giấu người nhà", "Xin mã OTP"),
    ("Gọi ngay ngân hàng", "Giữ lại tin nhắn", "Đến công an"),
    ("Tam giác",),
)


@pytest.fixture(scope="module")
def badge(town: Town) -> str:
    return str(in_town(town, "-c", LAY))


def test_a_class_is_planned_held_asked_and_followed_up(
    town: Town, badge: str, new_context: Callable[..., BrowserContext]
) -> None:
    desk = new_context(viewport=DESK).new_page()
    sign_in(desk, town)
    session = plan_a_series(desk, town)
    publish(desk)
    for title, purpose in (("Đầu buổi", "before"), ("Cuối buổi", "after")):
        put_a_quiz(desk, session, title, purpose)

    context = new_context(viewport=SMALL, has_touch=True)
    phone = context.new_page()
    phone.goto(f"{town.url}/b/#{badge}")
    phone.get_by_role("button", name="Bắt đầu").click()
    choose_pin(phone)
    take_the_lesson_along(phone, town)
    context.set_offline(True)
    phone.locator(".door-row.duty").first.click()
    lesson = phone.url
    for name in (HOA, DUC):
        check_in(phone, name)
    answer(phone, "Đầu buổi", HOA, ())
    teach(phone, town)
    for name, right in ((HOA, RIGHT), (DUC, RIGHT[:1])):
        phone.goto(lesson)
        answer(phone, "Cuối buổi", name, right)
    context.set_offline(False)
    send(phone, town)
    expect_results(desk, session)

    address = certify(desk, town)
    expect_valid(new_context().new_page(), address)
    follow_the_advice(desk, town)
    phone.goto(f"{town.url}/field/#/")
    expect(phone.locator(".door-row.help")).to_have_count(0)
    send(phone, town)
    phone.goto(f"{town.url}/field/#/")
    expect(phone.locator(".door-row.help")).to_contain_text(DUC)


def sign_in(desk: Page, town: Town) -> None:
    desk.goto(f"{town.url}/desk/")
    desk.fill("[name=username]", "mailan")
    desk.fill("[name=password]", PASSWORD)
    desk.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Phường Tương Mai")


def plan_a_series(desk: Page, town: Town) -> str:
    """Two sessions, today and in a week, just before midnight so that today's is never over; the address
    of today's."""
    today = clock.today()
    desk.goto(f"{town.url}/desk/areas/00322/points/series/")
    desk.fill("[name=title]", "Nhận ra lừa đảo")
    desk.fill("[name=first_on]", today.isoformat())
    desk.fill("[name=last_on]", (today + timedelta(days=7)).isoformat())
    desk.check(f"[name=weekdays][value='{today.weekday()}']")
    desk.fill("[name=begins]", "23:50")
    desk.fill("[name=ends]", "23:59")
    desk.select_option("[name=trainer]", label="Đỗ Thị Hạnh")
    desk.check("[name=topics][value=fraud-safety]")
    desk.uncheck("[name=published]")
    desk.get_by_role("button", name="Xem các ngày").click()
    expect(desk.locator(".series-days input[type=checkbox]:checked")).to_have_count(2)
    desk.locator("button[name=plan]").click()
    desk.get_by_role("link", name="Nhận ra lừa đảo").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Nhận ra lừa đảo")
    return desk.url


def publish(desk: Page) -> None:
    """What was planned in private is on the timetable that anybody may read."""
    desk.locator("form[action$='/publish/'] button").click()
    desk.locator("a[href^='/point/']").first.click()
    expect(desk.locator("main")).to_contain_text("Nhận ra lừa đảo")


def put_a_quiz(desk: Page, session: str, title: str, purpose: str) -> None:
    desk.goto(session)
    desk.locator("a[href*='/quizzes/new/']").click()
    bank = desk.locator("[name=bank] option", has_text="Nhận ra lừa đảo").get_attribute("value")
    desk.select_option("[name=bank]", bank)
    desk.fill("[name=title]", title)
    desk.check(f"[name=purpose][value={purpose}]")
    desk.fill("[name=closes]", "23:59")
    desk.fill("[name=variants]", "0")
    desk.locator("main form button[type=submit]").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(title)


def take_the_lesson_along(phone: Page, town: Town) -> None:
    """Everything the phone shows later is on it: its screens, and the guide that is taught by."""
    phone.goto(f"{town.url}/field/#/x/guide")
    phone.get_by_role("button", name=re.compile("Tải hết về máy")).click()
    expect(phone.get_by_text("Mọi thẻ đều có trên máy")).to_be_visible()
    phone.goto(f"{town.url}/field/#/")
    expect(phone.locator("main.today")).to_be_visible()
    expect(phone.locator(".getting-ready")).to_have_count(0, timeout=60_000)


def check_in(phone: Page, name: str) -> None:
    phone.get_by_role("searchbox").fill(name)
    phone.get_by_role("button", name=f"Có mặt {name}").first.click()
    expect(phone.locator(".named li", has_text=name)).to_have_count(1)


def answer(phone: Page, quiz: str, name: str, right: tuple[tuple[str, ...], ...]) -> None:
    """One learner answers the first questions right and leaves the others out."""
    phone.get_by_role("link", name=quiz).click()
    phone.get_by_role("button", name=f"Bắt đầu {name}").click()
    for nth in range(len(RIGHT)):
        expect(phone.locator(".quiz-turn")).to_contain_text(f"{nth + 1} / {len(RIGHT)}")
        for words in right[nth] if nth < len(right) else ():
            phone.locator(".choices .tick", has_text=words).click()
        phone.get_by_role("button", name="Tiếp").click()
    answered = min(len(right), len(RIGHT))
    said = f"Đã trả lời {answered} trên {len(RIGHT)} câu"
    expect(phone.get_by_role("heading", name=said)).to_be_visible()
    phone.get_by_role("button", name="Nộp bài").click()
    expect(phone.get_by_text(f"Đã ghi bài: {name}")).to_be_visible()


def teach(phone: Page, town: Town) -> None:
    """The guide is gone through step by step, without a network."""
    phone.goto(f"{town.url}/field/#/x/guide/fraud-safety")
    last = phone.get_by_role("button", name="Xong")
    turn = phone.get_by_role("button", name="Tiếp")
    expect(turn).to_be_visible()
    while not last.count():
        turn.click()
    last.click()


def send(phone: Page, town: Town) -> None:
    phone.goto(f"{town.url}/field/#/records")
    button = phone.get_by_role("button", name="Gửi ngay")
    expect(button).to_be_enabled()
    with phone.expect_response(re.compile("/field/world")):
        button.click()
    expect(phone.locator(".record-line .badge", has_text="Chờ gửi")).to_have_count(0)


def expect_results(desk: Page, session: str) -> None:
    """Both came, and Bà Hoà, who did both quizzes, learnt all there was to learn."""
    desk.goto(session)
    expect(desk.locator("main")).to_contain_text("2 người có tên")
    for name in (HOA, DUC):
        expect(desk.get_by_role("link", name=name)).to_have_count(1)
    desk.get_by_role("link", name="Cuối buổi").click()
    expect(desk.locator("main")).to_contain_text("1 người làm cả hai bài")
    expect(desk.locator(".tile", has_text="Sau buổi hướng dẫn")).to_contain_text("100%")


def certify(desk: Page, town: Town) -> str:
    """Bà Hoà alone completes the rule for residents, and is issued a certificate; its public address."""
    desk.goto(f"{town.url}/desk/areas/00322/certificates/?rule=resident&show=ready")
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text(HOA)
    desk.locator("button[name=everyone]").click()
    desk.goto(f"{town.url}/desk/areas/00322/certificates/?rule=resident&show=held")
    desk.locator("tbody a[href*='/desk/certificate/']").click()
    address = desk.locator("a[href*='/c/00322/']").first.get_attribute("href")
    assert address
    return address if address.startswith("http") else f"{town.url}{address}"


def expect_valid(anybody: Page, address: str) -> None:
    """Whoever scans the code reads that it is valid, and of whom nothing."""
    anybody.goto(address)
    main = anybody.locator("main")
    expect(main).to_contain_text("có giá trị đến")
    expect(main).not_to_contain_text(HOA)
    anybody.fill("[name=name]", HOA)
    anybody.get_by_role("button", name="Đối chiếu").click()
    expect(main).to_contain_text("Đúng")


def follow_the_advice(desk: Page, town: Town) -> None:
    """Ông Đức did badly and nobody near teaches others: somebody is to go there."""
    desk.goto(f"{town.url}/desk/areas/00322/advice/")
    expect(desk.locator(".advice li")).to_have_count(1)
    expect(desk.locator(".advice li")).to_contain_text(DUC)
    desk.locator("form[action$='/accept/'] button").click()
    expect(desk.locator(".advice li")).to_have_count(0)
    expect(desk.locator("main")).to_contain_text(DUC)
