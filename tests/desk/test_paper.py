"""Walks on paper: printing them, finding a line by its code, typing what came back, exactly once."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.encounters.street import Street
from tungngo.accounts.models import JournalLine
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.models import WalkSheet
from tungngo.desk.paper_pages import BODY, MOST_PEOPLE, pages_of
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.line_codes import code_of
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.progress.check import check
from tungngo.teams.actions import end_member
from tungngo.teams.models import Membership
from tungngo.territory.actions import end_household
from tungngo.territory.models import Household, Resident

GROUP = "00322.07"


class Desk(Street):
    """A street whose four doors are one member's walk, and an officer at the desk."""

    def __init__(self) -> None:
        super().__init__(doors=4)
        self.membership = Membership.objects.get(account=self.member)
        campaigns.assign_group(actor=None, campaign=self.campaign, area=self.group7)
        self.officer = self.staff("typist", "Người Gõ", "officer", self.ward)
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(self.officer)

    def print(self, **posted: Any) -> WalkSheet:
        self.client.post(
            reverse("paper_print", args=[GROUP]),
            posted or {"member": [str(self.membership.id)]},
        )
        return WalkSheet.objects.select_related("membership__account").latest("printed_at")

    def people_of(self, sheet: WalkSheet, line: int) -> list[Resident]:
        return list(Resident.objects.filter(household_id=sheet.keys[line - 1][1]).order_by("id"))

    def type(self, sheet: WalkSheet, line: int, result: str = "absent", **typed: Any) -> Any:
        """The answer to a line typed as the page sends it."""
        data = {"op": uuid7(), "result": result, "day": clock.today().isoformat(), **typed}
        url = reverse("paper_line", args=[sheet.origin, sheet.id, line])
        return self.client.post(url, data)

    def typed(self, sheet: WalkSheet, line: int, result: str = "absent", **more: Any) -> str:
        """Type a line that must be taken; the id of the encounter that stands there now."""
        answer = self.type(sheet, line, result, **more)
        assert answer.status_code == 200, answer.content
        typed = answer.json()["line"]["typed"]
        return typed["id"] if typed else ""


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


@pytest.fixture
def sheet(desk: Desk) -> WalkSheet:
    return desk.print()


# ── Pages of paper


@given(
    st.lists(st.tuples(st.sampled_from(["Ngõ 1", "Ngõ 2", ""]), st.integers(0, 90)), max_size=60)
)
def test_every_door_is_on_paper_once_whole_and_under_its_lane(doors: list[tuple[str, int]]) -> None:
    lines = [(lane, number, list(range(people))) for number, (lane, people) in enumerate(doors)]
    pages = pages_of(lines)
    seen: dict[int, list[int]] = {}
    for page in pages:
        assert page.height <= BODY
        lane = None
        for at, block in enumerate(page.blocks):
            if block.line is None:
                lane = block.lane
                assert page.blocks[at + 1].line is not None, "no heading stands alone"
                continue
            assert lane == doors[block.line][0], "each page says which lane its doors are on"
            assert len(block.people) <= MOST_PEOPLE
            assert block.again == (block.line in seen)
            seen.setdefault(block.line, []).extend(block.people)
    assert seen == {number: people for _lane, number, people in lines}
    assert list(seen) == sorted(seen)


def test_a_usual_page_holds_ten_doors_or_more() -> None:
    (page,) = pages_of([("Ngõ 1", number, "người"[:4]) for number in range(10)])
    assert len(page.blocks) == 11


# ── Printing


def test_a_printed_list_has_every_door_in_walking_order_with_code_and_people(
    desk: Desk, sheet: WalkSheet
) -> None:
    walk = [(door.origin, door.id) for door in desk.doors]
    assert sorted(sheet.keys) == sorted(walk)
    answer = desk.client.get(reverse("paper_sheets", args=[sheet.origin, sheet.id]))
    shown = answer.content.decode()
    places = []
    for number, (_origin, id_) in enumerate(sheet.keys, start=1):
        door = Household.objects.get(id=id_)
        assert door.head_name in shown
        places.append(shown.index(f"<p>{code_of(sheet.number, number)}</p>"))
        for person in Resident.objects.filter(household_id=id_):
            assert person.full_name in shown
    assert places == sorted(places)
    assert "Never ask for, never write down passwords or one-time codes." in shown
    assert shown.count("<svg") >= len(sheet.keys)
    assert "Page 1 of 1" in shown


