"""A household list on its way in: upload, columns, check, commit; and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.desk.arriving import limited
from tungngo.desk.forms.imports import FIELD_WORDS, LEFT_OUT_WORDS, ReadingForm, UploadForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import or_404, put_on, reached, shown, tell, tried
from tungngo.encounters.queries import history_of, rested_on
from tungngo.learning.queries import doors_with_results
from tungngo.lib.legacy_text import ENCODINGS
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.words import time_left
from tungngo.territory import actions, notes
from tungngo.territory.handing_back import row_words, said, status_file
from tungngo.territory.listing.handing_out import household_template
from tungngo.territory.models import Area, Level, ListImport, Source
from tungngo.territory.queries import area_at, area_of, groups_of, import_of, imports_of
from tungngo.territory.uploads import LIMIT, progress_of
from tungngo.tickets.queries import asked_from

State = ListImport.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A file of this size (about 2,000 rows) is worked on while the page waits.
AT_ONCE = 200 * 1024
ROWS_NAMED = 8
PLACES_SHOWN = 40
SIGNS = {"error": "missed", "warning": "risk", "info": "ahead"}


def steps() -> list[str]:
    return [_("Upload"), _("Columns"), _("Check"), _("In the list")]


def _ground(area: Area) -> str:
    """The path a list for `area` may touch: a sheet names groups and moves doors between them, and
    is compared with the whole commune, also when it was loaded for one group."""
    return area.parent.path if area.level == Level.GROUP and area.parent else area.path


def _commune(seat: Seat, code: str) -> Area:
    area = reached(seat, area_of, code)
    seat.must("officer", _ground(area))
    return area


def _list(seat: Seat, origin: str, list_id: UUID) -> tuple[ListImport, Area]:
    with or_404():
        found = import_of(seat.reach, origin, list_id)
        area = area_at(seat.reach, found.path)
    seat.must("officer", _ground(area))
    return found, area


def _page(found: ListImport) -> HttpResponse:
    return redirect("list", found.origin, found.id)


@staff
def lists(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Every list loaded for a commune, latest first."""
    area = reached(seat, area_of, code)
    return shown(
        request, seat, "desk/imports/lists.html", area, "lists", _("Lists"),
        lists=imports_of(seat.reach, area.path)[:100],
        may_write=seat.may("officer", _ground(area)),
    )  # fmt: skip


