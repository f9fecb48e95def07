"""What stands beside the results: who taught, how people agreed, where; and corrections of a record."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from tests.encounters.street import Street
from tungngo.encounters.actions import erase_words, forget_places
from tungngo.encounters.models import Encounter, HouseholdStanding
from tungngo.field.world import world_of
from tungngo.lib import clock
from tungngo.lib.ids import uuid7
from tungngo.privacy.consent_texts import text_on
from tungngo.teams.actions import end_member
from tungngo.teams.models import Membership
from tungngo.teams.queries import reach_of


def codes(answers):
    return [answer.code for answer in answers]


@pytest.fixture
def seen(street: Street):
    """The body of a meeting where both people of the first door were shown VNeID."""
    old, young = [str(person.id) for person in street.people(street.doors[0])]
    return (
        street.encounter(street.doors[0], outcomes=[[old, "vneid", 2], [young, "vneid", 4]]),
        old,
        young,
    )


def test_who_taught_and_who_agreed_are_kept_with_the_meeting(street, seen):
    body, old, young = seen
    mate, _phone = street.volunteer("Lê Thị Hoa")
    body |= {
        "taught": [[old, "vneid", "resident", young], [young, "vneid", "member", str(mate.id)]],
        "consents": [[old, "vneid", "witness", " Bà Tư "], [young, "vneid", "spoken", ""]],
        "near": [20.99512345, 105.85198765],
    }
    reach = reach_of(street.member)
    shown = world_of(reach, street.member, street.phone)["campaign"][1]["consent_text"]
    body["consent_text"] = shown["version"]
    assert codes(street.push(street.op(body))) == [""]
    kept = Encounter.objects.get()
    assert (kept.consent_text, kept.taught) == (text_on(clock.today()).version, body["taught"])
    assert kept.consents == [[old, "vneid", "witness", "Bà Tư"], [young, "vneid", "spoken", ""]]
    assert kept.near == [20.995, 105.852], "never finer than about 100 m"


def test_a_meeting_without_them_says_nothing(street, seen):
    street.push(street.op(seen[0] | {"consent_text": 1}))
    kept = Encounter.objects.get()
    assert (kept.taught, kept.consents, kept.near, kept.photos) == ([], [], None, [])
    assert kept.consent_text is None, "nobody agreed to anything"


@pytest.mark.parametrize("kind", ["member", "resident", "robot"])
def test_a_teacher_is_of_the_team_or_of_the_commune(street, seen, kind):
    body, old, _young = seen
    strangers = {
        "member": str(street.admin.id),
        "resident": str(street.people(street.far_door)[0].id),
        "robot": str(uuid7()),
    }
    body["taught"] = [[old, "vneid", kind, strangers[kind]]]
    assert codes(street.push(street.op(body))) == ["encounter.teacher_unknown"]
    body["taught"] = [[old, "vneid", "resident", old]]
    assert codes(street.push(street.op(body))) == ["encounter.teacher_unknown"], "nobody themselves"
    assert not Encounter.objects.exists()


def test_a_mate_who_has_left_since_still_taught(street, seen):
    body, old, _young = seen
    mate, _phone = street.volunteer("Lê Thị Hoa")
    end_member(actor=street.admin, membership=Membership.objects.get(account=mate))
    body["taught"] = [[old, "vneid", "member", str(mate.id)]]
    assert codes(street.push(street.op(body))) == [""]


def test_nobody_is_taught_and_nobody_agrees_to_what_was_not_shown(street, seen):
    body, old, young = seen
    taught = body | {"taught": [[old, "vssid", "resident", young]]}
    agreed = body | {"consents": [[old, "vssid", "spoken", ""]]}
    silent = body | {"consents": [[old, "vneid", "silence", ""]]}
    assert codes(street.push(*[street.op(one) for one in (taught, agreed, silent)])) == [
        "encounter.teacher_unknown",
        "encounter.consent_unknown",
        "encounter.consent_unknown",
    ]


@pytest.mark.parametrize("near", [[91, 105], [21, 181], [21], ["a", "b"]])
def test_no_place_on_earth_is_not_read(street, seen, near):
    assert codes(street.push(street.op(seen[0] | {"near": near}))) == ["op.unreadable"]


def places(street):
    """Houses with the places that a member's phone is told, of the doors whose place is known."""
    world = world_of(reach_of(street.member), street.member, street.phone)
    return {door["house"]: door["near"] for door in world["doors"][1]["doors"] if "near" in door}


