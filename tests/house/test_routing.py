"""What runs while phones send could run on one shard: one commune a transaction, named in every statement.

Every statement of an evening of operations of every kind is caught and read (tests/house/routing.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pytest
from django.db import connection, transaction

from tests.house.placement import distributed_tables
from tests.house.routing import Routed, routed
from tests.intake.everyday import Evening
from tungngo import jobs
from tungngo.encounters.models import Encounter
from tungngo.intake.kinds import known_kinds
from tungngo.lib import clock
from tungngo.territory.models import Household, StaleArea

#: Reads that ask every shard, by the function that runs them, each with its reason. Which doors lie in a
#: group is a matter of their path, whoever listed them: communes are merged, origins never change.
WIDE = {
    "territory.actions.suggested_rows._neighbours": "a household found may have been listed by another",
    "territory.walks.doors_along": "a walk goes past every door of a group",
    "territory.walks.corrected_keys": "as above: the corrected order of each group in a walk",
    "points.queries.duties.clashes": "a person is at one place at a time, whichever commune asks",
    "points.queries.duties.leaves_between": "as above: away is away everywhere",
    "advice.queries.is_waiting": "whether any task of a commune waits, under whichever origin",
    "campaigns.actions.assignments.take_found": "whether the doors of a team are shared out at all",
    "campaigns.actions.assignments._renumber": "a member's walk may go past doors of several origins",
}
#: What is written beside a row of one commune and may belong to another, each with its reason. It holds
#: in one transaction all the same, at the price of a commit over two machines.
BESIDE = {
    "territory.actions.stale.mark_stale": "the mark lies with the commune the door lies in today",
    "campaigns.actions.assignments._save": "the places in a walk past doors of several origins",
}


@dataclass
class Caught:
    """Statements of one transaction, in order."""

    statements: list[tuple[str, str, Routed]] = field(default_factory=list)

    def origins(self, but: Iterable[str] = ()) -> set[Any]:
        """The communes it is about, but for what the functions named run."""
        return {o for who, _sql, one in self.statements if who not in but for o in one.origins}


def whose() -> str:
    """The function of ours that runs this statement: "territory.walks.doors_along"."""
    frame = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("tungngo.") and not module.startswith("tungngo.lib."):
            name = (
                frame.f_code.co_qualname
                if hasattr(frame.f_code, "co_qualname")
                else frame.f_code.co_name
            )
            return f"{module.removeprefix('tungngo.')}.{name.split('.<')[0]}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""


@contextmanager
def catching() -> Iterator[list[Caught]]:
    """The transactions of what runs inside; a test is one itself, so they show as outermost savepoints."""
    transactions: list[Caught] = []
    open_points: list[str] = []

    def caught(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb, *_to, name = sql.split()[:4] if "SAVEPOINT" in sql else ("", "")
        if verb == "SAVEPOINT":
            if not open_points:
                transactions.append(Caught())
            open_points.append(name)
        elif verb == "RELEASE":
            assert open_points.pop() == name
        elif verb == "ROLLBACK":
            pass  # a savepoint that was rolled back is released by the next statement
        else:
            if not open_points:
                transactions.append(Caught())
            for given in params if many else [params]:
                read = routed(sql, given, distributed_tables(), connection.vendor)
                transactions[-1].statements.append((whose(), sql, read))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(caught):
        yield transactions


def wrongs(
    transactions: list[Caught], known: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """What speaks against distributing what was caught, but for reads and writes of `known` functions."""
    found: dict[str, None] = {}
    for one in transactions:
        for who, sql, read in one.statements:
            if who not in known:
                found |= dict.fromkeys(f"{who}: {wrong}\n    {sql[:600]}" for wrong in read.wrong)
        if len(one.origins(but=known)) > 1:
            found[f"one transaction is about {sorted(map(str, one.origins(but=known)))}"] = None
    return list(found)


@pytest.fixture
def evening(db: None) -> Evening:
    jobs.listen()  # as the server does: what a line of the journal wakes is asked in the same transaction
    return Evening()


def test_every_kind_of_operation_runs_on_one_shard(evening: Evening) -> None:
    with catching() as transactions:
        told = evening.spend()
    for kind in known_kinds():
        accepted = [one for one in told[kind.name] if one.verdict == "accepted"]
        assert accepted, f"{kind.name}: let tests/intake/everyday.py send one that is accepted"
    caught = [statement for one in transactions for statement in one.statements]
    touched = {table for _who, _sql, read in caught for table in read.tables}
    assert {"intake_receipt", "encounters_encounter", "territory_household"} <= touched
    found = wrongs(transactions, WIDE | BESIDE)
    assert not found, "\n" + "\n".join(found)
    written = [sql for who, sql, read in caught if who in WIDE and not sql.startswith("SELECT")]
    assert not written, "only reads may ask every shard"


def test_no_exception_is_kept_that_nothing_needs(evening: Evening) -> None:
    with catching() as transactions:
        evening.spend()
    for name in (*WIDE, *BESIDE):
        without = {other: why for other, why in (WIDE | BESIDE).items() if other != name}
        assert wrongs(transactions, without), f"{name} needs no exception any more"


def test_what_a_storm_is_made_of_needs_no_exception(evening: Evening) -> None:
    """Encounters, corrections and repetitions, a hundred a call: each statement is for one shard."""
    first = [evening.meeting(n % 6) for n in range(40)]
    again = [evening.meeting(n % 6, amends=first[n]["body"]["id"]) for n in range(40)]
    bad = [evening.op([1]), evening.op(evening.encounter(evening.far_door), origin="00082")]
    with catching() as transactions:
        evening.push(*first)
        evening.push(*again, *first, *bad)
    assert Encounter.objects.count() == 80
    assert {origin for one in transactions for origin in one.origins()} == {"00322", "00082"}
    assert not wrongs(transactions), "\n" + "\n".join(wrongs(transactions))


# ------------------------------------------------------------------------------------ rules that bite

KEYED = 'INSERT INTO "t" ("origin", "id") '
BROKEN = {
    "SELECT x FROM t WHERE id = %s": "asked without its origin",
    "SELECT x FROM t WHERE NOT (origin = %s)": "asked without its origin",
    "SELECT x FROM t WHERE origin = %s OR id = %s": "asked without its origin",
    "SELECT x FROM t WHERE origin IN (%s, %s)": "more than one origin",
    "SELECT x FROM t WHERE (origin, id) IN ((%s, 1), (%s, 2))": "more than one origin",
    "SELECT x FROM t JOIN u ON t.id = u.id WHERE t.origin = %s": "u is asked without",
    "SELECT x FROM u LEFT JOIN t ON u.origin = %s WHERE t.origin = %s": "u is asked without",
    "SELECT x FROM t WHERE origin = %s AND id IN (SELECT id FROM u)": "u is asked without",
    "SELECT x FROM t WHERE id = %s FOR UPDATE": "asked without its origin",
    "UPDATE t SET x = %s WHERE id = %s": "asked without its origin",
    "UPDATE t SET origin = %s WHERE origin = %s": "UPDATE changes origin",
    "UPDATE t SET x = now() WHERE origin = %s": "in UPDATE",
    "DELETE FROM t WHERE id = %s": "asked without its origin",
    'INSERT INTO "t" ("id") VALUES (%s)': "written without its origin",
    f"{KEYED} VALUES (%s, 1), (%s, 2)": "more than one origin",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT (id) DO NOTHING": "ON CONFLICT does not name origin",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT DO NOTHING": "ON CONFLICT does not name origin",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT (origin, id) DO UPDATE SET origin = 'x'": "changes origin",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT (origin, id) DO UPDATE SET x = random()": "DO UPDATE SET",
    f"{KEYED} SELECT u.origin, u.id FROM u": "u is asked without",
    f"{KEYED} SELECT v.o, v.i FROM (VALUES (%s, 1), (%s, 2)) AS v (o, i)": "more than one origin",
}
WHOLE = [
    "SELECT x FROM t WHERE origin = %s AND id = 1 FOR UPDATE",
    "SELECT x FROM t WHERE (t.origin = %s AND id = 1) OR (id = 2 AND t.origin = %s)",
    "SELECT x FROM t WHERE (origin, id) IN ((%s, 1), (%s, 2))",
    "SELECT x FROM t JOIN u ON t.origin = u.origin AND t.id = u.id WHERE u.origin = %s",
    "SELECT x FROM t LEFT JOIN u ON t.origin = u.origin WHERE t.origin = %s",
    "SELECT x FROM t WHERE t.origin = %s AND EXISTS(SELECT 1 FROM u WHERE u.origin = t.origin)",
    "WITH k AS (SELECT origin FROM u WHERE origin = %s) SELECT 1 FROM t JOIN k ON t.origin = k.origin",
    "UPDATE t SET x = v.x FROM (VALUES (%s, 1)) AS v (o, x) WHERE t.origin = v.o",
    "DELETE FROM t WHERE origin = %s",
    "SELECT name FROM places",
    'SAVEPOINT "s1"',
    f"{KEYED} SELECT %s, c1 FROM unnest(%s) AS given (c1) ON CONFLICT (origin, id) DO NOTHING",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT (origin, id) DO UPDATE SET x = t.x + excluded.x",
    f"{KEYED} VALUES (%s, 1) ON CONFLICT (origin, id) DO UPDATE SET x = coalesce(t.x, excluded.x)",
]


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
@pytest.mark.parametrize("sql", BROKEN)
def test_a_statement_that_cannot_be_sent_to_one_shard_is_told(sql: str, vendor: str) -> None:
    found = routed(sql, ["00082", "00322"], {"t", "u"}, vendor).wrong
    assert any(BROKEN[sql] in wrong for wrong in found), found


@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
@pytest.mark.parametrize("sql", WHOLE)
def test_a_statement_for_one_shard_is_let_pass(sql: str, vendor: str) -> None:
    read = routed(sql, ["00322", "00322"], {"t", "u"}, vendor)
    assert not read.wrong
    if read.tables:
        assert read.origins == {"00322"}


def test_columns_sent_as_arrays_are_read() -> None:
    for columns, name in (("c0, c1", "AS given (c0, c1)"), ("*", "")):
        sql = f"{KEYED} SELECT {columns} FROM unnest((%s)::text[], (%s)::uuid[]) {name}"
        assert not routed(sql, [["1", "1"], [2, 3]], {"t"}, "postgresql").wrong
        assert routed(sql, [["1", "2"], [2, 3]], {"t"}, "postgresql").wrong


def test_rows_sent_as_one_json_text_are_read() -> None:
    sql = f"{KEYED} SELECT c0, c1 FROM json_to_recordset(%s::json) AS given (c0 text, c1 int)"
    one = '[{"c0": "1", "c1": 2}, {"c0": "1", "c1": 3}]'
    assert not routed(sql, [one], {"t"}, "postgresql").wrong
    assert routed(sql, [one.replace('"1", "c1": 3', '"2", "c1": 3')], {"t"}, "postgresql").wrong


def test_a_slip_in_our_own_code_is_caught(evening: Evening) -> None:
    """As the ORM would write it: by id alone; two communes in one INSERT; two in one transaction."""
    slips = [
        lambda: Household.objects.filter(id=evening.doors[0].id).update(house="9"),
        lambda: Household.objects.get(id=evening.doors[0].id),
        lambda: StaleArea.objects.bulk_create(
            [StaleArea(origin=o, path="01.", since_at=clock.now()) for o in ("00082", "00322")]
        ),
        lambda: [evening.people(door) for door in (evening.doors[0], evening.far_door)],
    ]
    for slip in slips:
        with catching() as transactions, transaction.atomic():
            slip()
        assert wrongs(transactions)
    with catching() as transactions:
        slips[-1]()
    assert not wrongs(transactions), "two communes one after the other are two transactions"
