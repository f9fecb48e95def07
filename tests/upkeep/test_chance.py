"""A street on which everything happens at once: phones that were away, households merged, moved, parted,
people erased; by chance, beside a model of a few lines that knows no database. Nothing is lost, nothing
counts twice, and of whoever is erased no name is left."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction

from tests.encounters.listing import lists_equal_tallies
from tests.encounters.street import Street
from tungngo.accounts.actions import claim_badge, issue_badges
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.privacy.actions import DemandEntry, erase_person, record_demand
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Population
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Membership
from tungngo.territory.actions import HouseholdEntry, edit_household
from tungngo.territory.models import Household, Resident
from tungngo.upkeep.actions import (
    ask_change,
    merge_households,
    merge_people,
    undo_change,
    undo_doubling,
)
from tungngo.upkeep.models import AreaChange, Doubling
from tungngo.upkeep.plans import plan_move

ALL = Reach.everything()
SEEDS = range(10)
#: segment → year of birth and occupation that make it.
BORN = {
    "adult": (1990, ""),
    "student": (2012, ""),
    "child": (2024, ""),
    "official": (1980, "official"),
}
STEPS = (
    *(["visit"] * 8 + ["sync"] * 4 + ["merge_doors"] * 3 + ["merge_two"] * 2 + ["part"] * 3),
    *("move", "move", "move_back", "erase"),
)


@dataclass
class Model:
    """What there is, without a database: where doors and people are, and what was said of them."""

    #: door → path, person → door, double → who stands for it (doors, people), person → segment.
    lies: dict[UUID, str] = field(default_factory=dict)
    lives: dict[UUID, UUID] = field(default_factory=dict)
    doors: dict[UUID, UUID] = field(default_factory=dict)
    people: dict[UUID, UUID] = field(default_factory=dict)
    segment: dict[UUID, str] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def stands(self, door: UUID) -> UUID:
        return self.doors.get(door, door)

    def in_force(self) -> list[dict[str, Any]]:
        """Of each chain of corrections the last."""
        by_id = {body["id"]: body for body in self.told}
        last: dict[str, tuple[int, str]] = {}
        for id_, body in by_id.items():
            root, depth = id_, 0
            while (above := body["amends"]) is not None:
                root, depth = above, depth + 1
                if above not in by_id:
                    break
                body = by_id[above]
            last[root] = max(last.get(root, (-1, "")), (depth, id_))
        return [by_id[id_] for _depth, id_ in last.values()]

    def counts(self) -> dict[str, Counter[str]]:
        """group → what its board says."""
        met: set[UUID] = set()
        # Whatever door it was said at, while two households were one: it counts where they live.
        learnt: dict[UUID, int] = {}
        for body in self.in_force():
            door = self.stands(UUID(body["household"]))
            if body["result"] == "met":
                met.add(door)
            for who, _skill, level in body["outcomes"]:
                person = self.people.get(UUID(who), UUID(who))
                learnt[person] = max(learnt.get(person, 0), level)
        found: dict[str, Counter[str]] = {path: Counter() for path in self.lies.values()}
        for door, path in self.lies.items():
            if door not in self.doors:
                found[path] += Counter({"h": 1, "h.reached": int(door in met)})
        for person, door in self.lives.items():
            if person in self.people:
                continue
            counts, segment = found[self.lies[door]], self.segment[person]
            counts[f"r.{segment}"] += 1
            counts[f"r.met.{segment}"] += person in learnt
            for level in range(1, learnt.get(person, 0) + 1):
                counts[f"r.vneid.{level}.{segment}"] += 1
        return {path: +counts for path, counts in found.items()}


class Chaos(Street):
    """Three doors in group 7, two in group 8, a helper in each."""

    def __init__(self) -> None:
        super().__init__(doors=3)
        self.paths = [self.group7.path, self.group8.path]
        self.doors += [self.door(self.group8, n) for n in (11, 12)]
        team = make_team(actor=self.admin, area=self.group8, name="Tổ 8")
        given = add_member(
            actor=self.admin, team=team, full_name="Lê Hoa", phone="", force="youth_union"
        )
        assert isinstance(given, Membership)
        [(_badge, secret)] = issue_badges(actor=self.admin, accounts=[given.account])
        other, _secret = claim_badge(secret=secret, label="test phone")
        self.phones = [self.phone, other]
        for nth, door in enumerate(self.doors):
            for place, person in enumerate(self.people(door)):
                born, occupation = list(BORN.values())[(nth + place) % 4]
                person.full_name = f"Quách Thị Uyên{nth}o{place}"
                person.birth_year, person.occupation = born, occupation
                person.segment = list(BORN)[(nth + place) % 4]
                person.folded = person.sort_key = f"uyen{nth}o{place}"
                person.save()
                if not place:
                    door.head_name = person.full_name
                    door.save()
        recount(paths=[*self.paths, self.elsewhere.path])

    def begin(self, chance: random.Random) -> None:
        self.chance, self.model = chance, Model()
        self.outbox: list[tuple[int, dict[str, Any]]] = []
        self.done: list[Doubling] = []
        self.changes: list[AreaChange] = []
        self.erased: dict[UUID, str] = {}
        self.reread()

    def reread(self) -> None:
        """Where the list has everybody; that it is right is for tests/upkeep/test_doubles.py."""
        model, mine = self.model, {"origin": "00322"}
        rows = Household.objects.filter(**mine).order_by("id")
        model.lies = dict(rows.values_list("id", "path"))
        model.doors = dict(rows.exclude(kept_id=None).values_list("id", "kept_id"))
        people = Resident.objects.filter(**mine).order_by("id")
        model.lives = dict(people.values_list("id", "household_id"))
        model.people = dict(people.exclude(kept_id=None).values_list("id", "kept_id"))
        for id_, segment in people.values_list("id", "segment"):
            if id_ not in self.erased:
                model.segment[id_] = segment

    def _open_doors(self) -> list[UUID]:
        return [door for door in self.model.lies if door not in self.model.doors]

    def _known(self, door: UUID) -> list[UUID]:
        """Who lives there under their own name."""
        lives = self.model.lives.items()
        gone = self.model.people.keys() | self.erased.keys()
        return [person for person, at in lives if at == door and person not in gone]

    # -- what happens

    def visit(self) -> None:
        """A helper is at a door that lies in their group at this moment, whatever they call it; or puts
        right what they said of one."""
        phone, stands = self.chance.randrange(2), self.model.stands
        mine = [door for door, at in self.model.lies.items() if at == self.paths[phone]]
        earlier = [body for body in self.model.told if body["phone"] == phone]
        amends = self.chance.choice(earlier) if earlier and self.chance.random() < 0.25 else None
        if not mine and not amends:
            return
        door = UUID(amends["household"]) if amends else self.chance.choice(mine)
        there = [who for who, at in self.model.lives.items() if stands(at) == stands(door)]
        names = [self.erased.get(who) or Resident.objects.get(id=who).full_name for who in there]
        row = Household.objects.get(id=door)
        body = self.encounter(
            row,
            phone=phone,
            at=clock.now().isoformat(),
            result=self.chance.choice(["met", "met", "absent"]),
            outcomes=[
                [str(self.chance.choice(there)), "vneid", self.chance.randint(0, 4)]
                for _ in range(self.chance.randrange(3) if there else 0)
            ],
            amends=amends["id"] if amends else None,
        )
        known = [name for name in names if name not in self.erased.values()]
        if known and self.chance.random() < 0.3:
            body["come_back_for"] = f"gặp {self.chance.choice(known)}"
        self.outbox.append((phone, body))

    def sync(self) -> None:
        phone = self.chance.randrange(2)
        mine = [row for row in self.outbox if row[0] == phone]
        some = self.chance.sample(mine, self.chance.randint(0, len(mine)))
        if not some:
            return
        said = self.push(*[self.op(body) for _phone, body in some], phone=self.phones[phone])
        for row, verdict in zip(some, said, strict=True):
            # Also what was recorded of somebody while two were one, and comes when they are two again.
            assert verdict.verdict == "accepted", verdict.code
            self.outbox.remove(row)
            self.model.told.append(row[1])

    def merge_doors(self) -> None:
        if len(self._open_doors()) < 2:
            return
        kept, double = self.chance.sample(self._open_doors(), 2)
        ours, theirs = self._known(kept), self._known(double)
        number = min(len(ours), len(theirs), self.chance.randrange(3))
        same = zip(
            self.chance.sample(theirs, number), self.chance.sample(ours, number), strict=True
        )
        take = {one for one in ("group", "head_name", "code") if self.chance.random() < 0.3}
        done = merge_households(
            actor=self.admin,
            kept=Household.objects.get(id=kept),
            double=Household.objects.get(id=double),
            same=dict(same),
            take=take,
        )
        self.done.append(done)

    def merge_two(self) -> None:
        here = self._known(self.chance.choice(self._open_doors()))
        if len(here) > 1:
            kept, double = (Resident.objects.get(id=one) for one in self.chance.sample(here, 2))
            self.done.append(merge_people(actor=self.admin, kept=kept, double=double))

    def part(self) -> None:
        if not self.done:
            return
        done = self.chance.choice(self.done)
        try:
            undo_doubling(actor=self.admin, doubling=done)
        except Refused as refused:
            if refused.code != "double.later_first":
                raise
        else:
            self.done.remove(done)

    def move(self) -> None:
        row = Household.objects.get(id=self.chance.choice(self._open_doors()))
        to = self.group8 if row.path == self.group7.path else self.group7
        if self.chance.random() < 0.5:
            entry = HouseholdEntry(row.head_name, row.address, row.code)
            edit_household(actor=self.admin, household=row, entry=entry, area=to)
            return
        plan = plan_move([(row.origin, row.id)], to)
        self.changes.append(ask_change(actor=self.admin, commune=self.ward, kind="move", plan=plan))

    def move_back(self) -> None:
        if self.changes:
            undo_change(
                actor=self.admin,
                change=self.changes.pop(self.chance.randrange(len(self.changes))),
            )

    def erase(self) -> None:
        gone = self.model.people.keys() | self.erased.keys()
        left = [person for person in self.model.lives if person not in gone]
        if not left:
            return
        person = Resident.objects.get(id=self.chance.choice(left))
        entries = [person.id, *(a for a, b in self.model.people.items() if b == person.id)]
        names = dict(Resident.objects.filter(id__in=entries).values_list("id", "full_name"))
        entry = DemandEntry("erase", "person", person.full_name, "đã xem", clock.today())
        demand = record_demand(actor=self.admin, area=self.ward, entry=entry, resident=person)
        erase_person(actor=self.admin, person=person, demand=demand)
        self.erased |= names

    # -- what holds

    def holds(self) -> None:
        while recount_stale():
            pass
        assert list(check(ALL)) == []
        assert Encounter.objects.count() == len(self.model.told)
        lists_equal_tallies([*self.paths, self.ward.path])
        wanted = self.model.counts()
        for path in self.paths:
            stored: Counter[str] = Counter()
            for row in Population.objects.filter(path=path):
                stored.update(row.counts)
            asked = {name for name in stored if name in ("h", "h.reached") or name[:2] == "r."}
            counts = Counter({name: stored[name] for name in asked if "basic" not in name})
            assert +counts == wanted.get(path, Counter()), path
        people = Resident.objects.filter(origin="00322")
        for kept_id, at in people.exclude(kept_id=None).values_list("kept_id", "household_id"):
            assert kept_id not in self.model.people, "one hop"
            home = self.model.lives[kept_id]
            assert self.model.stands(home) == self.model.stands(at), "never across doors"

    def left_of_erased(self) -> list[str]:
        if not self.erased:
            return []
        rows = (str(row) for model in apps.get_models() for row in model._default_manager.values())
        written = "\n".join(rows)
        return [name for name in self.erased.values() if name in written]


@pytest.mark.django_db
def test_nothing_is_lost_whatever_happens() -> None:
    chaos = Chaos()
    for seed in SEEDS:
        with transaction.atomic():
            chaos.begin(random.Random(seed))
            steps = [chaos.chance.choice(STEPS) for _ in range(chaos.chance.randint(10, 25))]
            for step in steps:
                getattr(chaos, step)()
                chaos.reread()
            note = f"seed {seed}: {' '.join(steps)}"
            assert not chaos.left_of_erased(), note
            try:
                chaos.holds()
            except AssertionError as broken:
                raise AssertionError(note) from broken
            transaction.set_rollback(True)
