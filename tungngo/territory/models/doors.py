"""Doors and the people behind them, and in which order they are walked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, SortField, belongs_to
from tungngo.lib.ids import uuid7


class Source(models.TextChoices):
    POLICE_LIST = "police", _("police list")
    GROUP_HEAD = "group_head", _("head of the residential group")
    AT_THE_DOOR = "door", _("found at the door")
    WARD_LIST = "ward", _("ward list")


class Household(models.Model):
    """A door to knock on. Unknown is a value: the three-state columns say None for it."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    code = models.CharField(max_length=40, blank=True, default="")
    head_name = models.CharField(max_length=120, blank=True, default="")
    address = models.CharField(max_length=240, blank=True, default="")
    lane_key = models.CharField(max_length=160, blank=True, default="")
    lane_name = models.CharField(max_length=160, blank=True, default="")
    house = models.CharField(max_length=60, blank=True, default="")
    #: Doors in the order a person walks them: sorts byte by byte within the group.
    walk_key = SortField(max_length=240, blank=True, default="")
    source = models.CharField(max_length=12, choices=Source, default=Source.WARD_LIST)
    language = models.CharField(max_length=35, blank=True, default="")
    smartphone = models.BooleanField(null=True)
    chat_group = models.BooleanField(null=True)
    poor = models.BooleanField(default=False)
    near_poor = models.BooleanField(default=False)
    #: 0 = no priority; the more reasons behind this door, the higher (territory.rules).
    priority = models.PositiveSmallIntegerField(default=0)
    folded = models.CharField(max_length=600, blank=True, default="")
    listed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    #: Set when the door no longer counts (demolished, doubled, moved away for good).
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=24, blank=True, default="")
    #: Of a double: the household of the same origin that stands for it, itself none (territory.doubled).
    kept_id = models.UUIDField(null=True, editable=False)
    #: Households it was one with for a while: id → until when (territory.doubled.once_one); empty: none.
    once = models.JSONField(null=True, editable=False)
    list_import_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "kept_id"],
                condition=models.Q(kept_id__isnull=False),
                name="household_double",
            ),
            models.Index(fields=["origin", "path", "walk_key"], name="household_walk"),
            models.Index(fields=["path", "priority"], name="household_by_path"),
            # The most urgent doors of a province or the nation, in the order of their table. SQLite
            # takes a partial index only where the statement says its condition without a parameter.
            models.Index(
                models.F("priority").desc(),
                models.F("path"),
                models.F("walk_key"),
                condition=models.Q(ended_on=None),
                name="household_urgent",
            ),
            models.Index(
                fields=["ended_on"],
                condition=models.Q(ended_on__isnull=False),
                name="household_ended",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "code"],
                condition=models.Q(ended_on=None) & ~models.Q(code=""),
                name="household_code_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.house} {self.lane_name}".strip() or self.code or str(self.id)


class PastPlace(models.Model):
    """Where a household lay until it was put into another group: work done there before is taken."""

    pk = models.CompositePrimaryKey("origin", "household_id", "path", "until_at")
    origin = OriginField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    path = PathField()
    until_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class Segment(models.TextChoices):
    """Population segments that targets speak of."""

    OFFICIAL = "official", _("officials and public employees")
    STUDENT = "student", _("pupils and students")
    ADULT = "adult", _("other adults")
    CHILD = "child", _("children below school age")


class Resident(models.Model):
    """A person behind a door. The name is one field, never split by guess; no identity numbers."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    path = PathField()
    full_name = models.CharField(max_length=120)
    sort_key = SortField(max_length=360, blank=True, default="")
    folded = models.CharField(max_length=160, blank=True, default="")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True, default="")
    relation = models.CharField(max_length=40, blank=True, default="")
    occupation = models.CharField(max_length=24, blank=True, default="")
    segment = models.CharField(max_length=12, choices=Segment, default=Segment.ADULT)
    #: Codes of priority reasons other than age (disabled, mobility, merit …), sorted.
    reasons = models.JSONField(default=list, blank=True)
    phone = models.CharField(max_length=16, blank=True, default="")
    place_in_household = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    ended_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=24, blank=True, default="")
    #: Of somebody listed twice: who stands for them (territory.doubled).
    kept_id = models.UUIDField(null=True, editable=False)
    list_import_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "household_id", "place_in_household"],
                name="resident_of_household",
            ),
            models.Index(fields=["path", "segment"], name="resident_by_segment"),
            # Who left long ago is looked for every hour: a few, among seven million.
            models.Index(
                fields=["ended_on"],
                condition=models.Q(ended_on__isnull=False),
                name="resident_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class WalkOrder(models.Model):
    """The order in which a group's lanes and doors are walked, where somebody who walks them corrected
    the one by address. One row a group, whatever the campaign (territory.walk_order lays it over)."""

    pk = models.CompositePrimaryKey("origin", "path")
    #: The commune the group lies in.
    origin = OriginField()
    path = PathField()
    #: Lane keys in order; empty while nobody moved a lane.
    lanes = models.JSONField(default=list)
    #: Lane key → household ids in order, for lanes in which doors were moved.
    doors = models.JSONField(default=dict)
    #: When each of them was last moved, by the corrected clock of the phone (actions.walk_order).
    moved_at = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    def __str__(self) -> str:
        return self.path
