"""Duties: who is on a gathering or a shift and whether they came; and the days somebody is away."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7
from tungngo.points.models.gatherings import Gathering
from tungngo.points.models.rotas import Shift


class Attendance(models.TextChoices):
    """Whether who was on duty came."""

    UNKNOWN = "", _("not said yet")
    CAME = "came", _("came")
    ABSENT = "absent", _("did not come")
    REPLACED = "replaced", _("somebody else came")


class Duty(models.Model):
    """An account on duty at a gathering or a shift. Ended, never deleted."""

    class Part(models.TextChoices):
        TRAINER = "trainer", _("trainer")
        HELPER = "helper", _("helper")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: At which gathering or which shift: one of them.
    gathering_id = models.UUIDField(null=True)
    gathering = belongs_to("points.Gathering", "gathering_id", null=True)
    shift_id = models.UUIDField(null=True)
    shift = belongs_to("points.Shift", "shift_id", null=True)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    part = models.CharField(max_length=8, choices=Part, default=Part.HELPER)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    #: Whether they put themselves on it.
    is_own_wish = models.BooleanField(default=False, db_default=False)
    #: Since when they look for somebody to take it over; null: they do not.
    offered_at = models.DateTimeField(null=True)
    #: The duty whose place this one took: taken over before, or stood in for on the day.
    instead_of_id = models.UUIDField(null=True)
    attendance = models.CharField(
        max_length=8, choices=Attendance, blank=True, default=Attendance.UNKNOWN, db_default=""
    )
    attended_at = models.DateTimeField(null=True)
    #: Who said whether they came.
    attended_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "gathering_id", "account"],
                condition=models.Q(until_at=None),
                name="duty_once",
            ),
            models.UniqueConstraint(
                fields=["origin", "shift_id", "account"],
                condition=models.Q(until_at=None, shift_id__isnull=False),
                name="duty_on_shift_once",
            ),
            models.CheckConstraint(
                condition=models.Q(gathering_id__isnull=True, shift_id__isnull=False)
                | models.Q(gathering_id__isnull=False, shift_id__isnull=True),
                name="duty_at_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="duty_of_account"),
            models.Index(
                fields=["origin", "instead_of_id"],
                condition=models.Q(instead_of_id__isnull=False),
                name="duty_instead_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.part}"

    @property
    def at(self) -> Gathering | Shift:
        """The gathering or the shift."""
        found: Gathering | Shift = self.gathering if self.gathering_id else self.shift
        return found

    @property
    def path(self) -> str:
        return self.at.path

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when."""
        return self.at.starts_at, self.at.ends_at

    @property
    def place(self) -> str:
        """Where, by its name: a point, or a team on call."""
        return self.gathering.point.name if self.gathering_id else self.shift.rota.name


class Leave(models.Model):
    """Days on which somebody cannot be on duty. Why is nobody's business. Ended, never deleted."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Where the team works whose member it is about.
    path = PathField()
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    first_on = models.DateField()
    last_on = models.DateField()
    noted_at = models.DateTimeField()
    #: Who said so: they themselves, or the desk; null: nobody kept who did.
    noted_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "last_on"], name="leave_of_account"),
            models.Index(fields=["path", "last_on"], name="leave_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.first_on}–{self.last_on}"

    @property
    def is_own_word(self) -> bool:
        """Whether they said so themselves, on their phone."""
        return self.noted_by_id == self.account_id
