"""What the five offices did before and around the campaign, through the actions a desk would call."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from tungngo.accounts.actions import issue_badges, make_account
from tungngo.accounts.models import Account
from tungngo.campaigns.actions import (
    assign_group,
    create_campaign,
    set_targets,
    start_campaign,
)
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import targets_set_at
from tungngo.campaigns.templates import shipped_templates
from tungngo.cli.demo_world import names
from tungngo.cli.demo_world.families import phone_of
from tungngo.cli.demo_world.places import CUA_NAM, PLACES, PROVINCES, Place
from tungngo.cli.demo_world.sheets import write_table
from tungngo.lib.clock import VIETNAM
from tungngo.lib.reach import Reach
from tungngo.teams.actions import commit_roster, give_role, keep_roster
from tungngo.teams.models import Membership
from tungngo.teams.queries import member_lines, roster_plan_of, teams_under
from tungngo.territory import notes
from tungngo.territory.actions import (
    add_groups,
    ask_commit,
    check_list,
    commit_list,
    map_list,
    read_list,
    upload_list,
)
from tungngo.territory.group_lists import clean_group
from tungngo.territory.models import Area, Source
from tungngo.territory.queries import area_of, groups_of

ALL = Reach.everything()
CAMPAIGN_DAYS = 45
#: The first milestone falls two thirds into the campaign.
FIRST_MILESTONE_DAY = 30
#: For all sign-ins: the people of the demo are invented, and it listens to this machine alone.
PASSWORD = "tungngo-demo"

_CAMPAIGN_NAMES = {
    "01": "45 ngày đêm hỗ trợ chuyển đổi số",
    "11": "45 ngày đêm: kỹ năng số đến từng bản",
}
#: What the rest of a team is, after its leader: forces as a roster writes them.
_FORCES = (
    "Đoàn Thanh niên", "Đoàn Thanh niên", "Hội Phụ nữ", "Đoàn Thanh niên", "Sinh viên tình nguyện",
    "Đoàn Thanh niên", "Đoàn Thanh niên",
)  # fmt: skip
#: Who comes in the student's stead in two teams of three.
_INSTEAD = ("Sinh viên tình nguyện", "Công an phường", "VNPT")
_RURAL_FORCES = ("Đoàn Thanh niên", "Hội Phụ nữ", "Giáo viên", "Viettel")


@dataclass(frozen=True, slots=True)
class Desk:
    """A staff sign-in of the demo."""

    username: str
    full_name: str
    area: str
    role: str


DESKS = (
    Desk("vanhanh", "Trần Quốc Vận", "VN", "operator"),
    Desk("hanoi", "Nguyễn Thu Hà", "01", "officer"),
    Desk("tuongmai", "Lê Minh Tâm", "00322", "admin"),
    Desk("cuanam", "Phạm Đức Huy", "00082", "officer"),
    Desk("dienbien", "Lò Thị Hương", "11", "viewer"),
    Desk("muonglan", "Quàng Văn Biên", "03313", "admin"),
)


@contextlib.contextmanager
def on_the_day(day: date, at: time = time(9)) -> Iterator[None]:
    """Within it, it is that morning in Vietnam for this process (`lib.clock` reads TUNGNGO_NOW)."""
    before = os.environ.get("TUNGNGO_NOW")
    os.environ["TUNGNGO_NOW"] = datetime.combine(day, at, VIETNAM).isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TUNGNGO_NOW"]
        else:
            os.environ["TUNGNGO_NOW"] = before


def open_desks() -> dict[str, Account]:
    """Everybody who signs in, by user name."""
    accounts = {}
    for desk in DESKS:
        account = make_account(
            actor=None,
            full_name=desk.full_name,
            username=desk.username,
            password=PASSWORD,
            is_operator=desk.role == "operator",
        )
        if desk.role != "operator":
            give_role(actor=None, account=account, area=area_of(ALL, desk.area), kind=desk.role)
        accounts[desk.username] = account
    return accounts


def add_groups_of(actor: Account, place: Place) -> list[Area]:
    """The residential groups of a commune."""
    drafts = [clean_group("", group) for group in place.groups]
    return add_groups(actor=actor, commune=area_of(ALL, place.code), drafts=drafts)


# ------------------------------------------------------------------------------------------ lists


def take_in_households(actor: Account, place: Place, sheet: Path) -> int:
    """A household list from the file to the tree, step by step as at the desk; households new."""
    area = area_of(ALL, place.code)
    with sheet.open("rb") as file:
        listed = upload_list(
            actor=actor,
            area=area,
            file_name=sheet.name,
            chunks=iter(lambda: file.read(1 << 20), b""),
        )
    read_list(actor=actor, list_import=listed)
    note = notes.read_of(listed.file)
    assert note is not None, listed.report
    fields = {column.key: column.field for column in note.columns}
    map_list(actor=actor, list_import=listed, fields=fields, source=Source.POLICE_LIST)
    prepared = check_list(actor=actor, list_import=listed)
    ask_commit(actor=actor, list_import=listed)
    plan = commit_list(actor=actor, list_import=listed, prepared=prepared)
    assert plan is not None
    return plan.households.new


def write_roster(path: Path, place: Place, *, scale: float) -> None:
    """The decision that sets up the teams, with its list of members."""
    rows: list[tuple[object, ...]] = [
        (
            "STT",
            "Tổ dân phố, thôn, bản",
            "Họ và tên",
            "Vai trò",
            "Lực lượng",
            "Số điện thoại",
            "Tiếng dân tộc",
        )
    ]
    for group, team in enumerate(place.groups):
        chance = Random(f"roster {place.code} {group}")
        for number in range(_members(place, group, scale)):
            rows.append((len(rows), team, *_member(place, group, number, chance)))
    write_table(path, (f"DANH SÁCH TỔ CHUYỂN ĐỔI SỐ CỘNG ĐỒNG {place.name.upper()}",), rows)


def _members(place: Place, group: int, scale: float) -> int:
    """How many the team of a group has: in Tương Mai seven or eight, more than 500 in all."""
    usual = place.members + (group % 2 if place.is_urban else 0)
    return max(1, min(usual, round(usual * scale**0.5)))


def _member(place: Place, group: int, number: int, chance: Random) -> tuple[str, ...]:
    custom = place.custom_of(group)
    sex = chance.choice("mf")
    forces = _FORCES if place.is_urban else _RURAL_FORCES
    force = "Tổ trưởng tổ dân phố" if place.is_urban else "Trưởng thôn"
    if number:
        force = forces[(number - 1) % len(forces)]
        force = _INSTEAD[group % 3] if force == _INSTEAD[0] else force
    young = force.startswith(("Đoàn", "Sinh viên"))
    age = chance.randint(19, 30) if young else chance.randint(38, 64)
    name = names.full_name(chance, custom, names.family_name(chance, custom), sex, age)
    language = {"thai": "Thái", "mong": "Mông"}.get(custom, "")
    phone = phone_of(place, group, 300 + number)
    return (name, "Thành viên" if number else "Tổ trưởng", force, phone, language)


def take_in_roster(actor: Account, place: Place, groups: Sequence[Area], sheet: Path) -> int:
    """A list of members from the file to the teams; how many members are new."""
    roster = keep_roster(
        actor=actor,
        area=area_of(ALL, place.code),
        file_name=sheet.name,
        content=sheet.read_bytes(),
    )
    _sheets, plan = roster_plan_of(ALL, roster, groups)
    commit_roster(actor=actor, roster=roster, plan=plan)
    return len(plan.added)


# -------------------------------------------------------------------------------------- campaigns


def start_campaigns(actor: Account, starts_on: date) -> dict[str, Campaign]:
    """The 45 days of each province from the shipped template, by the province's code."""
    ends_on = starts_on + timedelta(days=CAMPAIGN_DAYS - 1)
    campaigns = {}
    for province in PROVINCES:
        area = area_of(ALL, province)
        campaign = create_campaign(
            actor=actor,
            area=area,
            name=_CAMPAIGN_NAMES[province],
            starts_on=starts_on,
            ends_on=ends_on,
            template=shipped_templates()["45-days"],
        )
        _set_milestones(actor, campaign, area, Decimal(70))
        start_campaign(actor=actor, campaign=campaign)
        campaigns[province] = campaign
    # One ward asks more of itself than its city does.
    _set_milestones(actor, campaigns["01"], area_of(ALL, CUA_NAM.code), Decimal(80))
    return campaigns


