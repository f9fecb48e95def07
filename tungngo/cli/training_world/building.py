"""Making the training world from a sketch, in the training installation's own database.

Doors and people come from the generator of the demo; all goes in through the actions and the import that
an office would use, so that what people practise on has come the way real lists come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tungngo.accounts.actions import issue_badges, make_link
from tungngo.accounts.models import Account
from tungngo.campaigns.actions import (
    assign_group,
    change_campaign,
    create_campaign,
    set_targets,
    start_campaign,
)
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.rules.period import PhaseDays
from tungngo.cli.demo_world.families import Family, families_of
from tungngo.cli.demo_world.office import take_in_households
from tungngo.cli.demo_world.places import Place
from tungngo.cli.demo_world.sheets import write_table
from tungngo.cli.setup import prepare
from tungngo.cli.training_world import mark
from tungngo.cli.training_world.sketch import Crew, Seat, Sketch
from tungngo.desk.inviting import path_of_link
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.look.training import PLAIN, named
from tungngo.progress.actions import recount_stale
from tungngo.teams.actions import add_member, invite, make_team
from tungngo.teams.models import Membership, RoleKind
from tungngo.territory import unit_lists
from tungngo.territory.actions import add_groups, load_units
from tungngo.territory.group_lists import GroupDraft
from tungngo.territory.models import Area, Kind
from tungngo.territory.queries import area_of, groups_of, known_units

ALL = Reach.everything()
#: More doors than this are no training any more: a part of the campaign is copied instead.
MOST_DOORS = 20_000
#: Streets that are in no town, so that nobody looks for a door of them.
_STREETS = ("Đường Tập Huấn", "Phố Làm Quen", "Phố Thực Hành", "Phố Gõ Cửa")
#: The generator makes so many of a hundred wished for, at the least (families.families_of).
_AT_LEAST = 0.82
_HEADINGS = (
    "STT", "Tổ dân phố, thôn", "Mã hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính",
    "Địa chỉ", "Số điện thoại", "Nghề nghiệp", "Hộ nghèo", "Hộ cận nghèo", "Đối tượng ưu tiên",
    "Smartphone", "Đã vào nhóm Zalo",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody of the training's staff gets in: shown once, kept nowhere."""

    username: str
    full_name: str
    link: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a build came to. `badge` is the path of one volunteer's badge link, empty without volunteers."""

    groups: int
    households: int
    teams: int
    members: int
    ways: tuple[Way, ...]
    badge: str


def build(sketch: Sketch, doors: int) -> Made:
    """Make the training world anew: `doors` households in every group.

    What of a training was there before is gone then. Raises Refused `training.setting_missing`,
    `training.holds_real`, `training.too_large`, and what the actions refuse.
    """
    mark.must_be_training_server()
    if doors * len(sketch.groups) > MOST_DOORS:
        raise Refused(
            "training.too_large",
            _(
                "%(groups)s groups of %(doors)s doors are more than a training needs (%(most)s doors). "
                "Name a part of the area with --area, or fewer doors with --doors."
            )
            % {"groups": len(sketch.groups), "doors": doors, "most": MOST_DOORS},
        )
    mark.claim()
    prepare()
    _follow_units(sketch)
    groups = _add_groups(sketch)
    ways = [way for seat in sketch.seats for way in _open_desks(seat)]
    actor = ways[0][0]
    campaign = _plan(sketch, actor)
    households = sum(_fill(actor, commune, doors) for commune in _communes(groups))
    members = [member for crew in sketch.crews for member in _gather(actor, crew)]
    start_campaign(actor=actor, campaign=campaign)
    for path in {member.team.path for member in members}:
        for group in groups:
            if group.path == path:
                assign_group(actor=actor, campaign=campaign, area=group)
    while recount_stale():
        pass
    made = Made(
        groups=len(groups),
        households=households,
        teams=len(sketch.crews),
        members=len(members),
        ways=tuple(way for _account, way in ways),
        badge=_badge(members),
    )
    mark.write(mark.MADE, groups=made.groups, households=made.households, members=made.members)
    return made


# -------------------------------------------------------------------------------------------- ground


def _follow_units(sketch: Sketch) -> None:
    """Where the real installation has loaded a newer list of units, follow it for the places copied."""
    known = known_units(ALL)
    fresh = {
        one.code: unit_lists.Unit(one.code, one.parent, one.level, one.kind, one.name)
        for one in sketch.units
    }
    if any(known.get(code) != unit for code, unit in fresh.items()):
        today = {code: unit for code, unit in known.items() if not unit.is_ended}
        load_units(actor=None, listed=list((today | fresh).values()), as_of=clock.today())


def _add_groups(sketch: Sketch) -> list[Area]:
    """The residential groups of all communes, with the codes they have in the real tree."""
    drafts: dict[str, list[GroupDraft]] = {}
    for one in sketch.groups:
        drafts.setdefault(one.commune, []).append(GroupDraft(one.kind, one.name, one.own))
    for commune, wanted in drafts.items():
        add_groups(actor=None, commune=area_of(ALL, commune), drafts=wanted)
    return [group for commune in drafts for group in groups_of(ALL, area_of(ALL, commune))]


def _communes(groups: Sequence[Area]) -> list[Area]:
    return [area_of(ALL, code) for code in dict.fromkeys(str(one.parent_id) for one in groups)]


