"""What the codes of a session hold: an address to confirm coming, and on a slip a mark of the household.

Nothing is kept: the secret in the address is made from the server's own, the mark from ids that only this
server and the phones that hold the door know. To others it says nothing, nor at another session.
"""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

from django.utils.crypto import salted_hmac

from tungngo.points.models import Gathering

#: Hex digits of the secret, and of the mark: 48 bits, for one among a phone's few hundred doors.
SECRET, MARK = 16, 12


def secret_of(gathering: Gathering) -> str:
    """What the address to confirm coming ends in (`/here/<origin>/<id>/<secret>/`). With a new SECRET_KEY
    it is another, and what was printed no longer opens."""
    what = f"{gathering.origin}/{gathering.id}"
    return salted_hmac("points.check-in", what, algorithm="sha256").hexdigest()[:SECRET]


def is_secret_of(gathering: Gathering, secret: str) -> bool:
    """Whether `secret` is that of the gathering."""
    return hmac.compare_digest(secret_of(gathering).encode(), secret.encode())


def mark_of(gathering: UUID, origin: str, household: UUID) -> str:
    """What a household's slip adds to that address behind a #, which never leaves the phone that reads it.

    `markOf` of the phone's `later/class/slips.js` computes the same.
    """
    return hashlib.sha256(f"{gathering}/{origin}/{household}".encode()).hexdigest()[:MARK]
