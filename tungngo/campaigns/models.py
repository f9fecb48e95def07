"""Campaigns: dates and phases, services and skills, targets and milestones, who is assigned where.

A **skill** (use VNeID, pay without cash …) is a ladder of five steps: none, installed, with help,
alone, teaches others. A **target** says which percentage of which segment of an area must be where
by which day. It holds for everything below its area until a lower area sets its own. An
**assignment** gives one household to one member, at a place in their walk; a **split** hands out the
doors of a group anew and remembers what it replaced. A **walk sheet** is a walk on paper.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7
from tungngo.lib.line_codes import code_of


class Ladder(models.IntegerChoices):
    """Where a resident stands with a skill. The same five steps everywhere."""

    NONE = 0, _("none yet")
    INSTALLED = 1, _("installed")
    WITH_HELP = 2, _("with help")
    ALONE = 3, _("alone")
    TEACHES = 4, _("teaches others")


class Skill(models.Model):
    """A service people learn to use, in the catalogue. Province apps hold only under `path`."""

    code = models.SlugField(primary_key=True, max_length=24)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    short = models.CharField(max_length=24)
    #: Where the service exists: "" everywhere, "01." in Hà Nội.
    path = PathField(blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    #: Helpers tend to act for the resident here, in their name: the phone asks how they agreed.
    asks_consent = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name_vi


class Campaign(models.Model):
    """A drive with a beginning and an end in an area and all below it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    path = PathField(db_index=True)
    name = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    skills = models.ManyToManyField(Skill, through="CampaignSkill", related_name="+")
    #: Basic digital skill: at least this many of the campaign's skills at "with help" or above.
    basic_skills_needed = models.PositiveSmallIntegerField(default=3)
    #: Days after which somebody who was shown a service and does not do it alone is visited again.
    practise_after = models.PositiveSmallIntegerField(default=7)
    #: Whether a helper at a door may add where it is, to about 100 m.
    asks_place = models.BooleanField(default=False)
    #: What a photo taken at a door should show, in the campaign's words; empty: no photos.
    photo_of = models.CharField(max_length=120, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return self.name


class CampaignSkill(models.Model):
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="skill_rows")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    #: Taken out after the start: phones show it no more, and results still on them are taken.
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "skill"], name="campaign_skill_once")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.skill_id}"


class Target(models.Model):
    """One milestone: `percent` of `segment` on `indicator` by `due_on`, in an area and all below it.

    `indicator` is `households.reached`, `residents.basic` or `residents.skill:<code>:<level>`;
    `segment` is empty for all residents (and for households).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="targets")
    area = models.ForeignKey("territory.Area", on_delete=models.PROTECT, related_name="+")
    path = PathField()
    indicator = models.CharField(max_length=60)
    segment = models.CharField(max_length=12, blank=True, default="")
    due_on = models.DateField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["indicator", "segment", "due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "area", "indicator", "segment", "due_on"], name="target_once"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0) & models.Q(percent__lte=100),
                name="target_percent_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.percent} % {self.due_on}"


class Assignment(models.Model):
    """One household in one member's walk. `pinned` when a person put it there by hand."""

    pk = models.CompositePrimaryKey("origin", "household_id", "campaign_id")
    origin = OriginField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    team = models.ForeignKey(
        "teams.Team", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    membership = models.ForeignKey(
        "teams.Membership",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    position = models.PositiveIntegerField(default=0)
    pinned = models.BooleanField(default=False)
    assigned_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["membership", "campaign", "position"], name="assignment_walk"),
            models.Index(fields=["origin", "campaign", "team"], name="assignment_by_team"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} → {self.membership_id}"


class Split(models.Model):
    """The last split of a group's doors, with what it replaced, so that it can be undone.

    One row per group and campaign: the next split takes its place.
    """

    pk = models.CompositePrimaryKey("origin", "campaign_id", "path")
    origin = OriginField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    path = PathField()
    split_at = models.DateTimeField()
    split_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    undone_at = models.DateTimeField(null=True)
    #: [household id, team id, membership id or null, position, pinned] of every door before it.
    before = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.path} {self.split_at:%Y-%m-%d}"


class WalkSheet(models.Model):
    """A member's doors as they were printed, so that what comes back on paper is typed line by line.

    `number` and the place of a door make the code beside it (`lib.line_codes`); `path` is the area it
    was printed for, under which all its doors lay.
    """

    pk = models.CompositePrimaryKey("origin", "id")
    #: The commune that listed the first door.
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    number = models.PositiveIntegerField()
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    membership = models.ForeignKey(
        "teams.Membership", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    path = PathField(db_index=True)
    #: [origin, household id] of each line, in the order to walk.
    doors = models.JSONField(default=list)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "number"], name="walk_sheet_number_once")
        ]

    def __str__(self) -> str:
        return code_of(self.number)

    @property
    def keys(self) -> list[tuple[str, UUID]]:
        """(origin, household id) of each line, in the order to walk."""
        return [(origin, UUID(id_)) for origin, id_ in self.doors]
