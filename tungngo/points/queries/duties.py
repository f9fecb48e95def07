"""Reads about duties and the days somebody is away. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.points import codes, rules
from tungngo.points.models import Duty, Gathering, Leave, Shift
from tungngo.points.queries.arrivals import confirmed_at
from tungngo.teams.rules import LANGUAGE_NAMES

EVERYTHING = Reach.everything()
#: What a duty is at, for whoever reads of it.
AT = ("gathering__point", "shift__rota__point", "shift__rota__team")


def duties_at(reach: Reach, gatherings: Iterable[Gathering]) -> dict[UUID, list[Duty]]:
    """Gathering id → who is on duty, trainers first, then in order of name."""
    shown = [one for one in gatherings if reach.covers(one.path)]
    duties: dict[UUID, list[Duty]] = defaultdict(list)
    for origin in {one.origin for one in shown}:
        ids = [one.id for one in shown if one.origin == origin]
        rows = Duty.objects.filter(origin=origin, gathering_id__in=ids, until_at=None)
        rows = rows.select_related("account").order_by("account__sort_key", "id")
        for duty in sorted(rows, key=lambda duty: duty.part != Duty.Part.TRAINER):
            assert duty.gathering_id is not None
            duties[duty.gathering_id].append(duty)
    return dict(duties)


def duties_on(reach: Reach, shifts: Iterable[Shift]) -> dict[UUID, list[Duty]]:
    """Shift id → who is on it, in order of name."""
    shown = [one for one in shifts if reach.covers(one.path)]
    duties: dict[UUID, list[Duty]] = defaultdict(list)
    for origin in {one.origin for one in shown}:
        ids = [one.id for one in shown if one.origin == origin]
        rows = Duty.objects.filter(origin=origin, shift_id__in=ids, until_at=None)
        for duty in rows.select_related("account").order_by("account__sort_key", "id"):
            assert duty.shift_id is not None
            duties[duty.shift_id].append(duty)
    return dict(duties)


def duty_of(reach: Reach, origin: str, duty_id: UUID) -> Duty:
    """One duty with what it is at, also an ended one. Raises NotReached `duty.unknown`."""
    rows = Duty.objects.select_related(*AT, "account")
    found = rows.filter(origin=origin, id=duty_id).first()
    if found is None or not reach.covers(found.path):
        raise NotReached("duty.unknown", _("There is no such duty, or it is not in your area."))
    return found


def duties_among(reach: Reach, origin: str, ids: Collection[UUID]) -> dict[UUID, Duty]:
    """Duties by id, in force or ended, with what they are at."""
    rows = Duty.objects.select_related(*AT, "account").filter(origin=origin, id__in=list(ids))
    return {one.id: one for one in rows if reach.covers(one.path)}


def on_rotas(reach: Reach, origin: str, rotas: Collection[UUID]) -> dict[UUID, Account]:
    """Everybody who is on a shift of these rotas, by account id."""
    rows = Duty.objects.select_related("account", "shift").filter(
        origin=origin, until_at=None, shift__rota_id__in=list(rotas)
    )
    return {one.account_id: one.account for one in reach.filter(rows, "shift__path")}


def clashes(
    reach: Reach,
    accounts: Iterable[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    but_for: UUID | None = None,
) -> list[Duty]:
    """Duties of these accounts whose planned gathering or shift shares a moment with this span, earliest
    first; not those at `but_for`."""
    ids = list(accounts)
    if not ids:
        return []
    rows = Duty.objects.select_related(*AT, "account").filter(account_id__in=ids, until_at=None)
    found: list[Duty] = []
    for at in ("gathering", "shift"):
        mine = rows.filter(
            **{
                f"{at}__state": "planned",
                f"{at}__starts_at__lt": ends_at,
                f"{at}__ends_at__gt": starts_at,
            }
        )
        found += reach.filter(mine.exclude(**{f"{at}_id": but_for}), f"{at}__path")
    return sorted(found, key=lambda duty: (duty.span, duty.id))


def leaves_between(reach: Reach, accounts: Iterable[UUID], first: date, last: date) -> list[Leave]:
    """Leaves in force of these accounts that share a day with these, earliest first."""
    rows = Leave.objects.select_related("account").filter(
        account_id__in=list(accounts), ended_at=None, first_on__lte=last, last_on__gte=first
    )
    return list(reach.filter(rows).order_by("first_on", "id"))


class Absence(NamedTuple):
    """Days somebody is away, and what they are on duty at in them."""

    leave: Leave
    duties: list[Duty]


def absences(reach: Reach, accounts: Collection[UUID], first: date, last: date) -> list[Absence]:
    """Who of these is away on a day from `first` to `last`, earliest first, each with the duties to come that
    stand in the way, wherever those are."""
    leaves = leaves_between(reach, accounts, first, last)
    if not leaves:
        return []
    begins = min(leave.first_on for leave in leaves)
    ends = max(leave.last_on for leave in leaves) + timedelta(days=1)
    span = max(rules.moment_of(begins), clock.now()), rules.moment_of(ends)
    mine: dict[UUID, list[Duty]] = defaultdict(list)
    for duty in clashes(EVERYTHING, {leave.account_id for leave in leaves}, *span):
        mine[duty.account_id].append(duty)
    return [
        Absence(
            leave,
            [
                duty
                for duty in mine[leave.account_id]
                if rules.away_on(duty.span, (leave.first_on, leave.last_on))
            ],
        )
        for leave in leaves
    ]


def absences_under(reach: Reach, path: str, first: date, last: date) -> list[Absence]:
    """`absences` of everybody whom the desks at or under `path` know as away on these days."""
    rows = Leave.objects.filter(ended_at=None, first_on__lte=last, last_on__gte=first)
    known = reach.within(path).filter(rows).values_list("account_id", flat=True)
    return absences(reach, set(known), first, last)


def away_from(reach: Reach, duties: Collection[Duty]) -> set[UUID]:
    """Ids of those of these duties (with what they are at) whose member is away then."""
    if not duties:
        return set()
    first = min(clock.day_of(duty.span[0]) for duty in duties)
    last = max(clock.day_of(duty.span[1]) for duty in duties)
    days: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for leave in leaves_between(reach, {duty.account_id for duty in duties}, first, last):
        days[leave.account_id].append((leave.first_on, leave.last_on))
    return {
        duty.id
        for duty in duties
        if any(rules.away_on(duty.span, some) for some in days[duty.account_id])
    }


def leaves_named(reach: Reach, origin: str, ids: Collection[UUID]) -> dict[UUID, Leave]:
    """Leaves of one origin by id, in force or ended."""
    found = Leave.objects.filter(origin=origin, id__in=list(ids))
    return {one.id: one for one in reach.filter(found)}


def leaves_past(reach: Reach, before: date) -> QuerySet[Leave]:
    """Leaves whose last day lies before a day."""
    return reach.filter(Leave.objects.filter(last_on__lt=before))


def duties_past(reach: Reach, before: datetime) -> QuerySet[Duty]:
    """Duties, in force or ended, at what was over before a moment. For whoever reaches everything."""
    if not reach.covers(""):
        return Duty.objects.none()
    return Duty.objects.filter(Q(gathering__ends_at__lt=before) | Q(shift__ends_at__lt=before))


def leave_of(reach: Reach, origin: str, leave_id: UUID) -> Leave:
    """One leave, also an ended one. Raises NotReached `leave.unknown`."""
    rows = Leave.objects.select_related("account").filter(origin=origin, id=leave_id)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached("leave.unknown", _("There is no such leave, or it is not in your area."))
    return found


def ever_on_duty(reach: Reach, origin: str, account: Account, ids: Collection[UUID]) -> set[UUID]:
    """Which of these gatherings of one origin an account is or was on duty at."""
    found = Duty.objects.filter(origin=origin, account=account, gathering_id__in=list(ids))
    mine = reach.filter(found, "gathering__path").values_list("gathering_id", flat=True)
    return {one for one in mine if one is not None}


def duties_for(reach: Reach, account: Account) -> list[dict[str, Any]]:
    """Where an account is on duty, from yesterday to a fortnight ahead (docs/wire.md, `duties`).

    Its own duties, wherever they are: being on duty is the right to know of it.
    """
    if not reach.paths:
        return []
    first, last = rules.phone_days(clock.today())
    mine = Duty.objects.select_related("gathering__point").filter(account=account, until_at=None)
    span = (rules.moment_of(first), rules.moment_of(last + timedelta(days=1)))
    mine = mine.exclude(gathering__state=Gathering.State.UNDONE)
    mine = mine.filter(gathering__starts_at__gte=span[0], gathering__starts_at__lt=span[1])
    rows = list(mine.order_by("gathering__starts_at", "id"))
    gatherings = [duty.gathering for duty in rows]
    others = duties_at(Reach.everything(), gatherings)
    confirmed = confirmed_at(Reach.everything(), gatherings)
    return [
        _as_sent(duty, others.get(duty.at.id, []), confirmed.get(duty.at.id, 0)) for duty in rows
    ]


def _as_sent(duty: Duty, staff: list[Duty], confirmed: int) -> dict[str, Any]:
    gathering = duty.gathering
    return {
        "id": gathering.id,
        "origin": gathering.origin,
        "title": gathering.title,
        "place": gathering.point.words,
        "kind": gathering.point.kind,
        "starts_at": gathering.starts_at.astimezone(clock.VIETNAM).isoformat(),
        "ends_at": gathering.ends_at.astimezone(clock.VIETNAM).isoformat(),
        "part": duty.part,
        "topics": gathering.topics,
        "audience": gathering.audience,
        "state": gathering.state,
        "why": gathering.cancelled_why,
        "capacity": gathering.capacity,
        "code": codes.secret_of(gathering),
        "confirmed": confirmed,
        "point": {
            "hours": gathering.point.hours,
            "helps_with": gathering.point.helps_with,
            "languages": [LANGUAGE_NAMES.get(tag, tag) for tag in gathering.point.languages],
            "equipment": gathering.point.equipment,
            "network": gathering.point.network,
            "network_on": gathering.point.network_on,
        },
        "with": [one.account.full_name for one in staff if one.account_id != duty.account_id],
    }
