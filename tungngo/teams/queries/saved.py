"""Reads about the views of the table of households that somebody saved."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.models import SavedView
from tungngo.teams.rules import paths_above
from tungngo.territory.models import Area


def views_at(reach: Reach, account: Account, area: Area) -> list[SavedView]:
    """The views `account` has on an area's page: their own and those shared with them, saved there or
    above; one that asks for a group or a team only where it was saved. Own ones first, each by name.

    A view is words, not rows: what it shows is what the reader reaches.
    """
    if not reach.touches(area.path):
        return []
    saved = SavedView.objects.filter(
        Q(account=account) | Q(is_shared=True),
        area__path__in=paths_above(area.path),
        ended_at=None,
    )
    found = saved.select_related("account", "area").order_by("sort_key", "id")
    here = [
        one for one in found if one.area_id == area.code or not {"group", "team"} & set(one.asked)
    ]
    return sorted(here, key=lambda one: one.account_id != account.pk)


def view_of(reach: Reach, account: Account, view_id: UUID) -> SavedView:
    """One view, also a deleted one: one's own, or shared by somebody where the caller reaches. Raises
    NotReached `view.out_of_reach`."""
    saved = SavedView.objects.select_related("account", "area").filter(pk=view_id)
    found = saved.filter(Q(account=account) | Q(is_shared=True)).first()
    if found is None or not reach.touches(found.area.path):
        raise NotReached("view.out_of_reach", _("This saved filter is not there any more."))
    return found


def views_past(reach: Reach, before: datetime) -> QuerySet[SavedView]:
    """Views deleted before a moment: what was searched for may be somebody's name."""
    return reach.filter(SavedView.objects.filter(ended_at__lt=before), "area__path")
