"""Making the keys that sign badges."""

from __future__ import annotations

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.certificates.models import SigningKey
from tungngo.certificates.queries import signer
from tungngo.certificates.signing import make_key
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.lib.sealing import seal
from tungngo.parcels.queries import keys_of

EVERYTHING = Reach.everything()


def install_signing_key(*, actor: Account | None = None) -> bool:
    """Make a key where there is none that this installation's secret key opens; whether one was made.
    May be repeated."""
    if signer(EVERYTHING) is not None:
        return False
    renew_signing_key(actor=actor)
    return True


@transaction.atomic
def renew_signing_key(*, actor: Account | None) -> SigningKey:
    """Make a key that signs from now on. Older ones go on to verify what they signed."""
    made = make_key()
    [ours, *_older] = keys_of(EVERYTHING)
    row = SigningKey.objects.create(
        id=made.id, public=made.public, sealed=seal(ours.public, made.secret), made_at=clock.now()
    )
    journal.write(actor=actor, verb="signing_key.made", subject=made.id, path="")
    return row
