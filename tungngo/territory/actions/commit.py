"""Writing a checked list in one transaction, and taking it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, rows
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, commune_path
from tungngo.territory import notes, uploads
from tungngo.territory.actions.areas import add_groups
from tungngo.territory.actions.following import people_went
from tungngo.territory.actions.imports import claim
from tungngo.territory.actions.leaving import leave_places
from tungngo.territory.actions.stale import mark_stale
from tungngo.territory.following import as_written_today
from tungngo.territory.models import Area, Household, ListChange, ListImport, Resident, Suggestion
from tungngo.territory.planning import NEW_HOUSEHOLD, NEW_RESIDENT, Change, ListPlan
from tungngo.territory.reading import Prepared, prepare, uncollected

State = ListImport.State
_KINDS: dict[str, type[Household] | type[Resident]] = {
    "household": Household,
    "resident": Resident,
}
_BATCH = 500
_TRIES = 3

CountFacts = Callable[[str, Sequence[UUID], Sequence[UUID]], int]
"""(origin, households the list brought, known households it brought people to) → how many of them
facts rest on: for the first any fact, for the second any since the list was written."""


class _Overtaken(Exception):
    """Somebody changed the commune between plan and commit; nothing was written."""


def commit_list(
    *, actor: Account | None, list_import: ListImport, prepared: Prepared | None = None
) -> ListPlan | None:
    """Write a list: groups it names, new rows, changed rows with their before-images, in one
    transaction that lasts seconds; all reading and planning happens before it.

    `prepared` is what `check_list` gave in the same run, to spare the second reading. None when the
    list was written already or is being written. When somebody changed the commune meanwhile, it is
    planned again. Journal line `list.committed`. Raises Refused with a `sheet.…` code when the file
    is gone, `list.overtaken` when the commune does not hold still; the list then stays checked.
    """
    if not claim(actor=actor, list_import=list_import, state=State.COMMITTING):
        return None
    try:
        for _try in range(_TRIES):
            prepared = prepared or prepare(list_import)
            try:
                with uncollected():
                    _commit(actor, list_import, prepared.plan, prepared.planned_at)
            except _Overtaken:
                prepared = None
                continue
            note = notes.check_note(prepared.plan, prepared.header_rows)
            notes.keep_check(list_import.file, note)
            return prepared.plan
        raise Refused(
            "list.overtaken",
            _("Somebody else is changing households of this commune. Try again in a minute."),
        )
    except BaseException:
        ListImport.objects.filter(
            origin=list_import.origin, id=list_import.id, state=State.COMMITTING
        ).update(state=State.CHECKED, worked_on_at=None)
        raise


@transaction.atomic
def _commit(
    actor: Account | None, list_import: ListImport, plan: ListPlan, planned_at: datetime
) -> None:
    commune = Area.objects.select_for_update().get(pk=list_import.origin)
    here = Reach.of([commune.path])
    for model in _KINDS.values():
        newer = here.filter(model.objects.filter(updated_at__gt=planned_at))
        if newer.exists():
            raise _Overtaken
    if plan.new_groups:
        add_groups(actor=actor, commune=commune, drafts=plan.new_groups)
    now = clock.now()
    _insert(Household, NEW_HOUSEHOLD, plan.new_households, now)
    _insert(Resident, NEW_RESIDENT, plan.new_residents, now)
    _change(actor, "household", plan.changed_households, list_import, now)
    _change(actor, "resident", plan.changed_residents, list_import, now)
    mark_stale(dict.fromkeys(plan.touched, 0), at=now)
    list_import.state, list_import.worked_on_at = State.COMMITTED, None
    list_import.committed_at = now
    list_import.report = notes.report(plan)
    # People may have joined households that another commune listed first.
    list_import.report["origins"] = sorted(
        {list_import.origin, *(r[0] for r in plan.new_residents)}
    )
    list_import.save(update_fields=["state", "worked_on_at", "committed_at", "report"])
    journal.write(
        actor=actor,
        verb="list.committed",
        subject=list_import.reference,
        path=list_import.path,
        **notes.counts(plan),
    )


def _insert(
    model: type[Model], columns: Sequence[str], new: Sequence[Sequence[Any]], now: datetime
) -> None:
    """All new rows, with one moment, by which an undo knows them untouched."""
    moments = [at for at, column in enumerate(columns) if column in ("listed_at", "updated_at")]
    stamped = []
    for row in new:
        values = list(row)
        for at in moments:
            values[at] = now
        stamped.append(values)
    rows.insert(model, columns, stamped, conflict=("origin", "id"))


def _change(
    actor: Account | None,
    kind: str,
    changes: Sequence[Change],
    list_import: ListImport,
    now: datetime,
) -> None:
    """Changed rows: what they were is kept first, then each set of columns is written at once."""
    if not changes:
        return
    model = _KINDS[kind]
    befores = _before(model, changes)
    if kind == "household":
        moved = [
            (c.origin, c.id, befores[c.origin, c.id]["path"]) for c in changes if "path" in c.after
        ]
        leave_places(actor=actor, left=moved, at=now)
    rows.insert(
        ListChange,
        ("origin", "list_import_id", "row_kind", "row_id", "before"),
        [(c.origin, list_import.id, kind, c.id, befores[c.origin, c.id]) for c in changes],
        conflict=("origin", "list_import_id", "row_kind", "row_id"),
    )
    _update(model, [(c.origin, c.id, {**c.after, "updated_at": now}) for c in changes])
    if kind == "resident":
        went = [(c.origin, c.id, c.after["path"]) for c in changes if "path" in c.after]
        people_went(actor=actor, went=went)


def _before(
    model: type[Model], changes: Sequence[Change]
) -> dict[tuple[str, UUID], dict[str, Any]]:
    """The columns that will change, and the moment of the last change, as they are now."""
    wanted = {(c.origin, c.id): (*c.after, "updated_at") for c in changes}
    found: dict[tuple[str, UUID], dict[str, Any]] = {}
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, row_id in wanted:
        by_origin[origin].append(row_id)
    columns = sorted({column for names in wanted.values() for column in names})
    for origin, ids in by_origin.items():
        for start in range(0, len(ids), _BATCH):
            there = model._default_manager.filter(origin=origin, id__in=ids[start : start + _BATCH])
            for values in there.values("id", *columns):
                key = (origin, values["id"])
                found[key] = {name: _plain(values[name]) for name in wanted[key]}
    return found


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; `to_python` of its column reads it back."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def _read(model: type[Model], name: str, kept: Any) -> Any:
    """A value of a column as `_plain` kept it."""
    column: Any = model._meta.get_field(name)
    return column.to_python(kept)


def _update(model: type[Model], changes: Iterable[tuple[str, UUID, dict[str, Any]]]) -> None:
    """Write columns of many rows, each row its own; the version goes up."""
    quote = connection.ops.quote_name
    by_columns: dict[tuple[str, ...], list[list[Any]]] = defaultdict(list)
    for origin, row_id, after in changes:
        columns = tuple(sorted(after))
        fields: list[Any] = [model._meta.get_field(name) for name in (*columns, "origin", "id")]
        values = [*(after[name] for name in columns), origin, row_id]
        by_columns[columns].append(
            [f.get_db_prep_save(v, connection) for f, v in zip(fields, values, strict=True)]
        )
    with connection.cursor() as cursor:
        for columns, prepared in by_columns.items():
            setting = ", ".join(f"{quote(name)} = %s" for name in columns)
            cursor.executemany(
                f"UPDATE {quote(model._meta.db_table)} SET {setting}, version = version + 1 "
                "WHERE origin = %s AND id = %s",
                prepared,
            )


# ---------------------------------------------------------------------------------- taking it back


@transaction.atomic
def undo_list(
    *, actor: Account | None, list_import: ListImport, is_rested_on: CountFacts
) -> dict[str, int]:
    """Take a committed list back: its new rows go, what it changed is as before; how many of each.

    Groups it made stay (teams may have been formed). Raises Refused: `list.not_committed`, `list.final`,
    `list.facts_rest_on_it` with the count, `list.changed_since` when rows were edited, people added
    behind its doors, or something was suggested there afterwards.
    """
    locked = ListImport.objects.select_for_update().get(
        origin=list_import.origin, id=list_import.id
    )
    if locked.state != State.COMMITTED:
        raise Refused("list.not_committed", _("This list is not in the tree."))
    if locked.report.get("final"):
        raise Refused(
            "list.final",
            _("What was there before this list is no longer kept, so it cannot be undone."),
        )
    origin = locked.origin
    new = {kind: list(_new(kind, locked).values_list("id", flat=True)) for kind in _KINDS}
    doors = set(_new("resident", locked).values_list("household_id", flat=True))
    # Intake locks the doors it files facts under: what is asked below holds until they are gone.
    held = sorted(doors.union(new["household"]))
    for start in range(0, len(held), _BATCH):
        there = Household.objects.filter(origin=origin, id__in=held[start : start + _BATCH])
        list(there.order_by("id").select_for_update(no_key=True))
    facts = is_rested_on(origin, new["household"], sorted(doors.difference(new["household"])))
    if facts:
        raise Refused(
            "list.facts_rest_on_it",
            _("%(count)s households of this list have been visited, so it cannot be undone."),
            {"count": facts},
        )
    _refuse_changed_since(locked)
    touched = {
        path
        for kind in _KINDS
        for path in _new(kind, locked).values_list("path", flat=True).distinct()
    }
    # People before their doors. Nothing rests on these rows: that was asked above.
    _new("resident", locked)._raw_delete(connection.alias)
    _new("household", locked)._raw_delete(connection.alias)
    changed = sum(_restore(actor, kind, locked, touched) for kind in _KINDS)
    mark_stale(dict.fromkeys(touched, 0))
    name, locked.file = locked.file, ""
    locked.state, locked.undone_at = State.UNDONE, clock.now()
    locked.save(update_fields=["state", "undone_at", "file"])
    list_import.refresh_from_db()
    count = {kind: len(ids) for kind, ids in new.items()} | {"changed": changed}
    journal.write(
        actor=actor, verb="list.undone", subject=locked.reference, path=locked.path, **count
    )
    transaction.on_commit(lambda: uploads.forget(name))
    return count


def _new(kind: str, listed: ListImport) -> Any:
    """The rows of one kind that a list brought."""
    return _KINDS[kind].objects.filter(
        origin__in=listed.report["origins"], list_import_id=listed.id
    )


def _refuse_changed_since(listed: ListImport) -> None:
    """Every row the list wrote must still be as it wrote it, and nobody else behind its doors."""
    written_at, since = listed.committed_at or listed.uploaded_at, 0
    for kind, model in _KINDS.items():
        since += _new(kind, listed).exclude(updated_at=written_at, version=1).count()
        for ids, _befores in _changes(kind, listed):
            there = model.objects.filter(origin__in={o for o, _ in ids}, id__in=[i for _, i in ids])
            since += there.exclude(updated_at=written_at).count()
    behind = Resident.objects.filter(
        origin=listed.origin, household_id__in=_new("household", listed).values("id")
    )
    since += behind.exclude(list_import_id=listed.id).count()
    # One that waits for a person has changed no row yet, and would wait for ever about nothing.
    for kind, column in (("household", "household_id"), ("resident", "resident_id")):
        about = {f"{column}__in": _new(kind, listed).values("id")}
        since += Suggestion.objects.filter(origin__in=listed.report["origins"], **about).count()
    if since:
        raise Refused(
            "list.changed_since",
            _("%(count)s rows were changed after this list was loaded; undoing would lose that."),
            {"count": since},
        )


def _changes(
    kind: str, listed: ListImport
) -> Iterable[tuple[list[tuple[str, UUID]], list[dict[str, Any]]]]:
    """The kept before-images of one kind, some hundreds at a time: keys and columns."""
    kept = list(
        ListChange.objects.filter(list_import_id=listed.id, row_kind=kind).values_list(
            "origin", "row_id", "before"
        )
    )
    for start in range(0, len(kept), _BATCH):
        part = kept[start : start + _BATCH]
        yield [(origin, row_id) for origin, row_id, _before in part], [b for _o, _r, b in part]


def _restore(actor: Account | None, kind: str, listed: ListImport, touched: set[str]) -> int:
    """Write the before-images back. The version goes on up: a phone may have seen the change."""
    model, count = _KINDS[kind], 0
    for keys, kept in _changes(kind, listed):
        befores = as_written_today(kept, commune_path(listed.path))
        there = model.objects.filter(id__in=[row_id for _origin, row_id in keys])
        touched.update(there.values_list("path", flat=True).distinct())
        if kind == "household":
            back = {id_ for (_at, id_), old in zip(keys, befores, strict=True) if "path" in old}
            moved = there.filter(id__in=back).values_list("origin", "id", "path")
            leave_places(actor=actor, left=moved, at=clock.now())
        _update(
            model,
            [
                (
                    origin,
                    row_id,
                    {name: _read(model, name, value) for name, value in before.items()},
                )
                for (origin, row_id), before in zip(keys, befores, strict=True)
            ],
        )
        touched.update(there.values_list("path", flat=True).distinct())
        if kind == "resident":
            pairs = zip(keys, befores, strict=True)
            went = [(at, id_, old["path"]) for (at, id_), old in pairs if "path" in old]
            people_went(actor=actor, went=went)
        count += len(keys)
    return count
