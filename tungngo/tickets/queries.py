"""Reads about calls for help. `reach` comes first; a call lies where its household lies today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.queries import memberships_of
from tungngo.territory.models import Level
from tungngo.territory.queries import area_at
from tungngo.tickets import rules
from tungngo.tickets.models import HelpCall, Via

WAITING = (HelpCall.State.OPEN, HelpCall.State.TAKEN)


def _calls(reach: Reach) -> QuerySet[HelpCall]:
    """Calls within reach, with their household and whoever took them."""
    if not reach.paths:
        return HelpCall.objects.none()
    by_words = Q(household__path__isnull=True) & reach.q("path")
    found = HelpCall.objects.filter(reach.q("household__path") | by_words)
    return found.select_related("household", "taken_by")


def help_call_of(reach: Reach, origin: str, call_id: UUID) -> HelpCall:
    """One call. Raises NotReached `help.unknown`."""
    found = _calls(reach).filter(origin=origin, id=call_id).first()
    if found is None:
        raise NotReached(
            "help.unknown", _("There is no such call for help, or it lies outside your own area.")
        )
    return found


def waiting_under(reach: Reach, path: str) -> QuerySet[HelpCall]:
    """Calls at or under `path` that still wait: nobody's before somebody's of one day, due first."""
    found = _calls(reach.within(path)).filter(state__in=WAITING)
    return found.order_by("due_on", "state", "asked_at", "id")


def closed_under(reach: Reach, path: str) -> QuerySet[HelpCall]:
    """Calls at or under `path` that are done or dropped, newest first."""
    found = _calls(reach.within(path)).exclude(state__in=WAITING)
    return found.order_by("-closed_at", "-id")


def calls_of_door(reach: Reach, origin: str, household_id: UUID) -> QuerySet[HelpCall]:
    """Every call of one household, newest first."""
    found = _calls(reach).filter(origin=origin, household_id=household_id)
    return found.order_by("-asked_at")


def asked_from(reach: Reach, origin: str, households: Iterable[UUID]) -> set[UUID]:
    """Those of `households` from which somebody ever asked for help: a call says where by its household."""
    found = HelpCall.objects.filter(origin=origin, household_id__in=list(households))
    rows = reach.filter(found, "household__path").values_list("household_id", flat=True)
    return {door for door in rows if door is not None}


def call_counts(reach: Reach, path: str) -> tuple[int, int]:
    """How many calls wait at or under `path`, and how many of them are late."""
    waiting = _calls(reach.within(path)).filter(state__in=WAITING)
    return waiting.count(), waiting.filter(due_on__lt=clock.today()).count()


def public_calls_since(reach: Reach, commune: str, since: datetime) -> int:
    """Calls made on the public page of a commune since a moment."""
    if not reach.covers(commune):
        return 0
    code = commune.split(".")[1]
    found = HelpCall.objects.filter(origin=code, via=Via.PUBLIC_PAGE, asked_at__gte=since)
    return found.count()


def waiting_of_number(reach: Reach, commune: str, phone: str) -> int:
    """Calls in a commune that wait under one telephone number."""
    if not reach.covers(commune) or not phone:
        return 0
    # By place: a household's call is kept under its own origin, which communes that were merged do not share.
    return (
        reach.within(commune)
        .filter(HelpCall.objects.filter(phone=phone, state__in=WAITING))
        .count()
    )


def calls_past(reach: Reach, before: datetime) -> QuerySet[HelpCall]:
    """Calls closed before a moment that still hold what was told. For whoever reaches everything."""
    found = HelpCall.objects.filter(erased_at=None, closed_at__lt=before)
    return found if reach.covers("") else found.none()


def waiting_past(reach: Reach, before: datetime) -> QuerySet[HelpCall]:
    """Calls that wait since before a moment, likewise."""
    found = HelpCall.objects.filter(state__in=WAITING, waiting_since_at__lt=before)
    return found if reach.covers("") else found.none()


def locked_calls(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, HelpCall]:
    """Calls of a commune by id, whatever their state, held until the transaction ends."""
    if not reach.paths:
        return {}
    found = HelpCall.objects.filter(origin=origin, id__in=list(ids)).order_by("id")
    if connection.features.has_select_for_update:
        found = found.select_for_update(no_key=True)
    return {call.id: call for call in found}


def calls_named(reach: Reach, origin: str, ids: Iterable[UUID]) -> dict[UUID, HelpCall]:
    """Calls of a commune by id, whatever their state, with their household and whoever took them."""
    return {call.id: call for call in _calls(reach).filter(origin=origin, id__in=list(ids))}


def waiting_at_doors(reach: Reach) -> dict[str, dict[UUID, datetime]]:
    """Origin → household → since when its earliest call waits: whose doors may have been visited."""
    waiting = HelpCall.objects.filter(state__in=WAITING, household_id__isnull=False)
    found = reach.filter(waiting, "household__path")
    doors: dict[str, dict[UUID, datetime]] = defaultdict(dict)
    for origin, door, since in found.values_list("origin", "household_id", "waiting_since_at"):
        if door is not None:
            doors[origin][door] = min(since, doors[origin].get(door, since))
    return dict(doors)


def waiting_at_door(reach: Reach, origin: str, doors: Iterable[UUID]) -> list[HelpCall]:
    """Calls of these households that wait, held until the transaction ends."""
    if not reach.paths:
        return []
    waiting = HelpCall.objects.filter(origin=origin, state__in=WAITING)
    found = waiting.filter(household_id__in=list(doors)).order_by("id")
    if connection.features.has_select_for_update:
        found = found.select_for_update(no_key=True)
    return list(found)


def help_for(reach: Reach, account: Account) -> list[dict[str, Any]]:
    """What a phone shows of calls for help (docs/wire.md, `help`): those the account took, and those
    nobody took where its teams work. The number goes only to whoever took the call, whose taking is
    in the journal."""
    teams = Reach.of(membership.team.path for membership in memberships_of(reach, account))
    # What the desk gave somebody is theirs wherever it lies: a call may name no group.
    given = _calls(Reach.everything() if reach.paths else reach)
    mine = given.filter(state=HelpCall.State.TAKEN, taken_by=account)
    calls = sorted(
        [*mine, *_nobodys(teams)], key=lambda call: (call.due_on, call.asked_at, call.id)
    )
    groups = {path: _group_name(reach, path) for path in {call.lies_at for call in calls}}
    today = clock.today()
    return [_as_sent(call, account, groups[call.lies_at], today) for call in calls]


def _nobodys(reach: Reach) -> list[HelpCall]:
    """Open calls within reach. Asked by every phone at every sync, so in two questions that indexes
    answer: calls filed here, and those of households that have since come here."""
    opened = HelpCall.objects.filter(state=HelpCall.State.OPEN).select_related("household")
    filed = reach.filter(opened)
    come = reach.filter(opened.filter(household_id__isnull=False), "household__path")
    found = {call.id: call for call in [*filed, *come]}
    return [call for call in found.values() if reach.covers(call.lies_at)]


def _group_name(reach: Reach, path: str) -> str:
    try:
        area = area_at(reach, path)
    except NotReached:  # it was taken before its household moved out of reach
        return ""
    return area.full_name if area.level == Level.GROUP else ""


def _as_sent(call: HelpCall, account: Account, group: str, today: Any) -> dict[str, Any]:
    return {
        "id": call.id,
        "origin": call.origin,
        "household": call.household_id,
        "group": group,
        "name": call.name,
        "where": call.where,
        "what": {"skills": call.skills, "words": call.words},
        "wished_on": call.wished_on,
        "wished_part": call.wished_part,
        "priority": call.priority,
        "asked_on": clock.day_of(call.asked_at),
        "due_on": call.due_on,
        "late": rules.is_late(call.due_on, today),
        "phone": rules.national(call.phone) if call.taken_by_id == account.id else "",
        "advised": call.via == Via.RESULTS,
        "state": call.state,
    }
