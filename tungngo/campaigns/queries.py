"""Reads about campaigns, targets and assignments. `reach` comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account, JournalLine
from tungngo.accounts.queries import journal_of
from tungngo.campaigns.models import (
    Assignment,
    Campaign,
    CampaignSkill,
    Skill,
    Split,
    Target,
    WalkSheet,
)
from tungngo.campaigns.rules.grid import Milestones
from tungngo.campaigns.rules.paths import paths_above
from tungngo.campaigns.rules.period import PhaseDays
from tungngo.campaigns.rules.split import door_of
from tungngo.campaigns.rules.targets import Milestone, Series, effective
from tungngo.campaigns.rules.templates import Template, template_of
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import member_lines, memberships_among, teams_under
from tungngo.territory.models import Area
from tungngo.territory.walks import WalkDoor, doors_along

# -------------------------------------------------------------------------------------- campaigns


def readable(reach: Reach) -> QuerySet[Campaign]:
    """Campaigns that hold somewhere within reach: set inside it, or above it."""
    above = {upper for path in reach.paths for upper in paths_above(path)}
    found = Campaign.objects.select_related("area")
    return found.filter(reach.q() | Q(path__in=above)) if reach.paths else found.none()


def campaign_of(reach: Reach, campaign_id: UUID) -> Campaign:
    """One campaign that holds within reach. Raises NotReached `campaign.out_of_reach`."""
    campaign = readable(reach).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotReached("campaign.out_of_reach", _("This campaign does not run in your area."))
    return campaign


def campaigns_at(reach: Reach, path: str) -> QuerySet[Campaign]:
    """Campaigns set at or above `path`, latest first: those that hold, held or will hold there."""
    return readable(reach).filter(path__in=paths_above(path)).order_by("-starts_on", "name")


def campaigns_below(reach: Reach, path: str) -> QuerySet[Campaign]:
    """Campaigns set somewhere under `path`, latest first."""
    return (
        reach.within(path)
        .filter(Campaign.objects.select_related("area"))
        .exclude(path=path)
        .order_by("-starts_on", "path")
    )


def campaign_for(reach: Reach, path: str) -> Campaign | None:
    """The campaign that runs at `path`: of those running at or above it, the nearest.

    Two at the same area cannot run at once (`campaign.another_running`).
    """
    running = readable(reach).filter(path__in=paths_above(path), state=Campaign.State.RUNNING)
    return max(running, key=lambda campaign: (len(campaign.path), campaign.starts_on), default=None)


def campaign_on_phones(reach: Reach, path: str) -> Campaign | None:
    """The campaign whose doors phones at `path` hold: the running one, else one that only pauses.

    None before it starts and once it ended: then nobody's name has a reason to be on a phone.
    """
    running = campaign_for(reach, path)
    if running is not None:
        return running
    paused = readable(reach).filter(path__in=paths_above(path), state=Campaign.State.PAUSED)
    return max(paused, key=lambda campaign: (len(campaign.path), campaign.starts_on), default=None)


def history_of(reach: Reach, campaign: Campaign, *, most: int) -> list[JournalLine]:
    """What was changed on a campaign and its targets within reach, newest first. Who has which door,
    of which there are lines for every group, is another story."""
    plan = Q(verb__startswith="campaign.") | Q(verb__startswith="targets.")
    return list(journal_of(reach, subject=str(campaign.id)).filter(plan)[:most])


def skills_at(reach: Reach, path: str) -> QuerySet[Skill]:
    """Skills of the catalogue that exist at `path` and are not retired. Nobody's secret."""
    return Skill.objects.filter(retired_on=None, path__in=paths_above(path))


def skill_codes(reach: Reach) -> set[str]:
    """The codes of every skill of the catalogue, wherever it exists. Nobody's secret."""
    return set(Skill.objects.values_list("code", flat=True))


def skill_names(reach: Reach, codes: Iterable[str]) -> dict[str, str]:
    """code → the short name of a skill, retired ones too. Nobody's secret."""
    return dict(Skill.objects.filter(code__in=list(codes)).values_list("code", "short"))


def skills_of(reach: Reach, campaign: Campaign) -> list[Skill]:
    """The skills of a campaign in its own order. Nobody's secret."""
    return skills_of_each(reach, [campaign]).get(campaign.id, [])


def skills_of_each(reach: Reach, wanted: Iterable[Campaign]) -> dict[UUID, list[Skill]]:
    """campaign id → its skills in its own order, where it has any. One query. Nobody's secret."""
    rows = CampaignSkill.objects.filter(campaign__in=list(wanted), removed_at=None)
    found: dict[UUID, list[Skill]] = {}
    for row in rows.select_related("skill").order_by("position"):
        found.setdefault(row.campaign_id, []).append(row.skill)
    return found


# ---------------------------------------------------------------------------------------- targets


