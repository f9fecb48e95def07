"""Reads about support points and gatherings. `reach` comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.points import rules
from tungngo.points.models import Duty, Gathering, HeadCount, Leave, PointKind, SupportPoint
from tungngo.points.queries.duties import clashes, leaves_between

EVERYTHING = Reach.everything()
NO_GATHERING = _("There is no such session, or it lies outside your own area.")


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


def homes_past(reach: Reach, before: datetime) -> QuerySet[SupportPoint]:
    """Points at somebody's home that were closed before a moment and still say whose and where."""
    found = SupportPoint.objects.filter(kind=PointKind.HOME, closed_at__lt=before)
    return reach.filter(found.exclude(name=rules.NAMELESS_HOME, place="", hours=""))


def open_to_all(reach: Reach, path: str) -> QuerySet[SupportPoint]:
    """Points at or under `path` that anybody may read of. Somebody's home is told to those invited."""
    return points_under(reach, path).exclude(kind=PointKind.HOME)


def timetable(
    reach: Reach, path: str, first: date, last: date, *, point_id: UUID | None = None
) -> QuerySet[Gathering]:
    """Published gatherings of the points open to all that begin on these days, earliest first,
    cancelled ones too; `point_id`: at one of them."""
    found = gatherings_under(reach, path, first, last)
    found = found.filter(published_at__isnull=False, point__closed_at=None)
    found = found.exclude(point__kind=PointKind.HOME)
    return found.filter(point_id=point_id) if point_id else found


def _between(found: QuerySet[Gathering], first: date, last: date) -> QuerySet[Gathering]:
    span = (rules.moment_of(first), rules.moment_of(last + timedelta(days=1)))
    return found.filter(starts_at__gte=span[0], starts_at__lt=span[1])


def gatherings_under(reach: Reach, path: str, first: date, last: date) -> QuerySet[Gathering]:
    """Gatherings at or under `path` that begin on these days, cancelled ones too, earliest first;
    none that was taken back."""
    rows = Gathering.objects.select_related("point").exclude(state=Gathering.State.UNDONE)
    found = reach.within(path).filter(rows)
    return _between(found, first, last).order_by("starts_at", "id")


def gathering_of(reach: Reach, origin: str, gathering_id: UUID) -> Gathering:
    """One gathering with its point. Raises NotReached `gathering.unknown`."""
    rows = Gathering.objects.select_related("point").filter(origin=origin, id=gathering_id)
    found = reach.filter(rows).first()
    if found is None:
        raise NotReached("gathering.unknown", NO_GATHERING)
    return found


def heads_at(reach: Reach, gathering: Gathering) -> list[HeadCount]:
    """What each author said last of how many came unnamed, the greatest first."""
    if not reach.covers(gathering.path):
        return []
    rows = HeadCount.objects.select_related("account").filter(
        origin=gathering.origin, gathering_id=gathering.id
    )
    last = {one.account_id: one for one in rows.order_by("happened_at", "id")}
    return sorted(last.values(), key=lambda one: (-one.heads, one.account.sort_key))


def gatherings_named(reach: Reach, origin: str, ids: Collection[UUID]) -> dict[UUID, Gathering]:
    """Gatherings by id, whatever became of them."""
    found = Gathering.objects.filter(origin=origin, id__in=list(ids))
    return {one.id: one for one in reach.filter(found)}


def gatherings_elsewhere(reach: Reach, ids: Collection[UUID]) -> dict[UUID, Gathering]:
    """Gatherings by id in whatever commune: a door keeps its origin where communes were merged."""
    return {one.id: one for one in reach.filter(Gathering.objects.filter(id__in=list(ids)))}


def gatherings_in(
    reach: Reach, point: SupportPoint, starts_at: datetime, ends_at: datetime
) -> QuerySet[Gathering]:
    """What is planned at a point and shares a moment with this span, earliest first."""
    found = Gathering.objects.select_related("point").filter(
        origin=point.origin,
        point_id=point.id,
        state=Gathering.State.PLANNED,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    return reach.filter(found).order_by("starts_at", "id")


def series_of(reach: Reach, origin: str, series_id: UUID) -> QuerySet[Gathering]:
    """The gatherings of a series, earliest first, without what was taken back."""
    found = Gathering.objects.select_related("point").filter(origin=origin, series_id=series_id)
    return reach.filter(found.exclude(state=Gathering.State.UNDONE)).order_by("starts_at", "id")


class SeriesLine(NamedTuple):
    """One day of a series that is being planned, and what stands in its way."""

    starts_at: datetime
    ends_at: datetime
    place_taken: Gathering | None
    trainer_taken: Duty | None
    trainer_away: Leave | None

    @property
    def is_free(self) -> bool:
        return not (self.place_taken or self.trainer_taken or self.trainer_away)


def series_lines(
    reach: Reach,
    point: SupportPoint,
    trainer: Account | None,
    spans: Sequence[tuple[datetime, datetime]],
) -> list[SeriesLine]:
    """What stands in the way of each span (in order of time) at a point, with a trainer if one is named.
    A few queries, however long the series; the trainer's other duties and days away are seen wherever they
    are, for they would stand in the way of planning."""
    if not spans:
        return []
    whole = spans[0][0], spans[-1][1]
    there = list(gatherings_in(reach, point, *whole))
    busy = clashes(EVERYTHING, [trainer.id], *whole) if trainer else []
    days = clock.day_of(whole[0]), clock.day_of(whole[1])
    away = leaves_between(EVERYTHING, [trainer.id], *days) if trainer else []
    return [
        SeriesLine(
            *span,
            next((g for g in there if rules.touch(span, (g.starts_at, g.ends_at))), None),
            next((d for d in busy if rules.touch(span, d.span)), None),
            next((one for one in away if rules.away_on(span, (one.first_on, one.last_on))), None),
        )
        for span in spans
    ]
