"""Parcels: what a phone recorded, carried to the server by somebody else.

A phone that has no network for days packs its un-sent operations, sealed so that only the server can
read them; a team-mate's phone or a file brings them. The secret inside says whose they are, and they
count exactly once by their own ids, however many ways they come. Nothing of a parcel is kept but what
it brought, with one exception: one from a phone whose badge was withdrawn waits for a person.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account, Device
from tungngo.lib.ids import uuid7


class Parcel(models.Model):
    """A parcel from a withdrawn phone: kept whole until somebody takes it in or leaves it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a decision")
        TAKEN = "taken", _("taken in")
        LEFT = "left", _("left")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    #: SHA-256 of the sealed bytes, in hex: the same parcel handed in twice is kept once.
    fingerprint = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    #: Whose phone, or who at the desk, brought it.
    brought_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    #: The withdrawn phone's clock when it packed.
    packed_at = models.DateTimeField()
    #: Operations in it, and how many of them are older than the withdrawal, by their own account.
    operations = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    #: The operations as the phone wrote them (a JSON list); emptied once they are taken in.
    content = models.BinaryField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["device", "state"], name="parcel_of_device")]

    def __str__(self) -> str:
        return f"{self.operations} operations of {self.device}, {self.state}"
