"""Reads about rotas, their shifts, what is wrong with a week, and hand-overs. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib import clock
from tungngo.lib.holidays import Holiday, holidays_between
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points import rules
from tungngo.points.models import Duty, Gathering, Handover, Leave, Rota, Shift
from tungngo.points.queries.duties import away_from, clashes, duties_on, leaves_between

EVERYTHING = Reach.everything()
NO_SHIFT = _("There is no such shift, or it is not in your area.")


def rotas_under(reach: Reach, path: str) -> list[Rota]:
    """Rotas in use at or under `path`: those on call first, then by the name of the point."""
    rows = Rota.objects.select_related("point", "team").filter(closed_at=None)
    found = list(reach.within(path).filter(rows))
    return sorted(
        found, key=lambda one: (not one.is_on_call, (one.team or one.point).sort_key, one.id)
    )


def rota_of(reach: Reach, origin: str, rota_id: UUID) -> Rota:
    """One rota, in use or closed. Raises NotReached `rota.unknown`."""
    rows = Rota.objects.select_related("point", "team").filter(origin=origin, id=rota_id)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached(
            "rota.unknown", _("There is no such duty roster, or it is not in your area.")
        )
    return found


def rota_at(reach: Reach, origin: str, point_id: UUID) -> Rota | None:
    """The rota in use of a point."""
    rows = Rota.objects.select_related("point").filter(
        origin=origin, point_id=point_id, closed_at=None
    )
    found: Rota | None = reach.filter(rows).first()
    return found


def shifts_under(reach: Reach, path: str, first: date, last: date) -> QuerySet[Shift]:
    """Shifts at or under `path` that begin on these days, cancelled ones too, earliest first."""
    rows = Shift.objects.select_related("rota__point", "rota__team").filter(
        starts_at__gte=rules.moment_of(first),
        starts_at__lt=rules.moment_of(last + timedelta(days=1)),
    )
    found = reach.within(path).filter(rows.exclude(state=Shift.State.UNDONE))
    return found.order_by("starts_at", "ends_at", "id")


def shifts_of(reach: Reach, rota: Rota, first: date, last: date) -> QuerySet[Shift]:
    """Shifts of one rota that begin on these days, cancelled ones too, earliest first."""
    found = shifts_under(reach, rota.path, first, last)
    return found.filter(origin=rota.origin, rota_id=rota.id)


def hours_made(reach: Reach, rota: Rota, first: date, last: date) -> set[tuple[datetime, datetime]]:
    """The hours of these days for which a rota's shifts are made, wherever these were moved since, besides
    the hours they have now."""
    if not reach.covers(rota.path):
        return set()
    days = rules.moment_of(first), rules.moment_of(last + timedelta(days=1))
    rows = Shift.objects.filter(origin=rota.origin, rota_id=rota.id)
    rows = rows.exclude(state=Shift.State.UNDONE)
    found: set[tuple[datetime, datetime]] = set()
    for begins, ends in (("starts_at", "ends_at"), ("made_starts_at", "made_ends_at")):
        some = rows.filter(**{f"{begins}__gte": days[0], f"{begins}__lt": days[1]})
        found.update(some.values_list(begins, ends))
    return found


def shift_of(reach: Reach, origin: str, shift_id: UUID) -> Shift:
    """One shift with its rota. Raises NotReached `shift.unknown`."""
    rows = Shift.objects.select_related("rota__point", "rota__team")
    found = reach.filter(rows.filter(origin=origin, id=shift_id)).first()
    if found is None:
        raise NotReached("shift.unknown", NO_SHIFT)
    return found


def shifts_among(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, Shift]:
    """Shifts by id, whatever became of them, with their rota alone."""
    rows = Shift.objects.select_related("rota")
    found = reach.filter(rows.filter(origin=origin, id__in=list(ids)))
    return {one.id: one for one in found}


def making_of(reach: Reach, origin: str, made_id: UUID) -> QuerySet[Shift]:
    """The shifts that were made together and not taken back, earliest first."""
    rows = Shift.objects.filter(origin=origin, made_id=made_id).exclude(state=Shift.State.UNDONE)
    return reach.filter(rows).order_by("starts_at", "id")


def draft_of(
    reach: Reach, rota: Rota, first: date, last: date
) -> tuple[list[rules.Stretch], dict[date, Holiday]]:
    """The shifts that the usual week of a rota makes of these days, and the holidays it leaves out; nothing
    is written. Raises Refused `shifts.too_many`."""
    if not reach.covers(rota.path):
        return [], {}
    holidays = {} if rota.on_holidays else holidays_between(first, last)
    rest = (rota.rest_from, rota.rest_to) if rota.rest_from and rota.rest_to else None
    lines = rules.lines_of(rota.week)
    found = rules.stretches(lines, rest, first, last, holidays)
    if len(found) > rules.MOST_SHIFTS:
        raise Refused(
            "shifts.too_many",
            _("That would be %(count)s shifts; at most %(most)s are made at once."),
            {"count": len(found), "most": rules.MOST_SHIFTS},
            place="last_on",
        )
    days = {line.weekday for line in lines}
    return found, {day: one for day, one in holidays.items() if day.weekday() in days}


class Trouble(NamedTuple):
    """What will not work: somebody at two places at once (`other`), or away (`leave`)."""

    duty: Duty
    other: Duty | None = None
    leave: Leave | None = None


class Staffed(NamedTuple):
    """A shift with who is on it, and how many are missing. `away`: ids of the duties of those who are away
    then; somebody has to be found for them."""

    shift: Shift
    duties: list[Duty]
    away: frozenset[UUID] = frozenset()

    @property
    def present(self) -> int:
        """How many can come."""
        return len(self.duties) - len(self.away)

    @property
    def missing(self) -> int:
        if self.shift.state != Shift.State.PLANNED:
            return 0
        return max(self.shift.need - self.present, 0)


class Week(NamedTuple):
    """Shifts of some days, who is on them, and what will not work."""

    days: list[date]
    staffed: list[Staffed]
    troubles: list[Trouble]
    holidays: dict[date, Holiday]

    @property
    def missing(self) -> int:
        """How many people are missing in all."""
        return sum(one.missing for one in self.staffed)

    def by_rota(self) -> dict[UUID, dict[date, list[Staffed]]]:
        """Rota → day → shifts that begin then."""
        found: dict[UUID, dict[date, list[Staffed]]] = defaultdict(lambda: defaultdict(list))
        for one in self.staffed:
            found[one.shift.rota_id][clock.day_of(one.shift.starts_at)].append(one)
        return found


def week_under(
    reach: Reach, path: str, first: date, last: date, *, rota: Rota | None = None
) -> Week:
    """The shifts at or under `path` of these days, of one rota when it is given, with their troubles."""
    rows = shifts_under(reach, path, first, last)
    if rota is not None:
        rows = rows.filter(origin=rota.origin, rota_id=rota.id)
    staffed = staffed_of(reach, list(rows))
    return Week(
        clock.days_between(first, last),
        staffed,
        troubles_of(reach, staffed),
        holidays_between(first, last),
    )


def staffed_of(reach: Reach, shifts: Sequence[Shift]) -> list[Staffed]:
    """These shifts, each with who is on it and who of them is away then."""
    duties = duties_on(reach, shifts)
    for one in shifts:
        for duty in duties.get(one.id, ()):
            duty.shift = one
    away = away_from(EVERYTHING, [duty for some in duties.values() for duty in some])
    return [
        Staffed(one, on_it, frozenset(duty.id for duty in on_it if duty.id in away))
        for one in shifts
        for on_it in (duties.get(one.id, []),)
    ]


def away_at(reach: Reach, staffed: Iterable[tuple[Gathering, Sequence[Duty]]]) -> set[UUID]:
    """Ids of those duties at gatherings, each with who is on duty at it, whose member is away then."""
    duties = []
    for one, some in staffed:
        for duty in some if reach.covers(one.path) else ():
            duty.gathering = one
            duties.append(duty)
    return away_from(EVERYTHING, duties)


def troubles_of(reach: Reach, staffed: Iterable[Staffed]) -> list[Trouble]:
    """What will not work of planned shifts: seen wherever the other duty is, for whoever is expected at two
    places comes to one."""
    mine: dict[UUID, Duty] = {}
    for one in staffed:
        if one.shift.state == Shift.State.PLANNED and reach.covers(one.shift.path):
            for duty in one.duties:
                duty.shift = one.shift
                mine[duty.id] = duty
    return _troubles(mine)


def troubles_at(reach: Reach, gathering: Gathering, duties: Iterable[Duty]) -> list[Trouble]:
    """What will not work of a planned gathering, as `troubles_of`; `duties`: who is on duty at it."""
    if gathering.state != Gathering.State.PLANNED or not reach.covers(gathering.path):
        return []
    mine: dict[UUID, Duty] = {}
    for duty in duties:
        duty.gathering = gathering
        mine[duty.id] = duty
    return _troubles(mine)


def _troubles(mine: dict[UUID, Duty]) -> list[Trouble]:
    """What of these duties, by id, will not work."""
    if not mine:
        return []
    accounts = {duty.account_id for duty in mine.values()}
    starts = min(duty.span[0] for duty in mine.values())
    ends = max(duty.span[1] for duty in mine.values())
    by_account: dict[UUID, list[Duty]] = defaultdict(list)
    for duty in clashes(EVERYTHING, accounts, starts, ends):
        by_account[duty.account_id].append(mine.get(duty.id, duty))
    found: list[Trouble] = []
    for duties in by_account.values():
        for first, second in rules.doubles(duties):
            if first.id in mine:
                found.append(Trouble(first, second))
            elif second.id in mine:
                found.append(Trouble(second, first))
    leaves = leaves_between(EVERYTHING, accounts, clock.day_of(starts), clock.day_of(ends))
    away: dict[UUID, list[Leave]] = defaultdict(list)
    for leave in leaves:
        away[leave.account_id].append(leave)
    found += [
        Trouble(duty, leave=leave)
        for duty in mine.values()
        for leave in away[duty.account_id]
        if rules.away_on(duty.span, (leave.first_on, leave.last_on))
    ]
    return sorted(found, key=lambda one: (one.duty.span, one.duty.id))


def on_call_now(reach: Reach, path: str, at: datetime) -> list[Staffed]:
    """The shifts on call at or under `path` that run at a moment."""
    rows = Shift.objects.select_related("rota__team").filter(
        rota__team__isnull=False, state=Shift.State.PLANNED, starts_at__lte=at, ends_at__gt=at
    )
    return staffed_of(reach, list(reach.within(path).filter(rows).order_by("starts_at", "id")))


def on_call_next(reach: Reach, path: str, at: datetime) -> list[Staffed]:
    """Of each group on call at or under `path` the first shift that begins after a moment."""
    rows = Shift.objects.select_related("rota__team").filter(
        rota__team__isnull=False,
        state=Shift.State.PLANNED,
        starts_at__gt=at,
        starts_at__lt=at + timedelta(days=7),
    )
    first: dict[UUID, Shift] = {}
    for one in reach.within(path).filter(rows).order_by("starts_at", "id"):
        first.setdefault(one.rota_id, one)
    return staffed_of(reach, list(first.values()))


def handovers_under(reach: Reach, path: str, *, most: int) -> list[Handover]:
    """The last hand-overs at or under `path`, newest first."""
    rows = Handover.objects.select_related(
        "account", "to", "shift__rota__team", "shift__rota__point"
    )
    return list(reach.within(path).filter(rows).order_by("-happened_at", "-id")[:most])


def handovers_of(reach: Reach, shift: Shift) -> list[Handover]:
    """What was handed over on a shift, newest first."""
    if not reach.covers(shift.path):
        return []
    rows = Handover.objects.select_related("account", "to")
    return list(rows.filter(origin=shift.origin, shift_id=shift.id).order_by("-happened_at", "-id"))


def handovers_past(reach: Reach, before: datetime) -> QuerySet[Handover]:
    """Hand-overs made before a moment that still hold their words."""
    return reach.filter(Handover.objects.filter(happened_at__lt=before).exclude(words=""))


def handovers_said(reach: Reach, origin: str) -> QuerySet[Handover]:
    """Hand-overs of a commune that hold words."""
    return reach.filter(Handover.objects.filter(origin=origin).exclude(words=""))
