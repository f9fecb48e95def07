"""Quizzes: questions in banks, what is asked of a class, and what each learner answered.

A **bank** is a list of questions in one language, in versions that never change once loaded. A **quiz**
asks questions of one version, before a session, after it, or at any time, until it closes. An **attempt**
is what one learner answered, kept as places of choices in the bank whatever order they were shown in
(`rules.shuffling`), so that it can be marked again. A learner is a resident of the list, or the number on
a slip, or nobody in particular; nothing else is kept of them.

Banks are reference data without an origin; quizzes and attempts belong to the commune that asks.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Bank(models.Model):
    """A list of questions, for everybody at and below `path`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    path = PathField(blank=True, default="")
    name = models.CharField(max_length=120)
    #: A language tag (BCP 47), as `lib.language_tags` writes it.
    language = models.CharField(max_length=35)
    #: The code of a shipped bank, which setup keeps up to date; empty for all others.
    shipped = models.CharField(max_length=40, blank=True, default="")
    #: The newest version's number.
    version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shipped"], condition=~models.Q(shipped=""), name="shipped_bank_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BankVersion(models.Model):
    """What a bank held from a moment on. `questions` is a list of `rules.questions.Question`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    count = models.PositiveSmallIntegerField()
    #: SHA-256 of the questions: the same loaded again changes nothing.
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bank", "number"], name="bank_version_once")]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.number}"


class Quiz(models.Model):
    """Questions put to a class."""

    class Purpose(models.TextChoices):
        BEFORE = "before", _("before the session")
        AFTER = "after", _("after the session")
        OTHER = "other", _("at any time")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    title = models.CharField(max_length=120)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.OTHER)
    #: The session it belongs to, in the room next door.
    gathering_id = models.UUIDField(null=True)
    #: Who taught what it asks about.
    trainer = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    version = models.ForeignKey(
        BankVersion, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: Keys of the questions asked, in the order of the bank.
    keys = models.JSONField()
    #: How many orders it is printed in; 0: in the order of the bank alone.
    variants = models.PositiveSmallIntegerField(default=0)
    #: What variants are shuffled by.
    seed = models.CharField(max_length=24)
    #: What the public address of the quiz ends in.
    token = models.CharField(max_length=24)
    closes_at = models.DateTimeField()
    #: Minutes a learner should take; None: as long as they like.
    minutes = models.PositiveSmallIntegerField(null=True)
    #: The quiz before the session, with which this one is compared.
    before_id = models.UUIDField(null=True)
    before = belongs_to("quizzes.Quiz", "before_id", null=True)
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "token"], name="quiz_token_once"),
        ]
        indexes = [
            models.Index(fields=["path", "closes_at"], name="quiz_by_path"),
            models.Index(fields=["version"], name="quiz_of_version"),
            models.Index(
                fields=["origin", "gathering_id"],
                condition=models.Q(gathering_id__isnull=False),
                name="quiz_at_gathering",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attempt(models.Model):
    """What one learner answered. Never changed but for whether it counts."""

    class Standing(models.TextChoices):
        COUNTED = "counted", _("it counts")
        LATE = "late", _("after closing")
        DOUBLE = "double", _("a second one")

    class Via(models.TextChoices):
        PHONE = "phone", _("on a helper's phone")
        PAPER = "paper", _("on an answer sheet")
        OWN = "own", _("on their own phone")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    quiz_id = models.UUIDField()
    quiz = belongs_to("quizzes.Quiz", "quiz_id")
    #: Who answered, when they are on the list and said so.
    resident_id = models.UUIDField(null=True)
    #: The number on the learner's slip.
    number = models.PositiveIntegerField(null=True)
    variant = models.PositiveSmallIntegerField(default=0)
    #: Key of a question → places of the choices taken (from 0, as in the bank), in order.
    answers = models.JSONField()
    #: Credit by `rules.marking` when it came; the answers are what counts.
    points = models.FloatField()
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.COUNTED)
    via = models.CharField(max_length=8, choices=Via)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    #: Whose phone it came from, or who typed it.
    recorded_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "quiz_id", "number"],
                condition=models.Q(standing="counted", number__isnull=False),
                name="attempt_of_number_once",
            ),
            models.UniqueConstraint(
                fields=["origin", "quiz_id", "resident_id"],
                condition=models.Q(standing="counted", resident_id__isnull=False),
                name="attempt_of_resident_once",
            ),
        ]
        indexes = [
            models.Index(fields=["origin", "quiz_id", "received_at"], name="attempt_of_quiz"),
            # By person alone: a quiz may be of another origin than whoever answers it.
            models.Index(
                fields=["resident_id"],
                condition=models.Q(resident_id__isnull=False),
                name="attempt_by_resident",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.number or self.resident_id or ''}"
