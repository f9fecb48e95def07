"""Learning: what a resident is shown and told, step by step.

A **guide** teaches one skill in one language: a few steps, each with a drawing or a picture, a
sentence or two and, where somebody recorded it, a voice. It comes in a **pack**, a folder of files
(`rules.packs`), and is kept as the **card** a phone fetches: one document that never changes under
its digest. Pictures and voices are **media**, kept by digest too, so that what two guides share is
stored and fetched once.

Guides belong to nobody: they are reference data without an origin, the same for every commune.

A guide may point to a course of the national learning platform. What somebody finished there is
written down as a **platform result**, which belongs to their commune: what it was, on which day, the
platform's own number, never an identity number.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Media(models.Model):
    """A picture or a recording on disk (`files.path_of`), named by the SHA-256 of its bytes."""

    digest = models.CharField(primary_key=True, max_length=64)
    #: What it is, as HTTP says it: "image/webp", "audio/ogg".
    kind = models.CharField(max_length=20)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


class Guide(models.Model):
    """One skill, or one level of it, in one language. A newer version takes the place of the older."""

    skill = models.ForeignKey("campaigns.Skill", on_delete=models.PROTECT, related_name="+")
    #: The level of the ladder it leads to, 1–4; 0: the service from its beginning.
    level = models.PositiveSmallIntegerField(default=0, db_default=0)
    #: Any well-formed language tag (BCP 47): vi, en, blt-Tavt, hmn-Latn-VN …
    language = models.CharField(max_length=35)
    #: What the speakers call it; empty when the pack does not say.
    language_name = models.CharField(max_length=60, blank=True, default="")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    step_count = models.PositiveSmallIntegerField()
    #: What the pack said, in one digest: the same pack loaded again changes nothing.
    source = models.CharField(max_length=64)
    #: Where the national platform teaches the same; empty: nowhere that is known.
    platform = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: SHA-256 of the card's bytes, under which phones ask for it and keep it.
    digest = models.CharField(max_length=64, unique=True)
    #: `rules.cards.Card` as JSON, exactly as it travels.
    card = models.TextField()
    media = models.ManyToManyField(Media, related_name="guides")
    #: Bytes of the card and its media: what a phone has to fetch.
    size = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["skill__position", "skill_id", "level", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "level", "language"], name="one_guide_per_level_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.level or ''} {self.language}"


class PlatformResult(models.Model):
    """What a resident finished on the national learning platform, as somebody saw it there.

    Written once and never changed but for being taken back. One stands of each resident, skill, kind and
    day, whoever wrote it down.
    """

    class What(models.TextChoices):
        FINISHED = "finished", _("course finished")
        CERTIFICATE = "certificate", _("certificate")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Where they are listed (it goes along: follows.py).
    path = PathField()
    #: Who stood for them then.
    resident_id = models.UUIDField()
    resident = belongs_to("territory.Resident", "resident_id")
    #: Code of the service it is about.
    skill = models.CharField(max_length=24)
    what = models.CharField(max_length=12, choices=What)
    #: The day the platform gives.
    earned_on = models.DateField()
    #: What the platform calls the course.
    course = models.CharField(max_length=120, blank=True, default="")
    #: The platform's number of it; never an identity number.
    reference = models.CharField(max_length=40, blank=True, default="")
    recorded_by = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "resident_id", "skill", "what", "earned_on"],
                condition=models.Q(taken_back_at=None),
                name="platform_result_once",
            )
        ]
        indexes = [
            models.Index(fields=["origin", "resident_id"], name="platform_result_of_resident"),
            models.Index(
                fields=["received_at"],
                condition=~models.Q(reference=""),
                name="platform_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.what} {self.earned_on}"
