"""Reads by prepared statements outlive what happens to a connection and to a table."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction

from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.lib import lookups

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="only there statements outlive a call"
    ),
]


def elsewhere(sql: str) -> None:
    """Have another connection do something."""

    def work() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        finally:
            connections.close_all()

    other = threading.Thread(target=work)
    other.start()
    other.join()


def test_a_connection_that_was_cut_between_two_calls_is_opened_anew():
    who = make_account(actor=None, full_name="Trần Văn Bình")
    assert lookups.one(Account, id=who.id) == who
    elsewhere(f"SELECT pg_terminate_backend({connection.connection.info.backend_pid})")
    # As Django does where a call begins.
    connection.health_check_enabled, connection.health_check_done = True, False
    try:
        assert lookups.one(Account, id=who.id) == who
    finally:
        connection.health_check_enabled = False


@pytest.mark.parametrize("within", [False, True])
def test_a_migration_that_widens_a_column_stops_nobody_for_long(within):
    who = make_account(actor=None, full_name="Trần Văn Bình")
    for _ in range(6):
        assert lookups.one(Account, id=who.id) == who
    before = Account._meta.get_field("full_name").db_type(connection)
    widen = "ALTER TABLE accounts_account ALTER COLUMN full_name TYPE {}"
    elsewhere(widen.format("varchar(300)"))
    try:
        if within:
            with pytest.raises(Exception, match="cached plan"), transaction.atomic():
                lookups.one(Account, id=who.id)
        with transaction.atomic():
            pass
        assert lookups.one(Account, id=who.id) == who
        with transaction.atomic():
            assert lookups.one(Account, id=who.id) == who
    finally:
        elsewhere(widen.format(before))


def test_a_plan_made_over_an_empty_table_goes_by_its_index():
    def plan() -> str:
        with connection.cursor() as cursor:
            cursor.execute("PREPARE mine AS SELECT * FROM bench WHERE id = ANY($1)")
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
            cursor.execute("EXPLAIN EXECUTE mine(ARRAY[1, 2])")
            said = "\n".join(line for (line,) in cursor.fetchall())
            cursor.execute("DEALLOCATE mine")
            return said

    def settings() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('jit')")
            return cursor.fetchone()

    usual = settings()
    assert usual[0] == "on"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench (id integer PRIMARY KEY) ON COMMIT DROP")
        cursor.execute("ANALYZE bench")
        assert "Seq Scan" in plan(), "or there is nothing to guard against"
        lookups.go_by_indexes()
        assert "Seq Scan" not in plan()
        assert settings() == ("off", "off")
    assert settings() == usual
