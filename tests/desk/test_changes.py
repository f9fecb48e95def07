"""Changes of areas at the desk: asked for, looked at, done, listed with their resolution, taken back."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.encounters.street import Street
from tungngo.lib import clock
from tungngo.teams.models import Team
from tungngo.territory.models import Area, Household
from tungngo.upkeep.models import AreaChange


@pytest.fixture
def street(db: Any, client: Client) -> Street:
    there = Street(doors=3)
    lanes = (("a", "Ngõ A"), ("a", "Ngõ A"), ("", ""))
    for door, (key, name) in zip(there.doors, lanes, strict=True):
        Household.objects.filter(id=door.id).update(lane_key=key, lane_name=name)
    client.force_login(there.admin)
    return there


def say(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def paths(street: Street) -> list[str]:
    rows = dict(Household.objects.values_list("id", "path"))
    return [rows[door.id] for door in street.doors]


def new(kind: str) -> str:
    return reverse("change_new", args=["00322", kind])


def test_a_merge_is_looked_at_done_listed_and_taken_back(street: Street, client: Client) -> None:
    today = clock.today().isoformat()
    form = {
        "groups": [street.group7.code], "into": street.group8.code, "number": "12/NQ-HĐND",
        "resolved_on": "2026-11-20", "holds_on": today,
    }  # fmt: skip
    looked = say(client.post(new("merge"), form | {"look": ""}))
    assert "Tổ 7" in looked, "the team that goes along"
    assert not AreaChange.objects.exists()
    after = say(client.post(new("merge"), form | {"carry_out": ""}, follow=True))
    for words in ("undo-bar", "12/NQ-HĐND", "20/11/2026"):
        assert words in after
    assert paths(street) == [street.group8.path] * 3
    change = AreaChange.objects.get()
    say(client.post(reverse("change_undo", args=["00322", change.id]), follow=True))
    assert paths(street) == [street.group7.path] * 3
    wrong = form | {"number": "", "carry_out": ""}
    assert "12/NQ" in say(client.post(new("merge"), wrong), 422)


def test_a_group_is_split_by_lanes(street: Street, client: Client) -> None:
    assert street.group7.full_name in say(client.get(new("split"))), "which group comes first"
    page = say(client.get(new("split"), {"of": street.group7.code}))
    assert "Ngõ A (2)" in page
    form = {
        "of": street.group7.code, "lanes": ["-"], "kind": "to_dan_pho", "name": "7B",
        "number": "12/NQ-HĐND", "holds_on": clock.today().isoformat(),
    }  # fmt: skip
    form[f"team_{street.team.id}"] = "both"
    looked = say(client.post(new("split"), form | {"look": ""}))
    assert "Các tổ công tác phụ trách cả hai phần: Tổ 7." in looked
    assert "chưa có tổ công tác" not in looked
    say(client.post(new("split"), form | {"carry_out": ""}, follow=True))
    made = Area.objects.get(name="số 7B")
    assert Team.objects.get(path=made.path).name == "Tổ 7 (Tổ dân phố số 7B)"
    assert paths(street) == [street.group7.path, street.group7.path, made.path]


def test_households_ticked_in_the_table_are_moved(street: Street, client: Client) -> None:
    table = say(client.get(reverse("households", args=["00322"])))
    first, second, third = (f"00322:{door.id}" for door in street.doors)
    assert first in table
    asked = say(client.post(new("move"), {"door": [first, third]}))
    assert first in asked
    assert second not in asked
    form = {"door": [first, third], "to": street.group8.code}
    assert street.group8.full_name in say(client.post(new("move"), form | {"look": ""}))
    say(client.post(new("move"), form | {"carry_out": ""}, follow=True))
    assert paths(street) == [street.group8.path, street.group7.path, street.group8.path]
    far = f"{street.far_door.origin}:{street.far_door.id}"
    refused = client.post(new("move"), {"door": [far], "to": street.group8.code, "carry_out": ""})
    assert refused.status_code == 404, "outside the reach"
