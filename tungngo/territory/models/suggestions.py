"""What somebody at the door found otherwise than the list says."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to


class Suggestion(models.Model):
    """That a list and a door differ, as somebody found them. Written onto the list at once when
    nobody else changed that row since the version they saw; otherwise kept beside it for a person.
    What it did to the list stays in `changes`, so that it can be put back."""

    class About(models.TextChoices):
        HOUSEHOLD_FOUND = "household_found", _("household that was not on the list")
        PERSON_FOUND = "person_found", _("person who was not on the list")
        PERSON_LEFT = "person_left", _("person who moved away")
        PERSON_DIED = "person_died", _("person who died")
        HOUSEHOLD_GONE = "household_gone", _("household that is gone")
        DOUBLE = "double", _("household listed twice")
        WRONG = "wrong", _("wrong on the list")

    class State(models.TextChoices):
        OPEN = "open", _("waits for a person")
        APPLIED = "applied", _("on the list by itself")
        SETTLED = "settled", _("agreed")
        DECLINED = "declined", _("turned down")

    class HeldFor(models.TextChoices):
        """Why it was not simply written."""

        CHANGED = "changed", _("Somebody else changed this on the list meanwhile.")
        TWIN = "twin", _("The list may already have it.")
        GONE = "gone", _("It is no longer on the list.")
        NO_TWIN = "no_twin", _("The other household is not known, or no longer on the list.")
        ERASED = "erased", _("It names somebody who was erased at their demand; no name was kept.")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    #: Where the door lay when it arrived.
    path = PathField()
    about = models.CharField(max_length=16, choices=About)
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    resident_id = models.UUIDField(null=True)
    #: The household or person that this may be another copy of.
    twin_id = models.UUIDField(null=True)
    #: The version of the row that the phone saw, and the one that writing this made.
    seen_version = models.PositiveIntegerField(null=True)
    row_version = models.PositiveIntegerField(null=True)
    said = models.JSONField(default=dict)
    note = models.CharField(max_length=500, blank=True, default="")
    #: {"row": {column: [before, after]}, "people": [ids that were taken off with the door]}.
    changes = models.JSONField(default=dict)
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    device_id = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    held_for = models.CharField(max_length=8, choices=HeldFor, blank=True, default="")
    settled_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["origin", "household_id"], name="suggestion_of_household"),
            models.Index(fields=["path", "state", "received_at"], name="suggestion_by_path"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"
