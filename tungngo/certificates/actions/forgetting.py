"""Taking holders out of certificates: of a person who is erased, and of certificates long over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.certificates.models import Certificate, Confirmation
from tungngo.certificates.queries import certificates_past, papers_past
from tungngo.lib import clock
from tungngo.lib.reach import Reach

EVERYTHING = Reach.everything()


@transaction.atomic
def erase_certificates(
    *, actor: Account | None, origin: str, people: Collection[UUID]
) -> dict[str, int]:
    """Take these people out of their certificates, which are revoked by it, and delete what the desk
    noted about them. How many of each; the journal line is the caller's."""
    mine = Certificate.objects.filter(origin=origin, resident_id__in=list(people))
    now = clock.now()
    mine.filter(revoked_at=None).update(
        revoked_at=now, revoked_by=actor, revoked_why=Certificate.Why.ERASED
    )
    count = _empty(mine)
    noted, _by_model = Confirmation.objects.filter(
        origin=origin, resident_id__in=list(people)
    ).delete()
    return {"certificates": count, "confirmations": noted}


@transaction.atomic
def forget_certificates(*, actor: Account | None, before: datetime) -> int:
    """Take the holders out of certificates that have been over since before a moment; how many."""
    count = _empty(certificates_past(EVERYTHING, before))
    if count:
        journal.write(actor=actor, verb="certificates.forgotten", count=count)
    return count


def _empty(found: QuerySet[Certificate]) -> int:
    emptied: dict[str, Any] = {"resident_id": None, "evidence": [], "emptied_at": clock.now()}
    return found.update(**emptied, salt="", identity_hash="", revoked_words="")


@transaction.atomic
def forget_papers(*, actor: Account | None, before: datetime) -> int:
    """Empty the words about papers that were noted before a moment; how many."""
    count = papers_past(EVERYTHING, before).update(words="")
    if count:
        journal.write(actor=actor, verb="papers.forgotten", count=count)
    return count
