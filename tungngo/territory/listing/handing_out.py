"""What we give back: the template to fill, and the uploaded file with a word on every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tungngo.lib.sheets import Book, RowStatus, TemplateColumn, TemplateSpec, template, write_status
from tungngo.lib.sheets.problems import gettext_noop

from .drafts import Listing
from .findings import Finding, Severity

Translate = Callable[[str], str]
"""English sentence → the reader's language; `gettext` as it is."""

STATUS_HEADINGS = (gettext_noop("Import status"), gettext_noop("What to know"))
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.INFO: "good"}


def household_template(groups: Iterable[str], translate: Translate) -> bytes:
    """An empty household list as XLSX. `groups` are the names for the drop-down; headings and
    explanations come in the language of `translate`, and are read back in both."""
    _ = translate
    group_names = tuple(groups)
    yes = (_(gettext_noop("x")),)
    columns = (
        TemplateColumn(
            _(gettext_noop("Household code")),
            _(
                gettext_noop(
                    "The same for everybody in the household. Leave empty if there is none."
                )
            ),
            is_text=True,
        ),
        TemplateColumn(
            _(gettext_noop("Full name")), _(gettext_noop("One person a row.")), True, width=28
        ),
        TemplateColumn(
            _(gettext_noop("Relation to head")),
            _(gettext_noop("The row of the head begins the household.")),
            True,
            tuple(_(r) for r in _RELATION_CHOICES),
        ),
        TemplateColumn(
            _(gettext_noop("Date of birth")),
            _(gettext_noop("Day/month/year, or the year only.")),
            is_text=True,
        ),
        TemplateColumn(
            _(gettext_noop("Sex")),
            _(gettext_noop("May be left empty.")),
            choices=(_(gettext_noop("Male")), _(gettext_noop("Female"))),
        ),
        TemplateColumn(
            _(gettext_noop("Address")),
            _(gettext_noop("House number, alley and street; on the row of the head.")),
            True,
            width=40,
            is_text=True,
        ),
        TemplateColumn(
            _(gettext_noop("Residential group")),
            _(gettext_noop("Choose from the list.")),
            True,
            group_names,
        ),
        TemplateColumn(
            _(gettext_noop("Phone")), _(gettext_noop("May be left empty.")), is_text=True
        ),
        TemplateColumn(
            _(gettext_noop("Occupation")),
            _(gettext_noop("Pupil, student, official, worker, farmer, trader, retired …")),
        ),
        TemplateColumn(
            _(gettext_noop("Poor household")), _(gettext_noop("x if yes.")), choices=yes
        ),
        TemplateColumn(
            _(gettext_noop("Near-poor household")), _(gettext_noop("x if yes.")), choices=yes
        ),
        TemplateColumn(_(gettext_noop("Disabled")), _(gettext_noop("x if yes.")), choices=yes),
        TemplateColumn(
            _(gettext_noop("Difficulty moving")), _(gettext_noop("x if yes.")), choices=yes
        ),
        TemplateColumn(
            _(gettext_noop("Smartphone")),
            _(gettext_noop("Empty means not known.")),
            choices=(_(gettext_noop("yes")), _(gettext_noop("no"))),
        ),
    )
    group = group_names[0] if group_names else _(gettext_noop("Residential group 7"))
    head, spouse = _(_RELATION_CHOICES[0]), _(_RELATION_CHOICES[1])
    examples = (
        ("H001", "Nguyễn Văn Mẫu", head, "02/05/1961", "", "Số 12 Ngõ 281 Trương Định", group, "0912345678"),
        ("H001", "Trần Thị Mẫu", spouse, "1965"),
    )  # fmt: skip
    return template(
        TemplateSpec(
            sheet=_(gettext_noop("Household list")),
            readme_sheet=_(gettext_noop("Read me")),
            title=_(gettext_noop("List of households")),
            readme=(
                _(
                    gettext_noop(
                        "Write below the headings and leave them as they are; examples stand beside."
                    )
                ),
                _(gettext_noop("Do not enter identity numbers, ethnicity or religion.")),
            ),
            columns=columns,
            examples=examples,
            columns_heading=(_(gettext_noop("Column")), _(gettext_noop("How to fill it in"))),
        )
    )


_RELATION_CHOICES = (
    gettext_noop("Head of household"),
    gettext_noop("Spouse"),
    gettext_noop("Child"),
    gettext_noop("Parent"),
    gettext_noop("Grandchild"),
    gettext_noop("Sibling"),
    gettext_noop("Other relative"),
)


def with_status(
    book: Book,
    listing: Listing,
    words: Mapping[tuple[str, int], str],
    findings: Iterable[Finding],
    translate: Translate,
) -> bytes:
    """The uploaded file as XLSX with a status and a sentence on every row that has one.

    `words` is what became of each row ((sheet, row from 1) → a translated word such as "created");
    the sentences come from `findings`, the gravest first.
    """
    told: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        for row in (finding.row, *finding.more_rows):
            if row:
                told.setdefault((finding.sheet, row), []).append(finding)
    grave = list(Severity)
    statuses = {}
    for place in {*words, *told}:
        said = sorted(told.get(place, ()), key=lambda f: grave.index(f.level))
        sentence = " ".join(dict.fromkeys(_said(f, translate) for f in said))
        tone = _TONES[said[0].level] if said else "good"
        statuses[place] = RowStatus(words.get(place, ""), sentence, tone)
    return write_status(
        book,
        statuses,
        header_rows=listing.header_rows,
        headings=(translate(STATUS_HEADINGS[0]), translate(STATUS_HEADINGS[1])),
    )


def _said(finding: Finding, translate: Translate) -> str:
    """The sentence of a finding, led by its column; told of one row, whatever the count."""
    sentence = translate(finding.sentence) % {**finding.params, "count": 1}
    return f"{finding.column}: {sentence}" if finding.column else sentence
