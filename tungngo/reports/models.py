"""Reports: what is said of boards on paper and handed out as files.

A **letterhead** is how an area's office signs: kept once, used in every report in the form of an
administrative document. An **export** is a file with everything within somebody's reach, made in the
background and theirs alone for a few days. A **data link** is an address from which a spreadsheet
fetches figures, without persons. A **mail order** has the daily brief sent by e-mail.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib.columns import PathField
from tungngo.lib.ids import uuid7
from tungngo.territory.models import Area


class Letterhead(models.Model):
    """What stands around a report of one area. Words as they are spoken; capitals come when set."""

    area = models.OneToOneField(
        Area, primary_key=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    path = PathField()
    #: The body directly above, where there is one, and the one that issues the report.
    above = models.CharField(max_length=120, blank=True, default="")
    body = models.CharField(max_length=160)
    #: What follows the number: "BC-UBND".
    symbol = models.CharField(max_length=40)
    place = models.CharField(max_length=80)
    #: In whose name it is signed ("TM. Ủy ban nhân dân"), by what office, by whom.
    authority = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=120)
    signer = models.CharField(max_length=120, blank=True, default="")
    #: One a line, as they stand under "Nơi nhận".
    recipients = models.TextField(blank=True, default="")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.body


class Export(models.Model):
    """A file somebody asked for. Its row stays when the file has gone: who took what is known."""

    class Subject(models.TextChoices):
        ENCOUNTERS = "encounters", _("encounters with their outcomes")
        HOUSEHOLDS = "households", _("households")
        STANDINGS = "standings", _("where residents stand")

    class Kind(models.TextChoices):
        XLSX = "xlsx", "XLSX"
        CSV = "csv", "CSV"
        PARQUET = "parquet", "Parquet"

    class State(models.TextChoices):
        ASKED = "asked", _("waits to be made")
        MADE = "made", _("ready")
        FAILED = "failed", _("could not be made")
        GONE = "gone", _("deleted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = PathField()
    subject = models.CharField(max_length=12, choices=Subject)
    kind = models.CharField(max_length=8, choices=Kind)
    language = models.CharField(max_length=8, default="vi")
    #: Of encounters which, as their list was narrowed (encounters.listed.Wanted.as_json); null: every record.
    wanted = models.JSONField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    row_count = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "asked_at"], name="export_of_account")]

    def __str__(self) -> str:
        return f"{self.subject}.{self.kind}"

    @property
    def file(self) -> str:
        """The file's name in the private storage."""
        return f"exports/{self.id.hex}"


class DataLink(models.Model):
    """An address with a secret in it; only a hash of the secret is kept.

    It reaches what its owner reaches at that moment, and dies with the owner's right.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = PathField()
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class MailOrder(models.Model):
    """That the daily brief of an area goes to an address every day at an hour."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    path = PathField()
    address = models.EmailField(max_length=254)
    #: The hour of the day in Vietnam from which it goes out (rules.brief_day says of which day).
    hour = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, default="vi")
    ordered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: The last calendar day on which it was sent, and on which it was tried and not taken.
    sent_on = models.DateField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "address"],
                condition=models.Q(ended_at=None),
                name="mail_order_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.hour}"
