"""The invented world: the same each time, as the places are, and readable by the real import."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean

import phonenumbers
import pytest
from openpyxl import load_workbook

from tungngo.cli.demo_world import samples
from tungngo.cli.demo_world.diary import Pace, diary
from tungngo.cli.demo_world.families import Family, families_of
from tungngo.cli.demo_world.lanes import doors_of
from tungngo.cli.demo_world.office import write_roster
from tungngo.cli.demo_world.paces import member_paces, team_shares
from tungngo.cli.demo_world.places import (
    CHIENG_SINH,
    CUA_NAM,
    HAT_MON,
    MUONG_LAN,
    PLACES,
    TUONG_MAI,
    Place,
)
from tungngo.cli.demo_world.sheets import write_households
from tungngo.lib import addresses
from tungngo.lib.clock import VIETNAM
from tungngo.lib.sheets import open_book
from tungngo.teams.roster import read_roster
from tungngo.territory.listing.drafts import CommuneRef, GroupRef, Listing
from tungngo.territory.listing.findings import Severity
from tungngo.territory.listing.interpret import interpret
from tungngo.territory.listing.tables import guess_for
from tungngo.territory.rules import read_group_name

TODAY = date(2026, 10, 29)
BY_CODE = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.code)


def groups_of(place: Place, scale: float = 0.1) -> list[list[Family]]:
    return [
        families_of(place, group, scale=scale, today=TODAY) for group in range(len(place.groups))
    ]


def test_the_places_are_as_the_press_reported_them() -> None:
    assert {place.code: len(place.groups) for place in (TUONG_MAI, CUA_NAM)} == {
        "00322": 74,
        "00082": 28,
    }
    assert {"Bản Bon", "Bản Pá Nậm"} <= set(MUONG_LAN.groups)
    assert {"Bản Nà Sáy 1", "Bản Nà Sáy 2"} <= set(CHIENG_SINH.groups)
    assert all(group.startswith("Thôn ") for group in HAT_MON.groups)
    for place in PLACES:
        assert len(set(place.groups)) == len(place.groups)


def test_at_full_scale_it_is_about_as_large_as_asked() -> None:
    sizes = {place.code: sum(map(len, groups_of(place, 1.0))) for place in PLACES}
    assert 7_500 <= sizes["00322"] <= 8_500
    assert 13_000 <= sum(sizes.values()) <= 16_000


@BY_CODE
def test_the_same_seed_gives_the_same_people(place: Place) -> None:
    assert families_of(place, 3, scale=0.3, today=TODAY) == families_of(
        place, 3, scale=0.3, today=TODAY
    )


@BY_CODE
def test_families_are_plausible(place: Place) -> None:
    families = [family for group in groups_of(place) for family in group]
    assert {len(family.people) for family in families} >= {1, 2, 3, 4}
    for family in families:
        assert 1 <= len(family.people) <= 7
        assert [p.relation for p in family.people].count("Chủ hộ") == 1
        for person in family.people:
            assert date(1920, 1, 1) < person.born_on <= TODAY
            assert len(person.name.split()) == 3
        head, *others = family.people
        for child in (p for p in others if p.relation == "Con"):
            assert (child.born_on - head.born_on).days > 16 * 365


def test_naming_customs_differ_by_village() -> None:
    heads = Counter(
        family.people[0].name.split()[0] for group in groups_of(MUONG_LAN, 1.0) for family in group
    )
    assert {"Lò", "Quàng", "Vàng", "Giàng"} <= set(heads)
    mong = [p.name for family in groups_of(MUONG_LAN, 1.0)[3] for p in family.people]
    assert sum(" A " in name for name in mong) > 10


def test_no_phone_rings_anywhere_and_none_is_given_twice() -> None:
    phones = [
        person.phone
        for place in PLACES
        for group in groups_of(place, 1.0)
        for family in group
        for person in family.people
        if person.phone
    ]
    assert len(phones) == len(set(phones)) > 5_000
    for phone in phones[::50]:
        assert phone.startswith("095")
        # In the numbering plan, so that lists take it; of no operator, so that it reaches nobody.
        assert phonenumbers.is_valid_number(phonenumbers.parse(phone, "VN"))


@pytest.mark.parametrize("place", [TUONG_MAI, CUA_NAM], ids=lambda place: place.code)
def test_no_door_of_a_town_stands_twice(place: Place) -> None:
    doors = Counter()
    for group in range(len(place.groups)):
        for door in doors_of(place, group, place.households, Random(group)):
            address = addresses.parse(door.line)
            assert address.lane
            assert address.house_key
            assert not address.rest
            doors[address.lane_key, address.house_key] += 1
    assert doors.most_common(1)[0][1] == 1


# ── The lists, read back by the import


def read_back(path: Path, place: Place) -> Listing:
    book = open_book(path)
    tables, mapping = guess_for(book.sheets)
    groups = [
        GroupRef(str(number), *read_group_name(group)) for number, group in enumerate(place.groups)
    ]
    return interpret(
        book,
        mapping,
        commune=CommuneRef(place.code, place.name),
        groups=groups,
        today=TODAY,
        tables=tables,
    )


@BY_CODE
def test_the_import_reads_every_shape_whole(place: Place, tmp_path: Path) -> None:
    groups = groups_of(place)
    write_households(tmp_path / "list.xlsx", place, groups)
    read = read_back(tmp_path / "list.xlsx", place)
    assert [f for f in read.findings if f.level != Severity.INFO] == []
    families = [(str(number), f) for number, group in enumerate(groups) for f in group]
    assert len(read.households) == len(families)
    for (group, family), draft in zip(families, read.households, strict=True):
        assert draft.group_code == group
        assert draft.code == family.code
        assert (draft.poor, draft.near_poor) == (family.is_poor, family.is_near_poor)
        assert (draft.smartphone, draft.chat_group) == (family.smartphone, family.chat_group)
        assert [(r.full_name, r.sex, r.birth_year) for r in draft.residents] == [
            (p.name, p.sex, p.born_on.year) for p in family.people
        ]
        assert [bool(r.phone) for r in draft.residents] == [bool(p.phone) for p in family.people]


def test_of_the_two_small_sheets_one_is_clean_and_one_is_broken(tmp_path: Path) -> None:
    samples.write_samples(tmp_path, TODAY)
    clean = read_back(tmp_path / samples.NEW, TUONG_MAI)
    assert len(clean.households) == 8
    assert [f for f in clean.findings if f.level != Severity.INFO] == []
    broken = read_back(tmp_path / samples.BROKEN, TUONG_MAI)
    assert {f.level for f in broken.findings} == set(Severity)
    assert {f.code for f in broken.findings} >= {
        "household.group_unknown",
        "listing.column_left_out",
        "listing.other_commune",
        "resident.birth_impossible_day",
        "resident.birth_out_of_range",
        "resident.birth_unreadable",
        "resident.phone_unreadable",
        "resident.sex_unreadable",
    }


def test_the_roster_of_tuong_mai_has_its_forces(tmp_path: Path) -> None:
    write_roster(tmp_path / "roster.xlsx", TUONG_MAI, scale=1.0)
    (sheet,) = read_roster(open_book(tmp_path / "roster.xlsx"))
    assert not sheet.findings
    assert len(sheet.rows) > 500
    assert len({row.team for row in sheet.rows}) == 74
    assert sum(row.force == "youth_union" for row in sheet.rows) >= 300
    assert sum(bool(row.is_leader) for row in sheet.rows) == 74


def test_the_lists_look_like_an_office_made_them(tmp_path: Path) -> None:
    write_households(tmp_path / "list.xlsx", TUONG_MAI, groups_of(TUONG_MAI, 0.05))
    book = load_workbook(tmp_path / "list.xlsx")
    assert len(book.sheetnames) == 74
    page = book["TDP 7"]
    assert page["A1"].value.startswith("CỘNG HÒA")
    texts = {cell.value for row in page.iter_rows() for cell in row}
    assert {"Nam", "Nữ", "Tổng cộng", "Người lập biểu"} <= texts
    assert any(area.min_row != area.max_row for area in page.merged_cells.ranges)


# ── What volunteers do

START = TODAY
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=VIETNAM)
CAMPAIGN = {"id": "c", "skills": [{"code": code} for code in ("vneid", "cashless", "vssid")]}
DOORS = [
    {
        "origin": "00322",
        "id": f"door-{number}",
        "people": [
            {"id": f"{number}-{at}", "birth_year": born, "segment": "adult", "reasons": []}
            for at, born in enumerate((1950, 1985))
        ],
    }
    for number in range(300)
]


def pace(share: float, day: int = 24) -> Pace:
    days = tuple(START + timedelta(days=number) for number in range(day + 1))
    return Pace(share, days, (1.0,) * len(days))


def test_a_diary_tells_what_a_phone_would() -> None:
    told = diary(DOORS, CAMPAIGN, pace(0.8), NOW, Random(3))
    moments = [datetime.fromisoformat(operation["body"]["at"]) for operation in told]
    assert moments == sorted(moments)
    assert moments[0].date() >= START
    assert moments[-1] < NOW
    assert sum(moment.hour >= 17 for moment in moments) > len(moments) / 2
    results = Counter(operation["body"]["result"] for operation in told)
    assert results["met"] > results["absent"] > results["refused"] > 0
    met = {o["body"]["household"] for o in told if o["body"]["result"] == "met"}
    assert 0.65 * len(DOORS) < len(met) < 0.8 * len(DOORS)
    ids = [operation["body"]["id"] for operation in told]
    assert len(ids) == len(set(ids))
    corrections = [o["body"]["amends"] for o in told if o["body"]["amends"]]
    assert corrections
    assert set(corrections) <= set(ids)


def test_a_second_visit_never_finds_less() -> None:
    best: dict[tuple[str, str], int] = {}
    raised = 0
    for operation in diary(DOORS, CAMPAIGN, pace(1.0), NOW, Random(2)):
        body = operation["body"]
        if body["amends"]:
            continue
        for who, what, level in body["outcomes"]:
            before = best.get((who, what), 0)
            assert level >= before
            raised += before < level and (who, what) in best
            best[who, what] = level
    assert raised > 20


def test_somebody_who_does_not_begin_tells_nothing() -> None:
    assert diary(DOORS, CAMPAIGN, pace(0.0), NOW, Random(1)) == []


def test_teams_differ_and_their_mean_is_the_place() -> None:
    shares = team_shares(TUONG_MAI, 24)
    assert abs(mean(shares) - TUONG_MAI.reached) < 0.02
    assert min(shares) < 0.3
    assert max(shares) > 0.85
    assert mean(team_shares(TUONG_MAI, 10)) < 0.5 * mean(shares)
    assert max(team_shares(TUONG_MAI, 44)) <= 1


def test_a_leader_works_and_some_members_never_begin() -> None:
    paces = [
        member_paces(TUONG_MAI, group, 8, 0.5, START, 24) for group in range(len(TUONG_MAI.groups))
    ]
    assert all(team[0] is not None for team in paces)
    idle = sum(one is None for team in paces for one in team)
    assert 0.05 < idle / (8 * len(paces)) < 0.2
