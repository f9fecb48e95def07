"""How points are staffed hour by hour in the demo, and who is on call: a roster for each of the 24 from the
beginning of the campaign to the coming week, with who came, who signed up, what was handed over, gaps, an
exchange and somebody away."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import cycle, pairwise

from tungngo.accounts.models import Account
from tungngo.cli.demo_world.classes import Course
from tungngo.cli.demo_world.families import phone_of
from tungngo.cli.demo_world.office import ALL, on_the_day
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.cli.demo_world.spots import SHOWN, drop_in
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.points.actions import (
    RotaEntry,
    came_by_themselves,
    hand_over,
    make_shifts,
    note_attendance,
    note_leave,
    offer_duty,
    open_rota,
    put_on_shifts,
    sign_up,
)
from tungngo.points.models import Attendance, Duty, Rota, Shift
from tungngo.points.queries import duties_at
from tungngo.points.rules import REST, Line
from tungngo.teams.actions import add_member, make_team
from tungngo.teams.models import Team
from tungngo.teams.queries import MemberLine, member_lines, teams_under
from tungngo.territory.queries import area_of, groups_of

#: Days ahead that are on the roster.
_AHEAD = 9
#: Whose members are on duty at the one-stop desk: groups without a point of their own.
_DESK, _DESK_GROUPS = "Bộ phận một cửa của phường", (30, 31, 32, 34)
_TECHNICAL = "Tổ ứng cứu kỹ thuật"
_TECHNICIANS = (
    ("Ngô Quang Huy", "telecom"), ("Đỗ Minh Khôi", "telecom"), ("Trịnh Đức Long", "police"),
    ("Phan Thu Huyền", "youth_union"), ("Tạ Anh Dũng", "youth_union"), ("Cao Gia Phúc", "student"),
)  # fmt: skip
#: What the watch before left open; nothing for most.
_LEFT = (
    "Máy quét ở bộ phận một cửa không đọc được thẻ mới, đã báo công an phường",
    "",
    "Wifi nhà văn hóa tổ 18 chập chờn, sáng mai VNPT đến",
    "Ba người chưa kích hoạt được mức 2, hẹn gọi lại 9 giờ",
    "",
)


@dataclass(slots=True)
class _Staffing:
    """A rota with its shifts, earliest first, and who takes turns on them."""

    rota: Rota
    shifts: list[Shift]
    people: list[Account]
    duties: list[Duty]


def staff_points(actor: Account, courses: Sequence[Course], starts_on: date) -> int:
    """Rosters for the one-stop desk, the hall where the demo's volunteer is, a team on call round the clock,
    and for each other point when somebody is there besides its sessions; who trained is noted as having come.
    How many shifts."""
    members = _by_group()
    by_name = {course.spot.name: course for course in courses}
    desk, hall = by_name[_DESK], by_name[SHOWN.name]
    with on_the_day(starts_on - timedelta(days=1)):
        technical = _technical_team(actor)
        rotas = [
            open_rota(actor=actor, point=desk.point, entry=_office_week()),
            open_rota(actor=actor, point=hall.point, entry=_weekend()),
            open_rota(actor=actor, team=technical, entry=_round_the_clock()),
        ]
    people = [
        _helpers(members, _DESK_GROUPS)[: len(_DESK_GROUPS) * 2],
        members[SHOWN.group][1:4],
        [line.membership.account for line in member_lines(ALL, [technical])[technical.id]],
    ]
    staffed = [
        _staff(actor, rota, some, starts_on, is_full=number != 1)
        for number, (rota, some) in enumerate(zip(rotas, people, strict=True))
    ]
    for staffing in staffed:
        _note_who_came(actor, staffing)
    _exchange(staffed[0])
    _hand_over(staffed[2])
    staffed += [
        _drop_in(actor, course, number, _helpers(members, course.spot.who), starts_on)
        for number, course in enumerate(courses)
        if course not in (desk, hall)
    ]
    _trained(courses)
    return sum(len(one.shifts) for one in staffed)


def _drop_in(
    actor: Account, course: Course, number: int, people: list[Account], starts_on: date
) -> _Staffing:
    """A point's hours beside its sessions: the desk shared them out up to tomorrow, members sign up for what
    is to come. Every third lacks somebody, every seventh has nobody for its last shift yet."""
    week = [Line(*line) for line in drop_in(course.spot)]
    last = clock.today() + timedelta(days=_AHEAD)
    with on_the_day(starts_on - timedelta(days=1)):
        rota = open_rota(actor=actor, point=course.point, entry=RotaEntry(week))
        shifts = make_shifts(actor=actor, rota=rota, first=starts_on, last=last).shifts
    shifts.sort(key=lambda shift: shift.starts_at)
    soon = clock.now() + timedelta(days=1)
    given = _share_out(actor, [one for one in shifts if one.ends_at < soon], people)
    staffing = _Staffing(rota, shifts, people, given)
    _note_who_came(actor, staffing, but_for=number % 4)
    for nth, shift in enumerate(shifts):
        if shift.ends_at < soon or (number % 7 == 0 and shift is shifts[-1]):
            continue
        for place in range(min(shift.need - (number % 3 == 0), len(people))):
            who = people[(number + nth + place) % len(people)]
            with contextlib.suppress(Refused):  # teaching elsewhere at that hour
                sign_up(actor=who, shift=shift)
    return staffing


def _office_week() -> RotaEntry:
    """Two at the one-stop desk in office hours, not over lunch."""
    lines = [Line(day, time(7, 30), time(17), 2) for day in range(5)]
    return RotaEntry([*lines, Line(5, time(7, 30), time(11, 30))], rest=REST)


def _weekend() -> RotaEntry:
    return RotaEntry([Line(day, time(8), time(10), 2) for day in (5, 6)])


def _round_the_clock() -> RotaEntry:
    bells = (time(7, 30), time(17), time(22, 30), time(7, 30))
    lines = [Line(day, *span) for day in range(7) for span in pairwise(bells)]
    return RotaEntry(lines, on_holidays=True)


def _technical_team(actor: Account) -> Team:
    team = make_team(actor=actor, area=area_of(ALL, TUONG_MAI.code), name=_TECHNICAL)
    for number, (name, force) in enumerate(_TECHNICIANS):
        phone = phone_of(TUONG_MAI, 91, number)
        add_member(actor=actor, team=team, full_name=name, phone=phone, force=force)
    return team


def _by_group() -> dict[int, list[Account]]:
    """Number of a group → the members of its teams, the leaders first of each."""
    ward = area_of(ALL, TUONG_MAI.code)
    numbers = {area.path: int(area.name.rpartition(" ")[2]) for area in groups_of(ALL, ward)}
    teams = [team for team in teams_under(ALL, ward.path) if team.path in numbers]
    found: dict[int, list[Account]] = defaultdict(list)
    for team, lines in zip(teams, _lines_of(teams), strict=True):
        found[numbers[team.path]] += [line.membership.account for line in lines]
    return found


def _lines_of(teams: list[Team]) -> Iterator[list[MemberLine]]:
    lines = member_lines(ALL, teams)
    return (lines.get(team.id, []) for team in teams)


def _helpers(members: Mapping[int, list[Account]], groups: Iterable[int]) -> list[Account]:
    """Members of these groups without whoever leads, for they hold the sessions; a leader alone does both."""
    return [account for number in groups for account in members[number][1:] or members[number]]


def _staff(
    actor: Account, rota: Rota, people: list[Account], starts_on: date, *, is_full: bool
) -> _Staffing:
    """Make the shifts and let people take turns on them; one of the coming days stays one short."""
    last = clock.today() + timedelta(days=_AHEAD)
    with on_the_day(starts_on - timedelta(days=1)):
        made = make_shifts(actor=actor, rota=rota, first=starts_on, last=last).shifts
    made.sort(key=lambda shift: shift.starts_at)
    gap = clock.now() + timedelta(days=2)

    def lacking(shift: Shift) -> int:
        is_gap = shift.need > 1 and gap < shift.starts_at < gap + timedelta(days=1)
        return int(is_gap or not is_full)

    return _Staffing(rota, made, people, _share_out(actor, made, people, lacking))


def _share_out(
    actor: Account,
    shifts: Sequence[Shift],
    people: list[Account],
    lacking: Callable[[Shift], int] = lambda shift: 0,
) -> list[Duty]:
    """Everybody in turn on these shifts, but for as many as each is `lacking`; by their hours."""
    turns: dict[int, list[Shift]] = {number: [] for number in range(len(people))}
    order = cycle(turns)
    for shift in shifts if people else ():
        for _place in range(min(shift.need - lacking(shift), len(people))):
            turns[next(order)].append(shift)
    duties: list[Duty] = []
    for number, some in turns.items():
        given, _left = put_on_shifts(actor=actor, account=people[number], shifts=some)
        duties += given
    by_id = {shift.id: shift for shift in shifts}
    for duty in duties:
        assert duty.shift_id is not None
        duty.shift = by_id[duty.shift_id]
    return sorted(duties, key=lambda duty: duty.span)


def _note_who_came(actor: Account, staffing: _Staffing, *, but_for: int = 0) -> None:
    """The desk has written down who came until the day before yesterday: nearly everybody. The last `but_for`
    nobody has said of yet."""
    until = clock.now() - timedelta(days=2)
    past = [duty for duty in staffing.duties if duty.span[1] < until]
    for number, duty in enumerate(past[: len(past) - but_for], 1):
        said, stand_in = Attendance.CAME, None
        if number % 19 == 0:
            said = Attendance.ABSENT
        elif number % 23 == 0:
            said = Attendance.REPLACED
            others = [one for one in staffing.people if one.id != duty.account_id]
            stand_in = others[number % len(others)] if others else None
        if stand_in is not None or said != Attendance.REPLACED:
            note_attendance(actor=actor, duty=duty, attendance=said, stand_in=stand_in)


def _exchange(staffing: _Staffing) -> None:
    """Somebody looks for who takes a coming shift over; somebody else is away and on the roster all the
    same."""
    coming = [duty for duty in staffing.duties if duty.span[0] > clock.now() + timedelta(days=1)]
    if len(coming) < 2:
        return
    offered = coming[1]
    offer_duty(actor=offered.account, duty=offered)
    away = next((one for one in coming[2:] if one.account_id != offered.account_id), None)
    if away is not None:
        day, ward = clock.day_of(away.span[0]), area_of(ALL, TUONG_MAI.code)
        note_leave(actor=away.account, area=ward, account=away.account, first=day, last=day)


def _hand_over(staffing: _Staffing) -> None:
    past = [duty for duty in staffing.duties if duty.span[1] < clock.now()]
    for duty, words in zip(past[-len(_LEFT) :], _LEFT, strict=False):
        hand_over(actor=duty.account, shift=duty.shift, words=words, happened_at=duty.span[1])


def _trained(courses: Iterable[Course]) -> None:
    """Trainers say of themselves that they were there."""
    for course in courses:
        given = duties_at(ALL, course.held())
        for crew in course.crews[:1]:
            mine = [
                duty
                for session in course.held()
                for duty in given.get(session.id, ())
                if duty.account_id == crew.trainer.id
            ]
            came_by_themselves(actor=crew.trainer, duties=mine)
