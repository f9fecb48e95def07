"""The town itself: the real server, a browser, the command line beside it, and nothing left after."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.town import NoTown, Town, running_town


def test_the_front_door_opens_in_the_browser(town: Town, page: Page) -> None:
    page.goto(f"{town.url}/signin/")
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.locator("input[type=password]")).to_be_visible()


def test_the_command_line_works_beside_the_server(town: Town) -> None:
    assert "[X]" in town.run("showmigrations", "territory")
    with pytest.raises(NoTown, match="no-such-command"):
        town.run("no-such-command")


def test_a_stopped_town_does_not_answer(tmp_path: Path) -> None:
    with running_town(tmp_path) as started:
        assert urllib.request.urlopen(f"{started.url}/health").status == 200
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{started.url}/health")
