"""Reads about sheets of people: rosters of members, lists of staff. `reach` comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.queries import emails_taken, staff_accounts, staff_by_names
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import open_book
from tungngo.teams.models import Role, RosterImport, StaffImport
from tungngo.teams.queries.people import member_lines, teams_under
from tungngo.teams.roster import RosterSheet, read_roster
from tungngo.teams.roster_plan import KnownMember, KnownTeam, RosterPlan, plan_roster
from tungngo.teams.staff_plan import (
    KnownStaff,
    Place,
    StaffPlan,
    emails_wanted,
    names_wanted,
    plan_staff,
)
from tungngo.teams.staff_sheet import read_staff
from tungngo.territory.listing.drafts import GroupRef
from tungngo.territory.models import Area


def roster_import_of(reach: Reach, roster_id: UUID) -> RosterImport:
    """One roster. Raises NotReached `roster.out_of_reach`."""
    roster = reach.filter(RosterImport.objects.filter(pk=roster_id)).select_related("area").first()
    if roster is None:
        raise NotReached("roster.out_of_reach", _("This list of members is not in your area."))
    return roster


def roster_imports_under(reach: Reach, path: str) -> QuerySet[RosterImport]:
    """Rosters ever brought in at or under `path`, newest first, without their files."""
    return (
        reach.within(path)
        .filter(RosterImport.objects.defer("content"))
        .select_related("kept_by")
        .order_by("-kept_at")
    )


def roster_plan_of(
    reach: Reach, roster: RosterImport, groups: Sequence[Area]
) -> tuple[list[RosterSheet], RosterPlan]:
    """What a kept roster says, and what committing it would do. `groups` are the commune's.

    Raises SheetProblem when the file cannot be read, Refused `roster.not_kept` when it is no longer
    kept.
    """
    if roster.content is None or roster.state == RosterImport.State.COMMITTED:
        raise Refused(
            "roster.not_kept", _("This list has already been taken over. Load the file again.")
        )
    sheets = read_roster(open_book(bytes(roster.content), roster.file_name), roster.mapping)
    teams = list(teams_under(reach, roster.path))
    lines = member_lines(reach, teams)
    plan = plan_roster(
        sheets,
        commune=roster.area_id,
        groups=[GroupRef(group.code, group.kind, group.name) for group in groups],
        group_names={group.code: group.full_name for group in groups},
        teams=[KnownTeam(team.id, team.area_id, team.name) for team in teams],
        members=[
            KnownMember(
                id=line.membership.id,
                team_id=line.membership.team_id,
                account_id=line.membership.account_id,
                full_name=line.name,
                phone=line.membership.account.phone,
                part=line.membership.part,
                force=line.membership.force,
                languages=tuple(line.membership.languages),
            )
            for team in teams
            for line in lines[team.id]
        ],
    )
    return sheets, plan


def staff_import_of(reach: Reach, import_id: UUID) -> StaffImport:
    """One sheet of staff. Raises NotReached `staff.out_of_reach`."""
    found = reach.filter(StaffImport.objects.filter(pk=import_id)).select_related("area").first()
    if found is None:
        raise NotReached("staff.out_of_reach", _("This list of people is not in your area."))
    return found


def staff_imports_at(reach: Reach, area: Area) -> QuerySet[StaffImport]:
    """Sheets of staff ever brought in for exactly this area, newest first, without their files."""
    return reach.filter(StaffImport.objects.filter(area=area).defer("content")).order_by("-kept_at")


def staff_plan_of(reach: Reach, found: StaffImport, below: Sequence[Area]) -> StaffPlan:
    """What a kept sheet says, row by row, and what committing it would do. `below`: the areas directly
    under its own. Raises SheetProblem when the file cannot be read, Refused `staff.not_kept`."""
    if found.content is None or found.state != StaffImport.State.KEPT:
        raise Refused("staff.not_kept", _("This list is dealt with. Load the file again."))
    sheets = read_staff(open_book(bytes(found.content), found.file_name))
    near: dict[UUID, set[tuple[str, str]]] = {}
    for role in reach.within(found.path).filter(Role.objects.all(), "area__path"):
        held = near.setdefault(role.account_id, set())
        if role.until_at is None:
            held.add((role.area_id, role.kind))
    accounts = {
        account.pk: account
        for account in [
            *staff_by_names(reach, names_wanted(sheets)),
            *staff_accounts(reach, near),
        ]
    }
    return plan_staff(
        sheets,
        here=_place(found.area),
        below=[_place(area) for area in below],
        known=[
            KnownStaff(
                account.pk, account.username, account.full_name, account.is_active,
                account.pk in near, frozenset(near.get(account.pk, ())),
            )
            for account in accounts.values()
            if account.username
        ],
        taken_emails=emails_taken(reach, emails_wanted(sheets)),
    )  # fmt: skip


def _place(area: Area) -> Place:
    return Place(area.code, area.full_name, area.name)


def staff_sheets_past(reach: Reach, before: datetime) -> QuerySet[StaffImport]:
    """Sheets of staff loaded before a moment that nobody took over: files with names."""
    return reach.filter(StaffImport.objects.filter(state="kept", kept_at__lt=before))


def rosters_past(reach: Reach, before: datetime) -> QuerySet[RosterImport]:
    """Sheets of members loaded before a moment that nobody took over: files with names."""
    return reach.filter(RosterImport.objects.filter(state="kept", kept_at__lt=before))
