"""Markets: which there are, and what somebody counted there on a day.

A **market** is a place where people trade. A **survey** is what was counted in it on one day: stalls,
those with a payment QR, those where money really arrives that way, and so on. Surveys are facts: a
wrong one is withdrawn, never changed. What was not counted is empty, which is not nought.
"""

from __future__ import annotations

from django.db import models

from tungngo.lib.columns import OriginField, PathField, SortField, belongs_to
from tungngo.lib.ids import uuid7


class Market(models.Model):
    """A market, in a group or the commune."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    path = PathField()
    name = models.CharField(max_length=120)
    sort_key = SortField(max_length=360)
    #: Where it is, in words.
    place = models.CharField(max_length=240, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "sort_key"], name="market_by_path")]

    def __str__(self) -> str:
        return self.name


class MarketSurvey(models.Model):
    """What was counted in a market on one day."""

    pk = models.CompositePrimaryKey("origin", "id")
    origin = OriginField()
    id = models.UUIDField(default=uuid7, editable=False)
    market_id = models.UUIDField()
    market = belongs_to("markets.Market", "market_id")
    surveyed_on = models.DateField()
    stalls = models.PositiveIntegerField()
    #: With a payment QR on show; and of these, where money really arrived that way lately.
    stalls_qr = models.PositiveIntegerField(null=True)
    stalls_active = models.PositiveIntegerField(null=True)
    #: Payments watched while surveying, and those of them without cash.
    payments = models.PositiveIntegerField(null=True)
    payments_cashless = models.PositiveIntegerField(null=True)
    #: Whether the market's own fees (stall rent, electricity) are collected without cash.
    fees_cashless = models.BooleanField(null=True)
    #: Products of this market offered on a trading floor online.
    products_online = models.PositiveIntegerField(null=True)
    #: Who counted, and what shows it (photos, statements of the bank), in words.
    surveyed_by = models.CharField(max_length=120)
    evidence = models.CharField(max_length=240, blank=True, default="")
    written_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["origin", "market_id", "surveyed_on"], name="survey_of_market")
        ]

    def __str__(self) -> str:
        return f"{self.surveyed_on}"
