"""Privacy: what people ask of the office about their own data, and what became of it.

A **demand** is one right that a person makes use of: to see, correct or erase what is kept about them,
to restrict its use, to object, to withdraw a consent. It is *open* until it is answered, *answered* until
it is carried out, then *done*, *refused* with a reason, or *taken back*. Its days are counted by
rules.py. An **erasure** is the proof that somebody's data went. A **keeping** says how many days
a class of data is kept, a **deletion** proves that what was older went.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import uuid7


class Right(models.TextChoices):
    """What can be asked for, as the law names it."""

    SEE = "see", _("to see the data")
    CORRECT = "correct", _("to correct the data")
    ERASE = "erase", _("to erase the data")
    RESTRICT = "restrict", _("to restrict processing")
    OBJECT = "object", _("to object to processing")
    WITHDRAW = "withdraw", _("to withdraw consent")


class Via(models.TextChoices):
    """How a demand came."""

    PAPER = "paper", _("on paper")
    IN_PERSON = "person", _("in person")
    TELEPHONE = "phone", _("by telephone")


class AskedAs(models.TextChoices):
    """In which capacity somebody asks."""

    SELF = "self", _("the person themselves")
    REPRESENTATIVE = "parent", _("representative of a child or a person under guardianship")
    AUTHORISED = "proxy", _("authorised by the person")


class Demand(models.Model):
    """One right that a person makes use of."""

    class State(models.TextChoices):
        OPEN = "open", _("to be answered")
        ANSWERED = "answered", _("being carried out")
        DONE = "done", _("carried out")
        REFUSED = "refused", _("refused with a reason")
        TAKEN_BACK = "taken_back", _("taken back by the person")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Six digits that whoever asked can say.
    number = models.CharField(max_length=6)
    path = PathField()
    right = models.CharField(max_length=8, choices=Right)
    #: Whom it is about, once they are found on the list.
    resident_id = models.UUIDField(null=True)
    resident = belongs_to("territory.Resident", "resident_id", null=True)
    via = models.CharField(max_length=8, choices=Via)
    asked_as = models.CharField(max_length=8, choices=AskedAs, default=AskedAs.SELF)
    asker = models.CharField(max_length=120, blank=True, default="")
    #: How it was made sure who asks, in words; never the number of a paper.
    identity = models.CharField(max_length=200, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    received_on = models.DateField()
    #: Whether a processor or a third party has to act as well.
    with_others = models.BooleanField(default=False)
    answer_on = models.DateField()
    carry_out_on = models.DateField()
    #: Why it was extended, once; empty when it was not.
    extended_why = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    #: When the names and words in it were erased; right, days and state stay as the proof.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "number"], name="demand_number_once")
        ]
        indexes = [
            models.Index(fields=["path", "state", "carry_out_on"], name="demand_by_path"),
            models.Index(fields=["origin", "resident_id"], name="demand_of_resident"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.OPEN, self.State.ANSWERED)


class Erasure(models.Model):
    """The proof that somebody was erased: where how much, when and by whom, without the data."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: The key under which their results go on to count; it names nobody any more.
    resident_id = models.UUIDField()
    path = PathField()
    demand_id = models.UUIDField()
    with_photos = models.BooleanField(default=False)
    #: Kind of row → how many of them.
    counts = models.JSONField(default=dict)
    done_at = models.DateTimeField()
    done_by = models.ForeignKey(
        "accounts.Account",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )

    class Meta:
        indexes = [models.Index(fields=["path", "done_at"], name="erasure_by_path")]

    def __str__(self) -> str:
        return str(self.resident_id)


class Keeping(models.Model):
    """How long a class of data (keeping.CLASSES) is kept, where an operator set it."""

    code = models.CharField(primary_key=True, max_length=12)
    days = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.code} {self.days}"


class Deletion(models.Model):
    """The proof that data past their days were deleted: how many of which class, and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=12)
    days = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="deletion_by_time")]

    def __str__(self) -> str:
        return f"{self.code} {self.count}"
