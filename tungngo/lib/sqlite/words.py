"""Indexes of words for SQLite (FTS5): a row is found by how its words begin without looking at each.

An index follows one text column of one table, in which folded words are kept, each led by one space. Its
tokens are those words, and all their beginnings up to seven letters: so every beginning is one list to
read along, not hundreds to merge. It keeps row numbers only, of rows that have not ended, and one more
token for the commune of a row, so that it can be asked commune by commune.

Triggers keep it, whoever writes; they are dropped with the table when a migration makes it anew, and so it
is known that the index must be, too. A taken word stays in FTS5's own tables until its parts are merged
whole: `begin_tidying` and `go_on` do that, in small steps (docs/decisions/0036-words-on-sqlite.md).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from tungngo.lib.lookups import vendor

log = logging.getLogger(__name__)

#: All tables of indexes begin so, this one keeps how far each is. None is data: backups do not count them.
PREFIX = "words_"
STATE = f"{PREFIX}state"
#: Rows of one step of building, pages of one step of merging: some hundredths of a second each.
ROWS, PAGES = 2_000, 100
#: Of so many rows the log says how far building is.
MANY = 100_000
#: Rows looked at when a start looks whether an index still fits its table.
SAMPLE = 40

#: Up to which row an index holds its table, once it holds all of it.
WHOLE = 2**63 - 1
_STATE = f"""CREATE TABLE IF NOT EXISTS {STATE} (
    name TEXT PRIMARY KEY, built_to INTEGER NOT NULL,
    to_tidy INTEGER NOT NULL, tidying INTEGER NOT NULL) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Words:
    """The index of a table that has the columns `folded`, `path` and `ended_on`."""

    #: Of the rows, in the plural.
    rows: str
    table: str

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.rows}"

    def schema(self) -> dict[str, str]:
        """Name → statement of the index and of each trigger, as SQLite keeps them."""
        put = (
            f"INSERT INTO {self.name}(rowid, folded) SELECT new.rowid, {_text('new')}"
            f" WHERE {_counts('new')} AND {self._is_built('new')};"
        )
        take = (
            f"INSERT INTO {self.name}({self.name}, rowid, folded)"
            f" SELECT 'delete', old.rowid, {_text('old')} WHERE {_counts('old')}"
            f" AND {self._is_built('old')};"
            f" UPDATE {STATE} SET to_tidy = 1 WHERE name = '{self.name}' AND NOT to_tidy;"
        )
        changed = (
            "old.folded IS NOT new.folded OR (old.ended_on IS NULL) IS NOT (new.ended_on IS NULL)"
            f" OR {commune_token('old.path')} IS NOT {commune_token('new.path')}"
        )
        return {
            self.name: f"CREATE VIRTUAL TABLE {self.name} USING fts5(folded, content='',"
            " columnsize=0, detail='none', tokenize='ascii', prefix='1 2 3 4 5 6 7')",
            f"{self.name}_put": f"CREATE TRIGGER {self.name}_put AFTER INSERT ON {self.table}"
            f" BEGIN {put} END",
            f"{self.name}_take": f"CREATE TRIGGER {self.name}_take AFTER DELETE ON {self.table}"
            f" BEGIN {take} END",
            f"{self.name}_change": f"CREATE TRIGGER {self.name}_change"
            f" AFTER UPDATE OF folded, ended_on, path ON {self.table}"
            f" WHEN {changed} BEGIN {take} {put} END",
        }

    def _is_built(self, row: str) -> str:
        """Rows that building has not come to yet are left to it: FTS5 takes out only what it holds."""
        return f"{row}.rowid <= (SELECT built_to FROM {STATE} WHERE name = '{self.name}')"


def _text(row: str) -> str:
    """What is indexed of a row: its words and its commune."""
    return f"{row}.folded || ' ' || {commune_token(f'{row}.path')}"


def _counts(row: str) -> str:
    return f"{row}.ended_on IS NULL AND {row}.folded <> ''"


def commune_token(path: str) -> str:
    """SQL for the token of the commune of a path: a character for private use, one for each number that a
    commune's code is. Where two codes were one number, more would be found than asked for, never less."""
    return f"char(983040 + CAST(substr({path}, instr({path}, '.') + 1) AS INTEGER))"


def asked(words: Sequence[Sequence[str]], token: str = "") -> str:
    """The question to an index, to be written behind MATCH: each of the words by one of its beginnings (led
    by a space, as in `folded`), and the token of a commune."""
    said = [
        "(" + " OR ".join(f'"{beginning.strip()}"*' for beginning in either) + ")"
        for either in words
    ]
    return " AND ".join([*said, token] if token else said)


def usable(indexes: Sequence[Words]) -> bool:
    """Whether these indexes follow their tables and hold every row."""
    wanted = {name for index in indexes for name in index.schema()}
    with connection.cursor() as cursor:
        if not wanted <= set(_kept(cursor)):
            return False
        cursor.execute(f"SELECT name FROM {STATE} WHERE built_to = {WHOLE}")
        return {index.name for index in indexes} <= {name for (name,) in cursor.fetchall()}


def _kept(cursor: Any) -> dict[str, str]:
    """Name → statement of all that is kept here of indexes."""
    cursor.execute(
        f"SELECT name, sql FROM sqlite_master WHERE substr(name, 1, {len(PREFIX)}) = '{PREFIX}'"
    )
    return dict(cursor.fetchall())


