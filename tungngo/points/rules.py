"""How long a gathering may be, which week a day lies in, which days a phone holds; what shifts a week's
pattern makes, and what of them does not hold. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, Protocol, TypeVar

from tungngo.lib.clock import VIETNAM, day_of, days_between
from tungngo.lib.problems import Refused

#: Days a phone sees of its duties, behind and ahead of today.
DAYS_BEHIND, DAYS_AHEAD = 1, 14
#: Days the public timetable looks ahead, and days a calendar keeps what is over.
PUBLIC_AHEAD, PUBLIC_BEHIND = 42, 14
#: How long before the beginning and after the end visitors may confirm that they came.
DOORS_OPEN, DOORS_CLOSE = timedelta(hours=2), timedelta(hours=2)
#: What a closed point at somebody's home is called once it is not said any more whose.
NAMELESS_HOME = "Nhà dân"
#: How long after a gathering somebody may still be checked in by name: lists kept on paper are typed later.
CHECK_IN_AFTER = timedelta(days=7)
#: Longer than this a gathering is a slip of the hand.
LONGEST = timedelta(hours=14)
#: More sessions than this in one series are a slip of the hand, too.
MOST_IN_SERIES = 100


def not_open(state: str, starts_at: datetime, ends_at: datetime, now: datetime) -> str:
    """Why nobody can confirm coming to a session now: "cancelled", "early" or "over"; "" when they can."""
    if state != "planned":
        return "cancelled"
    if now < starts_at - DOORS_OPEN:
        return "early"
    return "over" if now > ends_at + DOORS_CLOSE else ""


def check_in_refusal(starts_at: datetime, ends_at: datetime, at: datetime) -> str:
    """Why nobody can have come to a gathering at a moment, the code of the refusal: before its day, or long
    after it; "" when they can."""
    if day_of(at) < day_of(starts_at):
        return "gathering.check_in_early"
    return "gathering.check_in_late" if at > ends_at + CHECK_IN_AFTER else ""


def unnamed(named: int, counted: int, confirmed: int) -> int:
    """How many came who are not named. `named` people were checked in, `counted` besides them by who was
    on duty; `confirmed` said so on their own phones, and each of them is one of the others or is not yet.
    So nobody counts twice: of two who count one room the greater holds."""
    return max(counted, confirmed - named, 0)


def moment_of(day: date, at: time = time.min) -> datetime:
    """A moment on a Vietnamese day."""
    return datetime.combine(day, at, VIETNAM)


def series_days(first: date, last: date, weekdays: Collection[int]) -> list[date]:
    """The days of these weekdays (0 = Monday) from `first` to `last`, both included."""
    return [day for day in days_between(first, last) if day.weekday() in weekdays]


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def phone_days(today: date) -> tuple[date, date]:
    """First and last day whose duties a phone holds."""
    return today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_AHEAD)


# ------------------------------------------------------------------------------------------- shifts

#: More shifts than this made at once are a slip of the hand: three a day for a quarter of a year.
MOST_SHIFTS = 400
#: More people than this on one shift, too.
MOST_NEEDED = 50
#: Days ahead in which a phone offers free shifts, and how many at most.
FREE_AHEAD, MOST_FREE = 7, 40
#: Days back in which a phone may say it was there, and is told what changed.
SAID_BACK = 7
#: Longer than this a shift is a slip of the hand: round the clock in one turn is the most.
LONGEST_SHIFT = timedelta(hours=24)
#: Days ahead of which a phone is told that its owner is away, and days of the longest stretch it may say.
LEAVE_AHEAD = LONGEST_LEAVE = 366
#: The usual lunch break of offices.
REST = (time(11, 30), time(13, 30))


class Line(NamedTuple):
    """One line of a usual week: on `weekday` (0 = Monday) from `begins` to `ends` (not after `begins`: on
    the next day) `need` people."""

    weekday: int
    begins: time
    ends: time
    need: int = 1

    def said(self) -> list[int | str]:
        """As it is kept."""
        return [self.weekday, f"{self.begins:%H:%M}", f"{self.ends:%H:%M}", self.need]


def lines_of(week: Iterable[Sequence[int | str]]) -> list[Line]:
    """The lines of a week as it is kept."""
    return [
        Line(int(day), time.fromisoformat(str(begins)), time.fromisoformat(str(ends)), int(need))
        for day, begins, ends, need in week
    ]


def check_week(lines: Sequence[Line]) -> None:
    """Lines may overlap: the busy hours need more. Raises Refused `rota.empty`, `rota.need` or
    `rota.line_twice` (place: the line, from 1)."""
    if not lines:
        raise Refused("rota.empty", "", place="week")
    seen: set[tuple[int, time, time]] = set()
    for number, line in enumerate(lines, 1):
        if not 1 <= line.need <= MOST_NEEDED:
            raise Refused("rota.need", "", {"most": MOST_NEEDED}, place=str(number))
        if line[:3] in seen:
            raise Refused("rota.line_twice", "", place=str(number))
        seen.add(line[:3])


def holes(lines: Sequence[Line]) -> list[tuple[datetime, datetime]]:
    """When nobody is on call in a week that should be round the clock: spans of the week from Monday 1
    January 2024, earliest first."""
    monday = date(2024, 1, 1)
    week = moment_of(monday), moment_of(monday + timedelta(days=7))
    spans = sorted(
        _span(line, monday + timedelta(days=line.weekday + more))
        for line in lines
        for more in (-7, 0)
    )
    found, covered = [], week[0]
    for starts_at, ends_at in [*spans, (week[1], week[1])]:
        if covered < starts_at <= week[1]:
            found.append((covered, starts_at))
        covered = max(covered, ends_at)
    return found


def span_of(day: date, begins: time, ends: time) -> tuple[datetime, datetime]:
    """From when to when on a day; an end not after the beginning lies on the next."""
    ends_on = day if ends > begins else day + timedelta(days=1)
    return moment_of(day, begins), moment_of(ends_on, ends)


def _span(line: Line, day: date) -> tuple[datetime, datetime]:
    return span_of(day, line.begins, line.ends)


class Stretch(NamedTuple):
    """A shift to be."""

    starts_at: datetime
    ends_at: datetime
    need: int


def stretches(
    lines: Iterable[Line],
    rest: tuple[time, time] | None,
    first: date,
    last: date,
    skip: Collection[date] = (),
) -> list[Stretch]:
    """The shifts that begin from `first` to `last`, without those of the days `skip`, earliest first; the
    break `rest` of their first day is cut out."""
    found = [
        Stretch(*span, line.need)
        for line in lines
        for day in series_days(first, last, {line.weekday})
        if day not in skip
        for span in _without_rest(*_span(line, day), rest)
    ]
    return sorted(found)


def _without_rest(
    starts_at: datetime, ends_at: datetime, rest: tuple[time, time] | None
) -> Iterator[tuple[datetime, datetime]]:
    """A stretch with the break of its day cut out; a break at its edge is not worth a shift of its own."""
    if rest is None:
        yield starts_at, ends_at
        return
    day = starts_at.date()
    pause, again = moment_of(day, rest[0]), moment_of(day, rest[1])
    if not (starts_at < again and pause < ends_at):
        yield starts_at, ends_at
        return
    if starts_at < pause:
        yield starts_at, pause
    if again < ends_at:
        yield again, ends_at


def hours_of(starts_at: datetime, ends_at: datetime) -> float:
    """How long, in hours."""
    return (ends_at - starts_at).total_seconds() / 3600


def touch(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    """Whether two spans share a moment; one that begins when the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]


