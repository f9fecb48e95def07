"""Points follow their group when it is merged into another: whoever answers there answers for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.points.models import Gathering, Leave, Rota, Shift, SupportPoint
from tungngo.territory.models import Area

#: [model, commune, id, path before] of each row that followed.
Followed = list[list[str]]
_MODELS: dict[str, Any] = {
    model.__name__: model for model in (SupportPoint, Rota, Gathering, Shift, Leave)
}


@transaction.atomic
def follow_group(*, actor: Account | None, gone: Iterable[Area], into: Area) -> Followed:
    """Points and rotas of the groups `gone`, what is still to come at them and who is away there lie in
    `into` from now on; what is over keeps the place where it happened. Gives what `follow_group_back`
    needs; the journal line is the caller's."""
    paths = [group.path for group in gone]
    followed: Followed = []
    for name, model in _MODELS.items():
        rows: QuerySet[Any] = model.objects.filter(_stays(model), path__in=paths)
        found = rows.values_list("origin", "id", "path")
        followed += [[name, origin, str(id_), path] for origin, id_, path in found]
        rows.update(path=into.path)
    return followed


def _stays(model: type) -> Q:
    """Rows that go on: a group's points closed since, sessions that are over and leaves gone by stay where
    they were."""
    if model is Leave:
        return Q(ended_at=None, last_on__gte=clock.today())
    return Q(closed_at=None) if model in (SupportPoint, Rota) else Q(ends_at__gt=clock.now())


@transaction.atomic
def follow_group_back(*, actor: Account | None, before: Followed, into: Area) -> None:
    """Undo `follow_group`. The journal line is the caller's."""
    for name, origin, id_, path in before:
        rows = _MODELS[name].objects.filter(origin=origin, id=UUID(id_), path=into.path)
        rows.update(path=path)
