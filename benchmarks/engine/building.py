"""Fills an empty, migrated database with a world: set-wise, the rows are made where they are kept."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Model

from benchmarks.engine.world import HOUSEHOLD, PEOPLE, PHONE, RESIDENT, World, secret_of
from tungngo.accounts.models import Account, Badge, Device
from tungngo.accounts.rules import secret_hash
from tungngo.campaigns import actions as campaigns
from tungngo.campaigns.templates import shipped_templates
from tungngo.learning.actions import install_guides
from tungngo.lib import clock, text
from tungngo.lib.reach import Reach
from tungngo.lib.sqlite import words
from tungngo.teams.models import Membership, Team
from tungngo.territory.actions import install_units
from tungngo.territory.indexed import INDEXES
from tungngo.territory.models import Area, Household, Kind, Level, Resident
from tungngo.territory.queries import area_of
from tungngo.territory.rules import searchable

OFFICER = "bench-officer"
#: Days of the campaign that have gone by.
DAYS_GONE = 44
#: How many groups one statement fills.
GROUPS_AT_ONCE = 200
SURNAMES = (
    *("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng"),
    *("Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Lò", "Vàng", "Hà"),
)
MIDDLE = ("Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Thu", "Xuân", "Hồng")
GIVEN = (
    *("An", "Bình", "Chi", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hoa"),
    *("Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam"),
)
NAMES = 997


def build(world: World) -> None:
    """Everything: units, groups, campaign, teams with their phones, households and residents."""
    install_units(actor=None)
    campaigns.install_skills()
    install_guides()
    _groups(world)
    _campaign(world)
    Account.objects.create(
        username=OFFICER, full_name="Bench", is_operator=True, created_at=clock.now()
    )
    _phones(world)
    _names()
    _numbers(world)
    for first in range(0, len(world.groups), GROUPS_AT_ONCE):
        with transaction.atomic():
            _fill(Household, _household(world), first, world)
            _fill(Resident, _resident(world), first, world)
    with connection.cursor() as cursor:
        for table in ("bench_name", "bench_group", "bench_number"):
            cursor.execute(f"DROP TABLE {table}")
    words.install(INDEXES)
    words.go_on(INDEXES, seconds=3_600)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _groups(world: World) -> None:
    parents = {area.path: area for area in Area.objects.filter(level=Level.COMMUNE)}
    made = []
    for path in world.groups:
        commune = parents[path[: path[:-1].rfind(".") + 1]]
        number = path.split(".")[2]
        words = f"số {int(number)}"
        made.append(
            Area(
                code=f"{commune.code}.{number}",
                parent=commune,
                level=Level.GROUP,
                path=path,
                kind=Kind.URBAN_GROUP,
                name=words,
                folded=searchable("Tổ dân phố", words, commune.full_name),
                sort_key=number,
                valid_from_on=clock.today(),
            )
        )
    Area.objects.bulk_create(made, batch_size=2_000)


def _campaign(world: World) -> None:
    today = clock.today()
    campaign = campaigns.create_campaign(
        actor=None,
        area=area_of(Reach.everything(), world.above),
        name="Bench",
        starts_on=today - timedelta(days=DAYS_GONE),
        ends_on=today + timedelta(days=14),
        template=shipped_templates()["45-days"],
    )
    campaigns.start_campaign(actor=None, campaign=campaign)


def _phones(world: World) -> None:
    """A team in every group; one account, badge and device for every phone."""
    began = clock.now() - timedelta(days=DAYS_GONE + 10)
    areas = dict(Area.objects.filter(level=Level.GROUP).values_list("path", "code"))
    teams = [
        Team(area_id=areas[path], path=path, name="Tổ", sort_key=path, created_at=began)
        for path in world.groups
    ]
    Team.objects.bulk_create(teams, batch_size=2_000)
    for start in range(0, world.phones, 5_000):
        numbers = range(start, min(start + 5_000, world.phones))
        accounts = [Account(full_name=f"B {n}", created_at=began) for n in numbers]
        badges = [
            Badge(
                account=account,
                secret_hash=secret_hash(f"bench-badge-{n}"),
                issued_at=began,
                expires_at=began + timedelta(days=60),
                used_at=began,
            )
            for n, account in zip(numbers, accounts, strict=True)
        ]
        with transaction.atomic():
            Account.objects.bulk_create(accounts)
            Badge.objects.bulk_create(badges)
            Device.objects.bulk_create(
                Device(
                    id=uuid.UUID(f"{PHONE}{n:012x}"),
                    account=badge.account,
                    badge=badge,
                    secret_hash=secret_hash(secret_of(n)),
                    created_at=began,
                )
                for n, badge in zip(numbers, badges, strict=True)
            )
            Membership.objects.bulk_create(
                Membership(team=teams[world.group_of_phone(n)], account=account, since_at=began)
                for n, account in zip(numbers, accounts, strict=True)
            )


# ------------------------------------------------------------------------------- doors and people


def _names() -> None:
    """A table of made-up names, from which every row takes one by its number."""
    chance = random.Random(3)
    rows = []
    for number in range(NAMES):
        name = " ".join(chance.choice(part) for part in (SURNAMES, MIDDLE, GIVEN))
        rows.append((number, name, searchable(name), text.fold_loose(name)))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_name (k int PRIMARY KEY, name text, folded text, key text)"
        )
        cursor.executemany("INSERT INTO bench_name VALUES (%s, %s, %s, %s)", rows)


def _numbers(world: World) -> None:
    """The groups by number, and the numbers of doors and people."""
    rows = [(n, path.split(".")[1], path) for n, path in enumerate(world.groups)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_group (g int PRIMARY KEY, origin text, path text)")
        cursor.executemany("INSERT INTO bench_group VALUES (%s, %s, %s)", rows)
        cursor.execute("CREATE TABLE bench_number (n int PRIMARY KEY)")
        cursor.executemany(
            "INSERT INTO bench_number VALUES (%s)", [(n,) for n in range(world.doors)]
        )


def _id(prefix: str, number: str) -> str:
    """SQL of an id: the prefix and a number."""
    if connection.vendor == "postgresql":
        return f"('{prefix}' || lpad(to_hex({number}), 12, '0'))::uuid"
    return f"('{prefix.replace('-', '')}' || printf('%012x', {number}))"


def _padded(number: str) -> str:
    """SQL of a number as text that sorts."""
    if connection.vendor == "postgresql":
        return f"lpad(({number})::text, 5, '0')"
    return f"printf('%05d', {number})"


def _household(world: World) -> dict[str, str]:
    number = f"(g.g * CAST({world.doors} AS bigint) + d.n)"
    house = "CAST(d.n + 1 AS text)"
    return {
        "origin": "g.origin",
        "id": _id(HOUSEHOLD, number),
        "path": "g.path",
        "code": f"{_padded('g.g')} || '-' || {_padded('d.n')}",
        "head_name": "w.name",
        "address": f"{house} || ' Ngõ ' || CAST(1 + d.n / 40 AS text)",
        "lane_key": f"'ngo ' || {_padded('1 + d.n / 40')}",
        "lane_name": "'Ngõ ' || CAST(1 + d.n / 40 AS text)",
        "house": house,
        "walk_key": f"'ngo ' || {_padded('1 + d.n / 40')} || ' ' || {_padded('d.n')}",
        "folded": f"w.folded || ' ' || {house} || ' ngo ' || CAST(1 + d.n / 40 AS text)",
        "poor": "d.n % 50 = 7",
        "priority": "CASE WHEN d.n % 50 = 7 THEN 4 WHEN d.n % 8 = 3 THEN 16 ELSE 0 END",
        "k": f"{number} * 7",
    }


def _resident(world: World) -> dict[str, str]:
    door = f"(g.g * CAST({world.doors} AS bigint) + d.n)"
    return {
        "origin": "g.origin",
        "id": _id(RESIDENT, f"({door} * 8 + p.p)"),
        "household_id": _id(HOUSEHOLD, door),
        "path": "g.path",
        "full_name": "w.name",
        "sort_key": "w.key",
        "folded": "w.folded",
        "birth_year": "CASE p.p WHEN 0 THEN 1950 + d.n % 40 WHEN 1 THEN 1960 + d.n % 40"
        " ELSE 2010 + d.n % 15 END",
        "sex": "CASE WHEN p.p = 1 THEN 'f' ELSE 'm' END",
        # Only the first doors have officials: the measuring of lags looks out for them.
        "segment": "CASE WHEN d.n = 0 THEN 'official' WHEN p.p < 2 THEN 'adult'"
        " WHEN d.n % 15 < 9 THEN 'student' ELSE 'child' END",
        "place_in_household": "p.p",
        "k": f"{door} * 7 + p.p * 331",
    }


def _fill(model: type[Model], made: Mapping[str, str], first: int, world: World) -> None:
    """Fill `model` for the groups from `first` on, one statement. What is not made is the default."""
    expressions: list[str] = []
    parameters: list[Any] = []
    columns = []
    for field in model._meta.concrete_fields:
        columns.append(connection.ops.quote_name(str(field.column)))
        if field.name in made:
            expressions.append(made[field.name].replace("%", "%%"))
            continue
        value = None if field.null else _otherwise(field)
        expressions.append("%s" if value is not None else "NULL")
        if value is not None:
            parameters.append(field.get_db_prep_save(value, connection))
    people = "" if model is Household else (
        f" CROSS JOIN (SELECT n AS p FROM bench_number WHERE n < {PEOPLE}) p"
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
            f" SELECT {', '.join(expressions)} FROM bench_group g CROSS JOIN bench_number d{people}"
            f" JOIN bench_name w ON w.k = ({made['k']}) %% {NAMES}"
            f" WHERE g.g >= {first} AND g.g < {first + GROUPS_AT_ONCE} AND d.n < {world.doors}"
            " ORDER BY g.g, d.n",
            parameters,
        )


def _otherwise(field: Any) -> Any:
    """What a column holds that the world says nothing about."""
    if field.default is not NOT_PROVIDED:
        return field.get_default()
    return clock.now()  # the only columns without a default are moments
