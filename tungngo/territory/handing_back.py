"""The uploaded file given back with a word on every row: what became of it, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tungngo.lib.problems import Refused
from tungngo.lib.sheets import RowStatus, write_status
from tungngo.territory.models import ListImport
from tungngo.territory.notes import FindingNote, check_of
from tungngo.territory.planning import sentence_of
from tungngo.territory.reading import open_upload

_TONES = {"error": "bad", "warning": "warning", "info": "good"}


def row_words(list_import: ListImport) -> dict[str, str]:
    """What became of a row, in the reader's words; before the commit, what would."""
    if list_import.committed_at:
        return {
            "new": _("added"),
            "changed": _("updated"),
            "same": _("already there"),
            "refused": _("left out"),
        }
    return {
        "new": _("will be added"),
        "changed": _("will be updated"),
        "same": _("already there"),
        "refused": _("will be left out"),
    }


def said(finding: FindingNote) -> str:
    """The sentence of a finding in the reader's language, with its values."""
    return _(sentence_of(finding.code)) % finding.params


def status_file(list_import: ListImport) -> bytes:
    """The uploaded file as XLSX with two columns more. Raises Refused `list.file_gone` when the file
    or its check is no longer kept."""
    note = check_of(list_import.file) if list_import.file else None
    if note is None:
        raise Refused(
            "list.file_gone",
            _("The uploaded file is no longer kept; files are deleted after 30 days."),
        )
    words = row_words(list_import)
    sentences: dict[tuple[str, int], list[FindingNote]] = {}
    for finding in note.findings:
        if finding.row:
            for row in (finding.row, *finding.more_rows):
                sentences.setdefault((finding.sheet, row), []).append(finding)
    statuses = {}
    for sheet, rows in note.statuses.items():
        for row, status in rows.items():
            told = sentences.get((sheet, row), [])
            tone = "bad" if status == "refused" else _TONES[told[0].level] if told else "good"
            text = " ".join(
                dict.fromkeys(f"{f.column}: {said(f)}" if f.column else said(f) for f in told)
            )
            statuses[sheet, row] = RowStatus(words[status], text, tone)
    return write_status(
        open_upload(list_import),
        statuses,
        header_rows=note.header_rows,
        headings=(_("Import status"), _("What to know")),
    )
