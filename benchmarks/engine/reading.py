"""What is read of a world: pages of the desk by level, tables of households, and the recount."""

from __future__ import annotations

import http.client
import time

from django.db import connection
from django.test import Client

from benchmarks.engine.building import OFFICER
from benchmarks.engine.load import HOST
from benchmarks.engine.watching import page_seconds
from benchmarks.engine.world import World
from benchmarks.figures import figure, percentile
from tungngo.accounts.models import Account
from tungngo.encounters.models import Encounter
from tungngo.lib.reach import Reach
from tungngo.progress.actions import recount
from tungngo.progress.check import check
from tungngo.progress.counting import leaves_counted
from tungngo.progress.models import Population, Tally

ROUNDS = 15
SEARCHES = ("nguyen van", "hoa", "12 ngo 3")


def cookie_of_officer() -> str:
    """A signed-in officer's cookie, who reaches everything."""
    client = Client()
    client.force_login(Account.objects.get(username=OFFICER))
    return f"sessionid={client.cookies['sessionid'].value}"


def boards_of(world: World) -> dict[str, list[str]]:
    """Level → addresses of its boards, several where there are several."""
    communes = [path.split(".")[1] for path in world.communes[:10]]
    groups = [".".join(path.split(".")[1:3]) for path in world.groups[::37][:20]]
    return {
        "nation": ["/desk/areas/VN/"],
        "province": ["/desk/areas/01/"],
        "commune": [f"/desk/areas/{code}/" for code in communes],
        "group": [f"/desk/areas/{code}/" for code in groups],
    }


def tables_of() -> dict[str, str]:
    """Name → address of a table of households, filtered and sorted in the ways the desk offers."""
    found = {}
    for level, code in (("nation", "VN"), ("province", "01"), ("commune", "00322")):
        base = f"/desk/areas/{code}/households/"
        found[f"{level}.plain"] = base
        found[f"{level}.urgent"] = f"{base}?priority=1"
        found[f"{level}.page_9"] = f"{base}?page=9"
        for nth, words in enumerate(SEARCHES):
            found[f"{level}.search_{nth}"] = f"{base}?q={words.replace(' ', '+')}"
    return found


def read_tables(prefix: str, port: int, cookie: str, *, seconds: float = 60) -> None:
    """The 95th percentile of every table of households, and of all together."""
    line = http.client.HTTPConnection(HOST, port, timeout=300)
    waits: list[float] = []
    ends = time.perf_counter() + seconds
    for name, address in tables_of().items():
        took: list[float] = []
        while len(took) < ROUNDS and (len(took) < 2 or time.perf_counter() < ends):
            took.append(page_seconds(line, address, cookie))
        waits += took
        figure(f"{prefix}.household_table_p95_ms.{name}", percentile(took, 95) * 1000, "ms")
    figure(f"{prefix}.household_table_p95_ms", percentile(waits, 95) * 1000, "ms", at_most=300)


def read_boards(prefix: str, port: int, cookie: str, world: World) -> None:
    """The boards of every level while nothing else happens."""
    line = http.client.HTTPConnection(HOST, port, timeout=300)
    for level, addresses in boards_of(world).items():
        took = [
            page_seconds(line, addresses[n % len(addresses)], cookie) for n in range(ROUNDS + 5)
        ]
        figure(f"{prefix}.board_quiet_p95_ms.{level}", percentile(took, 95) * 1000, "ms")


def recount_commune(prefix: str, world: World) -> None:
    """The first commune from scratch: its tallies are thrown away and counted again."""
    commune = Reach((world.communes[0],))
    paths = leaves_counted(commune)
    for model in (Tally, Population):
        commune.filter(model.objects.all()).delete()
    started = time.perf_counter()
    recount(paths=paths)
    figure(
        f"{prefix}.recount_commune_s",
        time.perf_counter() - started,
        "s",
        at_most=5,
        groups=len(paths),
    )


def differences(prefix: str) -> int:
    """`recount --check` over everything; how many differences."""
    started = time.perf_counter()
    found = list(check(Reach.everything()))
    for one in found[:5]:
        print(one)
    took = round(time.perf_counter() - started, 1)
    figure(f"{prefix}.differences", len(found), "", at_most=0, check_s=took)
    return len(found)


def bulk_per_second(most: int = 200_000) -> float:
    """The database's own bulk insert: the rows of encounters that were just taken, into a like table."""
    table, like = Encounter._meta.db_table, "bench_encounter"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {like} (LIKE {table} INCLUDING ALL)")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
            for (sql,) in cursor.fetchall():
                if sql:
                    cursor.execute(sql.replace(f'"{table}"', f'"{like}"').replace(
                        'INDEX "', 'INDEX "bench_'
                    ))  # fmt: skip
        cursor.execute(f"SELECT * FROM {table} LIMIT {most}")
        rows = cursor.fetchall()
        started = time.perf_counter()
        if connection.vendor == "postgresql":
            _copy(cursor, like, rows)
        else:
            cursor.execute("BEGIN IMMEDIATE")
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {like} VALUES ({marks})", rows)
            cursor.execute("COMMIT")
        took = time.perf_counter() - started
        cursor.execute(f"DROP TABLE {like}")
    return len(rows) / took


def _copy(cursor, like: str, rows: list) -> None:  # type: ignore[no-untyped-def]
    with cursor.copy(f"COPY {like} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
