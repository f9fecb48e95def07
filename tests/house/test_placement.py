"""The schema could be distributed by commune as it is (tests/house/placement.py says by which rules)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from tests.house import placement
from tests.house.placement import (
    KEY,
    LOCAL,
    REFERENCE,
    Schema,
    distributed_models,
    distributed_tables,
    model_wrongs,
    schema_wrongs,
)
from tests.house.tree import dotted, keyword
from tungngo.lib.columns import OriginField

PACKAGE = Path(__file__).resolve().parents[2] / "tungngo"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="what the migrations make is read from PostgreSQL"
)


def test_every_commune_owned_model_could_be_distributed() -> None:
    assert len(distributed_models()) > 15
    found = [wrong for model in distributed_models() for wrong in model_wrongs(model)]
    assert not found, "\n".join(found)


def test_every_table_is_placed() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    schema = Schema(tables=tables | {"django_migrations"})
    found = list(schema_wrongs(schema, distributed_tables(), REFERENCE, LOCAL))
    assert not found, "\n".join(found)


@on_postgresql
def test_what_the_migrations_make_could_be_distributed(db: None) -> None:
    with connection.cursor() as cursor:
        schema = Schema.read(cursor)
    assert len(schema.unique) > len(schema.tables)
    assert {"character varying(12)"} == set(schema.origin_types.values())
    found = list(schema_wrongs(schema, distributed_tables(), REFERENCE, LOCAL))
    assert not found, "\n".join(found)


# ---------------------------------------------------------------------------- origins never change


def changes_of_origin(text: str) -> Iterator[int]:
    """Lines where a program gives an existing row another origin."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for part in ast.walk(target):
                    # What an object of our own keeps to itself (`self.origin`) is no row.
                    if (
                        isinstance(part, ast.Attribute)
                        and part.attr == KEY
                        and dotted(part) != "self.origin"
                    ):
                        yield node.lineno
        if isinstance(node, ast.Call):
            called = dotted(node.func).rpartition(".")[2]
            named = [k.value for k in node.keywords if k.arg in ("update", "add", "update_fields")]
            if called == "bulk_update":
                named += node.args[1:]
            says = any(
                isinstance(part, ast.Constant) and part.value == KEY
                for value in named
                for part in ast.walk(value)
            )
            if says or (called == "update" and keyword(node, KEY)):
                yield node.lineno
            if called == "setattr" and any(
                isinstance(a, ast.Constant) and a.value == KEY for a in node.args
            ):
                yield node.lineno


def test_the_origin_of_a_row_never_changes() -> None:
    """To save a row under another origin makes a second one; PostgreSQL would not say a word."""
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
        for line in changes_of_origin(path.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "slip",
    [
        "door.origin = '00322'",
        "door.path, door.origin = path, code",
        "Household.objects.filter(id=1).update(path=path, origin=code)",
        "Household.objects.bulk_update(doors, ['path', 'origin'])",
        "rows.insert(Household, columns, values, conflict=['id'], update=['origin'])",
        "door.save(update_fields=['origin'])",
        "setattr(door, 'origin', code)",
    ],
)
def test_a_change_of_origin_is_seen(slip: str) -> None:
    assert list(changes_of_origin(slip)) == [1]


# ------------------------------------------------------------------------------------ rules that bite


