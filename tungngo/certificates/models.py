"""Certificates: what completes universal digital skills, by which evidence, and what was issued for it.

A **completion rule** is one version of what an area asks of one audience; it holds there and below until
a lower area or a later version says otherwise. A **confirmation** is evidence that the desk notes down:
the certificate of a learning platform, or what an office confirms. A **certificate** says that somebody
on the list completed a rule; it is valid until a day, or revoked, and refers to its evidence by key, so
that erasing a person leaves a record of nobody. A **ledger** counts the certificates of a commune and a
year. A **signing key** signs the certificates as Open Badges; its secret half lies here sealed under
the installation's secret key.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField, PathField, belongs_to
from tungngo.lib.ids import token, uuid7
from tungngo.territory.models import Area


def _address() -> str:
    return token(12)


def _salt() -> str:
    return token(12)


class CompletionRule(models.Model):
    """One version of a rule. `content` is a rules.packs.Rule as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    valid_from_on = models.DateField()
    #: Shipped to show how, or an office's own: everything that comes of it says so.
    is_example = models.BooleanField(default=False)
    name_vi = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    #: Where the pack says it is from.
    source = models.CharField(max_length=400, blank=True, default="")
    content = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "code", "version"], name="completion_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} {self.version}"


class Confirmation(models.Model):
    """Evidence on paper that somebody at the desk saw. `code` is what rules call it."""

    class Kind(models.TextChoices):
        PLATFORM = "platform", _("certificate of a learning platform")
        OFFICIAL = "official", _("confirmed by an office")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    resident_id = models.UUIDField()
    resident = belongs_to("territory.Resident", "resident_id")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=40)
    #: The day on the paper.
    made_on = models.DateField()
    words = models.CharField(max_length=160, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["origin", "resident_id"], name="confirmation_of_resident")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Ledger(models.Model):
    """The last number a commune has given a certificate in a year; whoever issues holds its row."""

    pk = models.CompositePrimaryKey("origin", "year")
    origin = OriginField()
    year = models.PositiveSmallIntegerField()
    issued = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.origin} {self.year}"


class Certificate(models.Model):
    """One certificate. Whoever has its address may read whether it is valid, never a name."""

    class Why(models.TextChoices):
        """Why one was revoked; the public page says it in these words."""

        MISTAKE = "mistake", _("issued by mistake")
        EVIDENCE = "evidence", _("the evidence was corrected")
        WISH = "wish", _("the holder asked for it")
        OTHER = "other", _("another reason")
        ERASED = "erased", _("the holder's data were erased")

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    #: Its place in the year's ledger; with the year the number on the paper.
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    #: What its public address ends in.
    token = models.CharField(max_length=24, default=_address)
    rule = models.ForeignKey(
        CompletionRule, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    #: Where the holder is listed (it goes along: follows.py), and the code of the commune that issued it.
    path = PathField()
    issuer = models.CharField(max_length=24)
    #: The holder; None once their data were erased or forgotten.
    resident_id = models.UUIDField(null=True)
    resident = belongs_to("territory.Resident", "resident_id", null=True)
    #: [code of the item, kind, key of the record it stands on, ISO day].
    evidence = models.JSONField(default=list)
    completed_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    #: The last day it holds; None: without end.
    valid_until_on = models.DateField(null=True)
    #: The holder's name as it was printed, hashed with a salt: how Open Badges name a holder.
    salt = models.CharField(max_length=24, blank=True, default=_salt)
    identity_hash = models.CharField(max_length=80, blank=True, default="")
    #: Its place among the commune's revocable certificates.
    status_list = models.PositiveSmallIntegerField()
    status_place = models.PositiveIntegerField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=8, choices=Why, blank=True, default="")
    revoked_words = models.CharField(max_length=200, blank=True, default="")
    revoked_by = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    #: When holder and evidence were taken out of it.
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "year", "serial"], name="certificate_serial_once"
            ),
            models.UniqueConstraint(fields=["origin", "token"], name="certificate_token_once"),
            models.UniqueConstraint(
                fields=["origin", "status_list", "status_place"], name="certificate_place_once"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "issued_at"], name="certificate_by_path"),
            models.Index(fields=["origin", "resident_id"], name="certificate_of_resident"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands on the paper: "00012/2026"."""
        return f"{self.serial:05d}/{self.year}"


class SigningKey(models.Model):
    """An RSA key that signs badges. Older ones stay: what they signed is still verified by them."""

    #: The thumbprint of the public half (RFC 7638).
    id = models.CharField(primary_key=True, max_length=43)
    #: The public half as a JWK.
    public = models.JSONField()
    #: The secret half (PKCS #8), sealed as lib.sealing does under the installation's secret key.
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.id
