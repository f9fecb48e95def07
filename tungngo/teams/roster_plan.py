"""What a roster would do to the teams of a commune: a plan, shown first, then committed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tungngo.lib.text import fold, tone_equal
from tungngo.teams.findings import SheetFinding
from tungngo.teams.roster import RosterRow, RosterSheet
from tungngo.territory.listing.drafts import GroupRef
from tungngo.territory.listing.places import GroupIndex
from tungngo.territory.rules import group_key, read_group_name

#: Words before the group's own name that only say "the digital team of", folded, longest first.
_TEAM_WORDS = (
    "to cong nghe so cong dong", "to chuyen doi so cong dong", "to cong nghe so",
    "to chuyen doi so", "to cnscd", "to cnsc d", "to cds cd", "to cdscd", "to cns", "to cds",
    "cnscd",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team there is. `area` is the code of its area."""

    id: UUID
    area: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownMember:
    """A member there is, with what a roster may change."""

    id: UUID
    team_id: UUID
    account_id: UUID
    full_name: str
    phone: str
    part: str
    force: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedTeam:
    """A team members go to: one there is (`id`), or one to be made in `area`."""

    area: str
    name: str
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedMember:
    """A row that becomes a member; `account_id` when the person is known from another team."""

    row: RosterRow
    team: PlannedTeam
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A member whose part, force or languages the roster says otherwise."""

    row: RosterRow
    member: KnownMember
    part: str
    force: str
    languages: tuple[str, ...]


@dataclass(slots=True)
class RosterPlan:
    """Everything a commit would do, and everything worth saying about it."""

    new_teams: list[PlannedTeam] = field(default_factory=list)
    added: list[PlannedMember] = field(default_factory=list)
    changed: list[PlannedChange] = field(default_factory=list)
    unchanged: int = 0
    findings: list[SheetFinding] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(finding.level == "error" for finding in self.findings)

    @property
    def does_nothing(self) -> bool:
        return not (self.added or self.changed)


def plan_roster(
    sheets: Sequence[RosterSheet],
    *,
    commune: str,
    groups: Sequence[GroupRef],
    group_names: dict[str, str],
    teams: Sequence[KnownTeam],
    members: Sequence[KnownMember],
) -> RosterPlan:
    """Match rows with the groups, teams and members of a commune.

    `commune` is its code, `group_names` the full name of each group by code. A row's team is a team
    of that name; else the team of the residential group it names (made when there is none); else,
    when it names no group, a team of the whole commune. A person is the same when the name is the
    same and the phones do not contradict each other, in the same team; in another team only when
    the phones agree. Nobody is ever taken out of a team because a sheet leaves them out.
    """
    plan = RosterPlan(findings=[finding for sheet in sheets for finding in sheet.findings])
    finder = _TeamFinder(commune, groups, group_names, teams)
    by_team: dict[UUID, list[KnownMember]] = {}
    for member in members:
        by_team.setdefault(member.team_id, []).append(member)
    has_leader = {member.team_id for member in members if member.part == "leader"}
    led: set[PlannedTeam] = set()
    for row in (row for sheet in sheets for row in sheet.rows):
        team = finder.find(row, plan.findings)
        if team is None:
            continue
        if row.is_leader or team.id in has_leader:
            led.add(team)
        there = _same_person(row, by_team.get(team.id, ())) if team.id else None
        if there is None:
            elsewhere = _same_phone(row, members)
            plan.added.append(PlannedMember(row, team, elsewhere.account_id if elsewhere else None))
        elif change := _change(row, there):
            plan.changed.append(change)
        else:
            plan.unchanged += 1
    used = dict.fromkeys(member.team for member in plan.added)
    plan.new_teams = [team for team in used if team.id is None]
    for team in used:
        if team not in led:
            plan.findings.append(
                SheetFinding("info", "roster.no_leader", params={"written": team.name})
            )
    return plan


class _TeamFinder:
    """Which team a row means; remembers teams to be made, so that one name makes one team."""

    def __init__(
        self,
        commune: str,
        groups: Sequence[GroupRef],
        group_names: dict[str, str],
        teams: Sequence[KnownTeam],
    ):
        self._commune = commune
        self._index = GroupIndex(groups)
        self._group_names = group_names
        self._teams = teams
        self._found: dict[str, PlannedTeam | None] = {}

    def find(self, row: RosterRow, findings: list[SheetFinding]) -> PlannedTeam | None:
        if row.team not in self._found:
            self._found[row.team] = self._find(row, findings)
        elif self._found[row.team] is None:
            findings.append(_unknown_group(row))
        return self._found[row.team]

    def _find(self, row: RosterRow, findings: list[SheetFinding]) -> PlannedTeam | None:
        named = [team for team in self._teams if tone_equal(team.name, row.team)]
        if len(named) == 1:
            return PlannedTeam(named[0].area, named[0].name, named[0].id)
        own_words = _without_team_words(row.team)
        if code := self._index.find(own_words):
            here = [team for team in self._teams if team.area == code]
            if here:
                return PlannedTeam(code, here[0].name, here[0].id)
            return PlannedTeam(code, f"Tổ CNSCĐ {self._group_names[code]}")
        if _names_a_group(own_words):
            findings.append(_unknown_group(row))
            return None
        findings.append(
            SheetFinding(
                "warning",
                "roster.team_of_commune",
                row.sheet,
                row.row,
                params={"written": row.team},
            )
        )
        return PlannedTeam(self._commune, row.team)


def _unknown_group(row: RosterRow) -> SheetFinding:
    return SheetFinding(
        "error", "roster.group_unknown", row.sheet, row.row, params={"written": row.team}
    )


def _names_a_group(written: str) -> bool:
    """Whether a text can only mean a residential group: it has a number, or a word for one that is
    not the bare "tổ", which any team may be called ("Tổ lưu động")."""
    read = read_group_name(written)
    if group_key(read.name)[:1].isdigit():
        return True
    return bool(read.kind) and not re.match(r"to (?!dan pho)", fold(written))


def _without_team_words(written: str) -> str:
    """ "Tổ công nghệ số cộng đồng TDP số 7" → "TDP số 7"; "Tổ CNSCĐ số 7" → "TDP số 7"."""
    words = written.split()
    for phrase in _TEAM_WORDS:
        length = phrase.count(" ") + 1
        if len(words) > length and fold(" ".join(words[:length])) == phrase:
            rest = " ".join(words[length:])
            # A digital team is numbered after its residential group.
            return f"TDP {rest}" if fold(rest).removeprefix("so ").isdigit() else rest
    return written


def _same_person(row: RosterRow, members: Iterable[KnownMember]) -> KnownMember | None:
    """The member of this name whose phone does not say otherwise."""
    named = [member for member in members if tone_equal(member.full_name, row.full_name)]
    for member in named:
        if member.phone == row.phone:
            return member
    return next((m for m in named if not (m.phone and row.phone)), None)


def _same_phone(row: RosterRow, members: Iterable[KnownMember]) -> KnownMember | None:
    """The member of another team with this name and this phone."""
    if not row.phone:
        return None
    return next(
        (m for m in members if m.phone == row.phone and tone_equal(m.full_name, row.full_name)),
        None,
    )


def _change(row: RosterRow, member: KnownMember) -> PlannedChange | None:
    part = member.part if row.is_leader is None else ("leader" if row.is_leader else "member")
    force = member.force if row.force is None else row.force
    languages = member.languages if row.languages is None else row.languages
    if (part, force, languages) == (member.part, member.force, member.languages):
        return None
    return PlannedChange(row, member, part, force, languages)
