"""Django's SQLite back end; a transaction begins when it is this writer's turn (see turns.py)."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from tungngo.lib.sqlite.turns import Turn, turn_of

#: What is changed here is not among what the types of Django tell.
_Django: Any = base.DatabaseWrapper


class DatabaseWrapper(_Django):
    """One connection. Statements outside a transaction wait as SQLite itself makes them wait."""

    _turn: Turn | None = None

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
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_back()
            raise

    def _commit(self) -> Any:
        done = super()._commit()
        self._give_back()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._give_back()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give_back()
