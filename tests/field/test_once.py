"""Two quick taps on a phone say one thing: sealing takes a moment, and the button still stands there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, Route

from tests.field.conftest import NOWHERE

Call = Callable[..., Any]
TWICE = "button => { button.click(); button.click(); }"
#: A store that writes when it is told to, a way that counts who leaves, a server nobody speaks with.
INSTEAD = {
    "store": """
      const nothing = async () => {};
      Object.assign(globalThis, { said: [], left: [], troubles: [] });
      export const say = (kind) => new Promise((written, failed) => {
        said.push(kind);
        Object.assign(globalThis, { written, failed });
      });
      export const watchRecords = (_most, show) => { show([]); return () => {}; };
      export { nothing as withdraw, nothing as readDraft, nothing as writeDraft, nothing as dropDraft };
      export { nothing as readKept };""",
    "route": "export const go = (path) => left.push(path); export const back = () => left.push('');",
    "sync": "export const sync = () => {}; export const syncAfterSaving = sync;",
}
SHOW = """async ([name, props]) => {
  const [{ default: Screen }, { html, render }, { openBook }] = await Promise.all(
    [`later/${name}/screen`, "vendor/htm-preact-3.1.1", "words"].map((one) => import(`/field/${one}.js`)));
  await openBook("vi");
  const given = { ...props, drafts: new Map(Object.entries(props.drafts || {})) };
  const onTrouble = (why) => troubles.push(why);
  globalThis.show = (rows) => render(
    html`<${Screen} ...${given} rows=${rows} onTrouble=${onTrouble} />`, document.body);
  globalThis.show([]);
}"""

SPAN = {"starts_at": "2020-08-05T07:30:00+07:00", "ends_at": "2090-08-05T11:30:00+07:00"}
SHIFT = {
    "shift": "s",
    "origin": "00322",
    "place": "Nhà văn hóa",
    "kind": "point",
    "missing": 1,
} | SPAN
MINE = SHIFT | {"id": "d", "state": "planned", "why": "", "attendance": "", "with": []}
HOA = {"id": "p1", "name": "Hoà", "birth_year": 1950, "levels": {}, "version": 1}
DOOR = {"origin": "00322", "id": "h", "key": "00322/h", "house": "12A", "lane": "Ngõ 1", "head": "Hoà",
        "stand": {}, "people": [HOA]}  # fmt: skip
CALL = {"id": "c", "origin": "00322", "household": None, "where": "đầu ngõ", "phone": "",
        "asked_on": "2026-08-05", "what": {"skills": [], "words": ""}}  # fmt: skip
SESSION = {
    "id": "g",
    "origin": "00322",
    "state": "planned",
    "title": "Lớp",
    "topics": ["vneid"],
} | SPAN
LESSON = {
    "duties": [SESSION],
    "campaign": {"id": "c1", "skills": [{"code": "vneid", "short": "VNeID"}]},
}
QUIZ = {"id": "z", "version": "v", "origin": "00322", "title": "Bài", "keys": ["k"], "seed": "s",
        "variants": 0, "minutes": None, "closes_at": SPAN["ends_at"]}  # fmt: skip
ASKED = {"key": "k", "kind": "single", "text": "?", "choices": [{"text": "a"}, {"text": "b"}]}
QUIZZES = {"quizzes": [QUIZ], "pictures": {},
           "versions": [{"id": "v", "language": "vi", "questions": [ASKED]}]}  # fmt: skip
ANSWERED = {"id": "a", "learner": {}, "variant": 0, "at": 1, "answers": {"k": [0]}, "spent": 0}
FOUND = {"id": "f", "origin": "00322", "words": "Sai tên", "who": "Hạnh", "sides": [], "note": "",
         "at": SPAN["starts_at"], "held": "", "person": "Hoà", "door": "12A"}  # fmt: skip


class Form(NamedTuple):
    """`button` on `screen` says `kind`; `typed`: what into which field; `is_left`: the screen goes."""

    screen: str
    button: str
    kind: str
    world: dict[str, Any]
    parts: tuple[str, ...] = ()
    more: dict[str, Any] = {}
    typed: tuple[str, str] = ("", "")
    is_left: bool = False


FORMS = [
    Form("shifts", "Báo vắng những ngày này", "leave.note",
         {"me": {"teams": [{"path": "01.00322.07."}]}}, ("away",), is_left=True),
    Form("shifts", "Nhận ca", "shift.sign_up", {"shifts": {"free": [SHIFT]}}),
    Form("shifts", "Nhận thay", "duty.take_over", {"shifts": {"offered": [MINE | {"by": "Sáu"}]}}),
    Form("shifts", "Tôi có mặt", "duty.attend", {"shifts": {"mine": [MINE]}}),
    Form("help", "Nhận việc này", "help.take", {"help": [CALL | {"state": "open"}]}, ("c",)),
    Form("help", "Đã giúp xong", "help.done", {"help": [CALL | {"state": "taken"}]}, ("c",),
         is_left=True),
    Form("class", "Có mặt", "encounter.record", LESSON, ("g",), typed=(".field input", "hoa")),
    Form("class", "Ghi số", "gathering.heads", LESSON, ("g",), typed=(".heads input", "7")),
    Form("quiz", "Nộp bài", "quiz.attempt", {"quizzes": QUIZZES}, ("z",),
         {"drafts": {"quiz/z": ANSWERED}}),
    Form("suggest", "Lưu", "suggestion.make", {}, ("00322", "h", "double"), is_left=True),
    Form("lead", "Sửa danh sách", "suggestion.settle",
         {"crew": {"teams": [], "refused": [], "suggestions": [FOUND]}}, ("suggestions",)),
]  # fmt: skip


@pytest.fixture
def opened(in_module: Call, page: Page) -> Callable[[Form], None]:
    """Have a phone show the screen of a form."""

    def instead(route: Route) -> None:
        name = route.request.url.removeprefix(f"{NOWHERE}/field/").removesuffix(".js")
        route.fulfill(body=INSTEAD[name], content_type="text/javascript")

    for name in INSTEAD:
        page.route(f"{NOWHERE}/field/{name}.js", instead)

    def show(form: Form) -> None:
        page.goto(f"{NOWHERE}/")
        props = {"parts": form.parts, "world": form.world, "doors": [DOOR], **form.more}
        page.evaluate(SHOW, [form.screen, props])

    return show


def test_two_quick_taps_are_one_record_in_every_form(
    opened: Callable[[Form], None], page: Page
) -> None:
    for form in FORMS:
        opened(form)
        if form.typed[0]:
            page.locator(form.typed[0]).first.fill(form.typed[1])
        page.get_by_role("button", name=form.button).first.evaluate(TWICE)
        assert page.evaluate("said") == [form.kind], form
        page.evaluate("written()")
        if form.is_left:
            page.wait_for_function("left.length")
        assert page.evaluate("[left.length, troubles.length]") == [int(form.is_left), 0], form


def test_it_is_said_again_when_it_failed_or_the_records_say_otherwise(
    opened: Callable[[Form], None], page: Page
) -> None:
    opened(FORMS[1])
    take = page.get_by_role("button", name="Nhận ca")
    take.evaluate(TWICE)
    page.evaluate("failed('full')")
    page.wait_for_function("troubles.length === 1")
    take.evaluate(TWICE)
    assert len(page.evaluate("said")) == 2, "what could not be written may be tried again"
    page.evaluate("written()")
    take.evaluate(TWICE)
    assert len(page.evaluate("said")) == 2, "it is written, and the list does not show it yet"
    page.evaluate("show([])")  # the records changed: it was taken back, say
    page.wait_for_function("document.querySelector('li button').click() || said.length === 3")
