"""Where each table would lie if the database were spread over machines by commune (Citus).

A table with an `origin` is distributed by it. Of every other table one of two things is said here, with
its reason: it is a *reference* table, the same on every machine and rarely written, which commune-owned
rows may be joined with; or it is *local* to the coordinator, where people sign in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from tungngo.lib.columns import OriginField

KEY = "origin"

#: The same on every machine. Written by loading lists and by the desk, in transactions of their own.
REFERENCE = {
    "territory_area": "places: every board and walk names them",
    "territory_areaboundary": "what places look like on a map",
    "territory_areaname": "what places were called",
    "territory_areasuccession": "what places became",
    "territory_columnalias": "how headers of sheets are understood, for everybody",
    "campaigns_skill": "the catalogue of services",
    "campaigns_campaign": "a campaign spans communes; commune-owned rows point to it",
    "campaigns_campaignskill": "as its campaign",
    "campaigns_phase": "as its campaign",
    "campaigns_target": "as its campaign",
    "criteria_edition": "what places are judged by",
    "certificates_completionrule": "what certificates are issued for",
    "learning_guide": "guide cards belong to nobody",
    "quizzes_bank": "questions for everybody below an area; quizzes point to them",
    "quizzes_bankversion": "as its bank",
    "learning_media": "as the guides",
    "learning_guide_media": "as the guides",
}
#: On the coordinator alone: no commune owns them, and they are not joined with what a commune owns but
#: by the desk.
LOCAL = {
    "accounts_account": "a person may work in two wards",
    "accounts_cacheentry": "what web processes have to know together for a while",
    "account_emailaddress": "allauth's own; empty",
    "account_emailconfirmation": "allauth's own; empty",
    "mfa_authenticator": "second steps of staff, who sign in on the coordinator",
    "socialaccount_socialapp": "allauth's own; empty",
    "socialaccount_socialaccount": "whom a city's single sign-on knows",
    "socialaccount_socialtoken": "allauth's own; empty",
    "accounts_badge": "as its account",
    "accounts_device": "as its account; every call looks it up by its secret",
    "accounts_journalline": "who did what, also above communes; a write in each call of a phone",
    "parcels_parcel": "belongs to a phone, and brings operations of any commune",
    "teams_team": "belongs to an area of any level",
    "teams_membership": "as its team",
    "teams_role": "belongs to an account, at an area of any level",
    "teams_savedview": "belongs to an account, at an area of any level",
    "teams_staffimport": "a sheet of people for the desks of an area of any level",
    "teams_rosterimport": "a sheet for an area of any level",
    "reports_letterhead": "belongs to an area of any level",
    "reports_export": "belongs to an account, about an area of any level",
    "reports_datalink": "as the exports; a spreadsheet looks it up by its secret",
    "reports_mailorder": "as the exports",
    "certificates_signingkey": "what signs badges, for the whole installation",
    "privacy_keeping": "how long classes of data are kept, for the whole installation",
    "privacy_deletion": "as the keepings",
    "watching_beat": "the signs of life of workers, on whatever machine",
    "auth_group": "Django's own",
    "auth_group_permissions": "Django's own",
    "auth_permission": "Django's own",
    "django_content_type": "Django's own",
    "django_session": "who is signed in",
    "django_migrations": "Django's own",
    "django_tasks_database_dbtaskresult": "the worker's queue",
}


@cache
def distributed_models() -> tuple[type[Model], ...]:
    """Models with an origin."""
    return tuple(
        model
        for model in apps.get_models(include_auto_created=True)
        if any(column.name == KEY for column in model._meta.local_fields)
    )


@cache
def distributed_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in distributed_models())


# ------------------------------------------------------------------------------------------- models


def model_wrongs(model: type[Model]) -> Iterator[str]:
    """What speaks against distributing a model with an origin."""
    named = model.__name__
    origin = model._meta.get_field(KEY)
    if not isinstance(origin, OriginField):
        yield f"{named}.{KEY} is no OriginField: one type everywhere"
    elif origin.null or origin.editable:
        yield f"{named}.{KEY} may be empty or edited"
    key = model._meta.pk
    if not isinstance(key, models.CompositePrimaryKey) or key.field_names[0] != KEY:
        yield f"{named}: the primary key does not begin with {KEY}"
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and KEY not in constraint.fields:
            yield f"{named}: {constraint.name} is unique without {KEY}"
    for column in model._meta.local_fields:
        if column.unique and not isinstance(column, models.CompositePrimaryKey):
            yield f"{named}.{column.name} is unique by itself"
        if isinstance(column, models.AutoField):
            yield f"{named}.{column.name} is counted by the database: ids are UUIDs"
        if isinstance(column, models.ForeignKey) and column.db_constraint:
            yield f"{named}.{column.name}: a foreign key of the database (db_constraint=False)"
        if isinstance(column, models.ManyToManyField):
            yield f"{named}.{column.name}: a many-to-many table has no {KEY}"
        if (
            isinstance(column, models.ForeignObject)
            and column.related_model in distributed_models()
        ):
            pairs = zip(column.from_fields, column.to_fields, strict=True)
            if (KEY, KEY) not in pairs and not isinstance(column, models.ForeignKey):
                yield f"{named}.{column.name} is joined without {KEY}"


# ------------------------------------------------------------------------------------------- schema


@dataclass
class Schema:
    """What PostgreSQL says of the tables that the migrations made."""

    tables: set[str] = field(default_factory=set)
    #: (table, name, columns) of every unique index, primary keys included.
    unique: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    #: (table, name, columns, table it points to, deferrable).
    foreign: list[tuple[str, str, tuple[str, ...], str, bool]] = field(default_factory=list)
    #: (table, name).
    triggers: list[tuple[str, str]] = field(default_factory=list)
    #: table → type of its origin.
    origin_types: dict[str, str] = field(default_factory=dict)
    #: (table, column) whose value a sequence gives.
    counted: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, cursor: Any) -> Schema:
        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        return cls(
            tables={name for (name,) in rows(TABLES)},
            unique=[(table, name, tuple(columns)) for table, name, columns in rows(UNIQUE)],
            foreign=[(t, n, tuple(columns), to, late) for t, n, columns, to, late in rows(FOREIGN)],
            triggers=[(table, name) for table, name in rows(TRIGGERS)],
            origin_types=dict(rows(ORIGIN_TYPES)),
            counted=[(table, column) for table, column in rows(COUNTED)],
        )


def schema_wrongs(
    schema: Schema,
    distributed: Iterable[str],
    reference: Mapping[str, str],
    local: Mapping[str, str],
) -> Iterator[str]:
    """What speaks against distributing a schema."""
    spread = set(distributed)
    for table in sorted(schema.tables - spread - set(reference) - set(local)):
        yield f"{table} has no {KEY}: say in tests/house/placement.py where it lies, and why"
    for table in sorted((spread | set(reference) | set(local)) - schema.tables):
        yield f"{table} is placed, but no longer there"
    for table in sorted(spread & (set(reference) | set(local)) | set(reference) & set(local)):
        yield f"{table} is placed twice"
    if len(kinds := {schema.origin_types.get(table) for table in spread}) > 1:
        yield f"{KEY} has more than one type: {kinds}"
    for table, name, columns in schema.unique:
        if table in spread and KEY not in columns:
            yield f"{table}: {name} is unique without {KEY}"
    for table, name in schema.triggers:
        if table in spread or table in reference:
            yield f"{table}: {name} is a trigger"
    for table, column in schema.counted:
        if table in spread:
            yield f"{table}.{column} is given by a sequence"
    for table, name, columns, to, late in schema.foreign:
        if table in spread and to in spread and KEY not in columns:
            yield f"{table}: {name} points to {to} without {KEY}"
        if table in spread and late:
            yield f"{table}: {name} is checked at the commit (deferrable)"
        if table in spread and to in local:
            yield f"{table}: {name} points to {to}, which lies elsewhere"
        if table not in spread and to in spread:
            yield f"{table}: {name} points to {to}, which is distributed"
        if (table in reference and to in local) or (table in local and to in reference):
            yield f"{table}: {name} ties {to} to it; one is local, one on every machine"


_OURS = "n.nspname = current_schema()"
TABLES = f"""SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE {_OURS} AND c.relkind IN ('r', 'p')"""
UNIQUE = f"""SELECT t.relname, i.relname, ARRAY(
        SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum = ANY(x.indkey::int2[]))
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE {_OURS} AND x.indisunique"""
FOREIGN = f"""SELECT t.relname, k.conname, ARRAY(
        SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum = ANY(k.conkey)), o.relname, k.condeferrable
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class o ON o.oid = k.confrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE {_OURS} AND k.contype = 'f'"""
TRIGGERS = f"""SELECT t.relname, g.tgname FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE {_OURS} AND NOT g.tgisinternal"""
ORIGIN_TYPES = f"""SELECT t.relname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE {_OURS} AND t.relkind IN ('r', 'p') AND a.attname = '{KEY}'"""
COUNTED = f"""SELECT t.relname, a.attname FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace LEFT JOIN pg_attrdef d
    ON d.adrelid = t.oid AND d.adnum = a.attnum WHERE {_OURS} AND t.relkind IN ('r', 'p')
    AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval%'
    OR pg_get_expr(d.adbin, d.adrelid) LIKE '%gen_random_uuid%')"""
