"""A filter of the table of households kept under a name: saved, renamed, shared, deleted, brought back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.teams.models import SavedView
from tungngo.territory.models import Area

#: Views of one person at one area: more than this are no shortcuts.
MOST_VIEWS = 20
LONGEST_NAME = 60


def _name(account: Account, area: Area, name: str, besides: SavedView | None = None) -> str:
    """The name as it is kept. Raises Refused `view.name_missing`, `view.name_taken`."""
    name = text.nfc(" ".join(name.split()))[:LONGEST_NAME]
    if not name:
        raise Refused("view.name_missing", _("A saved filter needs a name."), place="view_name")
    same = SavedView.objects.filter(account=account, area=area, name=name, ended_at=None)
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if same.exists():
        raise Refused(
            "view.name_taken", _("A saved filter here has this name already."), place="view_name"
        )
    return name


@transaction.atomic
def save_view(
    *, actor: Account, area: Area, name: str, asked: Mapping[str, str], is_shared: bool
) -> SavedView:
    """Keep what a table is asked for, under a name of the actor's own. `is_shared`: for everybody who
    sees this area or one below it.

    Raises Refused `view.empty`, `view.name_missing`, `view.name_taken`, `view.too_many`.
    """
    if not asked:
        raise Refused("view.empty", _("Choose first what the table is to show."))
    name = _name(actor, area, name)
    if SavedView.objects.filter(account=actor, area=area, ended_at=None).count() >= MOST_VIEWS:
        raise Refused(
            "view.too_many",
            _("%(most)s filters are saved here already. Delete one first."),
            {"most": MOST_VIEWS},
        )
    view = SavedView.objects.create(
        account=actor,
        area=area,
        name=name,
        sort_key=text.sort_key(name),
        asked=dict(asked),
        is_shared=is_shared,
        created_at=clock.now(),
    )
    journal.write(actor=actor, verb="view.saved", subject=view.id, path=area.path, shared=is_shared)
    return view


@transaction.atomic
def change_view(*, actor: Account, view: SavedView, name: str, is_shared: bool) -> None:
    """Another name, or shared or not. Raises Refused `view.name_missing`, `view.name_taken`."""
    view.name = _name(view.account, view.area, name, besides=view)
    view.sort_key = text.sort_key(view.name)
    view.is_shared = is_shared
    view.save(update_fields=["name", "sort_key", "is_shared"])
    journal.write(
        actor=actor, verb="view.changed", subject=view.id, path=view.area.path, shared=is_shared
    )


@transaction.atomic
def end_view(*, actor: Account, view: SavedView) -> None:
    """Delete a view; it can be brought back."""
    SavedView.objects.filter(pk=view.pk, ended_at=None).update(ended_at=clock.now())
    journal.write(actor=actor, verb="view.ended", subject=view.id, path=view.area.path)


@transaction.atomic
def bring_back_view(*, actor: Account, view: SavedView) -> None:
    """Take a deletion back. Raises Refused `view.name_taken` when the name was used again meanwhile."""
    _name(view.account, view.area, view.name, besides=view)
    SavedView.objects.filter(pk=view.pk).update(ended_at=None)
    journal.write(actor=actor, verb="view.restored", subject=view.id, path=view.area.path)
