"""What a person may see: a handful of path prefixes.

A path is a string of official codes, each closed by a dot: ``01.00322.07.`` (province, commune,
residential group); the nation's path is empty. A role at an area reaches every path that starts
with the area's path. The closing dot matters: ``01.0032.`` must not reach ``01.00322.``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


def commune_path(path: str) -> str:
    """The path of the commune that a path is or lies in; a path above communes stays as it is."""
    return "".join(f"{code}." for code in path.split(".")[:2] if code)


def area_code(path: str) -> str:
    """The code of the area at a path: a group's with that of its commune, the nation's is VN."""
    codes = path.split(".")[:-1]
    return ".".join(codes[1:]) if len(codes) > 2 else codes[-1] if codes else "VN"


def path_below(above: str, path: str) -> str:
    """The path directly below `above` that `path` is or lies under; `above` itself stays as it is."""
    return path[: path.index(".", len(above)) + 1] if len(path) > len(above) else above


def path_above(prefix: str) -> str:
    """The smallest string greater than every path under `prefix` in binary order ("." + 1 is "/")."""
    return prefix[:-1] + "/"


@dataclass(frozen=True, slots=True)
class Reach:
    """The paths a caller covers, without repetition: no path in it lies under another."""

    paths: tuple[str, ...]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Reach:
        """The smallest reach that covers `paths`."""
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not any(path.startswith(other) for other in kept):
                kept.append(path)
        return cls(tuple(kept))

    @classmethod
    def everything(cls) -> Reach:
        """The reach of the system itself (imports from the command line, recounts)."""
        return cls(("",))

    @classmethod
    def nothing(cls) -> Reach:
        return cls(())

    def covers(self, path: str) -> bool:
        """True when `path` lies at or under one of mine."""
        return any(path.startswith(mine) for mine in self.paths)

    def touches(self, path: str) -> bool:
        """True when `path` is mine or stands above something of mine (so it may be passed through)."""
        return self.covers(path) or any(mine.startswith(path) for mine in self.paths)

    def within(self, path: str) -> Reach:
        """What of me lies at or under `path`: the reach for a page about one area."""
        if self.covers(path):
            return Reach((path,))
        return Reach(tuple(mine for mine in self.paths if mine.startswith(path)))

    def q(self, field: str = "path") -> Q:
        """A filter on a path column, written as ranges so that an index on it serves."""
        if "" in self.paths:
            return ~Q(pk__in=[])  # always true; an empty Q would vanish when joined by OR
        clause = Q(pk__in=[])
        for prefix in self.paths:
            clause |= Q(**{f"{field}__gte": prefix, f"{field}__lt": path_above(prefix)})
        return clause

    def filter(self, rows: Any, field: str = "path") -> Any:
        """`rows` (a queryset) cut down to what I cover."""
        return rows.none() if not self.paths else rows.filter(self.q(field))