@limited
@staff
def list_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Upload a list for a commune or one of its groups."""
    area = _commune(seat, code)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = actions.upload_list(
                actor=seat.account, area=area, file_name=file.name, chunks=file.chunks()
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            if file.size <= AT_ONCE:
                actions.read_list(actor=seat.account, list_import=found)
            return _page(found)
    return shown(
        request, seat, "desk/imports/new.html", area, "lists", _("Household list"),
        form=form, steps=steps(), limit=LIMIT, status=422 if form.errors else 200,
    )  # fmt: skip


@staff
def list_template(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The template to fill in, with the groups of the commune to choose from."""
    area = reached(seat, area_of, code)
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    names = [group.full_name for group in groups_of(seat.reach, commune)]
    return _file(household_template(names, _), "danh-sach-ho.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@staff
def list_page(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """Where a list is: its progress, its columns, what it would do, or what it did."""
    found, area = _list(seat, origin, list_id)
    context: dict[str, Any] = {"list": found, "steps": steps()}
    if found.state in (State.UPLOADED, State.CHECKING, State.COMMITTING):
        template, more = "working", _working(found)
    elif found.state == State.REFUSED:
        template, more = "refused", {"problem": _refusal(found)}
    elif found.state == State.READ or (found.state == State.CHECKED and "columns" in request.GET):
        template, more = "columns", _columns(seat.reach, found, area)
        note_seen(actor=seat.account, verb="list.seen", subject=str(found.id), path=found.path)
    elif found.state == State.CHECKED:
        template, more = "check", _check(seat, found, area)
    else:
        template, more = "done", _check(seat, found, area)
    return shown(
        request, seat, f"desk/imports/{template}.html", area, "lists", _("Household list"),
        **context, **more,
    )  # fmt: skip


# ---------------------------------------------------------------------------------- progress


def _working(found: ListImport) -> dict[str, Any]:
    labels = {
        State.UPLOADED: (1, _("Reading the file")),
        State.CHECKING: (3, _("Checking every row")),
        State.COMMITTING: (3, _("Writing into the list")),
    }
    step, label = labels[State(found.state)]
    return {"step": step, "label": label, "progress": progress_of(found.file)}


@staff
def list_progress(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """How far the work is, for the progress bar: state, percent, words for the time left."""
    found, _area = _list(seat, origin, list_id)
    progress = progress_of(found.file) if found.file else None
    left = progress.seconds_left if progress else None
    return JsonResponse(
        {
            "state": found.state,
            "percent": progress.percent if progress else None,
            "left": "" if left is None else str(time_left(left)),
        }
    )


def _refusal(found: ListImport) -> str:
    """Why a file was refused, said again in the reader's language."""
    kept = found.report.get("refused", {})
    sentence = notes.refusal_sentence(kept.get("code", ""))
    return f"{_(sentence) % kept.get('params', {})} ({kept.get('code')})" if sentence else ""


# ---------------------------------------------------------------------------------- columns


def _columns(reach: Reach, found: ListImport, area: Area) -> dict[str, Any]:
    note = notes.read_of(found.file)
    if note is None:
        return {"columns": [], "legacy": [], "left_out": [], "form": ReadingForm()}
    chosen = found.mapping.get("fields", {})
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    has_groups = groups_of(reach, commune).exists()
    initial = {
        "source": found.mapping.get("source", Source.WARD_LIST),
        "make_groups": found.mapping.get("make_groups", not has_groups),
    }
    columns = [
        {
            "at": at,
            "column": column,
            "field": chosen.get(column.key, column.field),
            "doubtful": column.field and column.confidence < 0.9 and not chosen,
        }
        for at, column in enumerate(note.columns)
        if not column.left_out
    ]
    return {
        "columns": columns,
        "unread": sum(not column["field"] for column in columns),
        "left_out": [
            (column, LEFT_OUT_WORDS[column.left_out]) for column in note.columns if column.left_out
        ],
        "fields": [(value, word) for value, word in FIELD_WORDS.items()],
        "legacy": [
            (at, legacy, legacy.key in found.mapping.get("decode", {}) or not chosen)
            for at, legacy in enumerate(note.legacy)
        ],
        "note": note,
        "rows": sum(rows for _sheet, rows in note.tables),
        "form": ReadingForm(initial=initial),
    }


@staff
@require_POST
def list_map(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """Confirm the columns; the list is then checked."""
    found, _area = _list(seat, origin, list_id)
    note = notes.read_of(found.file)
    form = ReadingForm(request.POST)
    if note is None or not form.is_valid():
        messages.error(request, _("The columns could not be read. Load the file again."))
        return _page(found)
    fields = {
        column.key: request.POST.get(f"column-{at}", "")
        for at, column in enumerate(note.columns)
        if not column.left_out
    }
    decode = {
        legacy.key: legacy.encoding
        for at, legacy in enumerate(note.legacy)
        if request.POST.get(f"decode-{at}") and legacy.encoding in ENCODINGS
    }
    try:
        actions.map_list(
            actor=seat.account, list_import=found, fields=fields, decode=decode,
            make_groups=form.cleaned_data["make_groups"], source=form.cleaned_data["source"],
        )  # fmt: skip
    except Refused as refusal:
        tell(request, refusal)
    else:
        if _is_small(found):
            actions.check_list(actor=seat.account, list_import=found)
    return _page(found)


def _is_small(found: ListImport) -> bool:
    note = notes.read_of(found.file)
    return note is not None and sum(rows for _sheet, rows in note.tables) <= 2_000


# ---------------------------------------------------------------------------------- check


def _into(seat: Seat, found: ListImport, area: Area) -> list[tuple[str, int]]:
    """How many new households each group gets, those in no group last; groups still to be made are one."""
    commune = area.parent if area.level == Level.GROUP and area.parent else area
    names = {group.path: group.full_name for group in groups_of(seat.reach, commune)}
    made = _("groups that are added")
    households: dict[str, int] = {}
    for path, count in found.report.get("into", {}).items():
        name = _("in no group yet") if path == commune.path else names.get(path, made)
        households[name] = households.get(name, 0) + count
    return sorted(households.items(), key=lambda line: -line[1])


def _check(seat: Seat, found: ListImport, area: Area) -> dict[str, Any]:
    note = notes.check_of(found.file) if found.file else None
    findings = note.findings if note else []
    kinds: dict[tuple[str, str], list[notes.FindingNote]] = {}
    for finding in findings:
        kinds.setdefault((finding.level, finding.code), []).append(finding)
    return {
        "households": found.report.get("households", {}),
        "residents": found.report.get("residents", {}),
        "groups": found.report.get("groups", []),
        "into": _into(seat, found, area),
        "kinds": [_kind(level, code, same) for (level, code), same in kinds.items()],
        "doors": note.doors if note else [],
        "words": row_words(found),
        "wrong_place": any(code == "listing.other_commune" for _level, code in kinds),
        "unknown_groups": any(code == "household.group_unknown" for _level, code in kinds),
        "has_file": note is not None,
    }


def _kind(level: str, code: str, same: Sequence[notes.FindingNote]) -> dict[str, Any]:
    """All findings of one code: the first said in full, the places named."""
    words = {"error": _("left out"), "warning": _("look at it"), "info": _("for information")}
    places = [
        (finding.sheet, row, finding.column, said(finding))
        for finding in same
        for row in (finding.row, *finding.more_rows)
        if row or finding.sheet
    ]
    several = len({sheet for sheet, _row, _column, _said in places}) > 1
    # A row is named once, and with its sheet where there are several.
    rows = dict.fromkeys(
        f"{sheet}!{row}" if several else str(row) for sheet, row, _column, _said in places if row
    )
    return {
        "sign": SIGNS[level],
        "word": words[level],
        "code": code,
        "count": max(1, len(places)),
        "text": said(same[0]),
        "rows": ", ".join(list(rows)[:ROWS_NAMED]),
        "more": max(0, len(rows) - ROWS_NAMED),
        "places": places[:PLACES_SHOWN] if len(places) > 1 or len(same) > 1 else [],
        "place": places[0] if places else None,
    }


@staff
@require_POST
def list_commit(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """Write a checked list: at once when it is small, else by the worker."""
    found, _area = _list(seat, origin, list_id)
    if request.POST.get("is_wrong_place") and not request.POST.get("right_place"):
        messages.error(request, _("Tick that the list is really for this ward, then write it."))
        return _page(found)
    try:
        actions.ask_commit(actor=seat.account, list_import=found)
        if _is_small(found):
            actions.commit_list(actor=seat.account, list_import=found)
    except Refused as refusal:
        tell(request, refusal)
    return _page(found)


@staff
@require_POST
def list_drop(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """Throw an upload away that is not in the list."""
    found, area = _list(seat, origin, list_id)
    tried(request, lambda: actions.drop_list(actor=seat.account, list_import=found))
    return redirect("lists", area.code)


@staff
@require_POST
def list_undo(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """Take a committed list back, as long as no result rests on it."""
    found, _area = _list(seat, origin, list_id)
    try:
        since = _facts_since(found.committed_at or found.uploaded_at)
        actions.undo_list(actor=seat.account, list_import=found, is_rested_on=since)
    except Refused as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The list has been taken back; households are as before."))
    return _page(found)


def _facts_since(moment: datetime) -> Callable[[str, Sequence[UUID], Sequence[UUID]], int]:
    """Counts doors that results, calls for help or results on the learning platform rest on: new doors by
    any, known ones by results of both sorts since `moment`."""
    everything = Reach.everything()

    def visited(origin: str, doors: Sequence[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        for start in range(0, len(doors), 500):
            found |= rested_on(everything, origin, doors[start : start + 500])
        return found

    def asked(origin: str, doors: Sequence[UUID]) -> set[UUID]:
        found: set[UUID] = set()
        for start in range(0, len(doors), 500):
            found |= asked_from(everything, origin, doors[start : start + 500])
        return found

    def finished(origin: str, doors: Sequence[UUID], since: datetime | None = None) -> set[UUID]:
        found: set[UUID] = set()
        for start in range(0, len(doors), 500):
            found |= doors_with_results(everything, origin, doors[start : start + 500], since)
        return found

    def count(origin: str, new: Sequence[UUID], known: Sequence[UUID]) -> int:
        since = {
            door
            for door in visited(origin, known)
            if history_of(everything, origin, door).filter(received_at__gte=moment).exists()
        }
        since |= finished(origin, known, moment)
        return len(visited(origin, new) | asked(origin, new) | finished(origin, new)) + len(since)

    return count


@staff
def list_file(request: HttpRequest, seat: Seat, origin: str, list_id: UUID) -> HttpResponse:
    """The uploaded file with what became of each row."""
    found, _area = _list(seat, origin, list_id)
    try:
        content = status_file(found)
    except Refused as refusal:
        tell(request, refusal)
        return _page(found)
    note_seen(actor=seat.account, verb="list.file_taken", subject=str(found.id), path=found.path)
    return _file(content, "ket-qua-nhap.xlsx")
