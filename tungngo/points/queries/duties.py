"""Reads about duties and the days somebody is away. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.points import codes, rules
from tungngo.points.models import Duty, Gathering, Leave, Shift
from tungngo.points.queries.arrivals import confirmed_at
from tungngo.teams.rules import LANGUAGE_NAMES

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