def targets_at(reach: Reach, campaign: Campaign, path: str) -> list[Series]:
    """The series of milestones that hold at `path`, own or inherited. Targets are public."""
    return effective(campaign.targets.filter(path__in=paths_above(path)), path)


def targets_set_at(reach: Reach, campaign: Campaign, path: str) -> QuerySet[Target]:
    """The targets set at exactly `path`, by indicator, segment and day."""
    return campaign.targets.filter(path=path)


def paths_with_targets(reach: Reach, campaign: Campaign, path: str) -> set[str]:
    """Paths under `path` where targets of their own are set."""
    found = reach.within(path).filter(campaign.targets.all()).exclude(path=path)
    return set(found.order_by().values_list("path", flat=True).distinct())


def series_below(
    reach: Reach, campaign: Campaign, areas: Iterable[Area], indicator: str, segment: str
) -> dict[str, Milestones]:
    """path → the milestones of one series set at exactly that area, for those of `areas` that have any."""
    found: dict[str, list[Milestone]] = {}
    rows = campaign.targets.filter(indicator=indicator, segment=segment)
    for row in rows.filter(path__in=[area.path for area in areas]):
        found.setdefault(row.path, []).append(Milestone(row.due_on, row.percent))
    return {path: tuple(sorted(milestones)) for path, milestones in found.items()}


# ------------------------------------------------------------------------------------ assignments


def walk_of(reach: Reach, campaign: Campaign, account: Account) -> QuerySet[Assignment]:
    """The doors assigned to somebody in their current teams, in the order to visit them.

    With `household`; doors that no longer count are left out.
    """
    return (
        reach.filter(Assignment.objects.filter(campaign=campaign), "household__path")
        .filter(
            membership__account=account,
            membership__until_at=None,
            membership__team__dissolved_at=None,
            household__ended_on=None,
        )
        .select_related("household")
        .order_by("membership_id", "position", "household_id")
    )


@dataclass(frozen=True, slots=True)
class MemberWalk:
    """A member and their doors, (origin, household id), in the order to visit them."""

    membership: Membership
    doors: list[tuple[str, UUID]] = field(default_factory=list)


def walks_under(reach: Reach, campaign: Campaign, path: str) -> list[MemberWalk]:
    """Everybody with doors at or under `path`, team by team in order of name. One query."""
    rows = (
        assignments_under(reach, campaign, path)
        .filter(
            membership__until_at=None,
            membership__team__dissolved_at=None,
            household__ended_on=None,
        )
        .select_related("membership__account", "membership__team__area")
        .order_by("position", "household_id")
    )
    walks: dict[UUID, MemberWalk] = {}
    for row in rows:
        if row.membership is not None:
            walk = walks.setdefault(row.membership.id, MemberWalk(row.membership))
            walk.doors.append((row.origin, row.household_id))

    def place(walk: MemberWalk) -> tuple[str, ...]:
        team, account = walk.membership.team, walk.membership.account
        return team.path, team.sort_key, str(team.id), account.sort_key, str(walk.membership.id)

    return sorted(walks.values(), key=place)


def walk_sheets_under(reach: Reach, campaign: Campaign, path: str) -> QuerySet[WalkSheet]:
    """Sheets printed for areas at or under `path`, newest first, with who walks and the team."""
    return (
        reach.within(path)
        .filter(WalkSheet.objects.filter(campaign=campaign))
        .select_related("membership__account", "membership__team", "campaign")
        .order_by("-printed_at", "id")
    )


