"""The list behind figures that count encounters says what the tallies say, however it is narrowed."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from uuid import UUID

import pytest

from tests.encounters.listing import lists_equal_tallies
from tests.encounters.street import Street
from tungngo.encounters.listed import (
    LatestFirst,
    Wanted,
    encounters_among,
    encounters_listed,
    recorded_by_each,
)
from tungngo.encounters.models import Encounter, PlaceKind, Result
from tungngo.encounters.queries import facts_of
from tungngo.encounters.rules import in_force
from tungngo.lib import clock, pages
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import add_member, make_team
from tungngo.territory.doors import waiting_under
from tungngo.territory.models import Area, Household, Resident
from tungngo.upkeep.actions import ask_change, merge_households
from tungngo.upkeep.plans import Resolution, plan_merge, plan_move

ALL = Reach.everything()
NOTHING = "01.99999."


@pytest.fixture
def street(db) -> Street:
    """Eight doors; two helpers in the team; somebody behind each door is a student."""
    street = Street(doors=8)
    street.phones = [street.phone, street.volunteer("Lê Thị Hoa")[1]]
    for door in street.doors:
        Resident.objects.filter(id=street.people(door)[1].id).update(segment="student")
    return street


def storm(street: Street, chance: random.Random, count: int) -> None:
    """Visits of two helpers over nine days, at all kinds of places, corrected and taken back, also by
    who did not make them; some sent twice, all out of order."""
    now = clock.now()
    told: list[tuple[dict, int]] = []
    for _ in range(count):
        door, phone = chance.choice(street.doors), chance.randrange(2)
        people = [str(person.id) for person in street.people(door)]
        body = {
            "at": (now - dt.timedelta(hours=chance.randint(1, 24 * 9))).isoformat(),
            "result": chance.choice(["met", "met", "absent", "refused"]),
            "place": chance.choice([*PlaceKind, "door", "door"]),
            "outcomes": [
                [chance.choice(people), chance.choice(["vneid", "cashless"]), chance.randint(0, 4)]
                for _ in range(chance.randint(0, 3) if people else 0)
            ],
        }
        mine = [one for one, by in told if one["household"] == str(door.id)]
        if mine and chance.random() < 0.3:
            body |= {"amends": chance.choice(mine)["id"], "withdrawn": chance.random() < 0.4}
        told.append((street.encounter(door, **body), phone))
    sent = [*told, *chance.sample(told, count // 5)]
    chance.shuffle(sent)
    for body, phone in sent:
        street.push(street.op(body), phone=street.phones[phone])


def counted() -> None:
    while recount_stale():
        pass


@pytest.mark.parametrize("seed", range(2))
def test_the_list_has_as_many_rows_as_the_figure_says(street, seed):
    """Through a storm, households merged and moved, groups merged by resolution, and another storm."""
    chance = random.Random(seed)
    ward = [street.group7.path, street.group8.path, street.ward.path]
    above = ["01.", ""]
    storm(street, chance, 40)
    counted()
    assert lists_equal_tallies([*ward, *above, NOTHING]) > 40
    kept, double, moved = street.doors[:3]
    merge_households(actor=street.admin, kept=kept, double=double, same={}, take=set())
    for kind, plan, by in (
        ("move", plan_move([(moved.origin, moved.id)], street.group8), None),
        ("merge", plan_merge([street.group7], street.group8), Resolution("12/NQ", clock.today())),
    ):
        ask_change(actor=street.admin, commune=street.ward, kind=kind, plan=plan, by=by)
    storm(street, chance, 15)
    counted()
    assert not Area.objects.filter(path=street.group7.path, valid_to_on=None).exists()
    assert lists_equal_tallies([*ward, *above]) > 60
    assert lists_equal_tallies([street.group7.path]), "where it was recorded it stays"


def facts_standing(street: Street) -> list[Encounter]:
    """The encounters that count, judged door by door."""
    doors = Household.objects.filter(origin="00322").values_list("id", flat=True)
    standing = {
        fact.id for facts in facts_of(ALL, "00322", doors).values() for fact in in_force(facts)
    }
    return [one for one in Encounter.objects.all() if one.id in standing]


def test_each_way_to_narrow_it_is_a_part_of_the_whole(street):
    storm(street, random.Random(7), 60)
    standing = facts_standing(street)
    segments = {str(one.id): one.segment for one in Resident.objects.all()}
    here = (ALL, street.ward.path, [street.campaign])

    def listed(**wanted) -> set[UUID]:
        return set(encounters_listed(*here, Wanted(**wanted)).values_list("id", flat=True))

    assert listed() == {one.id for one in standing}
    for result in Result:
        assert listed(result=result) == {one.id for one in standing if one.result == result}
    for skill in ("", "vneid", "cashless"):
        for segment in ("", "adult", "student", "official"):
            assert listed(skill=skill, segment=segment) == {
                one.id
                for one in standing
                if not (skill or segment)
                or any(
                    skill in ("", of) and segment in ("", segments[who])
                    for who, of, _level in one.outcomes
                )
            }
    authors = Counter(one.account_id for one in standing)
    assert len(authors) == 2
    assert recorded_by_each(*here, Wanted(team_id=street.team.id)) == authors
    for author, number in authors.items():
        assert len(listed(account_id=author)) == number
    every = set(Encounter.objects.values_list("id", flat=True))
    assert listed(set_aside=True) == every - listed()
    assert listed(set_aside=True), "the storm took something back"
    times = [one.happened_at for one in encounters_listed(*here, Wanted())]
    assert times == sorted(times, reverse=True)


def uncounted(path: str, reach: Reach = ALL, **wanted) -> list[UUID]:
    found = encounters_listed(reach, path, [], Wanted(uncounted=True, **wanted))
    return [one.id for one in found]


def test_what_is_not_counted_yet_are_the_rows_that_its_marks_count(street):
    """Of every campaign, corrections and what was taken back among them, and those of a clock ahead."""
    storm(street, random.Random(3), 20)
    counted()
    before = set(Encounter.objects.values_list("id", flat=True))
    for path in (street.group7.path, street.ward.path, ""):
        assert uncounted(path) == []
    storm(street, random.Random(4), 20)
    eight = make_team(actor=street.admin, area=street.group8, name="Tổ 8")
    add_member(actor=street.admin, team=eight, account=street.member)
    Household.objects.filter(id=street.doors[7].id).update(path=street.group8.path)
    wrong = street.encounter(street.doors[7])
    right = street.encounter(street.doors[7], amends=wrong["id"])
    street.push(street.op(wrong), street.op(right))
    late = Encounter.objects.exclude(id__in=before)
    assert late.filter(path=street.group8.path).exists()
    assert late.filter(amends_id__isnull=False).exists()
    one, other = late[:2]
    Encounter.objects.filter(pk=one.pk).update(happened_at=clock.now() + dt.timedelta(days=3))
    Encounter.objects.filter(pk=other.pk).update(campaign_id=UUID(int=5))
    for path in (street.group7.path, street.group8.path, street.ward.path, "01.", ""):
        mine = late.filter(path__startswith=path)
        assert len(uncounted(path)) == waiting_under(ALL, path) == mine.count()
        assert set(uncounted(path)) == set(mine.values_list("id", flat=True))
    assert waiting_under(ALL, street.elsewhere.path) == 0
    assert set(uncounted("", result="absent")) == set(
        late.filter(result="absent").values_list("id", flat=True)
    )
    assert one.id not in uncounted("", until=clock.today())
    narrow = Reach((street.group8.path,))
    assert len(uncounted("", narrow)) == late.filter(path=street.group8.path).count()
    assert uncounted("", Reach.nothing()) == []
    counted()
    assert uncounted("") == []


def test_a_list_is_of_its_own_reach_campaign_and_past(street):
    storm(street, random.Random(5), 12)
    tomorrow = clock.now() + dt.timedelta(days=1)
    one = Encounter.objects.order_by("id").first()
    Encounter.objects.filter(pk=one.pk).update(happened_at=tomorrow)
    mine = [street.campaign]
    whole = encounters_listed(ALL, street.ward.path, mine, Wanted())
    assert one not in whole
    assert whole.count()
    for reach in (Reach.nothing(), Reach((street.group8.path,)), Reach((street.elsewhere.path,))):
        assert not encounters_listed(reach, street.ward.path, mine, Wanted()).exists()
    assert not encounters_listed(ALL, street.ward.path, [], Wanted()).exists()


def test_pages_are_the_list_in_pieces(street, monkeypatch):
    """However old what stands on a page is; past the last one the last is shown."""
    storm(street, random.Random(6), 30)
    monkeypatch.setattr(pages, "PAGE", 4)
    mine = [street.campaign]
    day = clock.today() - dt.timedelta(days=4)
    for wanted in (Wanted(), Wanted(until=day), Wanted(result="met"), Wanted(since=day, until=day)):
        found = encounters_listed(ALL, street.ward.path, mine, wanted)
        table = LatestFirst(found, wanted)
        read = [key for number in table.page_range for key in table.get_page(number)]
        assert read == list(found.values_list("origin", "id"))
        assert [(one.origin, one.id) for one in encounters_among(ALL, read)] == read
        assert list(table.get_page(999)) == read[-len(table.get_page(999)) :]
    assert encounters_among(Reach((street.elsewhere.path,)), read) == []


def test_what_was_asked_for_is_kept_as_json():
    day = dt.date(2026, 11, 20)
    asked = Wanted(since=day, until=day, place="desk", team_id=UUID(int=7), set_aside=True)
    assert Wanted.of_json(asked.as_json) == asked
    assert Wanted.of_json({"uncounted": True}) == Wanted(uncounted=True)
    assert Wanted().as_json == {}
