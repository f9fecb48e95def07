"""The support points of Tương Mai: opened, their sessions planned as series, held by the teams, come to.

Everything goes through what a desk or a phone would call. What took place before the day of the build took
place on its day; phones said it since.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from tungngo.accounts.models import Account, Device
from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import campaign_for, skills_of
from tungngo.cli.demo_world.coming import (
    Evening,
    Learner,
    Operation,
    check_ins,
    class_list,
    heads,
    who_came,
)
from tungngo.cli.demo_world.office import ALL, on_the_day
from tungngo.cli.demo_world.places import TUONG_MAI
from tungngo.cli.demo_world.spots import CANCELLED, SPOTS, TITLES, Spot, days_of
from tungngo.encounters.queries import household_standings
from tungngo.intake.actions import take_ops
from tungngo.lib import clock
from tungngo.points.actions import (
    Plan,
    PointEntry,
    cancel_gathering,
    open_point,
    plan_series,
    put_on_duty,
)
from tungngo.points.models import Gathering, SupportPoint
from tungngo.points.rules import moment_of
from tungngo.teams.queries import member_lines, teams_under
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, groups_of
from tungngo.territory.streams import residents_under

_CLASS_OF = (11, 17)
_OPERATIONS_AT_ONCE = 120
#: Around today: how far ahead helpers are found, and how long it is written down who helped.
_HELPED = timedelta(days=8)


@dataclass(slots=True)
class Crew:
    """A team at a point: who trains or helps, with which phone (None: never opened), and who might come."""

    trainer: Account
    device: Device | None
    helpers: list[Account]
    people: list[Learner]
    said: list[Operation] = field(default_factory=list)


@dataclass(slots=True)
class Course:
    """What goes on at one point. `came`: gathering id → who was checked in by name."""

    spot: Spot
    point: SupportPoint
    sessions: list[Gathering]
    crews: list[Crew]
    chance: Random
    came: dict[UUID, list[Learner]] = field(default_factory=dict)

    def held(self) -> list[Gathering]:
        """Sessions that took place and are over, earliest first."""
        planned = [one for one in self.sessions if one.state == Gathering.State.PLANNED]
        return [one for one in planned if one.ends_at < clock.now()]


def open_points(actor: Account, starts_on: date) -> list[Course]:
    """Every point opened, its sessions from the second day of the campaign to a fortnight ahead planned,
    with who is on duty; some called off."""
    ward = area_of(ALL, TUONG_MAI.code)
    campaign = campaign_for(ALL, ward.path)
    known = {skill.code for skill in skills_of(ALL, campaign)} if campaign else set()
    groups = {int(area.name.rpartition(" ")[2]): area for area in groups_of(ALL, ward)}
    first, today = starts_on + timedelta(days=1), clock.today()
    courses = []
    for spot in SPOTS:
        crews = [crew for number in spot.who if (crew := _crew(groups[number], campaign))]
        with on_the_day(starts_on - timedelta(days=1)):
            point = _open(actor, groups[spot.group] if spot.group else ward, spot)
            days = [(day, skill, skill in known) for day, skill in days_of(spot, first, today)]
            sessions = _plan(actor, point, spot, crews, days)
        if spot.kind != "home":
            _help(actor, crews, sessions)
        courses.append(Course(spot, point, sessions, crews, Random(f"point {spot.name}")))
    _call_off(actor, courses)
    return courses


def _open(actor: Account, area: Area, spot: Spot) -> SupportPoint:
    entry = PointEntry(
        spot.name,
        kind=spot.kind,
        place=spot.place,
        hours=spot.hours,
        helps_with=list(dict.fromkeys(spot.skills)),
        equipment=list(spot.equipment),
        network=spot.network,
    )
    return open_point(actor=actor, area=area, entry=entry)


def _crew(group: Area, campaign: Campaign | None) -> Crew | None:
    """The team of a group: its leader trains, another helps. None where nobody is on the team."""
    teams = list(teams_under(ALL, group.path))
    lines = [line for found in member_lines(ALL, teams).values() for line in found]
    if not lines:
        return None
    helpers = [line.membership.account for line in lines[1:2]]
    people = _people(group, campaign)
    return Crew(lines[0].membership.account, lines[0].device, helpers, people)


def _people(group: Area, campaign: Campaign | None) -> list[Learner]:
    """Everybody on the list of a group, in the order of its sheet, with what their doors were promised."""
    residents = [one for part in residents_under(ALL, group.path) for one in part]
    residents.sort(key=lambda one: (one.household.code, one.place_in_household))
    doors = {one.household_id for one in residents}
    stands = {}
    if campaign is not None:
        stands = household_standings(ALL, TUONG_MAI.code, campaign.id, doors)
    this_year = clock.today().year
    learners = []
    for one in residents:
        stood = stands.get(one.household_id)
        back_on = stood.come_back_on if stood else None
        promise = (back_on.isoformat(), stood.come_back_for) if stood and back_on else (None, "")
        age = this_year - (one.birth_year or this_year - 40)
        learners.append(Learner(one.id, one.household_id, age, promise))
    return learners


def _plan(
    actor: Account,
    point: SupportPoint,
    spot: Spot,
    crews: Sequence[Crew],
    days: Iterable[tuple[date, str, bool]],
) -> list[Gathering]:
    """Sessions on these days about these skills, which the campaign knows or does not."""
    plans = [
        Plan(
            TITLES[skill],
            moment_of(day, spot.begins),
            moment_of(day, spot.ends),
            [skill] if is_known else [],
            audience=spot.audience,
            capacity=spot.capacity,
            published=True,
        )
        for day, skill, is_known in days
    ]
    if not plans:
        return []
    trainer = crews[0].trainer if crews else None
    return plan_series(actor=actor, point=point, plans=plans, trainer=trainer)


def _help(actor: Account, crews: Sequence[Crew], sessions: Iterable[Gathering]) -> None:
    """Put helpers beside the trainer, at the sessions of the days around today."""
    beside = [*(crews[0].helpers if crews else ()), *(crew.trainer for crew in crews[1:])]
    for session in sessions:
        if abs(session.starts_at - clock.now()) < _HELPED:
            for helper in beside:
                put_on_duty(actor=actor, gathering=session, account=helper)


def _call_off(actor: Account, courses: Sequence[Course]) -> None:
    by_group = {course.spot.group: course for course in courses if course.spot.group}
    for group, ahead, why in CANCELLED:
        from_at = moment_of(clock.today() + timedelta(days=ahead))
        found = next((one for one in by_group[group].sessions if one.starts_at >= from_at), None)
        if found is None:
            continue
        with _before(found.starts_at):
            cancel_gathering(actor=actor, gathering=found, why=why)
        found.state = Gathering.State.CANCELLED


@contextlib.contextmanager
def _before(moment: datetime) -> Iterator[None]:
    """The morning before a moment, or now where that is still to come."""
    day = clock.day_of(moment) - timedelta(days=1)
    if day >= clock.today():
        yield
    else:
        with on_the_day(day):
            yield


def come(courses: Sequence[Course]) -> None:
    """Have people come to what took place: every crew's phone notes whom it checked in."""
    campaign = campaign_for(ALL, area_of(ALL, TUONG_MAI.code).path)
    if campaign is None:
        return
    for course in courses:
        size = course.chance.randint(*_CLASS_OF)
        lists = [
            class_list(crew.people, size // len(course.crews), course.chance)
            for crew in course.crews
        ]
        for session in course.held():
            _come_to(course, session, lists, campaign)


def _come_to(
    course: Course, session: Gathering, lists: Sequence[list[Learner]], campaign: Campaign
) -> None:
    evening = Evening(
        session.origin, session.id, campaign.id, tuple(session.topics), session.starts_at
    )
    chance, most = course.chance, course.spot.capacity
    for crew, listed in zip(course.crews, lists, strict=True):
        # Members of the teams are on no household list of the place: they are counted.
        named = course.spot.audience != "members" and crew.device is not None
        came = who_came(listed, crew.people, most, chance) if named else []
        crew.said += check_ins(evening, came, chance)
        course.came.setdefault(session.id, []).extend(came)
        most -= len(came)
    nameless = chance.randint(52, 68) if course.spot.audience == "members" else None
    for crew in course.crews[:1]:
        crew.said += heads(evening, nameless, chance)


def say(courses: Iterable[Course]) -> Counter[str]:
    """Let the phones say what they noted; counts by verdict."""
    verdicts: Counter[str] = Counter()
    for crew in (crew for course in courses for crew in course.crews):
        if crew.device is None:
            continue
        said = sorted(crew.said, key=lambda operation: operation["body"]["at"])
        for first in range(0, len(said), _OPERATIONS_AT_ONCE):
            part = said[first : first + _OPERATIONS_AT_ONCE]
            told = take_ops(
                actor=crew.trainer,
                device=crew.device,
                sent_at=clock.now(),
                # What still waited on the phone goes on waiting.
                waiting=crew.device.waiting + len(part),
                ops=[msgspec.Raw(msgspec.json.encode(one)) for one in part],
            )
            verdicts.update(one.verdict for one in told)
        crew.said.clear()
    return verdicts