class DutyLike(Protocol):
    """What a clash is judged by."""

    @property
    def span(self) -> tuple[datetime, datetime]: ...


D = TypeVar("D", bound=DutyLike)


def doubles(duties: Iterable[D]) -> list[tuple[D, D]]:
    """Of one person's duties each pair that shares a moment, in order of time."""
    found: list[tuple[D, D]] = []
    open_: list[D] = []
    for duty in sorted(duties, key=lambda one: one.span):
        open_ = [one for one in open_ if touch(one.span, duty.span)]
        found += [(one, duty) for one in open_]
        open_.append(duty)
    return found


def away_on(span: tuple[datetime, datetime], leave: tuple[date, date]) -> bool:
    """Whether somebody away from a day to another is away at any moment of a span."""
    return touch(span, (moment_of(leave[0]), moment_of(leave[1] + timedelta(days=1))))


class Worked(NamedTuple):
    """Hours and shifts of somebody: confirmed, and on the roster but said of by nobody yet."""

    hours: float = 0.0
    times: int = 0
    unsaid: float = 0.0
    absent: int = 0

    def plus(self, other: Worked) -> Worked:
        return Worked(
            self.hours + other.hours,
            self.times + other.times,
            self.unsaid + other.unsaid,
            self.absent + other.absent,
        )


#: Attendance → what of an hour on the roster it counts as.
_COUNTS: Mapping[str, str] = {"came": "hours", "": "unsaid", "absent": "absent"}


def worked(attendance: str, starts_at: datetime, ends_at: datetime, now: datetime) -> Worked:
    """What one duty counts for: nothing before it is over, unless somebody said they came."""
    hours = hours_of(starts_at, ends_at)
    counts = _COUNTS.get(attendance)
    if counts == "hours":
        return Worked(hours=hours, times=1)
    if ends_at > now or counts is None:
        return Worked()
    return Worked(unsaid=hours) if counts == "unsaid" else Worked(absent=1)


class ForceHours(NamedTuple):
    """What the members of one force worked, and how many they are."""

    force: str
    people: int
    worked: Worked


def by_force(lines: Iterable[tuple[str, Worked]]) -> list[ForceHours]:
    """Hours of members, each with their force, summed up: most first."""
    sums: dict[str, ForceHours] = {}
    for force, one in lines:
        before = sums.get(force, ForceHours(force, 0, Worked()))
        sums[force] = ForceHours(force, before.people + 1, before.worked.plus(one))
    return sorted(sums.values(), key=lambda one: (-one.worked.hours, one.force))
