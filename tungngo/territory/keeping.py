"""What of the lists is past its keeping: what was said at doors and is settled, what could be taken back,
names of those who left long ago. For whoever reaches everything."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tungngo.lib.reach import Reach
from tungngo.territory.models import ListChange, ListImport, Resident, Suggestion

_NOTHING: dict[str, object] = {"said": {}, "changes": {}, "note": "", "why": ""}


def suggestions_past(reach: Reach, before: datetime) -> QuerySet[Suggestion]:
    """Suggestions settled, or written by themselves, before a moment that still say something."""
    over = Suggestion.objects.exclude(state=Suggestion.State.OPEN).exclude(**_NOTHING)
    long_ago = Q(settled_at__lt=before) | Q(settled_at=None, received_at__lt=before)
    return over.filter(long_ago) if reach.covers("") else over.none()


def list_changes_past(reach: Reach, before: datetime) -> QuerySet[ListChange]:
    """What rows looked like before lists that were written before a moment."""
    old = ListImport.objects.filter(committed_at__lt=before)
    found = ListChange.objects.filter(list_import_id__in=old.values("id"))
    return found if reach.covers("") else found.none()


def left_past(reach: Reach, before: date) -> QuerySet[Resident]:
    """People who left the list before a day and are still called by their name."""
    found = Resident.objects.filter(ended_on__lt=before).exclude(full_name="")
    return found if reach.covers("") else found.none()
