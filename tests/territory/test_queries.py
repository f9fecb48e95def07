"""Households found and shown: search, order, reach; and corrections by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.teams.people import Ward
from tungngo.accounts.models import JournalLine
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sqlite import words
from tungngo.territory import rules
from tungngo.territory.actions import (
    HouseholdEntry,
    ResidentEntry,
    add_household,
    add_resident,
    edit_household,
    edit_resident,
    end_household,
    end_resident,
)
from tungngo.territory.indexed import INDEXES
from tungngo.territory.models import Household, Resident, StaleArea
from tungngo.territory.queries import (
    heads_count,
    household_of,
    households_of,
    page_of,
    resident_of,
    worded,
)
from tungngo.territory.queries import households as tables

EVERYTHING = Reach.everything()
TODAY = date(2025, 8, 1)


@pytest.fixture(autouse=True)
def _summer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNGNGO_NOW", "2025-08-01T08:00:00+07:00")


def door(ward: Ward, head: str, address: str, *, group=None, people=(), **more) -> Household:
    made = add_household(
        actor=ward.admin,
        area=group or ward.group7,
        entry=HouseholdEntry(head_name=head, address=address, **more),
    )
    for person in people:
        add_resident(actor=ward.admin, household=made, entry=person)
    made.refresh_from_db()
    return made


def heads(found) -> list[str]:
    return [household.head_name for household in found]


# ------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("occupation", "year", "on", "segment"),
    [
        ("official", 1990, None, "official"),
        ("pupil", 2010, None, "student"),
        ("student", 2004, None, "student"),
        ("", 2020, None, "child"),
        ("", 2019, None, "student"),
        ("", 2008, None, "student"),
        ("", 2007, None, "adult"),
        ("", 2007, date(2007, 8, 2), "student"),
        ("", 2007, date(2007, 8, 1), "adult"),
        ("retired", 1950, None, "adult"),
        ("", None, None, "adult"),
    ],
)
def test_segments(occupation: str, year: int | None, on: date | None, segment: str) -> None:
    assert rules.segment_of(occupation, year, on, TODAY) == segment


def test_elderly_from_sixty_and_never_by_guess() -> None:
    assert rules.person_reasons((), 1950, None, TODAY) == ("elderly",)
    assert rules.person_reasons((), 1965, date(1965, 8, 1), TODAY) == ("elderly",)
    assert rules.person_reasons((), 1965, date(1965, 8, 2), TODAY) == ()
    assert rules.person_reasons((), 1965, None, TODAY) == ()


def test_a_higher_reason_is_never_behind_lower_ones() -> None:
    order = list(rules.REASON_WEIGHTS)
    for at, reason in enumerate(order):
        assert rules.priority([reason]) > rules.priority(order[at + 1 :])
    assert rules.priority(["poor", "poor"]) == rules.priority(["poor"])
    assert rules.priority([]) == 0
    assert rules.household_reasons(True, True, [["disabled"]]) == ("disabled", "poor")


# ------------------------------------------------------------------------------- search and order


@pytest.mark.parametrize("path", ["01.00322.", "01.", ""])
@pytest.mark.parametrize("few", [2, 2_000])
def test_found_by_head_address_code_or_anybody_inside(
    ward: Ward, path: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same whether doors are looked through along the walk or looked up by an index of words."""
    monkeypatch.setattr(worded, "FEW", few)
    words.install(INDEXES)
    door(
        ward,
        "Lý Thị Hoà",
        "Số 12 Ngõ 281 Trương Định",
        code="H-12",
        people=[ResidentEntry("Nguyễn Văn Đức", 1980), ResidentEntry("Trần Thị Ơn", 1985)],
    )
    door(ward, "Phạm Văn Ba", "Số 14 Ngõ 281 Trương Định")

    def found(written: str) -> list[str]:
        return heads(households_of(EVERYTHING, path, written=written))

    for written in (
        "ly thi hoa",
        "Lý Hòa",
        "lí hoà",
        "h 12",
        "nguyen duc",
        "đức",
        "truong dinh hoa",
    ):
        assert found(written) == ["Lý Thị Hoà"], written
    assert len(found("trương định")) == 2
    # Two words of two people are not one person.
    assert found("nguyen on") == []
    assert found("ức") == []
    assert heads(households_of(Reach(("01.00082.",)), path, written="hoa")) == []


def test_walking_order_and_most_urgent_first(ward: Ward) -> None:
    for number in (14, 2, 13, 1):
        door(ward, f"Nhà {number}", f"Số {number} Phố Tân Mai")
    door(ward, "Gấp", "Số 8 Phố Tân Mai", people=[ResidentEntry("Gấp", 1940)])
    door(ward, "Nghèo", "Số 6 Phố Tân Mai", poor=True)
    assert heads(households_of(EVERYTHING, "01.00322.")) == [
        *("Nhà 1", "Nhà 13", "Nhà 14", "Gấp", "Nghèo", "Nhà 2"),
    ]
    assert heads(households_of(EVERYTHING, "01.00322.", only_priority=True)) == ["Gấp", "Nghèo"]


