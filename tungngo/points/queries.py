"""Reads about support points, gatherings and duties. `reach` comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.points import rules
from tungngo.points.models import Duty, Gathering, SupportPoint


def points_under(reach: Reach, path: str) -> QuerySet[SupportPoint]:
    """Points in use at or under `path`, by name."""
    found = reach.within(path).filter(SupportPoint.objects.filter(closed_at=None))
    return found.order_by("sort_key", "id")


def point_of(reach: Reach, origin: str, point_id: UUID) -> SupportPoint:
    """One point, in use or closed. Raises NotReached `point.unknown`."""
    found = reach.filter(SupportPoint.objects.filter(origin=origin, id=point_id)).first()
    if found is None:
        raise NotReached(
            "point.unknown", _("There is no such support point, or it lies outside your own area.")
        )
    return found


def _between(found: QuerySet[Gathering], first: date, last: date) -> QuerySet[Gathering]:
    span = (rules.moment_of(first), rules.moment_of(last + timedelta(days=1)))
    return found.filter(starts_at__gte=span[0], starts_at__lt=span[1])


def gatherings_under(reach: Reach, path: str, first: date, last: date) -> QuerySet[Gathering]:
    """Gatherings at or under `path` that begin on these days, cancelled ones too, earliest first."""
    found = reach.within(path).filter(Gathering.objects.select_related("point"))
    return _between(found, first, last).order_by("starts_at", "id")


def gathering_of(reach: Reach, origin: str, gathering_id: UUID) -> Gathering:
    """One gathering with its point. Raises NotReached `gathering.unknown`."""
    rows = Gathering.objects.select_related("point").filter(origin=origin, id=gathering_id)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached(
            "gathering.unknown", _("There is no such session, or it lies outside your own area.")
        )
    return found


def duties_at(reach: Reach, gatherings: Iterable[Gathering]) -> dict[UUID, list[Duty]]:
    """Gathering id → who is on duty, trainers first, then in order of name."""
    shown = [one for one in gatherings if reach.covers(one.path)]
    duties: dict[UUID, list[Duty]] = defaultdict(list)
    for origin in {one.origin for one in shown}:
        ids = [one.id for one in shown if one.origin == origin]
        rows = Duty.objects.filter(origin=origin, gathering_id__in=ids, until_at=None)
        rows = rows.select_related("account").order_by("account__sort_key", "id")
        for duty in sorted(rows, key=lambda duty: duty.part != Duty.Part.TRAINER):
            duties[duty.gathering_id].append(duty)
    return dict(duties)


def duty_of(reach: Reach, origin: str, duty_id: UUID) -> Duty:
    """One duty with its gathering, also an ended one. Raises NotReached `duty.unknown`."""
    rows = Duty.objects.select_related("gathering__point", "account")
    found = rows.filter(origin=origin, id=duty_id).first()
    if found is None or not reach.covers(found.gathering.path):
        raise NotReached("duty.unknown", _("There is no such duty, or it is not in your area."))
    return found


def clashes(
    reach: Reach,
    accounts: Iterable[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    but_for: UUID | None = None,
) -> list[Duty]:
    """Duties of these accounts whose planned gathering shares a moment with this span."""
    rows = Duty.objects.select_related("gathering__point", "account").filter(
        account_id__in=list(accounts),
        until_at=None,
        gathering__state=Gathering.State.PLANNED,
        gathering__starts_at__lt=ends_at,
        gathering__ends_at__gt=starts_at,
    )
    if but_for is not None:
        rows = rows.exclude(gathering_id=but_for)
    return list(reach.filter(rows, "gathering__path").order_by("gathering__starts_at"))


def duties_for(reach: Reach, account: Account) -> list[dict[str, Any]]:
    """Where an account is on duty, from yesterday to a fortnight ahead (docs/wire.md, `duties`).

    Its own duties, wherever they are: being on duty is the right to know of it.
    """
    if not reach.paths:
        return []
    first, last = rules.phone_days(clock.today())
    mine = Duty.objects.select_related("gathering__point").filter(account=account, until_at=None)
    span = (rules.moment_of(first), rules.moment_of(last + timedelta(days=1)))
    mine = mine.filter(gathering__starts_at__gte=span[0], gathering__starts_at__lt=span[1])
    rows = list(mine.order_by("gathering__starts_at", "id"))
    others = duties_at(Reach.everything(), [duty.gathering for duty in rows])
    return [_as_sent(duty, others.get(duty.gathering_id, [])) for duty in rows]


def _as_sent(duty: Duty, staff: list[Duty]) -> dict[str, Any]:
    gathering = duty.gathering
    return {
        "id": gathering.id,
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
        "with": [one.account.full_name for one in staff if one.account_id != duty.account_id],
    }
