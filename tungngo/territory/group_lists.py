"""Residential groups on their way into the tree: typed by hand, or read from a ward's own sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import Book
from tungngo.lib.sheets.values import as_text
from tungngo.territory import rules
from tungngo.territory.models import Area, Kind

GROUP_KINDS = frozenset(rules.GROUP_WORDS.values())
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """A group to be added: its kind, its own name, and a code of its own when the ward has one."""

    kind: str
    name: str
    code: str = ""


def clean_group(kind: str, name: str) -> GroupDraft:
    """A group as it was typed, in the form it is kept in. A kind written in the name wins.

    Raises Refused `group.name_empty`, `group.kind_unknown`, `group.name_too_long`.
    """
    said = rules.read_group_name(name)
    kind = said.kind or kind
    if not text.fold(said.name):
        raise Refused("group.name_empty", _("Give the group its number or name."), place="name")
    if kind not in GROUP_KINDS:
        raise Refused(
            "group.kind_unknown",
            _("Say what “%(name)s” is: residential group, village, hamlet …"),
            {"name": said.name},
            place="kind",
        )
    if len(said.name) > LONGEST_NAME:
        raise Refused(
            "group.name_too_long", _("The name is longer than 80 characters."), place="name"
        )
    # The kind decides how a plain number is written: "7" typed for an urban group is "số 7".
    named = rules.read_group_name(f"{Kind(kind).label} {said.name}")
    return GroupDraft(kind, named.name)


@dataclass(slots=True)
class GroupLook:
    """Many groups looked over: those to add, those that are there already, and lines nobody can
    read, each with why. `lines` are all lines that said something, as they came."""

    lines: list[str] = field(default_factory=list)
    new: list[GroupDraft] = field(default_factory=list)
    there: list[str] = field(default_factory=list)
    unread: list[tuple[str, Refused]] = field(default_factory=list)


def clean_lines(lines: Iterable[str], kind: str, there: Iterable[Area]) -> GroupLook:
    """Groups written one a line, a code of their own after a comma if there is one; "1-74" is 74 groups.

    `kind` is what they are where the name does not say it; `there` are the groups of today.
    """
    look = GroupLook()
    known = {(area.kind, rules.group_key(area.name)) for area in there}
    look.lines = [kept for line in lines if (kept := text.nfc(line))]
    for kept in (one for line in look.lines for one in rules.group_numbers(line)):
        name, _comma, code = (part.strip() for part in kept.partition(","))
        try:
            draft = clean_group(kind, name)
        except Refused as problem:
            look.unread.append((kept, problem))
            continue
        key = (draft.kind, rules.group_key(draft.name))
        if key in known:
            look.there.append(kept)
        else:
            known.add(key)
            own = rules.group_code(code, ()) if code else ""
            look.new.append(GroupDraft(draft.kind, draft.name, own))
    return look


_NAME_HEADINGS = (
    *("to dan pho", "ten to dan pho", "to", "tdp", "ten to", "thon", "ten thon", "ban", "ten ban"),
    *("thon ban", "ten thon ban", "khu pho", "ten khu pho", "thon to", "thon to dan pho", "ap"),
    *("khu dan cu", "ten khu dan cu", "ten thon to dan pho", "residential group", "group"),
    *("ten", "name", "don vi", "ten don vi", "thon khu pho", "to thon"),
)
_CODE_HEADINGS = ("ma", "ma to", "ma thon", "ma to dan pho", "code", "ma so")
_LOOKED_AT = 30


def lines_of(book: Book) -> list[str]:
    """The groups of a ward's own sheet, as lines for `clean_lines`: the column of names, and that of
    codes if there is one. Nothing else is read, least of all the heads of the groups.

    Raises Refused `groups.no_names` when no column of names is found.
    """
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
            headings = [text.fold(as_text(cell)) for cell in row]
            at = _first_of(headings, _NAME_HEADINGS)
            if at is None:
                continue
            code_at = _first_of(headings, _CODE_HEADINGS)
            return [
                line for cells in sheet.rows[index + 1 :] if (line := _line(cells, at, code_at))
            ]
    raise Refused(
        "groups.no_names",
        _("No column of group names was found. Head it “Tổ dân phố” or “Thôn”."),
        place="file",
    )


def _first_of(headings: Sequence[str], wanted: Sequence[str]) -> int | None:
    found = [headings.index(one) for one in wanted if one in headings]
    return found[0] if found else None


def _line(cells: Sequence[object], at: int, code_at: int | None) -> str:
    name = as_text(cells[at]) if at < len(cells) else ""  # type: ignore[arg-type]
    is_total = text.fold(name).startswith(("tong", "cong", "nguoi lap", "total"))
    if not name or is_total:
        return ""
    code = as_text(cells[code_at]) if code_at is not None and code_at < len(cells) else ""  # type: ignore[arg-type]
    return f"{name.replace(',', ' ')}, {code}" if code else name.replace(",", " ")
