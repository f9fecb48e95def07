"""The desk's page of who has which doors."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.campaigns.test_assignments import build, who_has
from tests.teams.people import Ward
from tungngo.campaigns import actions
from tungngo.campaigns.models import Assignment
from tungngo.campaigns.templates import shipped_templates
from tungngo.encounters.models import HouseholdStanding
from tungngo.teams import actions as team_actions


@pytest.fixture
def ward(db) -> Ward:
    return Ward()


@pytest.fixture
def desk(ward, client):
    client.force_login(ward.admin)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def campaign(ward):
    made = actions.create_campaign(
        actor=ward.admin,
        area=ward.ward,
        name="45 ngày đêm",
        starts_on=dt.date(2026, 7, 25),
        ends_on=dt.date(2026, 9, 30),
        template=shipped_templates()["45-days"],
    )
    actions.start_campaign(actor=ward.admin, campaign=made)
    return made


@pytest.fixture
def members(ward):
    team = team_actions.make_team(actor=ward.admin, area=ward.group7, name="Tổ số 7")
    return [
        team_actions.add_member(actor=ward.admin, team=team, full_name=name)
        for name in ("Nguyễn An", "Trần Bình")
    ]


@pytest.fixture
def doors(ward):
    return build(ward.group7, lanes=2, doors=10)


PAGE = "00322.07"


def page(desk, code=PAGE):
    return desk.get(reverse("assignment", args=[code]))


def test_without_a_campaign_it_says_what_to_do_first(desk):
    assert reverse("campaign_new", args=[PAGE]) in page(desk).content.decode()


def test_without_doors_or_members_it_says_so(desk, ward, campaign):
    assert "No households on the list yet" in page(desk).content.decode()
    build(ward.group7)
    assert "Nobody to share the doors among" in page(desk).content.decode()


def test_doors_are_shared_and_shared_back(desk, campaign, members, doors):
    assert len(page(desk).context["found"].nobody) == 20
    done = desk.post(reverse("assignment_split", args=[PAGE]), follow=True)
    assert [card["doors"] for card in done.context["cards"]] == [10, 10]
    assert [card["against_even"] for card in done.context["cards"]] == [100, 100]
    assert not done.context["nobody"]
    back = desk.post(done.context["undo"]["url"], follow=True)
    assert len(back.context["found"].nobody) == 20
    assert who_has(campaign) == {}


def test_reached_doors_stay_where_they_are(desk, ward, campaign, members, doors):
    desk.post(reverse("assignment_split", args=[PAGE]))
    had = who_has(campaign)
    reached = [door for door in doors if had[door.id] == members[0].id]
    HouseholdStanding.objects.bulk_create(
        HouseholdStanding(
            origin=door.origin,
            household_id=door.id,
            campaign_id=campaign.id,
            reached_on=dt.date(2026, 8, 1),
        )
        for door in reached
    )
    done = desk.post(reverse("assignment_split", args=[PAGE]), follow=True)
    assert {who_has(campaign)[door.id] for door in reached} == {members[0].id}
    assert [card["finished"] for card in done.context["cards"]] == [10, 0]
    assert [card["open"] for card in done.context["cards"]] == [5, 5]


def test_doors_are_moved_by_hand(desk, campaign, members, doors):
    desk.post(reverse("assignment_split", args=[PAGE]))
    had = who_has(campaign)
    chosen = [door for door in doors if had[door.id] == members[0].id][:2]
    answer = desk.post(
        reverse("assignment_move", args=[PAGE]),
        {"door": [f"00322:{door.id}" for door in chosen], "member": str(members[1].id)},
        follow=True,
    )
    assert "2 doors moved" in answer.content.decode()
    rows = Assignment.objects.filter(household_id__in=[door.id for door in chosen])
    assert {(row.membership_id, row.pinned) for row in rows} == {(members[1].id, True)}
    desk.post(
        reverse("assignment_move", args=[PAGE]),
        {"door": f"00322:{chosen[0].id}", "member": "nobody"},
    )
    assert chosen[0].id not in who_has(campaign)


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        ({"member": "nobody"}, "assignment.no_door_chosen"),
        ({"member": "", "door": "x"}, "assignment.nobody_chosen"),
        ({"member": "not-a-key", "door": "x"}, "assignment.nobody_chosen"),
    ],
)
def test_a_move_without_door_or_taker_is_refused(desk, campaign, members, doors, posted, code):
    answer = desk.post(reverse("assignment_move", args=[PAGE]), posted, follow=True)
    assert code in answer.content.decode()


def test_a_door_of_another_group_is_not_moved_from_here(desk, ward, campaign, members, doors):
    (stranger, *_) = build(ward.group8, lanes=1, doors=1)
    answer = desk.post(
        reverse("assignment_move", args=[PAGE]),
        {"door": f"00322:{stranger.id}", "member": str(members[0].id)},
    )
    assert answer.status_code == 404
    assert who_has(campaign) == {}


def test_a_ward_is_shared_out_at_once_where_it_can_be(desk, ward, campaign, members, doors):
    build(ward.group8, lanes=1, doors=3)
    groups = page(desk, "00322")
    assert [(row["doors"], row["given"], row["members"]) for row in groups.context["rows"]] == [
        (20, 0, 2),
        (3, 0, 0),
    ]
    assert (groups.context["ready"], len(groups.context["blocked"])) == (1, 1)
    done = desk.post(reverse("assignment_split_all", args=["00322"]), follow=True)
    assert "The doors of 1 group have been shared out" in done.content.decode()
    assert [row["left"] for row in done.context["rows"]] == [0, 3]


def test_a_viewer_changes_nothing_and_a_foreigner_sees_nothing(
    client, ward, campaign, members, doors
):
    client.force_login(ward.staff("viewer", "Người xem", "viewer", ward.ward))
    assert page(client).status_code == 200
    for name in ("assignment_split", "assignment_undo", "assignment_move"):
        assert client.post(reverse(name, args=[PAGE])).status_code == 403
    client.force_login(ward.staff("far", "Người khác", "admin", ward.elsewhere))
    assert page(client).status_code == 404
    assert client.post(reverse("assignment_split", args=[PAGE])).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_doors(
    desk, ward, campaign, members, doors, django_assert_max_num_queries
):
    build(ward.group7, lanes=10, doors=20)
    desk.post(reverse("assignment_split", args=[PAGE]))
    with django_assert_max_num_queries(30):
        page(desk)
