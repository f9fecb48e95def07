"""Workers, phones and the desk at the same time: whatever the order, everything adds up after."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connections

from tests.encounters.street import Street
from tungngo.accounts.models import Device
from tungngo.encounters.listed import Wanted, encounters_listed
from tungngo.encounters.models import Encounter
from tungngo.intake.models import Receipt
from tungngo.lib.reach import Reach
from tungngo.progress import actions
from tungngo.progress.actions import recount, recount_stale
from tungngo.progress.check import check
from tungngo.progress.models import Tally
from tungngo.teams.actions import add_member, make_team
from tungngo.territory.actions import HouseholdEntry, edit_household
from tungngo.territory.models import StaleArea

ALL = Reach.everything()
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], None]) -> None:
    """Do all of `works` in threads of their own; what one raises is raised here."""
    errors: list[BaseException] = []

    def wrapped(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=wrapped, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_two_workers_in_one_commune_lose_nothing_of_each_other(monkeypatch):
    """Each adds up the commune: the later must see what the earlier wrote in its group."""
    street = Street()
    next_door = street.door(street.group8, 1)
    team = make_team(actor=None, area=street.group8, name="Tổ 8")
    add_member(actor=None, team=team, account=street.member)
    recount(paths=[street.group7.path, street.group8.path, street.elsewhere.path])
    for door in (street.doors[0], next_door):
        street.push(street.op(street.encounter(door)))
    write = actions._write

    def slowly(*given) -> None:
        time.sleep(0.3)
        write(*given)
        time.sleep(0.3)

    monkeypatch.setattr(actions, "_write", slowly)
    at_once(*[lambda: recount_stale(most=1)] * 2)
    assert not list(check(ALL))
    ward = Tally.objects.get(path=street.ward.path)
    assert ward.counts["h.reached"] == 2


def after_counting(monkeypatch, happens: Callable[[], object]) -> None:
    """Have something happen once, after the next recount has counted and before it writes."""
    count_leaves = actions.count_leaves
    pending = [happens]

    def counted(paths):
        leaves = count_leaves(paths)
        if pending:
            worker = threading.Thread(target=at_once, args=(pending.pop(),))
            worker.start()
            worker.join()
        return leaves

    monkeypatch.setattr(actions, "count_leaves", counted)


def test_what_arrives_while_a_recount_runs_still_waits_and_holds_nobody_up(monkeypatch):
    street = Street()
    street.push(street.op(street.encounter(street.doors[0])))
    late = street.op(street.encounter(street.doors[1]))
    after_counting(monkeypatch, lambda: street.push(late))
    recount_stale()
    counted = Tally.objects.get(path=street.group7.path).counts["e"]
    assert (counted, StaleArea.objects.get().waiting) == (1, 1)
    shown = encounters_listed(ALL, street.ward.path, [], Wanted(uncounted=True))
    assert [str(one.id) for one in shown] == [late["body"]["id"]], "the list opens what came later"
    recount_stale()
    assert Tally.objects.get(path=street.group7.path).counts["e"] == 2
    assert not StaleArea.objects.exists()


def test_a_door_corrected_while_a_recount_runs_is_counted_next(monkeypatch):
    """It brings no encounter, so only how often the mark was touched tells."""
    street = Street()
    recount(paths=[street.group7.path, street.group8.path, street.elsewhere.path])
    street.push(street.op(street.encounter(street.doors[0])))
    moved = street.doors[1]
    entry = HouseholdEntry(head_name="x", address=moved.address, code=moved.code)

    def moves() -> None:
        edit_household(actor=None, household=moved, entry=entry, area=street.group8)

    after_counting(monkeypatch, moves)
    while recount_stale():
        pass
    assert not list(check(ALL))


def test_a_slow_recount_does_not_write_over_what_a_later_one_counted(monkeypatch):
    street = Street()
    recount(paths=[street.group7.path, street.group8.path, street.elsewhere.path])
    street.push(street.op(street.encounter(street.doors[0])))

    def overtaken() -> None:
        street.push(street.op(street.encounter(street.doors[1])))
        recount_stale()

    after_counting(monkeypatch, overtaken)
    recount_stale()
    assert not StaleArea.objects.exists()
    assert Tally.objects.get(path=street.group7.path).counts["e"] == 2
    assert not list(check(ALL))


def test_phones_workers_and_moved_doors_in_any_order_add_up():
    street = Street(doors=8)
    add_member(
        actor=None,
        team=make_team(actor=None, area=street.ward, name="Phường"),
        account=street.member,
    )
    is_over = threading.Event()

    def sends(phone: Device, seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(15):
            doors = chance.choices(street.doors, k=4)
            ops = [street.op(street.encounter(door)) for door in doors]
            for _try in range(20):  # as a phone does: what got no answer is sent again
                try:
                    street.push(*ops, phone=phone)
                    break
                except OperationalError:
                    continue

    def moves() -> None:
        chance = random.Random(3)
        for _ in range(15):
            door = chance.choice(street.doors)
            door.refresh_from_db()
            entry = HouseholdEntry(head_name="x", address=door.address, code=door.code)
            area = chance.choice([street.group7, street.group8])
            edit_household(actor=None, household=door, entry=entry, area=area)

    def counts() -> None:
        while not is_over.is_set():
            recount_stale(most=1)

    def works() -> None:
        try:
            at_once(lambda: sends(street.phone, 1), lambda: sends(street.phone, 2), moves)
        finally:
            is_over.set()

    at_once(counts, counts, works)
    while recount_stale():
        pass
    recount(paths=[street.elsewhere.path])
    assert not list(check(ALL))
    assert Receipt.objects.count() == Encounter.objects.count() == 2 * 15 * 4
    nation = Tally.objects.filter(path="").values_list("counts", flat=True)
    assert sum(day["e"] for day in nation) == 2 * 15 * 4
