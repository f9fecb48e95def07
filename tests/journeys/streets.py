"""A street of its own for a journey, the phones that work in it, and whether all its numbers agree."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.field.pin import unlock
from tests.journeys.office import Office
from tests.journeys.test_phone import SMALL, Volunteer
from tests.town import Ground, Town, running_town

STATES = """async () => {
  const { watchOutbox } = await import("/static/field/store.js");
  return new Promise((done) => {
    const end = watchOutbox(({ counts }) => setTimeout(() => { end(); done(counts); }));
  });
}"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, ground: Ground) -> Iterator[Town]:
    """A server that can be told to die between commit and answer."""
    data = tmp_path_factory.mktemp("town")
    with running_town(data, ground, DJANGO_SETTINGS_MODULE="tests.journeys.mortal") as started:
        yield started


@pytest.fixture(scope="module")
def office(town: Town) -> Office:
    desk = Office(town)
    desk("campaign")
    return desk


class Street:
    """A street of its own for one journey, and the phones that work in it."""

    def __init__(
        self, office: Office, town: Town, new_context: Callable[..., BrowserContext], **wanted: Any
    ) -> None:
        self.office, self.town, self.new_context = office, town, new_context
        self.__dict__ |= office("street", **wanted)

    def phone(self, who: int = 0, *, fresh: bool = False, **context: Any) -> Volunteer:
        """Somebody of the team with a phone whose badge was just opened; `fresh`: one more phone."""
        opened = self.new_context(viewport=SMALL, has_touch=True, **context)
        opened.set_default_timeout(15_000)
        one = Volunteer(self.town, opened)
        badge = self.office("badge", account=self.accounts[who]) if fresh else self.badges[who]
        return one.open_badge(badge)

    def look(self) -> dict[str, Any]:
        """What the server has, after a recount in which nothing may differ."""
        seen = self.office("look", path=self.path, accounts=self.accounts)
        assert seen["differences"] == []
        return seen

    def agree(self, phone: Volunteer, *, facts: int, reached: int) -> dict[str, Any]:
        """Nothing waits, and server, board and this phone (of all who work here) say the same."""
        seen = self.look()
        assert seen["receipts"] == {"accepted": facts}
        assert len(seen["facts"]) == facts
        assert seen["waiting"] == 0
        assert seen["board"][0] == reached
        states = phone.page.evaluate(STATES)
        on_server = states["sent"] + states["counted"]
        assert sum(states.values()) == on_server, states
        phone.page.goto(f"{self.town.url}/field/#/")
        expect(phone.page.locator(".share h1 .pending")).to_have_count(0)
        expect(phone.page.locator(".share h1")).to_contain_text(
            re.compile(rf"^{reached}\s*/ {seen['board'][1]} hộ đã gặp")
        )
        phone.expect_sentence(rf"^{on_server} đã ở trên máy chủ \(\d\d:\d\d\)$")
        return seen


@pytest.fixture
def lay_street(
    town: Town, office: Office, new_context: Callable[..., BrowserContext]
) -> Callable[..., Street]:
    return lambda **wanted: Street(office, town, new_context, **wanted)


def met(volunteer: Volunteer, nth: int, *people: str) -> None:
    """Somebody at this door was met and shown VNeID."""
    volunteer.row(nth).click()
    volunteer.result("Gặp được").click()
    for name in people or ("Trần Văn Đức",):
        volunteer.page.locator(".tick", has_text=name).first.click()
    volunteer.page.locator(".ticks .tick", has_text="VNeID").click()
    volunteer.save()


def key_of(volunteer: Volunteer, nth: int) -> str:
    """The key (origin/id) of a door of the list."""
    return (volunteer.row(nth).get_attribute("href") or "").removeprefix("#/door/")


def wake(volunteer: Volunteer, at: dt.datetime) -> None:
    """Take the phone out of the pocket; its clock says `at`."""
    volunteer.page.clock.set_fixed_time(at)
    volunteer.page.reload()
    unlock(volunteer.page)
    expect(volunteer.row(0)).to_be_visible()


def cut(route: Route) -> None:
    route.abort("connectionreset")


def send(phone: Volunteer, said: str) -> None:
    """Ask for the server, and read how the phone puts it."""
    phone.send_now()
    phone.expect_sentence(said)
