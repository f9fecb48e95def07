"""Which photos, places and words are past their keeping."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from tungngo.campaigns.over import campaigns_over_since
from tungngo.encounters.models import Encounter, Photo
from tungngo.lib import clock
from tungngo.lib.reach import Reach

#: A consent with the name of a witness, as JSON.
WITNESSED = '"witness", ?"[^"]'
#: Days a photo may take to arrive.
ARRIVING_DAYS = 30


def photos_past(reach: Reach, keep_days: int) -> QuerySet[Photo]:
    """Photos of campaigns that ended more than `keep_days` days ago, and what never arrived whole; for
    whoever reaches everything."""
    if not reach.covers(""):
        return Photo.objects.none()
    over = campaigns_over_since(reach, clock.today() - dt.timedelta(days=keep_days))
    campaign = Encounter.objects.filter(origin=OuterRef("origin"), id=OuterRef("encounter_id"))
    begun_before = clock.now() - dt.timedelta(days=ARRIVING_DAYS)
    late = Q(finished_at=None, begun_at__lt=begun_before)
    due = Photo.objects.filter(deleted_at=None).annotate(
        campaign_id=Subquery(campaign.values("campaign_id")[:1])
    )
    return due.filter(Q(campaign_id__in=over) | late)


def places_past(reach: Reach, keep_days: int) -> QuerySet[Encounter]:
    """Encounters that say where their door is, of campaigns that ended more than `keep_days` days ago; for
    whoever reaches everything."""
    if not reach.covers(""):
        return Encounter.objects.none()
    over = campaigns_over_since(reach, clock.today() - dt.timedelta(days=keep_days))
    return Encounter.objects.filter(campaign_id__in=over, near__isnull=False)


def words_past(reach: Reach, keep_days: int) -> QuerySet[Encounter]:
    """Encounters with free words, or with the name of a witness, of campaigns that ended more than
    `keep_days` days ago; for whoever reaches everything."""
    if not reach.covers(""):
        return Encounter.objects.none()
    over = campaigns_over_since(reach, clock.today() - dt.timedelta(days=keep_days))
    said = Encounter.objects.filter(campaign_id__in=over)
    said = said.annotate(agreed=Cast("consents", TextField()))
    return said.filter(~Q(come_back_for="") | Q(agreed__regex=WITNESSED))
