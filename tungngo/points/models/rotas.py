"""Rotas: how a point or a group on call is staffed week by week, and what one shift tells the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7

#: Code of a holiday (lib/holidays.py) → its name.
HOLIDAYS: Mapping[str, Any] = {
    "new_year": _("New Year's Day"),
    "tet": _("Tết"),
    "hung_kings": _("Hùng Kings' Day"),
    "victory": _("Victory Day"),
    "labour": _("Labour Day"),
    "national": _("National Day"),
    "instead": _("day off in lieu"),
}


class Rota(models.Model):
    """How a support point, or a team on call, is staffed in a usual week."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Where the point stands, or the commune of the team.
    path = PathField()
    #: The point that is staffed; null: a team is on call.
    point_id = models.UUIDField(null=True)
    point = belongs_to("points.SupportPoint", "point_id", null=True)
    #: The technical group that is on call; null: a point is staffed, by anybody of the commune's teams.
    team = models.ForeignKey(
        "teams.Team", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: [weekday (0 = Monday), "08:00", "17:00", people needed]; an end not after the beginning lies on
    #: the next day.
    week = models.JSONField(default=list)
    #: The lunch break that cuts a stretch in two; null: there is none.
    rest_from = models.TimeField(null=True)
    rest_to = models.TimeField(null=True)
    #: Whether it is staffed on public holidays, too.
    on_holidays = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "point_id"],
                condition=models.Q(closed_at=None, point_id__isnull=False),
                name="rota_of_point_once",
            ),
            models.UniqueConstraint(
                fields=["origin", "team"],
                condition=models.Q(closed_at=None, team__isnull=False),
                name="rota_of_team_once",
            ),
            models.CheckConstraint(
                condition=models.Q(point_id__isnull=True, team__isnull=False)
                | models.Q(point_id__isnull=False, team__isnull=True),
                name="rota_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["path"], name="rota_by_path")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_call(self) -> bool:
        return self.team_id is not None

    @property
    def name(self) -> str:
        """The point's name, or the team's."""
        return self.team.name if self.team else str(self.point)

    @property
    def words(self) -> str:
        """Name and place as one line."""
        return self.team.name if self.team else self.point.words


class Shift(models.Model):
    """One stretch of a rota, on one day."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")
        #: Made by mistake and taken back before it began: in no list.
        UNDONE = "undone", _("taken back")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    rota_id = models.UUIDField()
    rota = belongs_to("points.Rota", "rota_id")
    #: Where its rota lay when this was made.
    path = PathField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    #: The hours the usual week had made it for, when it was moved since; null: it was not.
    made_starts_at = models.DateTimeField(null=True)
    made_ends_at = models.DateTimeField(null=True)
    #: How many people it needs.
    need = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    cancelled_why = models.CharField(max_length=200, blank=True, default="")
    #: The making it came from, so that a whole making can be taken back.
    made_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "rota_id", "starts_at", "ends_at"],
                condition=~models.Q(state="undone"),
                name="shift_once",
            )
        ]
        indexes = [
            models.Index(fields=["path", "starts_at"], name="shift_by_path"),
            models.Index(fields=["origin", "made_id"], name="shift_by_making"),
        ]

    def __str__(self) -> str:
        return f"{self.rota_id} {self.starts_at}"

    @property
    def title(self) -> str:
        return str(_("On call") if self.rota.is_on_call else _("Shift"))


class Handover(models.Model):
    """What whoever is on a shift tells whoever comes next. Appended."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    shift_id = models.UUIDField()
    shift = belongs_to("points.Shift", "shift_id")
    path = PathField()
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: To whom; null: whoever comes next.
    to = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    #: What is still open; empty: nothing is.
    words = models.CharField(max_length=500, blank=True, default="")
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["origin", "shift_id"], name="handover_of_shift"),
            models.Index(fields=["path", "happened_at"], name="handover_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.account_id}"
