"""Data links: made, used, taken back."""

from __future__ import annotations

import secrets

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.accounts.rules import secret_hash
from tungngo.lib import clock
from tungngo.reports.models import DataLink
from tungngo.territory.models import Area


@transaction.atomic
def make_link(*, actor: Account, area: Area, name: str) -> tuple[DataLink, str]:
    """A link to the figures of `area`, and its secret, which is told this once and never again."""
    secret = secrets.token_urlsafe(24)
    made = DataLink.objects.create(
        account=actor,
        area=area,
        path=area.path,
        name=name.strip(),
        secret_hash=secret_hash(secret),
        made_at=clock.now(),
    )
    journal.write(actor=actor, verb="datalink.made", subject=made.id, path=area.path)
    return made, secret


@transaction.atomic
def note_link_used(*, actor: Account, link: DataLink) -> None:
    """That somebody fetched figures with a link of `actor`."""
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    journal.write(actor=actor, verb="datalink.used", subject=link.id, path=link.path)


@transaction.atomic
def revoke_link(*, actor: Account, link: DataLink) -> None:
    """Take a link back: from now on it leads nowhere."""
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        journal.write(actor=actor, verb="datalink.revoked", subject=link.id, path=link.path)