def test_the_journal_says_who_printed_whose_list_and_who_opened_it_again(
    desk: Desk, sheet: WalkSheet
) -> None:
    line = JournalLine.objects.get(verb="walk_sheet.printed")
    assert (line.actor, line.subject, line.path) == (desk.officer, str(sheet.id), desk.group7.path)
    assert line.details == {"walker": str(desk.member.id), "doors": 4}
    desk.client.get(reverse("paper_sheets", args=[sheet.origin, sheet.id]))
    assert JournalLine.objects.get(verb="walk_sheet.opened").actor == desk.officer
    address = reverse("paper_sheets", args=[sheet.origin, sheet.id])
    for printed_by, lines in ((desk.officer, 1), (desk.member, 2)):
        WalkSheet.objects.update(printed_by=printed_by)
        assert desk.client.get(f"{address}?new=1").status_code == 200
        assert JournalLine.objects.filter(verb="walk_sheet.opened").count() == lines


def test_a_whole_team_is_printed_together_and_opened_together(desk: Desk) -> None:
    desk.volunteer("Lê Thị Hai")
    campaigns.assign_group(actor=None, campaign=desk.campaign, area=desk.group7)
    answer = desk.client.post(
        reverse("paper_print", args=[GROUP]), {"whole": str(desk.team.id)}, follow=True
    )
    assert [len(one["sheet"].doors) for one in answer.context["sheets"]] == [2, 2]
    assert {one["walker"] for one in answer.context["sheets"]} == {"Trần Văn Bình", "Lê Thị Hai"}


@pytest.mark.parametrize(
    ("posted", "code"),
    [({}, "nobody_chosen"), ({"member": "x"}, "nobody_chosen"), ({"member": uuid7()}, "no_doors")],
)
def test_nothing_to_print_is_said(desk: Desk, posted: dict[str, Any], code: str) -> None:
    answer = desk.client.post(reverse("paper_print", args=[GROUP]), posted, follow=True)
    assert f"walk_sheet.{code}" in answer.content.decode()
    assert not WalkSheet.objects.exists()


def test_a_door_that_is_gone_is_left_out_and_its_line_cannot_be_typed(
    desk: Desk, sheet: WalkSheet
) -> None:
    _origin, id_ = sheet.keys[1]
    gone = Household.objects.get(id=id_)
    end_household(actor=None, household=gone, reason="moved")
    answer = desk.client.get(reverse("paper_sheets", args=[sheet.origin, sheet.id]))
    assert gone.head_name not in answer.content.decode()
    assert "is no longer on the list" in answer.content.decode()
    answer = desk.type(sheet, 2)
    assert (answer.status_code, answer.json()["code"]) == (409, "encounter.household_unknown")
    assert answer.json()["line"]["gone"]
    assert not Encounter.objects.exists()


# ── From a code to its line


def test_a_code_leads_to_its_line_and_a_wrong_one_says_so(desk: Desk, sheet: WalkSheet) -> None:
    page = reverse("paper_sheet", args=[sheet.origin, sheet.id])
    mark = code_of(sheet.number, 3).replace("-", "")
    assert desk.client.get(reverse("paper_code", args=[mark])).url == f"{page}#3"
    find = reverse("paper_find")
    assert desk.client.get(find, {"code": f"https://x/w/{mark.lower()}/"}).url == f"{page}#3"
    assert desk.client.get(find, {"code": code_of(sheet.number)}).url == page
    wrong = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    answer = desk.client.get(find, {"code": wrong, "area": GROUP}, follow=True)
    assert "walk_sheet.code_unreadable" in answer.content.decode()
    assert answer.redirect_chain == [(reverse("paper", args=[GROUP]), 302)]
    past_the_end = code_of(sheet.number, 5).replace("-", "")
    assert desk.client.get(reverse("paper_code", args=[past_the_end])).status_code == 404


