"""Support points: where people come, and what they find there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, SortField
from tungngo.lib.ids import uuid7


class PointKind(models.TextChoices):
    FIXED = "fixed", _("fixed point")
    MOBILE = "mobile", _("mobile point")
    HOME = "home", _("at somebody's home")


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
