"""Criteria: what makes a digital family, a digital village and a digital market, and who meets it.

An **edition** is one version of the criteria of one model in one area; it holds there and below from a
day on, until a lower area or a later version says otherwise. An **assessment** says how many families,
villages or markets of a place met an edition, and what was missing, from a day on: a row stands until
the next one, and a later edition never changes it. Written only by counting; commune rows are the sum
of the rows of their groups, and only rows of one edition are ever added up. A **round** says when a
commune was last counted, and whether somebody asked for it since.
"""

from __future__ import annotations

from django.db import models

from tungngo.lib.columns import OriginField, PathField
from tungngo.lib.ids import uuid7
from tungngo.territory.models import Area


class Edition(models.Model):
    """A version of the criteria of a model. `content` is rules.packs.Criteria as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    model = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    valid_from_on = models.DateField()
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    content = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "model", "version"], name="edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} {self.version}"


class Assessment(models.Model):
    """How a place stood against an edition from a day on: counts as in rules.judging.

    Level 3 are groups, and the doors of a commune that lie in none (path `…_.`); level 2 communes.
    """

    pk = models.CompositePrimaryKey("origin", "path", "edition_id", "assessed_on")
    origin = OriginField()
    path = PathField()
    level = models.PositiveSmallIntegerField()
    edition_id = models.UUIDField()
    assessed_on = models.DateField()
    counts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["level", "path"], name="assessment_by_path")]

    def __str__(self) -> str:
        return f"{self.path} {self.assessed_on}"


class Round(models.Model):
    """When a commune was last counted, and when somebody last asked for it."""

    pk = models.CompositePrimaryKey("origin", "path")
    origin = OriginField()
    path = PathField()
    asked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path"], name="round_by_path")]

    def __str__(self) -> str:
        return self.path