def test_a_code_opens_nothing_for_others(desk: Desk, sheet: WalkSheet) -> None:
    mark = code_of(sheet.number, 1).replace("-", "")
    assert Client().get(reverse("paper_code", args=[mark])).status_code == 302
    far = Client()
    far.force_login(desk.staff("far", "Người Khác", "admin", desk.elsewhere))
    for url in (
        reverse("paper_code", args=[mark]),
        reverse("paper_sheet", args=[sheet.origin, sheet.id]),
        reverse("paper_sheets", args=[sheet.origin, sheet.id]),
    ):
        assert far.get(url).status_code == 404
    assert (
        "walk_sheet.out_of_reach"
        in far.get(reverse("paper_find"), {"code": mark}, follow=True).content.decode()
    )


# ── Typing


def test_what_is_typed_is_the_walkers_encounter(desk: Desk, sheet: WalkSheet) -> None:
    one, two = desk.people_of(sheet, 1)
    outcomes = [[str(one.id), "vneid", 3], [str(two.id), "vneid", 0]]
    again = (clock.today() + dt.timedelta(days=5)).isoformat()
    desk.typed(sheet, 1, "met", outcomes=json.dumps(outcomes), again=again, **{"for": "giấy tờ"})
    fact = Encounter.objects.get()
    assert (fact.result, fact.outcomes, fact.place_kind) == ("met", outcomes, "door")
    assert (fact.account_id, fact.team_id) == (desk.member.id, desk.team.id)
    assert fact.device_id == sheet.id, "the sheet stands in for the phone"
    assert clock.day_of(fact.happened_at) == clock.today()
    standing = HouseholdStanding.objects.get()
    assert standing.reached_on == clock.today()
    assert (standing.come_back_on.isoformat(), standing.come_back_for) == (again, "giấy tờ")
    line = JournalLine.objects.get(verb="walk_sheet.typed")
    assert (line.actor, line.details["line"]) == (desk.officer, 1)
    recount_stale()
    assert list(check(Reach((desk.ward.path,)))) == []


def test_a_line_sent_twice_counts_once(desk: Desk, sheet: WalkSheet) -> None:
    op = uuid7()
    first, second = desk.type(sheet, 1, op=op), desk.type(sheet, 1, op=op)
    assert first.json() == second.json()
    assert (Encounter.objects.count(), Receipt.objects.count()) == (1, 1)
    assert JournalLine.objects.filter(verb="walk_sheet.typed").count() == 1


def test_a_second_typing_corrects_and_taking_back_withdraws(desk: Desk, sheet: WalkSheet) -> None:
    first = desk.typed(sheet, 1, "met")
    second = desk.typed(sheet, 1, "absent", seen=first)
    assert (HouseholdStanding.objects.get().attempts, second != first) == (1, True)
    assert HouseholdStanding.objects.get().reached_on is None
    assert desk.typed(sheet, 1, "", seen=second) == ""
    assert HouseholdStanding.objects.get().attempts == 0
    assert desk.typed(sheet, 1, "moved")
    standing = HouseholdStanding.objects.get()
    assert (standing.attempts, standing.last_result) == (1, "moved")
    assert Encounter.objects.count() == 4
    page = desk.client.get(reverse("paper", args=[GROUP]))
    assert [row["typed"] for row in page.context["sheets"]] == [1]
    recount_stale()
    assert list(check(Reach((desk.ward.path,)))) == []


def test_another_day_takes_the_line_back_and_says_it_anew(desk: Desk, sheet: WalkSheet) -> None:
    WalkSheet.objects.update(printed_at=clock.now() - dt.timedelta(days=3))
    days = [clock.today() - dt.timedelta(days=ago) for ago in (0, 1, 2)]
    stands = ""
    for day in days:
        stands = desk.typed(sheet, 1, "met", day=day.isoformat(), seen=stands)
        standing = HouseholdStanding.objects.get()
        assert (standing.attempts, standing.reached_on) == (1, day)
    page = desk.client.get(reverse("paper", args=[GROUP]))
    assert [row["typed"] for row in page.context["sheets"]] == [1]


def test_of_two_typists_the_second_is_told_and_sees_what_stands(
    desk: Desk, sheet: WalkSheet
) -> None:
    stands = desk.typed(sheet, 1, "met")
    answer = desk.type(sheet, 1, "absent")
    assert (answer.status_code, answer.json()["code"]) == (409, "paper.line_changed")
    assert answer.json()["line"]["typed"]["id"] == stands
    assert Encounter.objects.count() == 1


