"""Judgements about badges and the names people sign in with."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Literal, Protocol

BADGE_LIFE = timedelta(days=60)
#: What the secret of a training installation's badge begins with: a dot is in no other secret.
TRAINING_MARK = "tap-huan."


class BadgeLike(Protocol):
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def secret_hash(secret: str) -> str:
    """SHA-256 of a secret with at least 144 random bits, in hex; slow hashing adds nothing there."""
    return hashlib.sha256(secret.encode()).hexdigest()


def badge_of_other_world(secret: str, *, is_training: bool) -> Literal["", "training", "real"]:
    """Whether a badge unknown here is one of a training (here is the real campaign), or of a real campaign
    (here is a training); empty when it may have been made here."""
    if secret.startswith(TRAINING_MARK) == is_training:
        return ""
    return "real" if is_training else "training"


def badge_verdict(badge: BadgeLike, now: datetime) -> Literal["good", "used", "revoked", "expired"]:
    """Whether a badge may still open a phone. A revoked one says so even when it was used before."""
    if badge.revoked_at is not None:
        return "revoked"
    if badge.used_at is not None:
        return "used"
    if badge.expires_at <= now:
        return "expired"
    return "good"
