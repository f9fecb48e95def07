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


class Equipment(models.TextChoices):
    """What a visitor finds at a point."""

    PHONES = "phones", _("phones to practise on")
    COMPUTER = "computer", _("computer")
    SCREEN = "screen", _("television or projector")
    PRINTER = "printer", _("printer or scanner")
    WIFI = "wifi", _("free wifi")
    POWER = "power", _("sockets to charge a phone")
    STEP_FREE = "step_free", _("no steps at the door")


class Network(models.TextChoices):
    """How the mobile network or wifi was found at a point."""

    UNKNOWN = "", _("not looked at yet")
    NONE = "none", _("no network")
    WEAK = "weak", _("weak: apps open slowly")
    GOOD = "good", _("good")


#: Columns added later hold an empty list where the version before writes rows.
_NOTHING = models.Value([], models.JSONField())


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
    #: Language tags spoken there besides Vietnamese.
    languages = models.JSONField(default=list, db_default=_NOTHING, blank=True)
    #: Codes of the skills it helps with.
    helps_with = models.JSONField(default=list, db_default=_NOTHING, blank=True)
    #: Codes of `Equipment`.
    equipment = models.JSONField(default=list, db_default=_NOTHING, blank=True)
    #: How the network was found, and on which day somebody looked.
    network = models.CharField(
        max_length=8, choices=Network, blank=True, default=Network.UNKNOWN, db_default=""
    )
    network_on = models.DateField(null=True)
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

    @property
    def equipment_words(self) -> list[str]:
        """What is there, in words, in the order of the catalogue."""
        return [str(kind.label) for kind in Equipment if kind in self.equipment]


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
