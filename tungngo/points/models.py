"""Points: where people come to learn, what is planned there, and who is on duty.

A **support point** is a place with hours: fixed (a cultural house), mobile (a table at the market)
or at home (a family's yard). A **gathering** is what is planned at a point from one moment to another:
a class, an evening of open help. A **duty** puts an account on a gathering, as its trainer or a helper.
Cancelled gatherings and ended duties stay, so that everybody can be told.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, SortField, belongs_to
from tungngo.lib.ids import uuid7


class PointKind(models.TextChoices):
    FIXED = "fixed", _("fixed point")
    MOBILE = "mobile", _("mobile point")
    HOME = "home", _("at somebody's home")


class Audience(models.TextChoices):
    """For whom a gathering is."""

    RESIDENTS = "residents", _("residents")
    OFFICIALS = "officials", _("officials and public employees")
    MEMBERS = "members", _("members of the teams")
    TRADERS = "traders", _("traders")


class SupportPoint(models.Model):
    """A place where people come for help or to learn."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: The group it stands in, or the commune.
    path = PathField()
    kind = models.CharField(max_length=8, choices=PointKind, default=PointKind.FIXED)
    name = models.CharField(max_length=120)
    sort_key = SortField(max_length=360)
    #: Where it is, in words.
    place = models.CharField(max_length=240, blank=True, default="")
    #: When it is open, in words.
    hours = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "sort_key"], name="support_point_by_path")]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """Name and place as one line: "Nhà văn hóa tổ 7 · Số 5 Ngõ 281"."""
        return " · ".join(filter(None, (self.name, self.place)))


class Gathering(models.Model):
    """What is planned at a point: a class, an evening of help."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    point_id = models.UUIDField()
    point = belongs_to("points.SupportPoint", "point_id")
    #: Where the point stood when this was planned.
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
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["path", "starts_at"], name="gathering_by_path"),
            models.Index(fields=["origin", "point_id", "starts_at"], name="gathering_at_point"),
        ]

    def __str__(self) -> str:
        return self.title


class Duty(models.Model):
    """An account on duty at a gathering. Ended, never deleted."""

    class Part(models.TextChoices):
        TRAINER = "trainer", _("trainer")
        HELPER = "helper", _("helper")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    gathering_id = models.UUIDField()
    gathering = belongs_to("points.Gathering", "gathering_id")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    part = models.CharField(max_length=8, choices=Part, default=Part.HELPER)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "gathering_id", "account"],
                condition=models.Q(until_at=None),
                name="duty_once",
            )
        ]
        indexes = [models.Index(fields=["account"], name="duty_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.part}"
