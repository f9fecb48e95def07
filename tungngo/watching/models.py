"""Watching: whether the system itself is well, and how far behind its counts are.

A **beat** is the sign of life of a worker: one row a machine, renewed every few seconds, so that the web
processes (perhaps on other machines) can say whether anybody counts. What a worker learns about itself
(areas counted, slow statements, a clock that was moved) travels on it.
"""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """The sign of life of the worker on one machine. `name` is the machine's."""

    name = models.CharField(primary_key=True, max_length=64)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    #: When it last recounted something, and how many areas it ever did.
    counted_at = models.DateTimeField(null=True)
    counted = models.PositiveBigIntegerField(default=0, db_default=0)
    slow_queries = models.PositiveBigIntegerField(default=0, db_default=0)
    #: When the machine's clock was last moved under it, and by how many seconds.
    clock_moved_at = models.DateTimeField(null=True)
    clock_moved_by = models.IntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return self.name

    @property
    def clock_moved_minutes(self) -> int:
        """By how many minutes the clock was moved; negative when it was set back."""
        return round(self.clock_moved_by / 60)
