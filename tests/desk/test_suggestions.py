"""The desk sees what was found at doors beside the list, and decides; a decision can be taken back."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.territory.suggesting import Lane
from tungngo.lib.ids import uuid7
from tungngo.territory import actions
from tungngo.territory.models import Household, Suggestion


@pytest.fixture
def lane(db: None, client: Client) -> Lane:
    made = Lane()
    client.force_login(made.admin)
    return made


def page(client: Client, shelf: str = "open") -> str:
    answer = client.get(reverse("suggestions", args=["00322"]), {"shelf": shelf})
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def decide(client: Client, suggestion: Suggestion, what: str, **form: Any) -> str:
    url = reverse(f"suggestion_{what}", args=[suggestion.origin, suggestion.id])
    answer = client.post(url, form, follow=True)
    assert answer.status_code == 200
    suggestion.refresh_from_db()
    return html.unescape(answer.content.decode())


def conflict(lane: Lane) -> Suggestion:
    """Two changed the head of one door: the desk was first."""
    door = lane.doors[0]
    op = lane.wrong(door, {"head": "Từ Điện Thoại"}, note="Hỏi con trai")
    entry = actions.HouseholdEntry(head_name="Từ Bàn Giấy", address=door.address)
    actions.edit_household(actor=lane.admin, household=door, entry=entry)
    return lane.told(op)


def test_a_conflict_is_seen_side_by_side_and_accepted_and_taken_back(
    lane: Lane, client: Client
) -> None:
    suggestion = conflict(lane)
    shown = page(client)
    for words in ("Từ Bàn Giấy", "Từ Điện Thoại", "Hỏi con trai", "Trần Văn Bình"):
        assert words in shown
    version = Household.objects.get(id=suggestion.household_id).version
    after = decide(client, suggestion, "accept", seen=version)
    assert Household.objects.get(id=suggestion.household_id).head_name == "Từ Điện Thoại"
    assert "undo-bar" in after
    assert "Từ Điện Thoại" in page(client, "settled")
    decide(client, suggestion, "undo")
    assert suggestion.state == "open"
    assert Household.objects.get(id=suggestion.household_id).head_name == "Từ Bàn Giấy"


def test_who_decides_by_an_old_page_is_told(lane: Lane, client: Client) -> None:
    suggestion = conflict(lane)
    answer = decide(client, suggestion, "accept", seen=1)
    assert "household.changed_meanwhile" in answer
    assert suggestion.state == "open"


def test_what_is_on_the_list_by_itself_is_put_back_with_a_reason(
    lane: Lane, client: Client
) -> None:
    door = lane.doors[0]
    suggestion = lane.told(lane.wrong(door, {"head": "Sai Rồi"}))
    assert "Sai Rồi" not in page(client)
    shown = page(client, "applied")
    assert "Sai Rồi" in shown
    assert door.head_name in shown
    decide(client, suggestion, "decline", why="Đã hỏi chủ hộ")
    assert Household.objects.get(id=door.id).head_name == door.head_name
    assert "Đã hỏi chủ hộ" in page(client, "settled")


def test_a_likely_double_is_named_and_what_was_recorded_there_is_told(
    lane: Lane, client: Client
) -> None:
    lane.told(lane.found(head="Phạm Văn Đông"))
    double = lane.told(lane.found(head="Phạm Văn Đông", house="3"))
    assert "vẫn còn trong lịch sử" not in page(client)
    lane.push(lane.op(lane.encounter(lane.doors[0]) | {"household": str(double.household_id)}))
    shown = page(client)
    assert "Phạm Văn Đông" in shown
    assert "vẫn còn trong lịch sử" in shown
    decide(client, double, "decline")
    assert Household.objects.get(id=double.household_id).ended_reason == "doubled"


def test_every_kind_has_its_words(lane: Lane, client: Client) -> None:
    one, two, three, _four = lane.doors
    old, young = lane.people(two)
    lane.push(
        lane.say("household_gone", one, seen=0, said={"why": "demolished"}),
        lane.say("double", three, seen=0, said={"of": str(one.id)}),
        lane.say("double", three, seen=0),
        lane.say("person_died", two, resident=old.id, seen=0),
        lane.say("person_left", two, resident=young.id, seen=0),
        lane.say("person_found", two, resident=uuid7(), said={"name": old.full_name, "sex": "f"}),
        lane.wrong(old, {"name": "Tên Khác", "birth_year": 1951, "relation": "spouse"}, seen=0),
    )
    shown = page(client)
    for words in ("không còn ở đây", "ghi hai lần", "đã mất", "chuyển đi", "Tên Khác", "1951"):
        assert words in shown
    client.cookies.load({"django_language": "en"})
    assert "The list may already have it." in page(client)


def test_the_list_of_households_and_the_board_say_how_many_wait(lane: Lane, client: Client) -> None:
    conflict(lane)
    answer = client.get(reverse("households", args=["00322"])).content.decode()
    assert reverse("suggestions", args=["00322"]) in answer
    assert '<b class="figures">1</b>' in answer


def test_a_page_of_many_asks_few_questions(
    lane: Lane, client: Client, django_assert_max_num_queries: Any
) -> None:
    lane.push(*[lane.found(house=str(number), head="Cùng Tên") for number in range(30, 48)])
    with django_assert_max_num_queries(27):
        page(client)
