"""Writes about support points, gatherings and duties."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.points import queries, rules
from tungngo.points.models import Audience, Duty, Gathering, PointKind, SupportPoint
from tungngo.territory.models import Area

EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class PointEntry:
    """A support point as typed."""

    name: str
    kind: str = PointKind.FIXED
    place: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A gathering as typed; moments with their time zone."""

    title: str
    starts_at: datetime
    ends_at: datetime
    topics: list[str] = field(default_factory=list)
    audience: str = Audience.RESIDENTS


# ------------------------------------------------------------------------------------------ points


@transaction.atomic
def open_point(*, actor: Account | None, area: Area, entry: PointEntry) -> SupportPoint:
    """A support point in `area`, a group or the commune."""
    point = SupportPoint.objects.create(
        origin=area.commune_code,
        path=area.path,
        kind=entry.kind,
        name=entry.name.strip(),
        sort_key=text.sort_key(entry.name),
        place=entry.place.strip(),
        hours=entry.hours.strip(),
        opened_at=clock.now(),
    )
    journal.write(actor=actor, verb="point.opened", subject=point.id, path=point.path)
    return point


@transaction.atomic
def change_point(*, actor: Account, point: SupportPoint, entry: PointEntry) -> None:
    """Correct what is known of a point; where it stands in the tree stays."""
    point.name, point.sort_key = entry.name.strip(), text.sort_key(entry.name)
    point.kind, point.place, point.hours = entry.kind, entry.place.strip(), entry.hours.strip()
    point.save(update_fields=["name", "sort_key", "kind", "place", "hours"])
    journal.write(actor=actor, verb="point.changed", subject=point.id, path=point.path)


@transaction.atomic
def close_point(*, actor: Account, point: SupportPoint) -> None:
    """No more gatherings here. Raises Refused `point.still_planned` while some are to come."""
    coming = Gathering.objects.filter(
        origin=point.origin,
        point_id=point.id,
        state=Gathering.State.PLANNED,
        ends_at__gt=clock.now(),
    ).count()
    if coming:
        raise Refused(
            "point.still_planned",
            _("%(count)s sessions are still planned here; cancel them first."),
            {"count": coming},
        )
    point.closed_at = clock.now()
    point.save(update_fields=["closed_at"])
    journal.write(actor=actor, verb="point.closed", subject=point.id, path=point.path)


@transaction.atomic
def reopen_point(*, actor: Account, point: SupportPoint) -> None:
    """Undo `close_point`."""
    point.closed_at = None
    point.save(update_fields=["closed_at"])
    journal.write(actor=actor, verb="point.opened", subject=point.id, path=point.path)


# -------------------------------------------------------------------------------------- gatherings


def _check(plan: Plan) -> None:
    """Raises Refused `gathering.ends_before` or `gathering.too_long`."""
    if plan.ends_at <= plan.starts_at:
        raise Refused(
            "gathering.ends_before", _("The end must lie after the beginning."), place="ends"
        )
    if plan.ends_at - plan.starts_at > rules.LONGEST:
        raise Refused("gathering.too_long", _("That is longer than a day's work."), place="ends")


@transaction.atomic
def plan_gathering(*, actor: Account | None, point: SupportPoint, plan: Plan) -> Gathering:
    """Plan a gathering at a point. Raises what `_check` raises, and `point.closed`."""
    _check(plan)
    if point.closed_at is not None:
        raise Refused("point.closed", _("This support point is closed."), place="point")
    gathering = Gathering.objects.create(
        origin=point.origin,
        point_id=point.id,
        path=point.path,
        title=plan.title.strip(),
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        topics=plan.topics,
        audience=plan.audience,
        planned_at=clock.now(),
    )
    journal.write(actor=actor, verb="gathering.planned", subject=gathering.id, path=gathering.path)
    return gathering


def _locked(gathering: Gathering) -> Gathering:
    """The gathering, locked and planned. Raises Refused `gathering.cancelled`."""
    rows = Gathering.objects.select_for_update()
    locked = rows.get(origin=gathering.origin, id=gathering.id)
    if locked.state != Gathering.State.PLANNED:
        raise Refused("gathering.cancelled", _("This session was cancelled."))
    return locked


@transaction.atomic
def change_gathering(
    *, actor: Account, gathering: Gathering, plan: Plan, seen_version: int | None = None
) -> None:
    """Change what or when a gathering is; whoever is on duty stays on duty.

    Raises what `_check` raises, `gathering.cancelled`, `gathering.changed_since` when somebody else
    changed it after `seen_version`, and `duty.clash` when somebody on duty is elsewhere then.
    """
    _check(plan)
    locked = _locked(gathering)
    if seen_version is not None and seen_version != locked.version:
        raise Refused(
            "gathering.changed_since",
            _("Somebody else changed this session just now. Look at it again."),
        )
    accounts = [duty.account_id for duty in _staff(locked)]
    _refuse_clash(accounts, plan.starts_at, plan.ends_at, but_for=locked.id)
    locked.title, locked.topics, locked.audience = plan.title.strip(), plan.topics, plan.audience
    locked.starts_at, locked.ends_at = plan.starts_at, plan.ends_at
    locked.version += 1
    locked.save(update_fields=["title", "topics", "audience", "starts_at", "ends_at", "version"])
    journal.write(actor=actor, verb="gathering.changed", subject=locked.id, path=locked.path)


