"""What of the lists is past its keeping: what was said at doors and is settled, what could be taken back,
names of those who left long ago. For whoever reaches everything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Substr

from tungngo.forgotten.models import Unnamed
from tungngo.forgotten.queries import traces_kept
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.territory.models import Area, Household, ListChange, ListImport, Resident, Suggestion

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


def communes_listed_since(reach: Reach, moment: datetime) -> set[str]:
    """Paths of communes of which a list was uploaded or written after a moment: somebody is at work."""
    at_work = Q(uploaded_at__gte=moment) | Q(committed_at__gte=moment)
    lists = ListImport.objects.filter(at_work).values("origin")
    found = reach.filter(Area.objects.filter(code__in=lists))
    return set(found.values_list("path", flat=True))


def names_past(reach: Reach, communes: Collection[str], before: datetime) -> QuerySet[Resident]:
    """People of these communes (paths) who are still called by their name, and whom nobody changed since
    a moment. For whoever reaches everything."""
    found = Resident.objects.exclude(full_name="")
    return _long_ago(found, communes, before) if reach.covers("") else found.none()


def heads_past(reach: Reach, communes: Collection[str], before: datetime) -> QuerySet[Household]:
    """Households of these communes with the name of a head, likewise."""
    found = Household.objects.exclude(head_name="")
    return _long_ago(found, communes, before) if reach.covers("") else found.none()


def traces_past(reach: Reach, before: datetime) -> QuerySet[Unnamed]:
    """Traces of names that were deleted before a moment, beside rows that need them no more since then: off
    the list, or called by their name again and so told by a list, which cannot be taken back any more."""
    over = Q(ended_on__lt=clock.day_of(before))
    this = {"origin": OuterRef("origin"), "id": OuterRef("row_id")}
    people = Resident.objects.filter(over | Q(updated_at__lt=before) & ~Q(full_name=""), **this)
    doors = Household.objects.filter(over | Q(updated_at__lt=before) & ~Q(head_name=""), **this)
    return traces_kept(reach, before).filter(Exists(people) | Exists(doors))


def marks_past(reach: Reach, before: datetime) -> QuerySet[Unnamed]:
    """Traces of names that were deleted before a moment, wherever their rows stand today."""
    return traces_kept(reach, before)


def _long_ago(found: QuerySet, communes: Collection[str], before: datetime) -> QuerySet:
    """Rows under these paths, however many they are: a list of three thousand ranges no engine takes."""
    among = Q(pk__in=[])
    for length in {len(path) for path in communes}:
        some = [path for path in communes if len(path) == length]
        found = found.annotate(**{f"first_{length}": Substr("path", 1, length)})
        among |= Q(**{f"first_{length}__in": some})
    return found.filter(among, updated_at__lt=before)
