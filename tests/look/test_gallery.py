"""The gallery: every part in every state, looked at in a real browser, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import BrowserContext, Page

import tungngo.look
from tests.look.invented import gallery

STATIC = Path(tungngo.look.__file__).parent / "static"
SIZES = {"phone": (360, 640), "desk": (1280, 800)}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_in(lang: str, density: str = "desk") -> str:
    with translation.override(lang):
        return render_to_string("look/gallery.html", gallery(lang, density))


def opened(context: BrowserContext, html: str) -> Page:
    """A page of the given HTML with the static files beside it; nothing else can be fetched."""

    def serve(route: Any) -> None:
        address = route.request.url.split("://look.test", 1)[-1].split("?")[0]
        file = STATIC / address.removeprefix("/static/")
        if address == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif file.is_file():
            kind = TYPES.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", serve)
    page = context.new_page()
    page.goto("http://look.test/")
    page.wait_for_function("document.fonts.status === 'loaded'")
    return page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_gallery_is_whole_in_both_languages(lang: str) -> None:
    html = page_in(lang)
    assert f'<html lang="{lang}"' in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert ("cần xem lại" in html) == (lang == "vi")


def test_no_style_or_script_is_written_into_a_page() -> None:
    """A strict content security policy holds: everything is in files."""
    html = page_in("vi")
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src=)", html)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_error_page_needs_nothing_at_all(lang: str) -> None:
    with translation.override(lang):
        html = render_to_string("look/error.html", {})
    heading = {"vi": "Không có trang này", "en": "This page is not here"}[lang]
    assert f"<h1>{heading}</h1>" in html


@pytest.mark.journey
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_gallery_holds_on_every_screen(
    new_context: Callable[..., BrowserContext], size: str, theme: str
) -> None:
    width, height = SIZES[size]
    context = new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    page = opened(context, page_in("vi", "desk" if size == "desk" else ""))
    assert page.evaluate("document.documentElement.scrollWidth") == width, "scrolls sideways"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.journey
def test_whatever_is_tapped_is_large_enough(new_context: Callable[..., BrowserContext]) -> None:
    page = opened(new_context(viewport={"width": 360, "height": 640}), page_in("vi", ""))
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            '.button, .nav a, .crumbs a, .brand, a.square, a.door, summary, .choice,' +
            '.choices label, .field input:not([type=checkbox],[type=radio]), .field select')]
          .filter(e => e.getBoundingClientRect().height < 44 || e.getBoundingClientRect().width < 44)
          .map(e => e.outerHTML.slice(0, 80) + ' ' + e.getBoundingClientRect().height)"""
    )
    # A word in the trail may be narrow; its line is not.
    assert [row for row in small if "crumbs" not in row] == []


@pytest.mark.journey
def test_digits_in_a_table_stand_in_columns(new_context: Callable[..., BrowserContext]) -> None:
    page = opened(new_context(), page_in("vi"))
    widths = page.evaluate(
        """() => {
          const cell = document.createElement('span');
          document.querySelector('#table td').append(cell);
          return [...'0123456789'].map(d => {
            cell.textContent = d.repeat(50); return Math.round(cell.getBoundingClientRect().width);
          });
        }"""
    )
    assert len(set(widths)) == 1


@pytest.mark.journey
def test_the_way_in_by_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    html = page_in("vi").replace('class="error-summary"', 'class="quiet-list"')
    page = opened(new_context(), html)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


@pytest.mark.journey
def test_nothing_moves_for_those_who_asked_for_rest(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = opened(new_context(reduced_motion="reduce"), page_in("vi"))
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.journey
def test_a_refused_page_begins_at_its_list_of_errors(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = opened(new_context(), page_in("vi"))
    assert page.evaluate("document.activeElement.className") == "error-summary"