def test_what_a_phone_recorded_that_day_is_shown_before_saving(
    desk: Desk, sheet: WalkSheet
) -> None:
    door = Household.objects.get(id=sheet.keys[0][1])
    desk.push(desk.op(desk.encounter(door, result="met")))
    by_phone = Encounter.objects.get()
    answer = desk.type(sheet, 1, "absent")
    assert (answer.status_code, answer.json()["code"]) == (409, "paper.also_recorded")
    assert [other["id"] for other in answer.json()["line"]["others"]] == [str(by_phone.id)]
    desk.typed(sheet, 1, "absent", known=str(by_phone.id))
    assert Encounter.objects.count() == 2
    day_before = (clock.today() - dt.timedelta(days=1)).isoformat()
    WalkSheet.objects.update(printed_at=clock.now() - dt.timedelta(days=2))
    door = Household.objects.get(id=sheet.keys[1][1])
    desk.push(desk.op(desk.encounter(door, result="met")))
    desk.typed(sheet, 2, "absent", day=day_before)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"day": 1}, "paper.day_to_come"),
        ({"day": -1}, "paper.day_before_print"),
        ({"again": -1}, "paper.come_back_before"),
        ({"day": "soon"}, "paper.unreadable"),
        ({"op": "x"}, "paper.unreadable"),
        ({"outcomes": "["}, "paper.unreadable"),
        ({"result": "slept"}, "paper.unreadable"),
        ({"result": ""}, "paper.nothing_typed"),
        ({"seen": str(uuid.UUID(int=7))}, "paper.line_changed"),
        (
            {"result": "met", "outcomes": json.dumps([[str(uuid.UUID(int=7)), "vneid", 3]])},
            "encounter.resident_unknown",
        ),
    ],
)
def test_a_line_that_cannot_be_taken_says_why_and_writes_nothing(
    desk: Desk, sheet: WalkSheet, typed: dict[str, Any], code: str
) -> None:
    for name, value in typed.items():
        if isinstance(value, int):
            typed = typed | {name: (clock.today() + dt.timedelta(days=value)).isoformat()}
    answer = desk.type(sheet, 1, **{"result": "absent", **typed})
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert answer.json()["sentence"]
    assert (Encounter.objects.count(), Receipt.objects.count()) == (0, 0)
    assert desk.typed(sheet, 1, "absent"), "and the line can be typed afterwards"


def test_work_of_somebody_who_has_left_is_taken_for_the_days_before(
    desk: Desk, sheet: WalkSheet
) -> None:
    WalkSheet.objects.update(printed_at=clock.now() - dt.timedelta(days=3))
    end_member(actor=None, membership=desk.membership)
    day_before = (clock.today() - dt.timedelta(days=1)).isoformat()
    Membership.objects.update(since_at=clock.now() - dt.timedelta(days=9))
    desk.typed(sheet, 1, "met", day=day_before)
    assert HouseholdStanding.objects.get().reached_on.isoformat() == day_before


def test_who_may_only_look_does_not_type(desk: Desk, sheet: WalkSheet) -> None:
    viewer = Client()
    viewer.force_login(desk.staff("looks", "Người Xem", "viewer", desk.ward))
    assert viewer.get(reverse("paper", args=[GROUP])).status_code == 200
    assert viewer.get(reverse("paper_sheet", args=[sheet.origin, sheet.id])).status_code == 403
    url = reverse("paper_line", args=[sheet.origin, sheet.id, 1])
    assert viewer.post(url, {"op": uuid7()}).status_code == 403
    assert viewer.post(reverse("paper_print", args=[GROUP])).status_code == 403


def test_pages_cost_the_same_for_any_number_of_lines(
    desk: Desk, sheet: WalkSheet, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        desk.client.get(reverse("paper_sheet", args=[sheet.origin, sheet.id]))
    with django_assert_max_num_queries(30):
        desk.client.get(reverse("paper_sheets", args=[sheet.origin, sheet.id]))
    with django_assert_max_num_queries(30):
        desk.client.get(reverse("paper", args=[GROUP]))


def test_pages_teach_what_to_do_first(desk: Desk) -> None:
    campaigns.undo_split(actor=None, campaign=desk.campaign, area=desk.group7)
    assert "Share the doors" in desk.client.get(reverse("paper", args=[GROUP])).content.decode()
    assert (
        "nobody has doors here yet"
        in desk.client.get(reverse("paper", args=["00322.08"])).content.decode().lower()
    )