# ------------------------------------------------------------------------------------------- people


def _open_desks(seat: Seat) -> list[tuple[Account, Way]]:
    """A fresh account for everybody with this role there, each with a link that is shown once."""
    area, kind = area_of(ALL, seat.area), RoleKind(seat.role)
    opened = []
    for number in range(1, seat.count + 1):
        account = invite(
            actor=None,
            area=area,
            kind=kind,
            full_name=_("Training, %(role)s %(number)s, %(area)s")
            % {"role": kind.label, "number": number, "area": area.full_name},
            username=f"tap-huan-{seat.area}-{kind.value}-{number}".lower(),
        )
        secret = make_link(actor=None, account=account, path=area.path)
        link = path_of_link(account, secret)
        opened.append((account, Way(str(account.username), account.full_name, link)))
    return opened


def _gather(actor: Account, crew: Crew) -> list[Membership]:
    """A team with a made-up member for every place in it."""
    team = make_team(actor=actor, area=area_of(ALL, crew.area), name=crew.name)
    words = {"leader": _("Training leader"), "member": _("Training member")}
    return [
        add_member(
            actor=actor,
            team=team,
            full_name=f"{words[part]} {number}",
            part=part,
            force=force,
        )
        for number, (part, force) in enumerate(crew.places, 1)
    ]


def _badge(members: Sequence[Membership]) -> str:
    """Where one volunteer begins, to try it at once; the others' badges are printed at the desk."""
    if not members:
        return ""
    ((_issued, secret),) = issue_badges(actor=None, accounts=[members[0].account])
    return f"/b/#{secret}"


# ----------------------------------------------------------------------------------------- campaign


def _plan(sketch: Sketch, actor: Account) -> Campaign:
    """The campaign as a draft: the real one's phases, services and targets, from today on."""
    begins = clock.today()
    ends = begins + timedelta(days=sketch.template.days - 1)
    campaign = create_campaign(
        actor=actor,
        area=area_of(ALL, sketch.area),
        name=sketch.template.name["vi"],
        starts_on=begins,
        ends_on=ends,
        template=sketch.template,
    )
    change_campaign(
        actor=actor,
        campaign=campaign,
        seen_version=campaign.version,
        name=campaign.name,
        starts_on=begins,
        ends_on=ends,
        phases=[PhaseDays(one.name, one.starts_on, one.ends_on) for one in campaign.phases.all()],
        skills=sketch.template.skills,
        basic_skills_needed=sketch.template.basic_skills_needed,
        practise_after=sketch.practise_after,
        asks_place=sketch.asks_place,
        photo_of=sketch.photo_of,
    )
    for code in dict.fromkeys(goal.area for goal in sketch.goals):
        set_targets(
            actor=actor,
            campaign=campaign,
            area=area_of(ALL, code),
            rows=[
                (one.indicator, one.segment, begins + timedelta(days=one.day), one.percent)
                for one in sketch.goals
                if one.area == code
            ],
        )
    return campaign


# -------------------------------------------------------------------------------------------- doors


def _fill(actor: Account, commune: Area, doors: int) -> int:
    """Made-up households for every group of a commune, by a list as any other; how many."""
    groups = list(groups_of(ALL, commune))
    place = Place(
        code=commune.code,
        province=commune.path.partition(".")[0],
        name=commune.full_name,
        shape="",
        groups=tuple(group.full_name for group in groups),
        streets=_STREETS if commune.kind == Kind.WARD else (),
        households=ceil(doors / _AT_LEAST) + 1,
        poor=0.04,
        near_poor=0.04,
    )
    families = [families_of(place, at, scale=1, today=clock.today()) for at in range(len(groups))]
    kept = [of_group[:doors] for of_group in families]
    sheet = settings.DATA / "samples" / f"{PLAIN}-{commune.code}-danh-sach-ho.xlsx"
    _write_list(sheet, place, kept)
    taken = take_in_households(actor, place, sheet)
    wanted = sum(map(len, kept))
    if taken != wanted:
        raise Refused(
            "training.doors_missing",
            _(
                "%(area)s: %(taken)s of %(wanted)s made-up households went in. Nothing real is touched."
            )
            % {"area": commune.full_name, "taken": taken, "wanted": wanted},
        )
    return taken


def _write_list(path: Path, place: Place, groups: Sequence[Sequence[Family]]) -> None:
    """The household list, a person a row."""
    rows: list[Sequence[Any]] = [_HEADINGS]
    for group, families in zip(place.groups, groups, strict=True):
        for family in families:
            for person in family.people:
                first = person is family.people[0]
                rows.append(
                    (
                        *(len(rows), group, family.code, person.name, person.relation),
                        person.born_on if person.born_on.year >= 1950 else person.born_on.year,
                        "Nam" if person.sex == "m" else "Nữ",
                        *(family.door.line, person.phone, person.work),
                        "x" if first and family.is_poor else "",
                        "x" if first and family.is_near_poor else "",
                        "; ".join(person.reasons),
                        _tick(family.smartphone) if first else "",
                        _tick(family.chat_group) if first else "",
                    )
                )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(path, (named("DANH SÁCH HỘ GIẢ ĐỊNH"), place.name.upper()), rows)


def _tick(value: bool | None) -> str:
    return {True: "x", False: "không", None: ""}[value]