@isolate_apps("tests.house")
def test_a_model_that_cannot_be_distributed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Loose(models.Model):
        origin = models.CharField(max_length=12)
        number = models.IntegerField(unique=True)

        class Meta:
            app_label = "house"
            constraints = [models.UniqueConstraint(fields=["number"], name="number_once")]

    class Tied(models.Model):
        pk = models.CompositePrimaryKey("id", "origin")
        origin = OriginField(null=True)
        id = models.UUIDField()
        loose = models.ForeignKey(Loose, on_delete=models.PROTECT)
        other = models.ForeignObject(
            Loose, on_delete=models.PROTECT, from_fields=("id",), to_fields=("number",)
        )

        class Meta:
            app_label = "house"

    monkeypatch.setattr(placement, "distributed_models", lambda: (Loose, Tied))
    assert set(model_wrongs(Loose)) == {
        "Loose.origin is no OriginField: one type everywhere",
        "Loose: the primary key does not begin with origin",
        "Loose: number_once is unique without origin",
        "Loose.number is unique by itself",
        "Loose.id is unique by itself",
        "Loose.id is counted by the database: ids are UUIDs",
    }
    assert set(model_wrongs(Tied)) == {
        "Tied.origin may be empty or edited",
        "Tied: the primary key does not begin with origin",
        "Tied.loose: a foreign key of the database (db_constraint=False)",
        "Tied.other is joined without origin",
    }


def test_a_schema_that_cannot_be_distributed_is_told() -> None:
    good = Schema(
        tables={"doors", "visits", "places", "people"},
        unique=[("doors", "doors_pkey", ("origin", "id")), ("people", "people_pkey", ("id",))],
        foreign=[
            ("visits", "to_door", ("origin", "door_id"), "doors", False),
            ("visits", "to_place", ("place",), "places", False),
            ("places", "to_parent", ("parent",), "places", True),
        ],
        origin_types={"doors": "text", "visits": "text"},
        counted=[("places", "id")],
    )
    where = ({"doors", "visits"}, {"places": ""}, {"people": ""})
    assert list(schema_wrongs(good, *where)) == []

    def told(*foreign: tuple[str, str, tuple[str, ...], str, bool], **changes: object) -> str:
        broken = replace(good, **changes, foreign=[*good.foreign, *foreign])
        return "\n".join(schema_wrongs(broken, *where))

    assert "visits: one is unique without" in told(unique=[("visits", "one", ("id",))])
    assert "visits: t is a trigger" in told(triggers=[("visits", "t")])
    assert "places: t is a trigger" in told(triggers=[("places", "t")])
    assert told(triggers=[("people", "t")]) == ""
    assert "visits.id is given by a sequence" in told(counted=[("visits", "id")])
    assert "more than one type" in told(origin_types={"doors": "text", "visits": "varchar"})
    assert "new has no origin" in told(tables=good.tables | {"new"})
    assert "people is placed, but" in told(tables=good.tables - {"people"})
    assert "without origin" in told(("visits", "x", ("door_id",), "doors", False))
    assert "deferrable" in told(("visits", "x", ("origin", "door_id"), "doors", True))
    assert "which lies elsewhere" in told(("visits", "x", ("by",), "people", False))
    assert "which is distributed" in told(("places", "x", ("door",), "doors", False))
    assert "which is distributed" in told(("people", "x", ("door",), "doors", False))
    assert "one is local" in told(("people", "x", ("place",), "places", True))
    assert "one is local" in told(("places", "x", ("head",), "people", True))


@on_postgresql
def test_what_is_planted_in_the_database_is_read(db: None) -> None:
    planted = """CREATE TABLE planted (id int PRIMARY KEY, origin text);
        CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER looks BEFORE INSERT ON territory_household EXECUTE FUNCTION nothing();
        ALTER TABLE territory_resident ADD CONSTRAINT planted_key FOREIGN KEY (origin, household_id)
            REFERENCES territory_household (origin, id) DEFERRABLE;
        ALTER TABLE territory_resident ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
        CREATE UNIQUE INDEX only_path ON territory_household (path)"""
    with connection.cursor() as cursor:
        cursor.execute(planted)
        found = "\n".join(
            schema_wrongs(Schema.read(cursor), distributed_tables(), REFERENCE, LOCAL)
        )
    for said in (
        *("planted has no origin", "looks is a trigger", "planted_key is checked at the commit"),
        *("territory_resident.number is given", "only_path is unique without"),
    ):
        assert said in found