def _staff(gathering: Gathering) -> list[Duty]:
    return queries.duties_at(EVERYTHING, [gathering]).get(gathering.id, [])


@transaction.atomic
def cancel_gathering(*, actor: Account, gathering: Gathering, why: str) -> None:
    """Cancel a gathering; whoever is on duty is told why. Raises Refused `gathering.cancelled`,
    `gathering.why_missing`."""
    locked = _locked(gathering)
    if not why.strip():
        raise Refused(
            "gathering.why_missing", _("Say why, so that everybody can be told."), place="why"
        )
    locked.state, locked.cancelled_at = Gathering.State.CANCELLED, clock.now()
    locked.cancelled_why = why.strip()
    locked.save(update_fields=["state", "cancelled_at", "cancelled_why"])
    journal.write(actor=actor, verb="gathering.cancelled", subject=locked.id, path=locked.path)


@transaction.atomic
def restore_gathering(*, actor: Account, gathering: Gathering) -> None:
    """Undo `cancel_gathering`. Raises Refused `duty.clash` when somebody took another duty since."""
    rows = Gathering.objects.select_for_update()
    locked = rows.get(origin=gathering.origin, id=gathering.id)
    accounts = [duty.account_id for duty in _staff(locked)]
    _refuse_clash(accounts, locked.starts_at, locked.ends_at, but_for=locked.id)
    locked.state, locked.cancelled_at = Gathering.State.PLANNED, None
    locked.cancelled_why = ""
    locked.save(update_fields=["state", "cancelled_at", "cancelled_why"])
    journal.write(actor=actor, verb="gathering.planned", subject=locked.id, path=locked.path)


# ------------------------------------------------------------------------------------------ duties


def _refuse_clash(
    accounts: list[UUID], starts_at: datetime, ends_at: datetime, *, but_for: UUID
) -> None:
    """Raises Refused `duty.clash` naming who is on duty where."""
    found = queries.clashes(EVERYTHING, accounts, starts_at, ends_at, but_for=but_for)
    if not found:
        return
    other = found[0].gathering
    details: dict[str, Any] = {
        "name": found[0].account.full_name,
        "day": other.starts_at.astimezone(clock.VIETNAM).strftime("%d/%m"),
        "from": other.starts_at.astimezone(clock.VIETNAM).strftime("%H:%M"),
        "to": other.ends_at.astimezone(clock.VIETNAM).strftime("%H:%M"),
        "place": other.point.name,
    }
    raise Refused(
        "duty.clash",
        _("%(name)s is already on duty %(from)s–%(to)s on %(day)s at %(place)s."),
        details,
        place="account",
    )


@transaction.atomic
def put_on_duty(
    *, actor: Account | None, gathering: Gathering, account: Account, part: str = Duty.Part.HELPER
) -> Duty:
    """Put somebody on duty; somebody already on this duty gets the part given.

    Raises Refused `gathering.cancelled`, `duty.clash`.
    """
    locked = _locked(gathering)
    _refuse_clash([account.id], locked.starts_at, locked.ends_at, but_for=locked.id)
    mine = Duty.objects.filter(
        origin=locked.origin, gathering_id=locked.id, account=account, until_at=None
    )
    duty = mine.first() or Duty(
        origin=locked.origin, gathering_id=locked.id, account=account, since_at=clock.now()
    )
    duty.part = part
    duty.save()
    journal.write(
        actor=actor, verb="duty.given", subject=locked.id, path=locked.path, account=str(account.id)
    )
    return duty


@transaction.atomic
def take_off_duty(*, actor: Account, duty: Duty) -> None:
    """Take somebody off a duty, with a way back."""
    Duty.objects.filter(origin=duty.origin, id=duty.id).update(until_at=clock.now())
    _journal_duty(actor, "duty.ended", duty)


@transaction.atomic
def bring_back_duty(*, actor: Account, duty: Duty) -> None:
    """Undo `take_off_duty`. Raises what `put_on_duty` raises."""
    put_on_duty(actor=actor, gathering=duty.gathering, account=duty.account, part=duty.part)


def _journal_duty(actor: Account, verb: str, duty: Duty) -> None:
    journal.write(
        actor=actor,
        verb=verb,
        subject=duty.gathering_id,
        path=duty.gathering.path,
        account=str(duty.account_id),
    )
