"""Forgotten: people whose data were erased, so that a list loaded again does not bring them back.

Of each a few **traces** are kept: keyed hashes of folded name, year of birth and door. They say "this
one" when a list names the same person behind the same door, and nothing to whoever has no key.
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
