"""The throw-away PostgreSQL: it works, asks for its password, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from scripts import postgres

pytestmark = pytest.mark.skipif(
    postgres.binaries() is None, reason="PostgreSQL's server programs are not installed"
)


def test_a_server_of_ones_own() -> None:
    with postgres.throwaway_server() as url:
        with psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT current_setting('server_encoding'), current_setting('fsync'),"
                " 'Ngõ' < 'ngõ', current_setting('data_directory')"
            ).fetchone()
        assert row is not None
        assert row[:3] == ("UTF8", "off", True)
        folder = Path(row[3]).parent
        assert folder.is_dir()
        password = url.split(":")[2].split("@")[0]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url.replace(password, "guess"))
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_nothing_is_left_when_the_work_inside_fails() -> None:
    seen: list[str] = []

    def work() -> None:
        with postgres.throwaway_server(durable=True) as url, psycopg.connect(url) as connection:
            row = connection.execute(
                "SELECT current_setting('fsync'), current_setting('data_directory')"
            ).fetchone()
            seen.extend(row or ())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    fsync, folder = seen
    assert fsync == "on"
    assert not Path(folder).parent.exists()