def test_a_door_is_where_the_last_visit_in_force_said(street):
    """Told to the phones of its team, only while the campaign asks for places."""
    street.campaign.asks_place = True
    street.campaign.save()
    first = street.encounter(street.doors[0], near=[20.9951, 105.8521])
    other = street.encounter(street.doors[1], near=[20.9901, 105.8491])
    street.push(*map(street.op, (first, other, street.encounter(street.doors[2]))))
    assert places(street) == {"1": [20.995, 105.852], "2": [20.99, 105.849]}

    moved = first | {"id": str(uuid7()), "amends": first["id"], "near": [20.9971, 105.8551]}
    silent = street.encounter(street.doors[1])
    street.push(street.op(moved), street.op(silent))
    assert places(street) == {"1": [20.997, 105.855], "2": [20.99, 105.849]}
    withdrawn = moved | {"id": str(uuid7()), "amends": moved["id"], "withdrawn": True, "near": None}
    street.push(street.op(withdrawn))
    assert places(street) == {"2": [20.99, 105.849]}

    street.campaign.asks_place = False
    street.campaign.save()
    assert places(street) == {}


def test_places_end_with_the_campaign_and_with_who_is_erased(street):
    old, _young = street.people(street.doors[0])
    street.push(
        street.op(street.encounter(street.doors[0], result="absent", near=[20.995, 105.852])),
        street.op(street.encounter(street.doors[1], near=[20.99, 105.849])),
        street.op(street.encounter(street.doors[2])),
    )
    erase_words(
        **{"actor": None, "origin": old.origin, "people": [old.id], "with_photos": False},
        doors=[old.household_id],
    )
    left = Encounter.objects.filter(near__isnull=False)
    assert [(row.household_id, row.near) for row in left] == [
        (street.doors[1].id, [20.99, 105.849])
    ]
    assert forget_places(actor=None, keep_days=0) == 0, "it runs"
    street.campaign.ends_on = clock.today() - dt.timedelta(days=91)
    street.campaign.save()
    assert forget_places(actor=None, keep_days=90) == 1
    assert not left.all().exists()
    assert forget_places(actor=None, keep_days=90) == 0


def test_a_correction_stays_at_its_door(street, seen):
    body, *_people = seen
    street.push(street.op(body))
    other = street.encounter(street.doors[1], amends=body["id"])
    assert codes(street.push(street.op(other))) == ["encounter.amends_elsewhere"]
    together = [street.encounter(street.doors[2])]
    together.append(street.encounter(street.doors[3], amends=together[0]["id"]))
    assert codes(street.push(*map(street.op, together))) == ["", "encounter.amends_elsewhere"]
    assert HouseholdStanding.objects.get(household_id=street.doors[0].id).attempts == 1


def test_a_correction_speaks_of_the_moment_of_its_original(street, seen):
    """Also when the phone's clock was put right between the two."""
    body, old, _young = seen
    fast = dt.timedelta(days=3)
    at = clock.now() - dt.timedelta(hours=5)
    body["at"] = (at + fast).isoformat()
    street.push(street.op(body), sent_at=clock.now() + fast)
    right = body | {"id": str(uuid7()), "amends": body["id"], "outcomes": [[old, "vneid", 1]]}
    again = right | {"id": str(uuid7()), "amends": right["id"], "result": "absent", "outcomes": []}
    assert codes(street.push(street.op(right))) == [""]
    [[met_on, _levels]] = HouseholdStanding.objects.get().residents.values()
    assert met_on == clock.day_of(at).isoformat()
    assert codes(street.push(street.op(again))) == [""]
    moments = set(Encounter.objects.values_list("happened_at", flat=True))
    assert len(moments) == 1
    standing = HouseholdStanding.objects.get()
    assert (standing.attempts, standing.last_result, standing.reached_on) == (1, "absent", None)
    assert standing.residents == {}


def test_what_was_recorded_can_be_taken_back_after_leaving_the_team(street, seen):
    body, *_people = seen
    street.push(street.op(body))
    Membership.objects.filter(account=street.member).update(
        until_at=clock.now() - dt.timedelta(minutes=30)
    )
    back = body | {
        "id": str(uuid7()), "amends": body["id"], "withdrawn": True, "at": clock.now().isoformat(),
    }  # fmt: skip
    assert codes(street.push(street.op(back))) == [""]
    assert HouseholdStanding.objects.get().attempts == 0


def test_a_later_visit_of_another_phone_stands_beside_a_correction(street, seen):
    """Corrected without a network, sent after somebody else was there."""
    body, old, young = seen
    street.push(street.op(body))
    _mate, other = street.volunteer("Lê Thị Hoa")
    later = street.encounter(
        street.doors[0], at=clock.now().isoformat(), outcomes=[[young, "vneid", 1]]
    )
    street.push(street.op(later), phone=other)
    amended = body | {"id": str(uuid7()), "amends": body["id"], "outcomes": [[old, "vneid", 3]]}
    street.push(street.op(amended))
    standing = HouseholdStanding.objects.get()
    assert (standing.attempts, standing.last_result) == (2, "met")
    tops = {
        str(UUID(who)): sum(map(bool, levels["vneid"]))
        for who, (_met_on, levels) in standing.residents.items()
    }
    assert tops == {old: 3, young: 1}
