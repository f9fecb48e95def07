"""Django's SQLite back end; a transaction begins when it is this writer's turn (see turns.py), and may be
flushed together with others (see flush.py)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from tungngo.lib.lookups import vendor
from tungngo.lib.sqlite.flush import flush_of
from tungngo.lib.sqlite.turns import Turn, turn_of

#: What is changed here is not among what the types of Django tell.
_Django: Any = base.DatabaseWrapper


class Cursor(base.SQLiteCursorWrapper):
    """Django's, which writes `%s` as SQLite's `?` anew for every statement: most are the same again."""

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_marks(query)
        return str(super().convert_query(query, param_names=param_names))


@lru_cache(maxsize=1_000)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(_Django):
    """One connection. Statements outside a transaction wait as SQLite itself makes them wait."""

    _turn: Turn | None = None
    #: Whether what is committed now is flushed later, by `flush_now` (flush.py).
    flushes_later = False
    #: Whether SQLite was told not to flush the transaction in hand; and whether one so committed waits.
    _unflushing = _to_flush = False

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE" and not self.is_in_memory_db():
            turn = turn_of(str(self.settings_dict["NAME"]))
            try:
                came = turn.take(self.settings_dict["OPTIONS"].get("timeout", 5))
            except OSError as trouble:
                raise OperationalError(f"no turn to write: {trouble.strerror}") from trouble
            if not came:
                raise OperationalError("database is locked: the turn to write did not come")
            self._turn = turn
        try:
            if self.flushes_later:
                self._flush_at_commit(False)
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_back()
            raise

    def _flush_at_commit(self, each: bool) -> None:
        """Whether SQLite itself flushes its log at every commit; said outside of transactions only."""
        self.connection.execute(f"PRAGMA synchronous = {'FULL' if each else 'NORMAL'}")
        self._unflushing = not each

    def _commit(self) -> Any:
        done = super()._commit()
        self._to_flush = self._to_flush or self._unflushing
        self._give_back()
        return done

    def flush_now(self) -> None:
        """Wait until what was committed without a flush is on the disk. Raises OperationalError."""
        waits, self._to_flush = self._to_flush, False
        if waits:
            try:
                flush_of(str(self.settings_dict["NAME"])).wait()
            except OSError as trouble:
                raise OperationalError(f"not on the disk: {trouble.strerror}") from trouble

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._give_back()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._unflushing = False  # a new connection begins as all do
            self._give_back()

    def _give_back(self) -> None:
        turn, self._turn = self._turn, None
        try:
            if self._unflushing:
                self._flush_at_commit(True)
        finally:
            if turn is not None:
                turn.give_back()


@contextmanager
def flushed_together() -> Iterator[None]:
    """What is committed within is on the disk when this ends, flushed together with what others commit
    meanwhile. On PostgreSQL, which does so by itself, nothing happens. Raises OperationalError when the
    disk refuses: what was committed may be lost with the machine's power, and nobody may be told of it.
    """
    if vendor() != "sqlite":
        yield
        return
    line: Any = connection
    line.flushes_later = True
    try:
        yield
    finally:
        line.flushes_later = False
        line.flush_now()
