"""The teams of an area on its board: whose walk its doors are in, and those in no team's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tungngo.campaigns.models import Campaign
from tungngo.desk.board_page import Lists, address
from tungngo.desk.filters import Asked
from tungngo.encounters.listed import Wanted, recorded_by_each
from tungngo.encounters.queries import reached_by_team
from tungngo.lib.reach import Reach, commune_path
from tungngo.progress.queries import Board, campaigns_counted
from tungngo.progress.rules import Measure
from tungngo.teams.models import Team
from tungngo.teams.queries import teams_among
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at


def around(reach: Reach, team: Team) -> Area:
    """Where the doors of a team and what it recorded are looked for: its commune, since some may have been
    moved within it; for who reaches less, its area."""
    commune = commune_path(team.path)
    return area_at(reach, commune) if reach.covers(commune) else team.area


def recorded_by_team(
    reach: Reach, team: Team, since: date | None = None, until: date | None = None
) -> dict[UUID, int]:
    """account id → encounters it recorded in the team, as their list counts them; nothing where
    `recorded_page` has no list."""
    if not recorded_page(reach, team):
        return {}
    path = around(reach, team).path
    wanted = Wanted(since=since, until=until, team_id=team.id)
    return recorded_by_each(reach, path, campaigns_counted(reach, path), wanted)


def recorded_page(reach: Reach, team: Team) -> str:
    """Where the list of what members recorded in a team opens, to be asked for one (`member=`). Empty for
    a team above communes: there encounters stand in no list, and all of a city are not looked through."""
    here = around(reach, team)
    return address("encounters", here.code) if here.level >= Level.COMMUNE else ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team's doors in an area, and where its board and its lists are; `url` is empty for what is no
    team of the reader's."""

    words: str
    url: str
    doors: Measure
    listed_url: str
    reached_url: str


def team_rows(
    reach: Reach, area: Area, campaign: Campaign, page: Board, asked: Asked
) -> list[TeamRow]:
    """Teams by name, then what is in no team's walk: together they are the board. Nothing while no
    door of the area is in a walk."""
    since, until = asked.sight.since, asked.day.on if asked.day.is_past else None
    counted = reached_by_team(reach, campaign, area.path, since=since, until=until)
    if not counted:
        return []
    rows = []
    for team in teams_among(reach, counted):
        part, whole = counted.pop(team.id)
        url = ""
        if reach.covers(team.path):
            url = reverse("team_board", args=[team.id]) + asked.query
        rows.append(_row(area, asked, team.name, url, Measure(part, whole), str(team.id)))
    elsewhere = Measure(
        sum(part for part, _whole in counted.values()),
        sum(whole for _part, whole in counted.values()),
    )
    if elsewhere.whole:
        rows.append(TeamRow(_("teams of other areas"), "", elsewhere, "", ""))
    # By subtraction: the board is counted seconds later than the walks, and they must add up.
    rest = Measure(
        max(page.doors.part - sum(row.doors.part for row in rows), 0),
        max(page.doors.whole - sum(row.doors.whole for row in rows), 0),
    )
    if rest.whole:
        rows.append(_row(area, asked, _("in no team's walk"), "", rest, "none"))
    return rows


def _row(area: Area, asked: Asked, words: str, url: str, doors: Measure, share: str) -> TeamRow:
    lists = Lists(area.code, asked, {"team": share})
    return TeamRow(words, url, doors, lists.doors(""), lists.doors("reached"))
