"""Exports asked for, made, taken and deleted."""

from __future__ import annotations

import json
import os
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.encounters.listed import Wanted
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets.stream import write_csv, write_xlsx
from tungngo.look.training import named
from tungngo.reports.exporting import Table, table_of
from tungngo.reports.models import Export
from tungngo.reports.queries import counted_at
from tungngo.teams.queries import powers_of, staff_reach_of
from tungngo.territory import uploads
from tungngo.territory.models import Area

#: Exports of one person that may lie ready at a time.
MOST_EXPORTS = 5


@transaction.atomic
def ask_export(
    *,
    actor: Account,
    area: Area,
    subject: str,
    kind: str,
    language: str,
    wanted: Wanted | None = None,
) -> Export:
    """Ask for a file of everything at or under `area`, or of the encounters that are `wanted` and count;
    the worker makes it (jobs.py).

    Raises Refused `export.waiting` while another of theirs waits to be made, `export.too_many`.
    """
    mine = Export.objects.filter(account=actor)
    if mine.filter(state=Export.State.ASKED).exists():
        raise Refused("export.waiting", _("Another file of yours is being made. It comes first."))
    if mine.filter(state=Export.State.MADE).count() >= MOST_EXPORTS:
        raise Refused(
            "export.too_many", _("Five files of yours lie ready. Delete one that is not needed.")
        )
    made = Export.objects.create(
        account=actor,
        area=area,
        path=area.path,
        subject=subject,
        kind=kind,
        language=language,
        wanted=None if wanted is None else wanted.as_json,
        asked_at=clock.now(),
    )
    # The line wakes the worker, by its subject.
    journal.write(
        actor=actor, verb="export.asked", subject=made.id, path=area.path, what=subject, kind=kind
    )
    return made


def make_export(*, actor: Account | None, export: Export) -> None:
    """Write the file of an export, row by row, for what its owner reaches at this moment.

    Not one transaction: on SQLite nobody else could write meanwhile. Whatever goes wrong is noted as
    `failed` and raised, except that the owner no longer reaches the area, which is only noted.
    """
    if export.state != Export.State.ASKED:
        return
    reach = staff_reach_of(powers_of(export.account))
    target = uploads.path_of(export.file)
    try:
        if not reach.covers(export.path):
            _end_export(actor, export, Export.State.FAILED)
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
        with translation.override(export.language):
            coded = export.kind == Export.Kind.PARQUET
            table = table_of(reach, export.area, export.subject, _wanted(export), coded=coded)
            tell = uploads.Teller(export.file, max(table.count, 1)).tell
            if export.kind == Export.Kind.XLSX:
                count = write_xlsx(target, named(table.title), table.columns, table.rows, tell)
            elif export.kind == Export.Kind.CSV:
                count = write_csv(target, table.columns, table.rows, tell)
            else:
                write = import_string(settings.PARQUET_WRITER)
                count = write(target, table.columns, table.rows, tell, _about(reach, export, table))
    except BaseException:
        uploads.forget(export.file)
        _end_export(actor, export, Export.State.FAILED)
        raise
    export.row_count, export.size = count, target.stat().st_size
    _end_export(actor, export, Export.State.MADE)


def _about(reach: Reach, export: Export, table: Table) -> dict[str, str]:
    """What stands in the file about the table: texts, lists as JSON. The headings are in `language`."""
    campaigns = [one.name for one in counted_at(reach, export.path)]
    headings = {column.name: column.heading for column in table.columns}
    return {
        "title": named(table.title),
        "subject": export.subject,
        "area_code": export.area_id,
        "area": export.area.full_name,
        "campaigns": json.dumps(campaigns, ensure_ascii=False),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "language": export.language,
        "headings": json.dumps(headings, ensure_ascii=False),
    }


def _wanted(export: Export) -> Wanted | None:
    return None if export.wanted is None else Wanted.of_json(export.wanted)


@transaction.atomic
def _end_export(actor: Account | None, export: Export, state: Export.State) -> None:
    now = Export.objects.select_for_update().get(pk=export.pk)
    if now.state != Export.State.ASKED:
        # Deleted while it was being made: somebody in it was erased.
        uploads.forget(export.file)
        export.state = Export.State(now.state)
        return
    export.state, export.made_at = state, clock.now()
    export.save(update_fields=["state", "made_at", "row_count", "size"])
    journal.write(
        actor=actor,
        verb=f"export.{state}",
        subject=export.id,
        path=export.path,
        rows=export.row_count,
    )


@transaction.atomic
def note_export_taken(*, actor: Account, export: Export) -> None:
    """That its owner took the file."""
    journal.write(actor=actor, verb="export.taken", subject=export.id, path=export.path)


@transaction.atomic
def delete_export(*, actor: Account | None, export: Export) -> None:
    """Delete the file; that there was one stays known."""
    uploads.forget(export.file)
    export.state = Export.State.GONE
    export.save(update_fields=["state"])
    journal.write(actor=actor, verb="export.deleted", subject=export.id, path=export.path)


def forget_exports(*, actor: Account | None, keep_days: int) -> int:
    """Delete files made more than `keep_days` days ago; how many."""
    before = clock.now() - timedelta(days=keep_days)
    old = Export.objects.filter(state=Export.State.MADE, made_at__lt=before)
    for export in old:
        delete_export(actor=actor, export=export)
    return len(old)


@transaction.atomic
def delete_exports_over(*, actor: Account | None, path: str) -> int:
    """Delete the files that may speak of what lies at `path` or lay anywhere in its commune: made, or being
    made, for an area of the commune or one above; how many."""
    commune = "".join(f"{code}." for code in path.split(".")[:-1][:2])
    there = Export.objects.filter(state__in=(Export.State.MADE, Export.State.ASKED))
    over = [
        export
        for export in there.select_for_update()
        if commune.startswith(export.path) or export.path.startswith(commune)
    ]
    for export in over:
        delete_export(actor=actor, export=export)
    return len(over)
