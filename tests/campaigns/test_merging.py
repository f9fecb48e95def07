"""Two groups become one while phones are away: nothing is lost, nothing counts twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tests.teams.people import area
from tungngo.campaigns.actions import merge_groups
from tungngo.campaigns.models import Assignment
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything
from tungngo.progress.check import check
from tungngo.progress.models import Tally
from tungngo.teams.actions import dissolve_team, make_team
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of
from tungngo.territory.models import Kind, Level

ALL = Reach.everything()


@pytest.fixture
def street(db: Any) -> Street:
    return Street(doors=2)


def doors_on(phone: Any) -> set[Any]:
    phone.refresh_from_db()
    world = world_of(reach_of(phone.account), phone.account, phone)
    return {door["id"] for door in world["doors"][1]["doors"]}


def test_work_done_before_a_merge_is_filed_where_the_doors_lie_now(street: Street) -> None:
    street.push(street.op(street.encounter(street.doors[0])))
    recount_everything(reach=ALL)
    offline = street.op(street.encounter(street.doors[1]))  # recorded, not yet sent
    merge_groups(
        actor=street.admin, groups=[street.group7], into=street.group8, resolution="12/NQ-HĐND"
    )
    [verdict] = street.push(offline)
    assert verdict.verdict == "accepted"
    paths = dict(Encounter.objects.values_list("household_id", "path"))
    assert paths == {
        street.doors[0].id: street.group7.path,  # a fact keeps the path it happened under
        street.doors[1].id: street.group8.path,
    }
    assert HouseholdStanding.objects.filter(reached_on__isnull=False).count() == 2
    recount_everything(reach=ALL)
    assert list(check(ALL)) == []
    left = Tally.objects.filter(path=street.group7.path).values_list("counts", flat=True)
    assert not any("reached" in key for counts in left for key in counts), "only past visits"
    assert doors_on(street.phone) == {street.doors[0].id, street.doors[1].id}


def test_a_door_stays_with_whoever_has_it(street: Street) -> None:
    [member] = Membership.objects.filter(account=street.member)
    Assignment.objects.create(
        origin="00322",
        household_id=street.doors[0].id,
        campaign=street.campaign,
        team=street.team,
        membership=member,
        assigned_at=clock.now(),
    )
    merge_groups(actor=street.admin, groups=[street.group7], into=street.group8)
    assert doors_on(street.phone) == {street.doors[0].id}
    street.team.refresh_from_db()
    assert (street.team.area_id, street.team.path) == (street.group8.pk, street.group8.path)


def test_what_a_dissolved_team_did_before_is_accepted_after_a_merge(street: Street) -> None:
    early = (clock.now() - dt.timedelta(hours=2)).isoformat()
    offline = street.op(street.encounter(street.doors[1], at=early))
    dissolve_team(actor=street.admin, team=street.team)
    merge_groups(actor=street.admin, groups=[street.group7], into=street.group8)
    late = street.op(street.encounter(street.doors[0], at=clock.now().isoformat()))
    told = street.push(offline, late)
    assert [(one.verdict, one.code) for one in told] == [
        ("accepted", ""),
        ("refused", "encounter.household_out_of_reach"),
    ]
    assert doors_on(street.phone) == set(), "the list has left the phone"


def test_a_team_that_was_there_already_goes_on(street: Street) -> None:
    make_team(actor=street.admin, area=street.group8, name="Tổ 8")
    there = street.door(street.group8, 9)
    merge_groups(actor=street.admin, groups=[street.group7], into=street.group8)
    assert doors_on(street.phone) >= {there.id, street.doors[0].id}


@pytest.mark.parametrize(
    ("groups", "into", "code"),
    [
        (["ward"], "group8", "merge.not_groups"),
        (["group8"], "group8", "merge.not_groups"),
        (["group7"], "ward", "merge.not_groups"),
        (["elsewhere_group"], "group8", "merge.elsewhere"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    street: Street, groups: list[str], into: str, code: str
) -> None:
    street.elsewhere_group = area(
        "00082.01", Level.GROUP, Kind.URBAN_GROUP, "số 1", street.elsewhere
    )
    with pytest.raises(Refused) as refused:
        merge_groups(
            actor=street.admin,
            groups=[getattr(street, name) for name in groups],
            into=getattr(street, into),
        )
    assert refused.value.code == code
