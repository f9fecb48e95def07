"""Forgotten: people whose data were erased, so that a list loaded again does not bring them back; and rows
whose names were deleted when the campaigns were over, so that the next list fills them in again.

Of each a few **traces** are kept: keyed hashes of name, birth and door or row. They say "this one" when
a list names the same person, and nothing to whoever has no key.
"""

from __future__ import annotations

from django.db import models

from tungngo.lib.columns import OriginField


class Forgotten(models.Model):
    """Somebody who was erased, under the key their facts still count by."""

    pk = models.CompositePrimaryKey("origin", "resident_id")
    origin = OriginField()
    resident_id = models.UUIDField()
    #: Hex digits (rules.trace).
    traces = models.JSONField(default=list)
    forgotten_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.resident_id)


class Unnamed(models.Model):
    """A household or person whose name was deleted when its time was over (privacy.keeping "names"), still
    on the list: the next list that names them finds the row, and counts nobody twice."""

    pk = models.CompositePrimaryKey("origin", "row_id")
    origin = OriginField()
    row_id = models.UUIDField()
    is_door = models.BooleanField(default=False)
    #: Hex digits (again.row_traces, again.head_traces).
    traces = models.JSONField(default=list)
    unnamed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.row_id)
