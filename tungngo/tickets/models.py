"""Tickets: what residents ask for, and what became of it.

A **help call** asks that a helper comes home. It may come from a household on the list or from
somebody known only by words; through the desk, a telephone, the head of the group or the public
page. It is *open* until a member takes it or the desk gives it to one (*taken*), then *done* when
somebody was met at that door after it was asked, or *dropped* with a reason. What was told in
confidence (name, number, place, words) is erased some time after it is closed (privacy.keeping).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Via(models.TextChoices):
    """Through whom a call came."""

    DESK = "desk", _("told at the desk")
    TELEPHONE = "phone", _("by telephone")
    GROUP_HEAD = "head", _("through the head of the group")
    PUBLIC_PAGE = "public", _("on the public page")
    RESULTS = "results", _("advised by what they answered")


class DayPart(models.TextChoices):
    """When a visit suits."""

    ANY = "", _("any time of day")
    MORNING = "morning", _("in the morning")
    NOON = "noon", _("around noon")
    AFTERNOON = "afternoon", _("in the afternoon")
    EVENING = "evening", _("in the evening")


class ClosedWhy(models.TextChoices):
    """Why a call is closed."""

    MET = "met", _("somebody was met at the door")
    SAID = "said", _("the helper says it is done")
    NOT_NEEDED = "not_needed", _("no longer needed")
    NOT_FOUND = "not_found", _("could not be found or rung")
    DOUBLED = "doubled", _("asked twice")
    OTHER = "other", _("another reason")


class HelpCall(models.Model):
    """Somebody asks that a helper comes home."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("given to somebody")
        DONE = "done", _("done")
        DROPPED = "dropped", _("closed without a visit")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Six digits that whoever asked can say on the telephone.
    number = models.CharField(max_length=6)
    #: The household, once it is known which one; then where it lies today counts, not `path`.
    household_id = models.UUIDField(null=True)
    household = belongs_to("territory.Household", "household_id", null=True)
    #: The group named when it was asked, or the commune when none was.
    path = PathField()
    name = models.CharField(max_length=120, blank=True, default="")
    #: Where, in words, when no household is known.
    place = models.CharField(max_length=240, blank=True, default="")
    #: In international form; never in a log.
    phone = models.CharField(max_length=16, blank=True, default="")
    #: Codes of the campaign's skills.
    skills = models.JSONField(default=list, blank=True)
    words = models.CharField(max_length=300, blank=True, default="")
    wished_on = models.DateField(null=True)
    wished_part = models.CharField(max_length=12, choices=DayPart, blank=True, default="")
    priority = models.BooleanField(default=False)
    via = models.CharField(max_length=8, choices=Via)
    asked_at = models.DateTimeField()
    #: A visit counts for it from this moment: when it was asked, or opened again.
    waiting_since_at = models.DateTimeField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    taken_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=12, choices=ClosedWhy, blank=True, default="")
    closed_words = models.CharField(max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "number"], name="help_call_number_once")
        ]
        indexes = [
            models.Index(fields=["origin", "household_id"], name="help_call_of_household"),
            models.Index(fields=["path", "state", "due_on"], name="help_call_by_path"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lies_at(self) -> str:
        """The path it belongs to today."""
        return self.household.path if self.household_id and self.household else self.path

    @property
    def where(self) -> str:
        """Where to go, in words: the household's own address before what was said."""
        door = self.household if self.household_id else None
        if door is None:
            return self.place
        return door.address or ", ".join(filter(None, (door.house, door.lane_name))) or self.place

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.OPEN, self.State.TAKEN)