def install(indexes: Sequence[Words], *, seconds: float = 2.0) -> None:
    """Make the indexes that are missing or do not fit their tables, and fill them for so many seconds: a
    small installation's at once; the rest is for `go_on`. Quick when there is nothing to do."""
    if vendor() != "sqlite":
        return
    for index in indexes:
        with connection.cursor() as cursor:
            fits = index.schema().items() <= _kept(cursor).items() and _fits(cursor, index)
        if not fits:
            _make_anew(index)
    go_on(indexes, seconds=seconds)


def _make_anew(index: Words) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STATE)
        # Web and worker may start at once: the other may have made it since it was looked for.
        for name in _kept(cursor).keys() & index.schema().keys():
            cursor.execute(f"DROP {'TABLE' if name == index.name else 'TRIGGER'} {name}")
        for statement in index.schema().values():
            cursor.execute(statement)
        cursor.execute(f"INSERT OR REPLACE INTO {STATE} VALUES ('{index.name}', -1, 0, 0)")


def _fits(cursor: Any, index: Words) -> bool:
    """Whether some rows, from the first to the last, are found by their own words: in a file that other
    hands repaired, rows may have other numbers."""
    cursor.execute(f"SELECT built_to FROM {STATE} WHERE name = '{index.name}'")
    if cursor.fetchone() != (WHOLE,):
        return True
    cursor.execute(f"SELECT max(rowid) FROM {index.table}")
    last = cursor.fetchone()[0] or 0
    for nth in range(min(SAMPLE, last)):
        cursor.execute(
            f"SELECT rowid, folded FROM {index.table} AS row"
            f" WHERE rowid > %s AND {_counts('row')} ORDER BY rowid LIMIT 1",
            [last * nth // SAMPLE],
        )
        for number, folded in cursor.fetchall():
            cursor.execute(
                f"SELECT 1 FROM {index.name} WHERE {index.name} MATCH %s AND rowid = %s",
                [asked([(word,) for word in folded.split()]), number],
            )
            if cursor.fetchone() is None:
                return False
    return True


def begin_tidying(indexes: Sequence[Words]) -> None:
    """Where rows were taken out since it was last tidied: have `go_on` merge the parts of the index into
    one, so that nothing in the file tells any more which words those rows had."""
    if vendor() != "sqlite" or not usable(indexes):
        return
    for index in indexes:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {STATE} SET to_tidy = 0, tidying = 1"
                f" WHERE name = '{index.name}' AND to_tidy AND NOT tidying"
            )
            if cursor.rowcount:
                _merge(cursor, index, -PAGES)


def go_on(indexes: Sequence[Words], *, seconds: float) -> None:
    """Build and tidy what is to be, in short transactions: one at least, and for so many seconds."""
    if vendor() != "sqlite":
        return
    until = time.monotonic() + seconds
    for index in indexes:
        while (step := _next_step(index)) is not None:
            with transaction.atomic(), connection.cursor() as cursor:
                step(cursor, index)
            if time.monotonic() > until:
                return


def _next_step(index: Words) -> Callable[[Any, Words], None] | None:
    with connection.cursor() as cursor:
        if index.name not in _kept(cursor):
            return None
        cursor.execute(f"SELECT built_to, tidying FROM {STATE} WHERE name = '{index.name}'")
        built_to, tidying = cursor.fetchone()
    if built_to != WHOLE:
        return _build_on
    return _tidy_on if tidying else None


def _build_on(cursor: Any, index: Words) -> None:
    """Index the next rows."""
    cursor.execute(f"SELECT built_to FROM {STATE} WHERE name = '{index.name}'")
    [(built_to,)] = cursor.fetchall()
    cursor.execute(
        f"SELECT max(rowid), (SELECT max(rowid) FROM {index.table}) FROM"
        f" (SELECT rowid FROM {index.table} WHERE rowid > %s ORDER BY rowid LIMIT {ROWS})",
        [built_to],
    )
    [(upto, last)] = cursor.fetchall()
    if upto is None:
        cursor.execute(f"UPDATE {STATE} SET built_to = {WHOLE} WHERE name = '{index.name}'")
        return
    cursor.execute(
        f"INSERT INTO {index.name}(rowid, folded) SELECT rowid, {_text('row')}"
        f" FROM {index.table} AS row WHERE rowid > %s AND rowid <= %s AND {_counts('row')}"
        " ORDER BY rowid",
        [built_to, upto],
    )
    cursor.execute(f"UPDATE {STATE} SET built_to = %s WHERE name = '{index.name}'", [upto])
    if last > MANY and upto * 10 // last > max(built_to, 0) * 10 // last:
        log.warning("Words of %s are being indexed: %d %% done", index.rows, upto * 100 // last)


def _tidy_on(cursor: Any, index: Words) -> None:
    if not _merge(cursor, index, PAGES):
        cursor.execute(f"UPDATE {STATE} SET tidying = 0 WHERE name = '{index.name}'")


def _merge(cursor: Any, index: Words, pages: int) -> bool:
    """A step of FTS5's own merging; of a negative number of pages, that of all parts begins. Whether there
    was anything to do."""
    before = connection.connection.total_changes
    cursor.execute(f"INSERT INTO {index.name}({index.name}, rank) VALUES ('merge', %s)", [pages])
    # FTS5's documentation: by less than two, nothing was merged.
    return bool(connection.connection.total_changes - before >= 2)