def test_nothing_outside_the_reach(ward: Ward) -> None:
    mine = door(ward, "Trong", "Số 1 Phố Tân Mai")
    other = door(ward, "Ngoài", "Số 2 Phố Tân Mai", group=ward.group8)
    reach = Reach.of([ward.group7.path])
    assert heads(households_of(reach, "01.00322.")) == ["Trong"]
    assert heads(households_of(reach, ward.group8.path)) == []
    assert household_of(reach, mine.origin, mine.id).household == mine
    with pytest.raises(NotReached):
        household_of(reach, other.origin, other.id)
    person = add_resident(actor=None, household=other, entry=ResidentEntry("Ai", 1990))
    with pytest.raises(NotReached):
        resident_of(reach, person.origin, person.id)
    assert heads_count(reach, "01.") == (1, 0)
    assert heads_count(EVERYTHING, "01.00322.") == (2, 1)


def test_pages_of_fifty_and_the_nearest_page(ward: Ward) -> None:
    for number in range(1, 53):
        door(ward, f"Nhà {number}", f"Số {number} Phố Tân Mai")
    found = households_of(EVERYTHING, "01.00322.")
    assert len(page_of(EVERYTHING, found, 1)) == 50
    assert len(page_of(EVERYTHING, found, 99)) == 2
    whole = page_of(EVERYTHING, found, 1).paginator
    assert (whole.count, whole.more) == (52, "")


def test_a_table_is_counted_up_to_a_bound_and_says_that_there_are_more(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 60)
    for number in range(1, 62):
        door(ward, f"Nhà {number}", f"Số {number} Phố Tân Mai")
    page = page_of(EVERYTHING, households_of(EVERYTHING, ""), 99)
    assert (page.paginator.count, page.paginator.more, page.number) == (60, "+", 2)
    assert len(page) == 10


# ------------------------------------------------------------------------------- by hand


def test_people_make_the_priority_of_their_door(ward: Ward) -> None:
    made = door(ward, "Nhà", "Số 1 Phố Tân Mai")
    assert made.priority == 0
    person = add_resident(
        actor=ward.admin, household=made, entry=ResidentEntry("Cụ Tư", 1940, reasons=["disabled"])
    )
    made.refresh_from_db()
    assert made.priority == rules.priority(["elderly", "disabled"])
    edit_resident(actor=ward.admin, resident=person, entry=ResidentEntry("Cụ Tư", 1940))
    made.refresh_from_db()
    assert made.priority == rules.priority(["elderly"])
    end_resident(actor=ward.admin, resident=person, reason="died")
    made.refresh_from_db()
    assert made.priority == 0
    assert household_of(EVERYTHING, made.origin, made.id).people == []
    with pytest.raises(Refused) as refused:
        edit_resident(actor=None, resident=person, entry=ResidentEntry("Cụ Tư"))
    assert refused.value.code == "resident.ended"


def test_a_household_moves_with_its_people_and_both_groups_are_recounted(ward: Ward) -> None:
    made = door(ward, "Nhà", "Số 1 Phố Tân Mai", people=[ResidentEntry("Ai", 1990)])
    StaleArea.objects.all().delete()
    edit_household(
        actor=ward.admin,
        household=made,
        entry=HouseholdEntry(head_name="Nhà", address="Số 3 Phố Tân Mai"),
        area=ward.group8,
    )
    assert (made.path, made.house) == (ward.group8.path, "3")
    assert Resident.objects.get().path == ward.group8.path
    assert set(StaleArea.objects.values_list("path", flat=True)) == {
        ward.group7.path,
        ward.group8.path,
    }
    with pytest.raises(Refused) as refused:
        edit_household(actor=None, household=made, entry=HouseholdEntry("Nhà"), area=ward.elsewhere)
    assert refused.value.code == "household.other_commune"


def test_a_door_is_taken_off_with_its_people_and_its_code_is_free(ward: Ward) -> None:
    made = door(ward, "Nhà", "Số 1", code="H1", people=[ResidentEntry("Ai", 1990)])
    with pytest.raises(Refused) as refused:
        door(ward, "Khác", "Số 2", code="H1")
    assert refused.value.code == "household.code_taken"
    end_household(actor=ward.admin, household=made, reason="demolished")
    assert (made.ended_on, made.ended_reason) == (TODAY, "demolished")
    assert heads_count(EVERYTHING, "01.00322.") == (0, 0)
    door(ward, "Khác", "Số 2", code="H1")
    with pytest.raises(Refused) as again:
        end_household(actor=ward.admin, household=made, reason="moved")
    assert again.value.code == "household.ended"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (HouseholdEntry(), "household.empty"),
        (HouseholdEntry(head_name="   "), "household.empty"),
    ],
)
def test_an_empty_household_is_refused(ward: Ward, entry: HouseholdEntry, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_household(actor=None, area=ward.group7, entry=entry)
    assert refused.value.code == code


def test_lines_name_the_door_and_nobody(ward: Ward) -> None:
    made = door(ward, "Nguyễn Văn An", "Số 1", people=[ResidentEntry("Trần Thị Bình", 1990)])
    lines = JournalLine.objects.filter(subject=f"{made.origin}:{made.id}").order_by("id")
    assert [line.verb for line in lines] == ["household.added", "resident.added"]
    assert not any(line.details for line in lines)
