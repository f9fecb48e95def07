"""Lists on their way in: uploaded, read, mapped, checked. Nothing of a list is in the tree yet.

Reading and checking a large sheet takes seconds, so the worker does it (the journal's verbs
`list.uploaded`, `list.mapped` and `list.commit_asked` wake it); a small one may be done at once. Each
step is taken by one worker only, and taken again when a worker died over it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory import notes, uploads
from tungngo.territory.listing.tables import guess_for
from tungngo.territory.listing.words import Field
from tungngo.territory.models import Area, ColumnAlias, Level, ListImport, Source
from tungngo.territory.queries.imports import learnt_headings, uploads_past
from tungngo.territory.reading import Prepared, open_upload, prepare

#: After so long without an end, a step is taken to have been dropped (a worker was killed).
GIVEN_UP_AFTER = timedelta(minutes=15)
State = ListImport.State


def upload_list(
    *, actor: Account | None, area: Area, file_name: str, chunks: Iterable[bytes]
) -> ListImport:
    """Take in a household list for a commune (or one of its groups), written to disk as it arrives.

    Raises Refused `sheet.too_large` beyond uploads.LIMIT, `list.needs_commune` for another area.
    """
    if area.level not in (Level.COMMUNE, Level.GROUP) or area.valid_to_on is not None:
        raise Refused("list.needs_commune", _("A list belongs to a ward or commune of today."))
    import_id = uuid7()
    kept = uploads.keep(import_id, chunks)
    try:
        with transaction.atomic():
            listed = ListImport.objects.create(
                origin=area.commune_code,
                id=import_id,
                path=area.path,
                file_name=text.nfc(PurePath(file_name).name)[-200:] or "list",
                file=kept.name,
                file_digest=kept.digest,
                uploaded_by=actor,
                uploaded_at=clock.now(),
            )
            journal.write(
                actor=actor,
                verb="list.uploaded",
                subject=listed.reference,
                path=listed.path,
                size=kept.size,
            )
    except BaseException:
        uploads.forget(kept.name)
        raise
    return listed


def read_list(*, actor: Account | None, list_import: ListImport) -> None:
    """Open an uploaded list and guess what its columns mean; refused with its reason when it cannot
    be read. Nothing happens when that was done already, or is being done."""
    if not claim(actor=actor, list_import=list_import, state=State.UPLOADED):
        return
    try:
        known = learnt_headings(Reach.everything(), list_import.subject)
        book = open_upload(list_import)
        tables, mapping = guess_for(book.sheets, extra_aliases=known)
        note = notes.read_note(book, tables, mapping)
    except Refused as problem:
        _refuse(actor, list_import, problem)
        return
    except Exception:
        _refuse(actor, list_import, _failed())
        raise
    notes.keep_read(list_import.file, note)
    with transaction.atomic():
        _pass_on(list_import, State.READ)
        journal.write(
            actor=actor,
            verb="list.read",
            subject=list_import.reference,
            path=list_import.path,
            columns=len(note.columns),
        )


@transaction.atomic
def map_list(
    *,
    actor: Account | None,
    list_import: ListImport,
    fields: Mapping[str, str],
    decode: Mapping[str, str] | None = None,
    make_groups: bool = False,
    source: str = Source.WARD_LIST,
) -> None:
    """Confirm what the columns mean (column key → field, "" for not read), which are to be decoded
    ("Sheet!C" → encoding), whether groups that are missing are made. The list is then checked.

    Wordings mapped by hand are learnt for the next list. Raises Refused `list.not_ready` once it is
    committed, `list.field_unknown`.
    """
    _must_be(list_import, State.READ, State.CHECKED, State.CHECKING)
    for key, chosen in fields.items():
        if chosen and chosen not in set(Field):
            raise Refused(
                "list.field_unknown", _("“%(field)s” is no field."), {"field": chosen}, place=key
            )
    if source not in Source.values:
        raise Refused("list.source_unknown", _("Say where the list comes from."), place="source")
    list_import.mapping = {
        "fields": dict(fields),
        "decode": dict(decode or {}),
        "make_groups": make_groups,
        "source": source,
    }
    list_import.state, list_import.worked_on_at = State.CHECKING, None
    list_import.save(update_fields=["mapping", "state", "worked_on_at"])
    _learn(list_import)
    journal.write(
        actor=actor,
        verb="list.mapped",
        subject=list_import.reference,
        path=list_import.path,
        columns=len([f for f in fields.values() if f]),
    )


def check_list(*, actor: Account | None, list_import: ListImport) -> Prepared | None:
    """Read every row with the confirmed columns and plan what a commit would do; nothing is written
    but the report. None when it was checked already, or is being checked."""
    if not claim(actor=actor, list_import=list_import, state=State.CHECKING):
        return None
    try:
        prepared = prepare(list_import)
    except Refused as problem:
        _refuse(actor, list_import, problem)
        return None
    except Exception:
        _refuse(actor, list_import, _failed())
        raise
    plan = prepared.plan
    notes.keep_check(list_import.file, notes.check_note(plan, prepared.header_rows))
    list_import.report = notes.report(plan)
    with transaction.atomic():
        _pass_on(list_import, State.CHECKED, "report")
        journal.write(
            actor=actor,
            verb="list.checked",
            subject=list_import.reference,
            path=list_import.path,
            **notes.counts(plan),
        )
    return prepared


@transaction.atomic
def ask_commit(*, actor: Account | None, list_import: ListImport) -> None:
    """Have a checked list written by the worker. Raises Refused `list.not_ready`, `list.empty`."""
    _must_be(list_import, State.CHECKED)
    if not list_import.report.get("writes"):
        raise Refused("list.empty", _("Nothing in this list is new or different."))
    list_import.state, list_import.worked_on_at = State.COMMITTING, None
    list_import.save(update_fields=["state", "worked_on_at"])
    journal.write(
        actor=actor, verb="list.commit_asked", subject=list_import.reference, path=list_import.path
    )


@transaction.atomic
def drop_list(*, actor: Account | None, list_import: ListImport) -> None:
    """Throw an upload away that is not committed; its file goes at once.

    Raises Refused `list.not_ready` for one that is, or is being written.
    """
    _must_be(list_import, State.UPLOADED, State.READ, State.CHECKING, State.CHECKED, State.REFUSED)
    name = list_import.file
    list_import.state, list_import.file = State.UNDONE, ""
    list_import.save(update_fields=["state", "file"])
    journal.write(
        actor=actor, verb="list.dropped", subject=list_import.reference, path=list_import.path
    )
    transaction.on_commit(lambda: uploads.forget(name))


@transaction.atomic
def forget_uploads(*, actor: Account | None, keep_days: int = uploads.KEEP_DAYS) -> int:
    """Delete uploaded files older than `keep_days`; how many. The imports stay known."""
    old = uploads_past(Reach.everything(), clock.now() - timedelta(days=keep_days))
    names = list(old.values_list("file", flat=True))
    old.update(file="")
    if names:
        journal.write(actor=actor, verb="list.files_forgotten", count=len(names))
        transaction.on_commit(lambda: _forget(names))
    return len(names)


# ---------------------------------------------------------------------------------- one at a time


def claim(*, actor: Account | None, list_import: ListImport, state: str) -> bool:
    """Take a step of a list for oneself: False when it is past, or somebody is at it. Taking a
    step leaves no journal line; finishing it does."""
    now = clock.now()
    free = Q(worked_on_at=None) | Q(worked_on_at__lt=now - GIVEN_UP_AFTER)
    taken = ListImport.objects.filter(
        free, origin=list_import.origin, id=list_import.id, state=state
    ).update(worked_on_at=now)
    list_import.refresh_from_db()
    return bool(taken)


def _pass_on(list_import: ListImport, state: str, *columns: str) -> None:
    list_import.state, list_import.worked_on_at = state, None
    list_import.save(update_fields=["state", "worked_on_at", *columns])


def _refuse(actor: Account | None, list_import: ListImport, problem: Refused) -> None:
    """The file cannot be read: say why, keep the line, and keep the file for who wants it back."""
    with transaction.atomic():
        list_import.report = {"refused": notes.refusal_note(problem)}
        _pass_on(list_import, State.REFUSED, "report")
        journal.write(
            actor=actor,
            verb="list.refused",
            subject=list_import.reference,
            path=list_import.path,
            code=problem.code,
        )


def _forget(names: Iterable[str]) -> None:
    for name in names:
        uploads.forget(name)


def _failed() -> Refused:
    """What is shown in place of a fault of ours, so that nobody waits for a step that has died."""
    return Refused("list.failed", _(notes.refusal_sentence("list.failed")))


def _must_be(list_import: ListImport, *states: str) -> None:
    """Refuse unless the list is, as of now and until the transaction ends, in one of `states`."""
    ListImport.objects.select_for_update().get(origin=list_import.origin, id=list_import.id)
    list_import.refresh_from_db()
    if list_import.state not in states:
        raise Refused(
            "list.not_ready",
            _("This list is already further on: %(state)s."),
            {"state": State(list_import.state).label},
        )


# ---------------------------------------------------------------------------------- wordings


def _learn(list_import: ListImport) -> None:
    """Keep the wordings that a person mapped otherwise than they were guessed."""
    note = notes.read_of(list_import.file)
    if note is None:
        return
    chosen = list_import.mapping["fields"]
    for column in note.columns:
        field = chosen.get(column.key, "")
        heading = text.fold(column.header)
        if field and field != column.field and heading and not column.left_out:
            ColumnAlias.objects.update_or_create(
                subject=list_import.subject,
                folded=heading[:160],
                defaults={"field": field, "learnt_at": clock.now()},
            )
