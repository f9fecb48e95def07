"""A long table's pages: counted, and turned over, up to so many rows.

Nobody reads on after thousands, and counting millions takes seconds.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

PAGE = 50
MOST_ROWS = 10_000


class Rows(Paginator[Any]):
    """The pages of what was found, in its order, up to `most` rows."""

    def __init__(self, found: QuerySet[Any], most: int = MOST_ROWS):
        super().__init__(found, PAGE)
        self._most = most
        self._some = found.order_by().values("pk")[: most + 1]

    @cached_property
    def _up_to_one_more(self) -> int:
        return self._some.count()

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        """Rows that can be turned over."""
        return min(self._up_to_one_more, self._most)

    @property
    def more(self) -> str:
        """What stands behind the count where there are more."""
        return "+" if self._up_to_one_more > self._most else ""
