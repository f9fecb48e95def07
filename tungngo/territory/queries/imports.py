"""Reads about lists on their way in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.territory.listing.drafts import CommuneRef, GroupRef
from tungngo.territory.models import Area, ColumnAlias, Level, ListImport


def imports_of(reach: Reach, path: str) -> QuerySet[ListImport]:
    """Lists loaded for a path or below it, latest first."""
    found = reach.within(path).filter(ListImport.objects.select_related("uploaded_by"))
    return found.order_by("-uploaded_at", "-id")


def import_of(reach: Reach, origin: str, import_id: UUID) -> ListImport:
    """One list. Raises NotReached `list.not_reached`."""
    found = (
        ListImport.objects.select_related("uploaded_by").filter(origin=origin, id=import_id).first()
    )
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "list.not_reached", _("There is no such list, or it lies outside your own area.")
        )
    return found


def import_named(reach: Reach, reference: str) -> ListImport:
    """The list a journal line is about (`ListImport.reference`). Raises NotReached
    `list.not_reached`."""
    origin, _colon, import_id = reference.partition(":")
    return import_of(reach, origin, UUID(import_id))


def uploads_past(reach: Reach, before: datetime) -> QuerySet[ListImport]:
    """Lists uploaded before a moment whose file is still there."""
    return reach.filter(ListImport.objects.exclude(file="").filter(uploaded_at__lt=before))


def learnt_headings(reach: Reach, subject: str) -> dict[str, str]:
    """Folded heading → field, as people mapped them before. The same for every reach: a wording is
    nobody's secret."""
    return dict(ColumnAlias.objects.filter(subject=subject).values_list("folded", "field"))


def groups_for_lists(reach: Reach, commune: Area) -> tuple[list[GroupRef], dict[str, str]]:
    """The groups of a commune as a list names them, and the path of each by its code."""
    groups = reach.filter(Area.objects.filter(parent=commune, level=Level.GROUP, valid_to_on=None))
    found = list(groups.order_by("code"))
    refs = [GroupRef(group.code, group.kind, group.name) for group in found]
    return refs, {group.code: group.path for group in found}


def commune_for_lists(reach: Reach, commune: Area) -> CommuneRef:
    """The commune as a list speaks of it, with the names it had and those that went into it."""
    former = [str(past) for past in commune.past_names.all()]
    before = commune.precessions.select_related("predecessor")
    former += [succession.predecessor.full_name for succession in before]
    return CommuneRef(commune.code, commune.full_name, tuple(former))


def own_codes(reach: Reach, commune: Area) -> frozenset[str]:
    """Own codes of all groups a commune ever had: none is given twice."""
    groups = reach.filter(Area.objects.filter(parent=commune, level=Level.GROUP))
    codes = groups.values_list("code", flat=True)
    return frozenset(code.partition(".")[2] for code in codes)
