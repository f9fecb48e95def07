"""Upkeep: what a commune does to keep its list and its groups true, each with a way back.

A **doubling** is one merge of two households, or of two people of one household, that are the same: the
other points to the one kept (territory.doubled), and what was changed besides is remembered here. An
**area change** is what a resolution, or a tidy office, does to the groups of a commune.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    #: When what `changes` says of people was forgotten: undone since, rows go back, without their values.
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path", "merged_at"], name="doubling_by_path"),
            models.Index(fields=["origin", "kept_id"], name="doubling_of_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} → {self.kept_id}"


class AreaChange(models.Model):
    """What is changed about the groups of one commune, on a day: merged, split, renamed, or households put
    into another group. Asked for ahead, the worker does it on its day; it stays when it is undone.

    `plan` says what, `before` what it did, so that it can be undone (see actions.areas).
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("groups merged")
        SPLIT = "split", _("group split")
        RENAME = "rename", _("group renamed")
        MOVE = "move", _("households moved")

    class State(models.TextChoices):
        PLANNED = "planned", _("waits for its day")
        DONE = "done", _("carried out")
        UNDONE = "undone", _("reversed")
        DROPPED = "dropped", _("dropped before its day")
        STUCK = "stuck", _("could not be done")

    pk = models.CompositePrimaryKey("origin", "id")
    #: The commune whose groups are changed.
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    #: Its number as written ("12/NQ-HĐND") and its day; empty for what needs none.
    resolution = models.CharField(max_length=80, blank=True, default="")
    resolved_on = models.DateField(null=True)
    #: From which day it holds.
    holds_on = models.DateField()
    #: In words, as it was when it was asked for: names change.
    words = models.CharField(max_length=400)
    plan = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    #: Why it could not be done: the code of the refusal.
    code = models.CharField(max_length=60, blank=True, default="")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    done_at = models.DateTimeField(null=True)
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
            models.Index(fields=["path", "holds_on"], name="area_change_by_path"),
            models.Index(fields=["state", "holds_on"], name="area_change_due"),
        ]

    def __str__(self) -> str:
        return self.words
