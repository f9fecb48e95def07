"""The city's own sign-in leads to the desk under the policy of our pages, whoever it does not know stays
outside; and there the board of a team, narrowed, at both sizes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import DESK, PHONE
from tests.desk.city import CLIENT, SECRET, City, running_city
from tests.journeys.test_staff import look
from tests.town import Ground, Town, in_town, running_town

#: A street with its team, one door reached three days ago; an officer with an address of the city's.
SETTLE = """
import datetime, json, msgspec; import django; django.setup()
from tests.journeys import deeds
from tungngo.accounts.actions import claim_badge, make_account
from tungngo.accounts.models import Account
from tungngo.intake.actions import take_ops
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import give_role
from tungngo.teams.models import Membership
from tungngo.territory.models import Area
deeds.campaign()
deeds.begin_campaign(10)
street = deeds.street(doors=6)
deeds.give(street["doors"], street["accounts"][0])
hoa = make_account(actor=None, full_name="Lê Thị Hoa", username="hoa", email="hoa@phuong.example")
give_role(actor=None, account=hoa, area=Area.objects.get(code="00322"), kind="officer")
phone, _secret = claim_badge(secret=street["badges"][0], label="máy")
at = (clock.now() - datetime.timedelta(days=3)).isoformat()
met = {
    "id": str(uuid7()), "campaign": street["campaign"], "result": "met", "at": at,
    "household": street["doors"][0].partition("/")[2],
    "outcomes": [[street["people"][0][0], "vneid", 3]],
}
op = {"op": str(uuid7()), "kind": "encounter.record", "origin": "00322", "body": met}
ops = [msgspec.Raw(msgspec.json.encode(op))]
[said] = take_ops(actor=phone.account, device=phone, sent_at=clock.now(), waiting=0, ops=ops)
assert said.verdict == "accepted", said
while recount_stale():
    pass
day = lambda ago: (clock.today() - datetime.timedelta(days=ago)).isoformat()
team = Membership.objects.get(account=street["accounts"][0]).team_id
print(json.dumps([str(team), day(4), day(2)]))
"""


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with running_city() as running:
        yield running


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, ground: Ground, city: City) -> Iterator[Town]:
    known_by = {"TUNGNGO_OIDC_SERVER": city.url, "TUNGNGO_OIDC_CLIENT": CLIENT}
    data = tmp_path_factory.mktemp("town")
    with running_town(data, ground, **known_by, TUNGNGO_OIDC_SECRET=SECRET) as started:
        yield started


def come_in(page: Page, town: Town) -> None:
    page.goto(f"{town.url}/desk/")
    page.get_by_role("button", name="Đăng nhập một lần").click()
    expect(page.get_by_role("heading", name="Đăng nhập của thành phố")).to_be_visible()
    page.get_by_role("button", name="Đồng ý").click()


def test_an_officer_comes_in_by_the_city_and_looks_at_a_team(
    town: Town, city: City, new_context: Callable[..., BrowserContext]
) -> None:
    team, since, until = in_town(town, "-c", SETTLE)
    city.email = "khach@example.com"
    stranger = new_context(viewport=DESK).new_page()
    come_in(stranger, town)
    expect(stranger.get_by_text("sso.unknown")).to_be_visible()
    look(stranger)
    stranger.goto(f"{town.url}/desk/")
    expect(stranger).to_have_url(re.compile("/signin/"))

    city.email, city.sub = "hoa@phuong.example", "1008"
    page = new_context(viewport=DESK).new_page()
    come_in(page, town)
    expect(page).to_have_url(re.compile(f"^{town.url}/desk/"))
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_attached()

    def fits() -> str:
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{wide} px too wide at {size}"
            look(page)
        return page.locator("main").inner_text()

    def reached(query: dict[str, Any]) -> str:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        page.goto(f"{town.url}/desk/teams/{team}/board/?{asked}")
        return fits()

    assert re.search(r"1\s*/\s*6", reached({}))
    period = {"from": since, "on": until}
    assert re.search(r"1\s*/\s*6", reached(period))
    reached(period | {"skill": "vneid", "segment": "adult"})

    # A point of the curve opens its day; by keys the table below it does the same.
    ward = f"{town.url}/desk/areas/00322/"
    page.goto(ward)
    page.locator(".curve-days a").click()
    expect(page).to_have_url(re.compile(r"/encounters/\?from=(\d{4}-\d\d-\d\d)&on=\1$"))
    assert "VNeID: tự làm được" in fits()
    page.goto(ward)
    page.locator("details.as-table summary").press("Enter")
    page.locator("details.as-table a[href*='/encounters/']").press("Enter")
    expect(page).to_have_url(re.compile("/encounters/"))
    page.locator("tbody a.opens").click()
    expect(page.get_by_role("heading", name="Những lần đã đến")).to_be_visible()
