"""A refused record is handed to the team leader, put right, and counts once; or is left, and kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.accounts.models import Device, JournalLine
from tungngo.campaigns.models import Assignment
from tungngo.encounters.models import Encounter
from tungngo.field import crew
from tungngo.field.world import world_of
from tungngo.intake.models import Receipt
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_everything
from tungngo.progress.check import check
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of

ALL = Reach.everything()


@pytest.fixture
def street(db: Any) -> Street:
    return Street(doors=4)


@pytest.fixture
def leader(street: Street) -> Device:
    member = add_member(
        actor=street.admin,
        team=street.team,
        full_name="Lê Thị Hạnh",
        phone="",
        force="women_union",
        part="leader",
    )
    account = member.account if isinstance(member, Membership) else member
    [(_badge, secret)] = issue_badges(actor=street.admin, accounts=[account])
    device, _secret = claim_badge(secret=secret, label="leader's phone")
    return device


def say(street: Street, phone: Device, kind: str, origin: str = "00322", **body: Any) -> Any:
    said = {"id": str(uuid7()), "at": clock.now().isoformat()} | body
    [verdict] = street.push(street.op(said, kind=kind, origin=origin), phone=phone)
    return verdict


def refused(street: Street, **changes: Any) -> dict[str, Any]:
    """An operation that is refused: its day lies before the campaign."""
    long_ago = (clock.now() - dt.timedelta(days=40)).isoformat()
    op = street.op(street.encounter(street.doors[0], at=long_ago) | changes)
    [verdict] = street.push(op)
    assert verdict.code == "encounter.before_campaign"
    return op


def heard(phone: Device, room: str) -> Any:
    phone.refresh_from_db()
    return world_of(reach_of(phone.account), phone.account, phone)[room][1]


def test_a_refused_record_is_handed_over_put_right_and_counts_once(
    street: Street, leader: Device
) -> None:
    op = refused(street)
    handed = say(street, street.phone, "receipt.hand", receipt=op["op"], note="Máy sai ngày")
    assert handed.verdict == "accepted"
    [shown] = heard(leader, "crew")["refused"]
    assert (str(shown["op"]), shown["note"]) == (op["op"], "Máy sai ngày")
    assert shown["who"] == "Trần Văn Bình"
    assert shown["door"]["head"] == "Chủ hộ 1"

    yesterday = (clock.now() - dt.timedelta(days=1)).isoformat()
    for _twice in range(2):
        verdict = say(
            street,
            leader,
            "receipt.settle",
            receipt=op["op"],
            verdict="again",
            mended={"at": yesterday},
        )
        assert verdict.verdict == "accepted"

    [fact] = Encounter.objects.all()
    assert fact.account_id == street.member.id, "the author stays the author"
    assert clock.day_of(fact.happened_at) == clock.today() - dt.timedelta(days=1)
    assert heard(street.phone, "receipts")["settled"] == [
        {"op": Receipt.objects.get(kind="encounter.record").op_id, "verdict": "accepted"}
    ]
    assert heard(leader, "crew")["refused"] == []
    [again] = street.push(op)
    assert again.verdict == "had", "sent once more by the phone, it is known as accepted"
    assert Encounter.objects.count() == 1
    recount_everything(reach=ALL)
    assert list(check(ALL)) == []
    assert JournalLine.objects.filter(verb="receipt.taken_again").count() == 1


def test_what_is_still_refused_keeps_its_new_reason(street: Street, leader: Device) -> None:
    op = refused(street)
    future = (clock.now() + dt.timedelta(days=2)).isoformat()
    say(street, leader, "receipt.settle", receipt=op["op"], verdict="again", mended={"at": future})
    receipt = Receipt.objects.get(op_id=op["op"])
    assert (receipt.verdict, receipt.code) == ("refused", "encounter.in_the_future")
    assert Encounter.objects.count() == 0
    say(street, leader, "receipt.settle", receipt=op["op"], verdict="leave")
    receipt.refresh_from_db()
    assert receipt.verdict == "left"
    assert receipt.payload, "what was sent is kept"
    assert [one["verdict"] for one in heard(street.phone, "receipts")["settled"]] == ["left"]


def test_what_is_left_out_takes_its_teacher_and_its_consent_along(
    street: Street, leader: Device
) -> None:
    old, young = (str(person.id) for person in street.people(street.doors[0]))
    gone = str(uuid7())
    op = street.op(
        street.encounter(
            street.doors[0],
            outcomes=[[old, "vneid", 2], [gone, "vneid", 1]],
            taught=[[old, "vneid", "resident", young], [gone, "vneid", "resident", young]],
            consents=[[gone, "vneid", "witness", "Bà Tư"], [old, "vneid", "spoken", ""]],
        )
    )
    [verdict] = street.push(op)
    assert verdict.code == "encounter.resident_unknown"
    mended = {"outcomes": [[old, "vneid", 2]]}
    say(street, leader, "receipt.settle", receipt=op["op"], verdict="again", mended=mended)
    fact = Encounter.objects.get()
    assert (fact.outcomes, fact.taught) == (mended["outcomes"], [[old, "vneid", "resident", young]])
    assert fact.consents == [[old, "vneid", "spoken", ""]]


def test_a_leader_answers_for_a_door_that_was_not_the_authors(
    street: Street, leader: Device
) -> None:
    stranger, phone = street.volunteer("Phạm Văn Đi")
    Membership.objects.filter(account=stranger).update(
        until_at=clock.now() - dt.timedelta(days=5), since_at=clock.now() - dt.timedelta(days=9)
    )
    op = street.op(street.encounter(street.doors[1]))
    [verdict] = street.push(op, phone=phone)
    assert verdict.code == "encounter.household_out_of_reach"
    say(street, leader, "receipt.settle", receipt=op["op"], verdict="again")
    assert Encounter.objects.get().account_id == stranger.id


def test_nobody_settles_what_others_teams_sent(street: Street, leader: Device) -> None:
    op = refused(street)
    by_member = say(street, street.phone, "receipt.settle", receipt=op["op"], verdict="leave")
    assert by_member.code == "receipt.out_of_reach"
    Membership.objects.filter(account=leader.account).update(part="member")
    no_leader = say(street, leader, "receipt.settle", receipt=op["op"], verdict="leave")
    assert no_leader.code == "receipt.out_of_reach"
    assert Receipt.objects.get(op_id=op["op"]).verdict == "refused"
    assert heard(leader, "crew") is None


def test_what_a_former_member_records_for_others_is_theirs(street: Street, leader: Device) -> None:
    """Of who left the team its leader settles what lies at its doors, and hears of nothing else."""
    Membership.objects.filter(account=street.member).update(until_at=clock.now())
    elsewhere = make_team(actor=street.admin, area=street.group8, name="Tổ 8")
    Membership.objects.create(
        account=street.member, team=elsewhere, part="member", since_at=clock.now()
    )
    here = refused(street)
    there = refused(street, household=str(street.door(street.group8, 1).id))
    say(street, street.phone, "receipt.hand", receipt=there["op"], note="Ông Tư ở số 3")
    assert [str(one["op"]) for one in heard(leader, "crew")["refused"]] == [here["op"]]
    leave = {"verdict": "leave"}
    assert say(street, leader, "receipt.settle", receipt=there["op"], **leave).code == (
        "receipt.out_of_reach"
    )
    assert say(street, leader, "receipt.settle", receipt=here["op"], **leave).code == ""


def test_only_ones_own_refused_records_are_handed_over(street: Street, leader: Device) -> None:
    op = refused(street)
    assert say(street, leader, "receipt.hand", receipt=op["op"]).code == "receipt.unknown"
    fine = street.op(street.encounter(street.doors[0]))
    street.push(fine)
    assert say(street, street.phone, "receipt.hand", receipt=fine["op"]).code == "receipt.unknown"


def test_a_leader_gives_a_door_to_a_member(street: Street, leader: Device) -> None:
    door = street.doors[2]
    [member] = Membership.objects.filter(account=street.member)
    [verdict] = [
        say(
            street,
            leader,
            "door.give",
            campaign=str(street.campaign.id),
            household=str(door.id),
            membership=str(member.id),
        )
    ]
    assert verdict.verdict == "accepted"
    assert Assignment.objects.get(household_id=door.id).membership_id == member.id
    [team] = heard(leader, "crew")["teams"]
    given = {row[1]: row[3] for row in team["doors"]}
    assert given[door.id] == member.id
    assert given[street.doors[0].id] is None
    line = next(one for one in team["members"] if one["membership"] == member.id)
    assert (line["doors"], line["reached"]) == (1, 0)

    far = say(
        street,
        leader,
        "door.give",
        origin="00082",
        campaign=str(street.campaign.id),
        household=str(street.far_door.id),
        membership=str(member.id),
    )
    assert far.code == "door.out_of_reach"
    by_member = say(
        street,
        street.phone,
        "door.give",
        campaign=str(street.campaign.id),
        household=str(door.id),
        membership=None,
    )
    assert by_member.code == "door.out_of_reach"
    assert Assignment.objects.get(household_id=door.id).membership_id == member.id


def test_a_lost_phone_and_what_waited_on_it_is_named(street: Street, leader: Device) -> None:
    Device.objects.filter(pk=street.phone.pk).update(waiting=5, revoked_at=clock.now())
    [team] = heard(leader, "crew")["teams"]
    line = next(one for one in team["members"] if one["name"] == "Trần Văn Bình")
    assert line["waiting"] == 0
    assert [(lost["label"], lost["waiting"]) for lost in line["lost"]] == [("test phone", 5)]


def test_a_team_of_too_many_doors_gives_them_out_at_the_desk(
    street: Street, leader: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors = len(heard(leader, "crew")["teams"][0]["doors"])
    assert doors == len(street.doors)
    monkeypatch.setattr(crew, "MOST_DOORS", doors - 1)
    assert heard(leader, "crew")["teams"][0]["doors"] is None
