"""Reads about parcels: the key phones seal them with, and those that wait for a person."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from tungngo.accounts.models import Device
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.lib.sealing import Key, key_from
from tungngo.parcels.models import Parcel
from tungngo.parcels.refusals import SENTENCES

_key_from = lru_cache(maxsize=8)(key_from)


def keys_of(reach: Reach) -> list[Key]:
    """The server's keys, the one that phones are given first; older ones still open.

    They follow from the secrets in the settings, so there is nothing to make, keep or lose. Only the
    system itself (a reach of everything) gets them.
    """
    if not reach.covers(""):
        return []
    return [_key_from(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def sealing_document(reach: Reach) -> dict[str, str]:
    """What a phone needs to seal a parcel: the server's public key, in base64url."""
    public = keys_of(Reach.everything())[0].public
    return {"key": base64.urlsafe_b64encode(public).decode().rstrip("=")} if reach.paths else {}


def parcels_of(reach: Reach, phones: QuerySet[Device]) -> QuerySet[Parcel]:
    """Parcels of these phones, which the caller reaches through their teams; latest first."""
    if not reach.paths:
        return Parcel.objects.none()
    found = Parcel.objects.filter(device__in=phones.order_by().values("id"))
    return found.select_related("device__account", "brought_by", "decided_by").order_by(
        "-received_at"
    )


def waiting_of(reach: Reach, phones: QuerySet[Device]) -> QuerySet[Parcel]:
    """Those of them that wait for a person."""
    return parcels_of(reach, phones).filter(state=Parcel.State.WAITING)


def parcel_of(reach: Reach, phones: QuerySet[Device], parcel_id: UUID) -> Parcel:
    """One parcel of these phones. Raises NotReached."""
    found = parcels_of(reach, phones).filter(id=parcel_id).first()
    if found is None:
        raise NotReached("parcel.not_found", SENTENCES["parcel.not_found"])
    return found


def contents_past(reach: Reach, before: datetime) -> QuerySet[Parcel]:
    """Parcels that came before a moment and still hold what the phone wrote. For whoever reaches all."""
    found = Parcel.objects.filter(received_at__lt=before).exclude(content=b"")
    return found if reach.covers("") else found.none()
