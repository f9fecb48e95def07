"""Look-alikes: in one file, and against what is listed already."""

from datetime import date

from tungngo.lib.addresses import parse
from tungngo.territory.listing.drafts import HouseholdDraft, Listing, ResidentDraft
from tungngo.territory.listing.duplicates import (
    ExistingHousehold,
    ExistingResident,
    also_on,
    duplicates,
)
from tungngo.territory.listing.mapping import ListMapping


def draft(row, head, address="", code="", people=(), sheet="a"):
    residents = [
        ResidentDraft(name, row + i, birth_year=born if isinstance(born, int) else born.year,
                      birth_on=born if isinstance(born, date) else None)
        for i, (name, born) in enumerate(people)
    ]  # fmt: skip
    return HouseholdDraft(
        sheet, [row], code=code, head_name=head, address=address, residents=residents
    )


def found(*drafts, households=(), residents=()):
    listing = Listing(list(drafts), [], ListMapping(()), [])
    return [
        (a.code, [row for _, row in a.places], a.existing)
        for a in duplicates(listing, households, residents)
    ]


def test_the_same_code_and_the_same_door_are_told_once_with_all_rows():
    assert found(
        draft(2, "Nguyễn Văn An", "12 Tân Mai", "H1"),
        draft(5, "Lê Đức Dũng", "14 Tân Mai", "H2"),
        draft(9, "Nguyen Van An", "Số 12 Phố Tân Mai", "h1"),
        draft(14, "NGUYỄN VĂN AN", "12 đường Tân Mai", ""),
        draft(20, "Phạm Thị Giang", "12 Tân Mai", ""),
    ) == [
        ("household.same_code", [2, 9], ()),
        ("household.same_door", [2, 9, 14], ()),
    ]
    assert found(draft(2, "An", "12 Tân Mai", "H1"), draft(9, "An", "12 Tân Mai", "H1")) == [
        ("household.same_code", [2, 9], ())
    ]


def test_one_head_without_a_door_is_no_look_alike():
    assert found(draft(2, "Nguyễn Văn An"), draft(3, "Nguyễn Văn An", "thôn Đông")) == []


def test_households_already_listed_are_matched_by_code_or_door():
    door = parse("Ngách 58 Ngõ 281 Trương Định, số 3")
    listed = [
        ExistingHousehold("id1", "H1", "Ai khác", "", ""),
        ExistingHousehold("id2", "", "Lê Đức Dũng", door.lane_key, door.house),
    ]
    assert found(
        draft(2, "Nguyễn Văn An", "12 Tân Mai", "H1"),
        draft(5, "Lê Đức Dũng", "Số 3 Ngách 281/58 Đường Trương Định"),
        draft(6, "Lê Đức Dũng", "Số 5 Ngách 281/58 Đường Trương Định"),
        households=listed,
    ) == [
        ("household.same_code_listed", [2], ("id1",)),
        ("household.same_door_listed", [5], ("id2",)),
    ]


def test_people_are_told_apart_by_their_birth():
    born = date(1990, 5, 2)
    assert found(
        draft(2, "A", people=[("Lê An", born), ("Lê Bình", 1965), ("Le An", 1990)]),
        draft(10, "B", people=[("Lê An", date(1990, 5, 3)), ("Lê Bình", 1966)]),
        draft(20, "C", people=[("Lê Bình", 1965)]),
    ) == [
        ("resident.same_in_household", [2, 4], ()),
        ("resident.same_elsewhere", [3, 20], ()),
    ]


def test_people_listed_elsewhere_are_told_but_not_those_of_the_matched_household():
    households = [ExistingHousehold("h1", "H1", "Lê An", "", "")]
    residents = [
        ExistingResident("r1", "h1", "Lê An", 1990, date(1990, 5, 2)),
        ExistingResident("r2", "h2", "Lê Bình", 1965),
        ExistingResident("r3", "h2", "Lê An", 1990, date(1990, 7, 7)),
    ]
    assert found(
        draft(2, "Lê An", code="H1", people=[("Lê An", date(1990, 5, 2)), ("Lê Bình", 1965)]),
        households=households,
        residents=residents,
    ) == [
        ("household.same_code_listed", [2], ("h1",)),
        ("resident.same_listed", [3], ("r2",)),
    ]


def test_further_rows_are_named_briefly():
    assert also_on((8, 14, 20, 21, 22)) == ("8, 14", 3)
    assert also_on((8,)) == ("8", 0)
    (alike,) = duplicates(
        Listing(
            [draft(2, "A", code="H", sheet="x"), draft(4, "B", code="H", sheet="y"),
             draft(9, "C", code="H", sheet="x")],
            [], ListMapping(()), [],
        )
    )  # fmt: skip
    assert [(f.sheet, f.row, f.more_rows) for f in alike.findings()] == [
        ("x", 2, (9,)),
        ("y", 4, ()),
    ]
