"""Which trouble a fault tells of: no room left on a disk, or a database that is away or busy.

Drivers are known by their attributes, so that this file needs none of them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator

#: SQLite's code for "database or disk is full", and PostgreSQL's states for the same.
SQLITE_FULL = 13
POSTGRES_FULL = ("53100",)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
#: Names of errors of Django's and the drivers' that say: not now. Nothing was committed.
AWAY = {"OperationalError", "InterfaceError", "PoolTimeout"}


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def is_out_of_room(fault: BaseException) -> bool:
    """Whether the fault, or what led to it, is a full disk: the server's own or the database's."""
    for one in _chain(fault):
        if isinstance(one, OSError) and one.errno in NO_ROOM:
            return True
        if (getattr(one, "sqlite_errorcode", None) or 0) & 0xFF == SQLITE_FULL:
            return True
        if getattr(one, "sqlstate", None) in POSTGRES_FULL:
            return True
    return False


def is_away(fault: BaseException) -> bool:
    """Whether the fault itself says that the database is away, locked or took too long."""
    return any(kind.__name__ in AWAY for kind in type(fault).__mro__)
