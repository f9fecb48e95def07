"""What is counted of digital models adds up, stays under its version, and is what the lists show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.criteria.village import ABLE, Village
from tungngo.criteria import actions, queries
from tungngo.criteria.models import Assessment, Edition, Round
from tungngo.criteria.packs import shipped_packs
from tungngo.criteria.rules.judging import State, lacks, total
from tungngo.criteria.rules.packs import Model
from tungngo.criteria.words import lack_words
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.markets.actions import open_market, survey_market
from tungngo.markets.rules import Counted
from tungngo.territory.models import Area

EVERYTHING = Reach.everything()


@pytest.fixture
def village(db: None) -> Village:
    return Village()


def assess(village: Village, day: dt.date | None = None) -> None:
    actions.assess_commune(actor=None, path=village.ward.path, day=day or clock.today())


def figures(area: Area, model: Model, day: dt.date | None = None) -> queries.Figures:
    [found] = [
        one
        for one in queries.figures_of(EVERYTHING, area, day or clock.today())
        if one.model is model
    ]
    return found


def standard(village: Village, model: Model = Model.FAMILY) -> queries.Standard:
    found = queries.standard_at(EVERYTHING, model, village.group7.path, clock.today())
    assert found is not None
    return found


def test_groups_add_up_to_the_commune_the_city_and_the_nation(village: Village) -> None:
    assess(village)
    ward = figures(village.ward, Model.FAMILY)
    assert (ward.judged, ward.met, ward.counts["missing"], ward.counts["unknown"]) == (6, 1, 2, 3)
    assert set(ward.parts) == {
        village.group7.path, village.group8.path, f"{village.ward.path}_.",
    }  # fmt: skip
    assert total(ward.parts.values()) == ward.counts
    stored = Assessment.objects.get(path=village.ward.path, edition_id=ward.standard.edition.id)
    assert stored.counts == ward.counts
    for above in (village.city, village.nation):
        assert figures(above, Model.FAMILY).counts == ward.counts
    assert figures(village.nation, Model.FAMILY).parts == {village.city.path: ward.counts}
    villages = figures(village.ward, Model.VILLAGE)
    assert (villages.judged, villages.met) == (2, 0)


def test_the_list_has_as_many_rows_as_the_figure_says(village: Village) -> None:
    assess(village)
    counted = figures(village.ward, Model.FAMILY)
    group = counted.parts[village.group7.path]
    homes = queries.families_now(EVERYTHING, village.group7, standard(village))
    assert len(homes) == group["n"] == 4
    for state in State:
        assert sum(home.state is state for home in homes) == group.get(state, 0)
    for lack in lacks(counted.standard.criteria, group):
        assert sum(home.lacks(lack.item.code) for home in homes) == lack.all
    said = {home.home.door.code: [lack_words(one) for one in home.left] for home in homes}
    assert any("VNeID" in words for words in said["00322.07-2"])


def test_a_group_is_judged_now_as_it_was_counted(village: Village) -> None:
    assess(village)
    homes = queries.families_now(EVERYTHING, village.group7, standard(village))
    criteria = standard(village, Model.VILLAGE)
    now = {
        one.item.code: one
        for one in queries.village_now(EVERYTHING, village.group7, criteria, homes)
    }
    counts = figures(village.ward, Model.VILLAGE).parts[village.group7.path]
    for code, verdict in now.items():
        assert counts.get(f"v.{code}.part", 0) == verdict.measure.part
        assert counts.get(f"i.{code}.{verdict.state}") == 1
    assert (now["reached"].measure.part, now["reached"].measure.whole) == (3, 4)
    assert now["team"].state is State.MET


def test_only_what_changed_is_written_and_the_past_stays(village: Village) -> None:
    before, today = clock.today() - dt.timedelta(2), clock.today()
    assess(village, before)
    rows = Assessment.objects.count()
    assess(village, today)
    assert Assessment.objects.count() == rows
    village.teach(village.doors[1], ABLE, {"vneid": 1})
    assess(village, today)
    assert Assessment.objects.count() > rows
    assert figures(village.ward, Model.FAMILY, before).met == 1
    assert figures(village.ward, Model.FAMILY).met == 2


def test_a_group_that_ended_is_counted_no_more(village: Village) -> None:
    assess(village, clock.today() - dt.timedelta(1))
    village.end(village.group8, clock.today())
    assess(village)
    ward = figures(village.ward, Model.FAMILY)
    assert village.group8.path not in ward.parts
    assert ward.judged == 6 == total(ward.parts.values())["n"]
    assert figures(village.ward, Model.VILLAGE).judged == 1


def test_a_new_version_leaves_what_was_assessed_under_the_old_one(village: Village) -> None:
    before = clock.today() - dt.timedelta(1)
    assess(village, before)
    old = figures(village.ward, Model.FAMILY, before)
    easier = pack(version=2, valid_from=clock.today(), found='operator = "yes"\n', instead=(
        'operator = "yes"\nrequired = false\n'
    ))  # fmt: skip
    actions.load_pack(actor=None, content=easier)
    assess(village)
    new = figures(village.ward, Model.FAMILY)
    assert (new.standard.version, new.met) == (2, 2)
    assert new.judged == old.judged
    again = figures(village.ward, Model.FAMILY, before)
    assert (again.standard.version, again.counts) == (1, old.counts)


def test_two_editions_are_never_added_up(village: Village) -> None:
    assess(village, clock.today() - dt.timedelta(1))
    own = pack(area=village.ward.code)
    actions.load_pack(actor=None, content=own)
    assess(village)
    city = [
        one
        for one in queries.figures_of(EVERYTHING, village.city, clock.today())
        if one.model is Model.FAMILY
    ]
    assert {(one.standard.path, one.judged) for one in city} == {("", 0), (village.ward.path, 6)}


def pack(*, found: str = "", instead: str = "", **changes: Any) -> bytes:
    """The default pack with another head, and something else somewhere in it."""
    text = shipped_packs()[0].decode()
    heads = {"area": '"VN"', "version": "1", "valid_from": "2026-01-01"}
    for name, value in changes.items():
        written = f'"{value}"' if name == "area" else f"{value}"
        assert f"{name} = {heads[name]}" in text
        text = text.replace(f"{name} = {heads[name]}", f"{name} = {written}", 1)
    assert found in text
    return text.replace(found, instead, 1).encode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"found": "threshold = 100", "instead": "threshold = 90"}, "criteria.version_taken"),
        ({"area": "99999"}, "criteria.area_unknown"),
        ({"version": 2, "valid_from": "2025-01-01"}, "criteria.version_behind"),
        ({"found": 'skill = "vneid"', "instead": 'skill = "cashless"', "version": 2}, None),
    ],
)
@pytest.mark.django_db
def test_a_pack_is_taken_once_and_refused_out_loud(
    changes: dict[str, Any], code: str | None
) -> None:
    village = Village()
    assert actions.install_criteria() == 0
    assert actions.load_pack(actor=None, content=pack()) == []
    editions = Edition.objects.count()
    if code is None:
        assert len(actions.load_pack(actor=village.admin, content=pack(**changes))) == 3
        return
    with pytest.raises(Refused) as refusal:
        actions.load_pack(actor=village.admin, content=pack(**changes))
    assert refusal.value.code == code
    assert str(refusal.value)
    assert Edition.objects.count() == editions


def test_a_market_is_counted_where_it_lies(village: Village) -> None:
    for name, area in (("Chợ Mơ", village.ward), ("Chợ Nhỏ", village.group7)):
        market = open_market(actor=None, area=area, name=name)
    survey_market(
        actor=None,
        market=market,
        counted=Counted(clock.today(), 20, "Ban quản lý", stalls_qr=20, stalls_active=10),
    )
    assess(village)
    found = figures(village.ward, Model.MARKET)
    assert (found.judged, found.met, found.counts["s.1"]) == (2, 0, 1)
    assert found.parts[village.group7.path]["i.active.missing"] == 1
    assert [one.market.name for one in queries.markets_now(EVERYTHING, village.ward.path)] == [
        "Chợ Mơ",
        "Chợ Nhỏ",
    ]


def test_the_worker_counts_what_was_asked_for_first_and_everything_once_a_day(
    village: Village,
) -> None:
    assert actions.plan_rounds(actor=None) == 1
    assert actions.plan_rounds(actor=None) == 0
    assert actions.assess_due(actor=None, seconds=10) == 1
    assert actions.assess_due(actor=None, seconds=10) == 0
    assert actions.ask_assessment(actor=village.admin, area=village.group7) == 1
    assert queries.rounds_under(EVERYTHING, village.group7.path).waiting == 1
    assert actions.assess_due(actor=None, seconds=10) == 1
    said = queries.rounds_under(EVERYTHING, village.nation.path)
    assert (said.communes, said.counted, said.waiting, said.percent) == (1, 1, 0, 100)
    Round.objects.update(done_at=clock.now() - dt.timedelta(1), asked_at=None)
    assert actions.assess_due(actor=None, seconds=10) == 1


@pytest.mark.django_db
def test_what_an_office_loaded_comes_before_what_is_shipped() -> None:
    village = Village()
    Edition.objects.all().delete()
    own = pack(found="threshold = 100", instead="threshold = 90")
    assert len(actions.load_pack(actor=village.admin, content=own)) == 3
    assert actions.install_criteria() == 0
    assert standard(village).criteria.items[0].threshold == 90
