"""Files of everything within reach: asked for, followed while they are made, taken, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.desk.encounters_filter import wanted_words
from tungngo.desk.forms.reports import ExportForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, put_on, shown
from tungngo.desk.views.imports import XLSX
from tungngo.encounters.listed import Wanted
from tungngo.lib.problems import Refused
from tungngo.look.words import language, time_left
from tungngo.reports import actions, queries
from tungngo.reports.models import Export
from tungngo.territory.queries import area_of
from tungngo.territory.uploads import path_of, progress_of

State = Export.State
CONTENT_TYPES = {
    Export.Kind.XLSX: XLSX,
    Export.Kind.CSV: "text/csv; charset=utf-8",
    Export.Kind.PARQUET: "application/vnd.apache.parquet",
}


@staff
def exports(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """One's own files, and asking for another about this area."""
    area = entrusted(seat, "officer", area_of, code)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_export(
                actor=seat.account,
                area=area,
                subject=form.cleaned_data["subject"],
                kind=form.cleaned_data["file_kind"],
                language=language(),
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            return redirect("exports", area.code)
    files = list(queries.exports_of(seat.reach, seat.account))
    said = _narrowed(seat, files)
    rows = [(one, _done(one), words) for one, words in zip(files, said, strict=True)]
    return shown(
        request, seat, "desk/reports/exports.html", area, "reports", _("Files of everything"),
        form=form, rows=rows, waiting=next((one for one, done, _words in rows if done), None),
        days=settings.EXPORT_DAYS, status=422 if form.errors else 200,
    )  # fmt: skip


def _narrowed(seat: Seat, files: Sequence[Export]) -> list[list[str]]:
    """What each file was narrowed to, as phrases; nothing for a file of everything."""
    asked = [Wanted.of_json(one.wanted or {}) for one in files]
    return [
        words if words or one.wanted is None else [_("without what was corrected or taken back")]
        for one, words in zip(files, wanted_words(seat.reach, asked), strict=True)
    ]


def _done(export: Export) -> dict[str, Any] | None:
    """How far the work is; None when it is over."""
    if export.state != State.ASKED:
        return None
    found = progress_of(export.file)
    left = found.seconds_left if found else None
    percent = found.percent if found else 0
    return {"percent": percent, "left": "" if left is None else str(time_left(left))}


@staff
@require_safe
def export_progress(request: HttpRequest, seat: Seat, export_id: UUID) -> HttpResponse:
    """How far a file is, for the progress bar: state, percent, words for the time left."""
    found = entrusted(seat, "officer", queries.export_of, seat.account, export_id)
    return JsonResponse({"state": found.state, **(_done(found) or {"percent": 100, "left": ""})})


@staff
@require_safe
def export_file(request: HttpRequest, seat: Seat, export_id: UUID) -> HttpResponse:
    """The file itself, to whoever asked for it; each taking leaves a line in the journal."""
    found = entrusted(seat, "officer", queries.export_of, seat.account, export_id)
    if found.state != State.MADE:
        raise Http404
    try:
        file = path_of(found.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    actions.note_export_taken(actor=seat.account, export=found)
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=f"{found.subject}-{found.area_id}-{found.asked_at:%Y-%m-%d}.{found.kind}",
        content_type=CONTENT_TYPES[Export.Kind(found.kind)],
    )
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)  # a stream answers as a page does


@staff
@require_POST
def export_delete(request: HttpRequest, seat: Seat, export_id: UUID) -> HttpResponse:
    """Delete a file that is not needed any more."""
    found = entrusted(seat, "officer", queries.export_of, seat.account, export_id)
    if found.state == State.MADE:
        actions.delete_export(actor=seat.account, export=found)
        messages.success(request, _("The file is deleted."))
    return redirect("exports", found.area_id)
