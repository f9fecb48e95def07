"""Who asked for help at home in Tương Mai, and what is planned at its support points: a few of each,
the same every time, around the day of the build."""

from __future__ import annotations

from datetime import time, timedelta

from tungngo.accounts.models import Account
from tungngo.campaigns.queries import campaign_for, skills_of
from tungngo.cli.demo_world.families import phone_of
from tungngo.cli.demo_world.office import ALL, on_the_day, show_volunteer
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.lib import clock
from tungngo.points.actions import (
    Plan,
    PointEntry,
    cancel_gathering,
    open_point,
    plan_gathering,
    put_on_duty,
)
from tungngo.points.rules import moment_of
from tungngo.teams.queries import member_lines, teams_under
from tungngo.teams.rules import phone_e164
from tungngo.territory.models import Area
from tungngo.territory.queries import households_of
from tungngo.tickets.actions import HelpEntry, ask_help, give_help
from tungngo.tickets.models import Via

#: (days ago, hour, via, name, skills, words, priority, a listed household of the group)
_CALLS = (
    (4, 9, Via.GROUP_HEAD, "Bà Lụa", ["vneid"], "Đổi máy, chưa đăng nhập lại được VNeID", True, True),
    (1, 15, Via.TELEPHONE, "Ông Khải", ["vssid"], "Muốn xem thẻ bảo hiểm y tế trên máy", False, True),
    (0, 8, Via.PUBLIC_PAGE, "Cô Diệp", ["cashless"], "Nhờ chỉ cách quét mã trả tiền", False, False),
)  # fmt: skip
#: (days ahead, from, to, title, skills, cancelled because)
_PLANNED = (
    (-1, 18, 20, "Lớp VNeID buổi tối", ["vneid"], ""),
    (0, 18, 20, "Hỗ trợ tại nhà văn hóa", ["vneid", "vssid"], ""),
    (2, 8, 10, "Quét mã trả tiền ở chợ", ["cashless"], ""),
    (3, 18, 20, "Lớp dịch vụ công trực tuyến", ["public-service"], "Nhà văn hóa sửa điện"),
    (7, 18, 20, "Lớp VNeID buổi tối", ["vneid"], ""),
)  # fmt: skip


def ask_and_plan(actor: Account) -> None:
    """Calls for help where the volunteer works whose badge the demo shows, one of them given to them,
    and some days at its support point, where they and a neighbour are on duty."""
    shown = show_volunteer()
    if shown is None:
        return
    volunteer, group = shown
    campaign = campaign_for(ALL, group.path)
    skills = {skill.code for skill in skills_of(ALL, campaign)} if campaign else set()
    today = clock.today()
    # The end of the walk: least likely to have been visited since.
    doors = list(households_of(ALL, group.path))[::-1]
    for number, (ago, hour, via, name, asked, words, priority, listed) in enumerate(_CALLS):
        with on_the_day(today - timedelta(days=ago), time(hour)):
            call = ask_help(
                actor=None if via == Via.PUBLIC_PAGE else actor,
                area=group,
                entry=HelpEntry(
                    name=name,
                    place="Cuối ngõ, cạnh quán nước",
                    phone=phone_e164(phone_of(TUONG_MAI, 90, number)),
                    skills=[code for code in asked if code in skills],
                    words=words,
                    wished_part="evening" if number == 1 else "",
                    priority=priority,
                ),
                via=via,
                household=doors[number] if listed and number < len(doors) else None,
            )
            if number == 1:
                give_help(actor=actor, call=call, account=volunteer)
    with on_the_day(today - timedelta(days=6)):
        hall = open_point(
            actor=actor,
            area=group,
            entry=PointEntry(
                f"Nhà văn hóa {group.full_name.lower()}",
                place="Sân đình",
                hours="18:00–20:00, thứ 2–6",
                helps_with=sorted(skills)[:4],
                equipment=["phones", "screen", "wifi", "power"],
                network="good",
                network_on=today - timedelta(days=5),
            ),
        )
        beside = [one for one in _members(group) if one.id != volunteer.id][:1]
        for ahead, begins, ends, title, topics, why in _PLANNED:
            day = today + timedelta(days=ahead)
            planned = plan_gathering(
                actor=actor,
                point=hall,
                plan=Plan(
                    title,
                    moment_of(day, time(begins)),
                    moment_of(day, time(ends)),
                    [code for code in topics if code in skills],
                    capacity=25,
                    published=True,
                ),
            )
            put_on_duty(actor=actor, gathering=planned, account=volunteer, part="trainer")
            for helper in beside:
                put_on_duty(actor=actor, gathering=planned, account=helper)
            if why:
                cancel_gathering(actor=actor, gathering=planned, why=why)


def _members(group: Area) -> list[Account]:
    """Everybody in the teams of a group."""
    teams = list(teams_under(ALL, group.path))
    lines = member_lines(ALL, teams)
    return [line.membership.account for team in teams for line in lines[team.id]]
