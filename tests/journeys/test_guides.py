"""A guide held out to a resident: in their language, with a picture and a voice, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.field.pin import choose_pin, unlock
from tests.journeys.test_phone import SMALL, new_badge
from tests.learning.packs import WARNING, lay, pack
from tests.town import Town, in_town

SWIPE = """(across) => {
  const target = document.querySelector(".guide-step");
  const finger = (clientX) => [new Touch({ identifier: 1, target, clientX, clientY: 300 })];
  const touch = (kind, touches, changedTouches) =>
    target.dispatchEvent(new TouchEvent(kind, { touches, changedTouches, bubbles: true }));
  touch("touchstart", finger(200), finger(200));
  touch("touchend", [], finger(200 + across));
}"""


#: The page tells what a voice did and when in it, for it sounds without standing in the page.
LISTENING = """(() => {
  const { play } = HTMLMediaElement.prototype;
  const told = [];
  HTMLMediaElement.prototype.play = function () {
    for (const deed of ["playing", "ended"]) {
      this.addEventListener(deed, () => {
        told.push(deed, this.currentTime);
        document.documentElement.dataset.heard = told.join(" ");
      }, { once: true });
    }
    return play.call(this);
  };
})()"""


@pytest.fixture(scope="module")
def laid(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with two lanes, the shipped guides, and a small pack in a third language."""
    in_town(town, "-m", "tests.field.lane")
    folder = lay(tmp_path_factory.mktemp("packs") / "blt", pack("blt-Tavt"))
    said = town.run("guides", "load", str(folder))
    assert "blt-Tavt vneid" in said
    return folder


def is_for_everyone(page: Page) -> None:
    """axe finds nothing, by day and by night, and nothing runs out of a small screen."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        # What changes colour slowly is judged in the colour it ends in.
        page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_a_guide_is_shown_without_a_network_in_the_residents_language(
    town: Town, laid: Path, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport=SMALL, has_touch=True)
    page = context.new_page()
    page.add_init_script(LISTENING)
    asked: list[str] = []
    page.on(
        "request",
        lambda request: asked.append(request.url) if "/field/guide" in request.url else None,
    )
    page.goto(f"{town.url}/b/#{new_badge(town)}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page)
    expect(page.locator(".door-row").first).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    # The list: what is spoken comes by itself, the rest when asked for; a cut line costs one file.
    page.goto(f"{town.url}/field/#/x/guide")
    services = page.locator(".guide-services li")
    expect(services).to_have_count(9)
    expect(services.get_by_text("Có trên máy")).to_have_count(9)
    is_for_everyone(page)

    def cut(route: Route) -> None:
        route.abort("connectionreset")

    page.route("**/field/guide-media*", cut)
    page.get_by_role("button", name=re.compile("Tải hết về máy")).click()
    expect(page.get_by_text("Mạng bị ngắt giữa chừng")).to_be_visible()
    page.unroute("**/field/guide-media*")
    asked.clear()
    page.get_by_role("button", name=re.compile("Tải hết về máy")).click()
    expect(page.get_by_text("Mọi thẻ đều có trên máy")).to_be_visible()
    assert len(asked) == len(set(asked)), "each file is fetched once"
    assert sum("guide-media" in url for url in asked) == 2

    # No network any more, and the app opened anew.
    context.set_offline(True)
    page.reload()
    unlock(page)
    services.first.click()
    step = page.locator(".guide-step")
    expect(step.locator(".secrets")).to_contain_text("Không nói mã OTP và mật khẩu")
    expect(step.locator("svg[viewBox='0 0 320 214']")).to_be_visible()
    is_for_everyone(page)
    page.evaluate(SWIPE, -120)
    expect(page.locator(".guide-turn")).to_contain_text("2 / 6")
    page.evaluate(SWIPE, 120)
    expect(page.locator(".guide-turn")).to_contain_text("1 / 6")
    for nth in range(2, 7):
        page.get_by_role("button", name="Tiếp").click()
        expect(page.locator(".guide-turn")).to_contain_text(f"{nth} / 6")
    expect(step.locator(".secrets")).to_be_visible()
    page.get_by_role("button", name="Xong").click()
    expect(services.first).to_be_visible()

    # The language of the household, asked for by the link at the door.
    page.goto(f"{town.url}/field/#/x/guide/vneid/blt")
    expect(step.locator(".secrets")).to_have_text(WARNING)
    expect(page.locator("main.guide-card")).to_have_attribute("lang", "blt-Tavt")
    page.get_by_role("button", name="Tiếp").click()
    expect(step.get_by_role("img", name="A phone")).to_be_visible()
    expect(page.locator(".guide-picture img")).to_have_js_property("naturalWidth", 4)
    voice = page.locator(".guide-voice")
    expect(voice).to_have_text("Nghe")
    voice.click()
    expect(page.locator("html")).to_have_attribute("data-heard", re.compile("^playing .* ended "))
    _playing, began, _ended, at = page.locator("html").get_attribute("data-heard").split()
    assert 0 <= float(began) < float(at), "time went on while it sounded"
    assert float(at) == pytest.approx(0.8, abs=0.1), "to its end"
    expect(voice).to_have_attribute("aria-pressed", "false")
    expect(step.locator(".secrets")).to_have_text(WARNING)
    is_for_everyone(page)


def test_a_guide_that_is_not_here_says_so_and_comes_when_the_line_does(
    town: Town, laid: Path, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport=SMALL)
    page = context.new_page()
    page.goto(f"{town.url}/b/#{new_badge(town)}")
    page.get_by_role("button", name="Bắt đầu").click()
    choose_pin(page)
    expect(page.locator(".door-row").first).to_be_visible()
    page.route("**/field/guide?*", lambda route: route.fulfill(body='{"steps": []}'))  # not ours
    page.goto(f"{town.url}/field/#/x/guide/vneid/en")
    expect(page.get_by_text("Thẻ này chưa có trên điện thoại")).to_be_visible()
    page.unroute("**/field/guide?*")
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_text("What is needed")).to_be_visible()
    page.get_by_role("radio", name="Tiếng Việt").check()
    expect(page.get_by_text("Cần có gì")).to_be_visible()
