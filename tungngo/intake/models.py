"""Intake: that an operation was received, exactly once, and what became of it.

An **operation** is what a phone says: a kind (`encounter.record`, `suggestion.make` …), an id the phone
minted, the commune it is about, and a body that only the room of that kind understands. A **receipt**
is the referee of "exactly once": it is inserted first, in the same transaction as the work, and what
cannot be taken is kept in it to the letter, for a person to look at.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.lib.columns import OriginField


class Receipt(models.Model):
    """That an operation was received, and what became of it. (origin, op_id) exists at most once."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        LEFT = "left", _("looked at and left")
        REPLACED = "replaced", _("put right and sent again")

    pk = models.CompositePrimaryKey("origin", "op_id")
    origin = OriginField()
    op_id = models.UUIDField()
    kind = models.CharField(max_length=60, blank=True, default="")
    device_id = models.UUIDField()
    received_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    code = models.CharField(max_length=60, blank=True, default="")
    #: What was sent, kept to the letter when it could not be applied; empty when it was.
    payload = models.TextField(null=True)
    #: When the volunteer handed a refused one to the team leader, and what they said to it.
    handed_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, default="", db_default="")
    #: When a person at the desk or a team leader settled a refused one, and who; or its author did, by
    #: sending it again.
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["origin", "received_at"],
                condition=~models.Q(verdict="accepted"),
                name="receipt_not_accepted",
            ),
            # Asked for as it stands here: SQLite uses no index whose condition comes as a parameter.
            models.Index(
                fields=["device_id"],
                condition=models.Q(payload__isnull=False),
                name="receipt_kept_whole",
            ),
            models.Index(
                fields=["device_id", "settled_at"],
                condition=models.Q(settled_at__isnull=False),
                name="receipt_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op_id} {self.verdict}"
