"""Gatherings: what is planned at a point, and how many came who are not named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Audience(models.TextChoices):
    """For whom a gathering is."""

    RESIDENTS = "residents", _("residents")
    OFFICIALS = "officials", _("officials and public employees")
    MEMBERS = "members", _("members of the teams")
    TRADERS = "traders", _("traders")


class Gathering(models.Model):
    """What is planned at a point: a class, an evening of help."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")
        #: Planned by mistake and taken back before it began: in no list.
        UNDONE = "undone", _("taken back")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    point_id = models.UUIDField()
    point = belongs_to("points.SupportPoint", "point_id")
    #: Where the point stood when this was planned; it goes along when groups change (follows.py).
    path = PathField()
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: Codes of the campaign's skills.
    topics = models.JSONField(default=list, blank=True)
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.RESIDENTS)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=200, blank=True, default="")
    planned_at = models.DateTimeField()
    #: How many have room; null: nobody counted the chairs.
    capacity = models.PositiveSmallIntegerField(null=True)
    #: Since when anybody may read of it on the public timetable; null: it is not there.
    published_at = models.DateTimeField(null=True)
    #: The series it was planned in; null: planned alone.
    series_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "series_id"],
                condition=models.Q(series_id__isnull=False),
                name="gathering_in_series",
            ),
            models.Index(fields=["path", "starts_at"], name="gathering_by_path"),
            models.Index(fields=["origin", "point_id", "starts_at"], name="gathering_at_point"),
        ]

    def __str__(self) -> str:
        return self.title


class HeadCount(models.Model):
    """How many came who are not named, as somebody on duty counted them. Appended; the last that an
    author said of a gathering holds."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    op_id = models.UUIDField()
    gathering_id = models.UUIDField()
    gathering = belongs_to("points.Gathering", "gathering_id")
    heads = models.PositiveSmallIntegerField()
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["origin", "gathering_id"], name="heads_at_gathering")]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.heads}"


class Arrival(models.Model):
    """Somebody confirmed on their own phone that they came: a head without a name. `id` is made by the
    page they opened, so that a form sent twice is one."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    gathering_id = models.UUIDField()
    gathering = belongs_to("points.Gathering", "gathering_id")
    arrived_at = models.DateTimeField()
    #: When they took it back.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["origin", "gathering_id"], name="arrival_at_gathering")]

    def __str__(self) -> str:
        return f"{self.gathering_id} {self.arrived_at}"
