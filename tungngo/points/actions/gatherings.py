"""Writes about gatherings: planned alone or as a series, changed, cancelled, published."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.identity import without_numbers
from tungngo.lib.ids import uuid7
from tungngo.lib.problems import NotReached, Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.actions.duties import move_duties, put_on_duty
from tungngo.points.clashes import (
    hold_gathering,
    hold_point,
    refuse_clash,
    refuse_closed,
    refuse_taken,
)
from tungngo.points.models import Audience, Duty, Gathering, SupportPoint
from tungngo.territory.actions.following import follow_gatherings
from tungngo.territory.queries import area_at

EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class Plan:
    """A gathering as typed; moments with their time zone. `published` holds for a new one only."""

    title: str
    starts_at: datetime
    ends_at: datetime
    topics: list[str] = field(default_factory=list)
    audience: str = Audience.RESIDENTS
    capacity: int | None = None
    published: bool = False


def _check(plan: Plan) -> None:
    """Raises Refused `gathering.title_missing` (also when the title was no more than an identity number),
    `gathering.ends_before` or `gathering.too_long`."""
    if not _titled(plan):
        raise Refused("gathering.title_missing", _("Say what it is called."), place="title")
    if plan.ends_at <= plan.starts_at:
        raise Refused(
            "gathering.ends_before", _("The end must lie after the beginning."), place="ends"
        )
    if plan.ends_at - plan.starts_at > rules.LONGEST:
        raise Refused("gathering.too_long", _("That is longer than a day's work."), place="ends")


def _titled(plan: Plan) -> str:
    """What a gathering is called: anybody may read it, so never an identity number."""
    return without_numbers(plan.title.strip())


@transaction.atomic
def plan_gathering(*, actor: Account | None, point: SupportPoint, plan: Plan) -> Gathering:
    """Plan a gathering at a point. Raises what `_check` raises, `point.closed`, and `point.taken` when
    something else is planned there then."""
    gathering = _planned(hold_point(point), plan)
    journal.write(actor=actor, verb="gathering.planned", subject=gathering.id, path=gathering.path)
    return gathering


def _planned(point: SupportPoint, plan: Plan, series_id: UUID | None = None) -> Gathering:
    """A new gathering at a point that the caller holds."""
    _check(plan)
    if point.closed_at is not None:
        raise Refused("point.closed", _("This support point is closed."), place="point")
    refuse_taken(point, plan.starts_at, plan.ends_at)
    return Gathering.objects.create(
        origin=point.origin,
        point_id=point.id,
        path=point.path,
        title=_titled(plan),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        topics=plan.topics,
        audience=plan.audience,
        capacity=plan.capacity,
        published_at=clock.now() if plan.published else None,
        planned_at=clock.now(),
        series_id=series_id,
    )


@transaction.atomic
def plan_series(
    *, actor: Account | None, point: SupportPoint, plans: Sequence[Plan], trainer: Account | None
) -> list[Gathering]:
    """Plan many gatherings at a point as one series, each with the same trainer if one is named.

    All or none. Raises what `plan_gathering` and `put_on_duty` raise, and `series.empty`,
    `series.too_many`.
    """
    if not plans:
        raise Refused("series.empty", _("No day is left to plan."), place="weekdays")
    if len(plans) > rules.MOST_IN_SERIES:
        raise Refused(
            "series.too_many",
            _("That would be %(count)s sessions; at most %(most)s are planned at once."),
            {"count": len(plans), "most": rules.MOST_IN_SERIES},
            place="last_on",
        )
    held, series_id = hold_point(point), uuid7()
    made = [_planned(held, plan, series_id) for plan in plans]
    if trainer is not None:
        for one in made:
            put_on_duty(actor=actor, gathering=one, account=trainer, part=Duty.Part.TRAINER)
    journal.write(
        actor=actor, verb="series.planned", subject=series_id, path=point.path, count=len(made)
    )
    return made


@transaction.atomic
def undo_series(*, actor: Account, origin: str, series_id: UUID) -> int:
    """Take a series back that nobody came to yet: it leaves every list, and whoever is on duty is not.

    Gives how many sessions went. Raises Refused `series.begun` when one of them has begun.
    """
    rows = queries.series_of(EVERYTHING, origin, series_id).select_for_update(of=("self",))
    found = list(rows)
    if any(one.starts_at <= clock.now() for one in found):
        raise Refused(
            "series.begun",
            _("The first session has begun; cancel those to come one by one."),
        )
    for one in found:
        one.state, one.version = Gathering.State.UNDONE, one.version + 1
    Gathering.objects.bulk_update(found, ["state", "version"])
    for one in found[:1]:
        journal.write(
            actor=actor, verb="series.undone", subject=series_id, path=one.path, count=len(found)
        )
    return len(found)


@transaction.atomic
def change_gathering(
    *,
    actor: Account,
    gathering: Gathering,
    plan: Plan,
    point: SupportPoint | None = None,
    seen_version: int | None = None,
    without: Collection[UUID] = (),
) -> None:
    """Change what, when or (`point`) where a gathering is; whoever is on duty stays on duty, but for those of
    `without` (accounts) who cannot come at the new hour: they go off it. What lies where it was and belongs
    to it goes along to another point.

    Raises what `_check` raises, `gathering.cancelled`, `gathering.changed_since` when somebody else
    changed it after `seen_version`, `duty.clash` or `duty.away` when somebody on duty cannot come at the
    new hour, `point.taken` when something else is planned there, `point.closed`, `point.of_another`
    for a point of another commune.
    """
    _check(plan)
    held = hold_point(point or gathering.point)
    locked = hold_gathering(gathering)
    if seen_version is not None and seen_version != locked.version:
        raise Refused(
            "gathering.changed_since",
            _("Somebody else changed this session just now. Look at it again."),
        )
    if held.origin != locked.origin:
        raise Refused(
            "point.of_another", _("This point belongs to another ward or commune."), place="point"
        )
    span = plan.starts_at, plan.ends_at
    is_moved = span != (locked.starts_at, locked.ends_at)
    is_elsewhere = held.id != locked.point_id
    if is_moved or is_elsewhere:
        refuse_closed(held, plan.ends_at)
        refuse_taken(held, *span, but_for=locked.id)
    if is_moved:
        duties = _staff(locked)
        move_duties(actor=actor, duties=duties, span=span, at=locked.id, without=without)
    if is_elsewhere:
        follow_gatherings(
            actor=actor,
            origin=locked.origin,
            gatherings=[locked.id],
            at=area_at(EVERYTHING, locked.path),
            to=area_at(EVERYTHING, held.path),
        )
        locked.point_id, locked.path = held.id, held.path
    locked.title, locked.topics, locked.audience = _titled(plan), plan.topics, plan.audience
    locked.starts_at, locked.ends_at = span
    locked.capacity = plan.capacity
    locked.version += 1
    locked.save(
        update_fields=[
            *("title", "topics", "audience", "starts_at", "ends_at", "capacity", "version"),
            *("point_id", "path"),
        ]
    )
    journal.write(actor=actor, verb="gathering.changed", subject=locked.id, path=locked.path)


def _staff(gathering: Gathering) -> list[Duty]:
    return queries.duties_at(EVERYTHING, [gathering]).get(gathering.id, [])


@transaction.atomic
def cancel_gathering(*, actor: Account, gathering: Gathering, why: str) -> None:
    """Cancel a gathering; whoever is on duty is told why, without what looks like an identity number. Raises
    Refused `gathering.cancelled`, `gathering.why_missing`."""
    locked = hold_gathering(gathering)
    said = without_numbers(why.strip())
    if not said:
        raise Refused(
            "gathering.why_missing", _("Say why, so that everybody can be told."), place="why"
        )
    locked.state, locked.cancelled_at = Gathering.State.CANCELLED, clock.now()
    locked.cancelled_why = said
    locked.version += 1
    locked.save(update_fields=["state", "cancelled_at", "cancelled_why", "version"])
    journal.write(actor=actor, verb="gathering.cancelled", subject=locked.id, path=locked.path)


@transaction.atomic
def restore_gathering(*, actor: Account, gathering: Gathering) -> None:
    """Undo `cancel_gathering`; who was noted as away since stays on duty, and the page says so. Raises
    Refused `duty.clash` when somebody took another duty since, `point.closed` when the point was closed
    before it would be over, `point.taken` when something else is planned there, NotReached
    `gathering.unknown` for one whose series was taken back."""
    point = hold_point(gathering.point)
    rows = Gathering.objects.select_for_update()
    locked = rows.get(origin=gathering.origin, id=gathering.id)
    if locked.state == Gathering.State.UNDONE:
        raise NotReached("gathering.unknown", queries.NO_GATHERING)
    refuse_closed(point, locked.ends_at)
    refuse_taken(point, locked.starts_at, locked.ends_at, but_for=locked.id)
    accounts = [duty.account_id for duty in _staff(locked)]
    refuse_clash(accounts, locked.starts_at, locked.ends_at, but_for=locked.id)
    locked.state, locked.cancelled_at = Gathering.State.PLANNED, None
    locked.cancelled_why = ""
    locked.version += 1
    locked.save(update_fields=["state", "cancelled_at", "cancelled_why", "version"])
    journal.write(actor=actor, verb="gathering.planned", subject=locked.id, path=locked.path)


@transaction.atomic
def publish_gathering(*, actor: Account, gathering: Gathering, on: bool) -> None:
    """Put a gathering on the public timetable, or take it from there."""
    published_at = clock.now() if on else None
    Gathering.objects.filter(origin=gathering.origin, id=gathering.id).update(
        published_at=published_at
    )
    verb = "gathering.published" if on else "gathering.unpublished"
    journal.write(actor=actor, verb=verb, subject=gathering.id, path=gathering.path)
