"""Encounters: one meeting of a helper with residents, kept for ever; and where everyone stands.

An **encounter** is a fact a phone authored: appended, never edited; a correction is a new encounter
that amends the old. Its receipt (room intake) made it count once. A **standing** is what the facts add
up to for a household or resident: a lattice (earliest day, highest level), recomputed from the facts
and therefore independent of the order and number of syncs.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.encounters.rules import highest
from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.lookups import key


class Result(models.TextChoices):
    """What happened at the door."""

    MET = "met", _("met")
    ABSENT = "absent", _("nobody home")
    REFUSED = "refused", _("declined")
    MOVED = "moved", _("moved away")
    DEMOLISHED = "demolished", _("demolished")


class PlaceKind(models.TextChoices):
    DOOR = "door", _("at the door")
    POINT = "point", _("support point")
    CLASS = "class", _("class")
    DESK = "desk", _("one-stop desk")


class Encounter(models.Model):
    """One meeting. `outcomes` is a list of [resident id, skill code, level seen 0–4].

    Beside them, sparse: `taught` [resident id, skill code, "member" or "resident", account or resident
    id], where it was not the author who taught; `consents` [resident id, skill code, "spoken", "signed"
    or "witness", who witnessed], where something was done in the resident's name; `near` [latitude,
    longitude] to about 100 m, where the campaign asks for it and the helper tapped it: the place of the
    door as far as anybody knows it (queries.places_of); `photos` ids.
    """

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    #: The operation that brought it; the receipt under this id is what made it count once.
    op_id = models.UUIDField()
    campaign_id = models.UUIDField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    #: Where the household lay when the fact arrived, a correction where its original is filed; it
    #: stays, however the map changes.
    path = PathField()
    place_kind = models.CharField(max_length=8, choices=PlaceKind, default=PlaceKind.DOOR)
    result = models.CharField(max_length=12, choices=Result)
    outcomes = models.JSONField(default=list)
    taught = models.JSONField(default=list)
    consents = models.JSONField(default=list)
    #: The version of the text that was read before they agreed, as the phone said it.
    consent_text = models.PositiveSmallIntegerField(null=True)
    near = models.JSONField(null=True)
    photos = models.JSONField(default=list)
    #: The gathering where they met (room points); null at doors and desks, and from older phones.
    gathering_id = models.UUIDField(null=True)
    come_back_on = models.DateField(null=True)
    come_back_for = models.CharField(max_length=200, blank=True, default="")
    account_id = models.UUIDField()
    team_id = models.UUIDField(null=True)
    device_id = models.UUIDField()
    happened_at = models.DateTimeField()
    #: The phone's own clock, before the offset measured at sync was applied.
    phone_at = models.DateTimeField()
    received_at = models.DateTimeField()
    #: The encounter this one replaces (a correction), and whether it withdraws it.
    amends_id = models.UUIDField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["origin", "household_id"], name="encounter_of_household"),
            # By path alone: a recount asks for a place, whichever commune first listed its doors, and
            # counts by what stands in the index: the rows of a place lie scattered over its evenings.
            models.Index(
                fields=["path", "happened_at", "campaign_id", "place_kind"],
                name="encounter_counted",
            ),
            models.Index(
                fields=["origin", "gathering_id"],
                condition=models.Q(gathering_id__isnull=False),
                name="encounter_at_gathering",
            ),
            models.Index(
                fields=["path"],
                condition=models.Q(amends_id__isnull=False) | models.Q(withdrawn=True),
                name="encounter_amending",
            ),
            # Few say where the door is: their places, for phones and for forgetting.
            models.Index(
                fields=["campaign_id", "origin", "household_id"],
                condition=models.Q(near__isnull=False),
                name="encounter_near",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.happened_at:%Y-%m-%d}"


class Closeness(models.TextChoices):
    """How near a resident lives to somebody they taught."""

    HOME = "home", _("relatives of one household")
    NEAR = "near", _("neighbours of one residential group")
    FAR = "far", _("elsewhere in the commune")


class Teaching(models.Model):
    """That a resident taught another, as an encounter says in `taught`: the same, to be found by place
    and by teacher. Appended with its encounter, and in force as long as that is (teaching.links_taught).
    """

    pk = models.CompositePrimaryKey("origin", "encounter_id", "learner_id", "skill")
    origin = OriginField()
    encounter_id = models.UUIDField()
    learner_id = models.UUIDField()
    skill = models.CharField(max_length=24)
    teacher_id = models.UUIDField()
    #: How near they lived when it arrived; that stays, whoever moves.
    near = models.CharField(max_length=4, choices=Closeness)
    campaign_id = models.UUIDField()
    household_id = models.UUIDField()
    #: Where the encounter is filed.
    path = PathField()
    happened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="teaching_at_path"),
            # By person alone: a neighbour who teaches may be of another origin than the door.
            models.Index(fields=["teacher_id"], name="teaching_of_teacher"),
            models.Index(fields=["origin", "household_id"], name="teaching_of_household"),
        ]

    def __str__(self) -> str:
        return f"{self.teacher_id} {self.learner_id} {self.skill}"


class Photo(models.Model):
    """A picture of an encounter, arriving in pieces. Its file lies in the storage under `name_of`.

    Never of papers (campaigns.rules.photos); what the phone's camera wrote into the file is stripped.
    """

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(editable=False)
    encounter_id = models.UUIDField()
    account_id = models.UUIDField()
    device_id = models.UUIDField()
    #: How long the file is as the phone sends it, in bytes, and its SHA-256 in hex.
    total = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    #: Bytes that have arrived.
    got = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    #: When it was whole and fit to be shown; until then nobody sees it.
    finished_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["origin", "encounter_id"], name="photo_of_encounter")]

    def __str__(self) -> str:
        return str(self.id)


class HouseholdStanding(models.Model):
    """Where a household stands in a campaign: first and last day met, attempts, last result, promise;
    and in the same row everybody who lives there, so that a visit writes one row."""

    pk = models.CompositePrimaryKey("origin", "household_id", "campaign_id")
    origin = OriginField()
    household_id = models.UUIDField()
    household = belongs_to("territory.Household", "household_id")
    campaign_id = models.UUIDField()
    reached_on = models.DateField(null=True)
    last_met_on = models.DateField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    last_result = models.CharField(max_length=12, choices=Result, blank=True, default="")
    last_at = models.DateTimeField(null=True)
    come_back_on = models.DateField(null=True)
    come_back_for = models.CharField(max_length=200, blank=True, default="")
    #: Some fact of this door corrects another: whatever comes is folded with all the rest. Until then
    #: a new fact joins what stands here.
    corrected = models.BooleanField(default=False, db_default=False)
    #: Where each resident stands: key (32 hex digits) → [first day met, {skill: the first days of levels
    #: 1–4}], ISO days or null.
    residents = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.household_id} {self.reached_on or self.last_result}"

    def levels_of(self, resident_id: uuid.UUID) -> dict[str, int]:
        """The highest level seen per skill, 1–4, of somebody behind this door."""
        stood = self.residents.get(key(resident_id))
        return highest(stood[1]) if stood else {}
