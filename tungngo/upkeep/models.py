"""Upkeep: what a commune does to keep its list and its groups true, each with a way back.

A **doubling** is one merge of two households, or of two people of one household, that are the same: the
other points to the one kept (territory.doubled), and what was changed besides is remembered here.
"""

from __future__ import annotations

from django.db import models

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Doubling(models.Model):
    """Two rows of one origin made one by a person; `resident_id` and `kept_resident_id` where they are
    people. It stays when it is undone."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Where the household that is kept lay then.
    path = PathField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    kept_id = models.UUIDField()
    kept = belongs_to("territory.Household", "kept_id")
    resident_id = models.UUIDField(null=True)
    kept_resident_id = models.UUIDField(null=True)
    #: What the list looked like: territory.actions.pointing.Changes.
    changes = models.JSONField(default=list)
    #: Ids of the campaigns in which the household was given to whoever had the double, and of the calls
    #: for help that went along.
    given = models.JSONField(default=list)
    calls = models.JSONField(default=list)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        indexes = [
            models.Index(fields=["path", "merged_at"], name="doubling_by_path"),
            models.Index(fields=["origin", "kept_id"], name="doubling_of_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} → {self.kept_id}"
