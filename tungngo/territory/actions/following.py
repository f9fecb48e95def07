"""What goes along when places change: rows of other rooms by the path they lie at, kept so that all of it
comes back. Where a path is only written otherwise, everything under it is (`respell`).

Statements are set-wise and name one origin each, but for the few rows that are kept under another origin than
the person they are about: these are looked up first. Facts keep the path under which they were recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat, Substr

from tungngo.accounts.models import Account
from tungngo.lib.columns import PathField, SortField
from tungngo.lib.reach import Reach, path_above
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.following import followers
from tungngo.territory.models import Area

#: [model, origin, id, path before] of each row that went along.
Followed = list[list[str]]
_BATCH = 500


@transaction.atomic
def people_went(*, actor: Account | None, went: Iterable[tuple[str, UUID, str]]) -> None:
    """People (origin, id, path) are listed where they say now: what is theirs lies there, too. To undo it,
    say where they are again. Inside the caller's transaction, which journals the move."""
    by_place: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for origin, id_, path in went:
        by_place[origin, path].append(id_)
    personal = [one for one in followers().values() if one.person]
    for (origin, path), ids in sorted(by_place.items()):
        for start in range(0, len(ids), _BATCH):
            for one in personal:
                named = {f"{one.person}__in": ids[start : start + _BATCH]}
                theirs = _rows(one.model).filter(**named).exclude(path=path)
                if one.own_origin:
                    theirs.filter(origin=origin).update(path=path)
                else:
                    _write(one.model, _keys(theirs), path)


@transaction.atomic
def follow_area(*, actor: Account | None, gone: Iterable[Area], into: Area) -> Followed:
    """Whatever lies at the groups `gone` lies in `into` from now on, what is over, too: who answers there is
    asked about it, and sums of today's groups leave nothing out. The journal line is the caller's."""
    paths = [group.path for group in gone]
    found: Followed = []
    for one in followers().values():
        found += take_along(actor=actor, rows=_rows(one.model).filter(path__in=paths), to=into)
    return found


@transaction.atomic
def follow_gatherings(
    *, actor: Account | None, origin: str, gatherings: Collection[UUID], at: Area, to: Area
) -> Followed:
    """What lies at `at` and belongs to these sessions, which have gone to `to`, goes there. What is about a
    person stays with them. The journal line is the caller's."""
    found: Followed = []
    for one in followers().values():
        theirs = Q(pk__in=[])
        for column in one.gatherings:
            theirs |= Q(**{f"{column}__in": list(gatherings)})
        if one.person:
            theirs &= Q(**{one.person: None})
        if one.gatherings:
            rows = _rows(one.model).filter(theirs, origin=origin, path=at.path)
            found += take_along(actor=actor, rows=rows, to=to)
    return found


@transaction.atomic
def take_along(*, actor: Account | None, rows: QuerySet[Any], to: Area) -> Followed:
    """Put rows of something that follows to `to`; gives what `put_back` needs. The journal line is the
    caller's."""
    name = rows.model.__name__
    before = list(
        rows.exclude(path=to.path).order_by("origin", "id").values_list("origin", "id", "path")
    )
    _write(rows.model, [(origin, id_) for origin, id_, _path in before], to.path)
    return [[name, origin, str(id_), path] for origin, id_, path in before]


@transaction.atomic
def put_back(*, actor: Account | None, before: Followed, now_at: Area) -> None:
    """Undo `take_along`, but for what was put elsewhere since. The journal line is the caller's."""
    by_place: dict[tuple[str, str], list[tuple[str, UUID]]] = defaultdict(list)
    for name, origin, id_, path in before:
        by_place[name, path].append((origin, UUID(id_)))
    known = followers()
    for (name, path), keys in by_place.items():
        _write(known[name].model, keys, path, only_at=now_at.path)


def _rows(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.all()


def _keys(rows: QuerySet[Any]) -> list[tuple[str, UUID]]:
    return list(rows.order_by("origin", "id").values_list("origin", "id"))


def _write(
    model: type[Model], keys: Iterable[tuple[str, UUID]], path: str, only_at: str | None = None
) -> None:
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in keys:
        by_origin[origin].append(id_)
    for origin, ids in sorted(by_origin.items()):
        for start in range(0, len(ids), _BATCH):
            rows = _rows(model).filter(origin=origin, id__in=ids[start : start + _BATCH])
            (rows if only_at is None else rows.filter(path=only_at)).update(path=path)


# ----------------------------------------------------------------------- the same place, written otherwise


@transaction.atomic
def respell(*, actor: Account | None, old: str, new: str) -> None:
    """A place and all in it hang elsewhere in the tree, unchanged in themselves: every path at or under `old`
    is written with `new` instead, in all tables of all rooms, facts and journal included, so that whatever
    was said before is found as before. Tallies are counted anew, at the old paths, too. The journal line is
    the caller's."""
    for model in apps.get_models():
        if model._meta.label in settings.RECOUNTED:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, PathField) and not isinstance(field, SortField):
                here = {f"{field.name}__gte": old, f"{field.name}__lt": path_above(old)}
                said = Concat(Value(new), Substr(F(field.name), len(old) + 1))
                _rows(model).filter(**here).update(**{field.name: said})
    groups = Reach((new,)).filter(Area.objects.all()).values_list("path", flat=True)
    mark_stale({at + path.removeprefix(new): 0 for path in groups for at in (old, new)})