def _set_milestones(actor: Account, campaign: Campaign, area: Area, percent: Decimal) -> None:
    """Households at two thirds of the days and at the end; what else is set there stays."""
    doors = "households.reached"
    middle = campaign.starts_on + timedelta(days=FIRST_MILESTONE_DAY - 1)
    kept = [
        (target.indicator, target.segment, target.due_on, target.percent)
        for target in targets_set_at(ALL, campaign, area.path)
        if target.indicator != doors
    ]
    milestones = [(doors, "", middle, percent), (doors, "", campaign.ends_on, Decimal(100))]
    set_targets(actor=actor, campaign=campaign, area=area, rows=[*kept, *milestones])


def assign_doors(actor: Account, campaign: Campaign, place: Place) -> int:
    """Share out the doors of every group among its team; how many groups."""
    groups = list(groups_of(ALL, area_of(ALL, place.code)))
    for group in groups:
        assign_group(actor=actor, campaign=campaign, area=group)
    return len(groups)


def badges_of_place(actor: Account, place: Place) -> list[tuple[Membership, str]]:
    """Every member's membership with the secret of a fresh badge, team by team."""
    path = area_of(ALL, place.code).path
    teams = sorted(teams_under(ALL, path), key=lambda team: team.path)
    lines = member_lines(ALL, teams)
    members = [line.membership for team in teams for line in lines[team.id]]
    issued = issue_badges(actor=actor, accounts=[member.account for member in members])
    return [(member, secret) for member, (_badge, secret) in zip(members, issued, strict=True)]


def show_volunteer() -> tuple[Account, Area] | None:
    """Whose badge the demo shows, and the group they work in: the leader in Tương Mai's seventh."""
    place = PLACES[0]
    group = next(g for g in groups_of(ALL, area_of(ALL, place.code)) if g.code.endswith(".07"))
    teams = list(teams_under(ALL, group.path))
    lines = member_lines(ALL, teams)
    for team in teams:
        if lines[team.id]:
            return lines[team.id][0].membership.account, group
    return None
