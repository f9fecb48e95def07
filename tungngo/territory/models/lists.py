"""Sheets on their way into the territory, and how their columns are read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField
from tungngo.lib.ids import uuid7


class ListImport(models.Model):
    """One sheet on its way into the territory.

    uploaded → read (its columns are guessed) → checking (they are confirmed) → checked → committing
    → committed (→ undone). Refused when it cannot be read.
    """

    class Subject(models.TextChoices):
        HOUSEHOLDS = "households", _("households")
        GROUPS = "groups", _("residential groups")

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        READ = "read", _("waiting for its columns")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        COMMITTING = "committing", _("being written")
        COMMITTED = "committed", _("in the list")
        UNDONE = "undone", _("undone")
        REFUSED = "refused", _("cannot be read")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    subject = models.CharField(max_length=12, choices=Subject, default=Subject.HOUSEHOLDS)
    #: The area the list is for, usually the commune.
    path = PathField()
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    file_name = models.CharField(max_length=200)
    file = models.CharField(max_length=240, blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    mapping = models.JSONField(default=dict, blank=True)
    #: Counts, and findings by code; no personal data.
    report = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    uploaded_at = models.DateTimeField()
    #: Since when somebody works on it, so that two do not; empty when nobody does.
    worked_on_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["origin", "uploaded_at"], name="list_import_by_day")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def reference(self) -> str:
        """Its key as one text: the subject of its journal lines, by which jobs find it."""
        return f"{self.origin}:{self.id}"


class ListChange(models.Model):
    """What a row looked like before an import changed it, so that the import can be undone.

    `before` holds only the columns that were changed.
    """

    pk = models.CompositePrimaryKey("origin", "list_import_id", "row_kind", "row_id")
    origin = OriginField()
    list_import_id = models.UUIDField()
    row_kind = models.CharField(max_length=12)
    row_id = models.UUIDField()
    before = models.JSONField()

    def __str__(self) -> str:
        return f"{self.row_kind} {self.row_id}"


class ColumnAlias(models.Model):
    """A header wording a person once mapped by hand; the next sheet with it is mapped by itself."""

    subject = models.CharField(max_length=12)
    folded = models.CharField(max_length=160)
    field = models.CharField(max_length=40)
    learnt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "folded"], name="column_alias_once")
        ]

    def __str__(self) -> str:
        return f"{self.folded} → {self.field}"