def walk_sheets_among(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are sheets of a commune, for what the caller has reached."""
    if not reach.paths:
        return set()
    found = WalkSheet.objects.filter(origin=origin, id__in=list(ids))
    return set(found.values_list("id", flat=True))


def walk_sheet_of(reach: Reach, origin: str, sheet_id: UUID) -> WalkSheet:
    """One sheet. Raises NotReached `walk_sheet.out_of_reach`."""
    return _one_sheet(reach, WalkSheet.objects.filter(origin=origin, id=sheet_id))


def walk_sheet_numbered(reach: Reach, number: int) -> WalkSheet:
    """The sheet with this number; of two communes' the newer. Raises NotReached
    `walk_sheet.out_of_reach`."""
    return _one_sheet(reach, WalkSheet.objects.filter(number=number))


def printed_together(reach: Reach, sheet: WalkSheet) -> list[WalkSheet]:
    """The sheets that one person printed in one go with `sheet`, itself included, in that order."""
    found = walk_sheets_under(reach, sheet.campaign, sheet.path).filter(
        path=sheet.path, printed_at=sheet.printed_at, printed_by=sheet.printed_by_id
    )
    return list(found.order_by("id"))


def _one_sheet(reach: Reach, found: QuerySet[WalkSheet]) -> WalkSheet:
    sheet = (
        reach.filter(found)
        .select_related("membership__account", "membership__team__area", "campaign")
        .order_by("-printed_at")
        .first()
    )
    if sheet is None:
        raise NotReached(
            "walk_sheet.out_of_reach", _("No sheet with this code was printed for your area.")
        )
    return sheet


@dataclass(frozen=True, slots=True)
class DoorLine:
    """A door of a group and who has it: `membership_id` is None while nobody has."""

    door: WalkDoor
    membership_id: UUID | None
    position: int
    pinned: bool
    finished: bool

    @property
    def weight(self) -> int:
        """The work expected here (campaigns.rules.split)."""
        return door_of(self.door).weight


@dataclass(frozen=True, slots=True)
class MemberLoad:
    """A member, their doors in the order to visit them, and the work still open among them."""

    membership: Membership
    doors: list[DoorLine] = field(default_factory=list)
    is_current: bool = True

    @property
    def name(self) -> str:
        return self.membership.account.full_name

    @property
    def finished_count(self) -> int:
        return sum(line.finished for line in self.doors)

    @property
    def open_count(self) -> int:
        return len(self.doors) - self.finished_count

    @property
    def open_weight(self) -> int:
        return sum(line.weight for line in self.doors if not line.finished)


@dataclass(frozen=True, slots=True)
class GroupAssignment:
    """Who has which door of a group. `nobody` are the doors nobody current has."""

    loads: list[MemberLoad]
    nobody: list[DoorLine]
    left: list[MemberLoad]

    @property
    def door_count(self) -> int:
        return sum(len(load.doors) for load in [*self.loads, *self.left]) + len(self.nobody)

    @property
    def even_weight(self) -> float:
        """What each current member would have open if all open work were shared evenly."""
        total = sum(load.open_weight for load in self.loads)
        return total / len(self.loads) if self.loads else 0.0


def group_assignment(
    reach: Reach, campaign: Campaign, area: Area, finished: frozenset[UUID] | set[UUID]
) -> GroupAssignment:
    """Every door of a group under the member who has it.

    `finished` are the ids of households already reached; who knows that is a higher room. Members
    are those of the area's own teams, then others who have doors here (`left`: no longer in a team,
    or of a team elsewhere), in order of name.
    """
    members = group_members(reach, area)
    loads = {membership.id: MemberLoad(membership) for membership in members}
    rows = {row.household_id: row for row in assignments_under(reach, campaign, area.path)}
    strangers = {row.membership_id for row in rows.values() if row.membership_id} - set(loads)
    left = {
        membership.id: MemberLoad(membership, is_current=False)
        for membership in memberships_among(reach, strangers)
    }
    nobody: list[DoorLine] = []
    for door in doors_along(reach, area.path):
        row = rows.get(door.id)
        line = DoorLine(
            door=door,
            membership_id=row.membership_id if row else None,
            position=row.position if row else 0,
            pinned=bool(row and row.pinned),
            finished=door.id in finished,
        )
        if line.membership_id in loads:
            loads[line.membership_id].doors.append(line)
        elif line.membership_id in left and (line.finished or _still_in(left[line.membership_id])):
            left[line.membership_id].doors.append(line)
        else:
            nobody.append(line)
    for load in loads.values():
        load.doors.sort(key=lambda line: line.position)
    return GroupAssignment(
        list(loads.values()), nobody, [load for load in left.values() if load.doors]
    )


def _still_in(load: MemberLoad) -> bool:
    """A member of a team elsewhere who is still there keeps the doors given by hand."""
    return load.membership.until_at is None and load.membership.team.dissolved_at is None


def group_members(reach: Reach, area: Area) -> list[Membership]:
    """The current members of the teams of exactly this area, team by team."""
    teams = [team for team in teams_under(reach, area.path) if team.path == area.path]
    lines = member_lines(reach, teams)
    return [line.membership for team in teams for line in lines[team.id]]


def assignments_under(reach: Reach, campaign: Campaign, path: str) -> QuerySet[Assignment]:
    """Assignments of doors that lie at or under `path` today."""
    return reach.within(path).filter(
        Assignment.objects.filter(campaign=campaign), "household__path"
    )


def last_split(reach: Reach, campaign: Campaign, path: str) -> Split | None:
    """The last split of exactly this group that has not been undone."""
    return (
        reach.filter(Split.objects.filter(campaign=campaign, path=path, undone_at=None))
        .select_related("split_by")
        .first()
    )


def template_from(reach: Reach, campaign: Campaign) -> Template:
    """A campaign as a template for another: its own targets, without those of areas below."""
    return template_of(
        name=campaign.name,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        phases=[
            PhaseDays(phase.name, phase.starts_on, phase.ends_on) for phase in campaign.phases.all()
        ],
        targets=[
            (target.indicator, target.segment, target.due_on, target.percent)
            for target in targets_set_at(reach, campaign, campaign.path)
        ],
        skills=[skill.code for skill in skills_of(reach, campaign)],
        basic_skills_needed=campaign.basic_skills_needed,
    )
