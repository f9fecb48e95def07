"""Residential groups on their way into the tree: typed by hand, or read from a ward's own sheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import Refused
from tungngo.territory import rules
from tungngo.territory.models import Kind

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
    if not said.name:
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
