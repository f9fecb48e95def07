"""The PIN of a phone in tests: chosen after the badge, entered again after every reload."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Page, TimeoutError, expect

PIN = "730512"


def enter(page: Page, pin: str = PIN) -> None:
    """Type a PIN into the pad that is shown."""
    expect(page.locator(".pad button").first).to_be_enabled()
    page.keyboard.type(pin)


def choose_pin(page: Page, pin: str = PIN) -> None:
    """Choose a PIN where one is asked for: twice the same."""
    title = page.locator(".pin h1")
    expect(title).to_be_visible()
    asked = title.text_content() or ""
    enter(page, pin)
    expect(title).not_to_have_text(asked)
    enter(page, pin)
    expect(page.locator("main.gate")).to_have_count(0, timeout=15_000)
    if not page.url.endswith("#/settings"):  # whoever changes it there has had the app for long
        ready(page)


def unlock(page: Page, pin: str = PIN) -> None:
    """Open a phone that is locked."""
    enter(page, pin)
    expect(page.locator("main.gate")).to_have_count(0, timeout=15_000)


READY = "body:has(main.today):not(:has(.getting-ready))"


def ready(page: Page) -> None:
    """Wait until the app opens without a network too; not for ever where the list does not come."""
    with contextlib.suppress(TimeoutError):
        page.wait_for_selector(READY, timeout=10_000)
