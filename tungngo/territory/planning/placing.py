"""Which group a household of a list goes to: a known one, one to be made, or none yet."""

from __future__ import annotations

import re

from tungngo.territory import rules
from tungngo.territory.group_lists import LONGEST_NAME, GroupDraft
from tungngo.territory.listing.drafts import HouseholdDraft
from tungngo.territory.planning.plan import Place

_REMARK = re.compile(r"\s*[-–,;(]\s*")


class Placing:
    """Finds the path of each household; `new_groups` are the groups a commit has to make for it."""

    def __init__(self, place: Place):
        self._place = place
        self._made: dict[tuple[str, str], str] = {}
        self._paths: dict[str, str] = {}
        self._taken = set(place.taken_codes)
        self.new_groups: list[GroupDraft] = []

    def path_of(self, draft: HouseholdDraft) -> str:
        """Where a household goes: its group, a group to be made for it, or the default place."""
        if draft.group_code is not None:
            return self._place.group_paths[draft.group_code]
        if not self._place.make_groups_of:
            return self._place.path
        written = draft.group_written
        if written not in self._paths:
            self._paths[written] = self._to_make(written) or self._place.path
        return self._paths[written]

    def _to_make(self, written: str) -> str:
        """The path of a group that the commit will make for this wording; "" for no group."""
        read = rules.read_group_name(_REMARK.split(written)[0])
        kind, key = read.kind or self._place.make_groups_of, rules.group_key(read.name)
        if not key or len(read.name) > LONGEST_NAME:
            return ""
        if (kind, key) not in self._made:
            code = rules.group_code(read.name, self._taken)
            self._taken.add(code)
            is_urban_number = kind == "to_dan_pho" and key[:1].isdigit()
            name = f"số {key.upper()}" if is_urban_number else read.name
            self.new_groups.append(GroupDraft(kind, name, code))
            self._made[kind, key] = f"{self._place.commune_path}{code}."
        return self._made[kind, key]
