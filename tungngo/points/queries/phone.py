"""What a phone is told of shifts: one's own, those that still need people, those that somebody offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.points import rules
from tungngo.points.models import Duty, Handover, Leave, Shift
from tungngo.points.queries.duties import AT, away_from, clashes, duties_on, leaves_between
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of

EVERYTHING = Reach.everything()
_AT = ("shift__rota__point", "shift__rota__team")


def shifts_for(reach: Reach, account: Account) -> dict[str, list[dict[str, Any]]]:
    """What a phone shows of shifts (docs/wire.md, `shifts`): `mine`, from yesterday to a fortnight ahead;
    `free` and `offered`, of the next days, in the communes where the account works, without those at
    hours when it is taken; `told`, what others changed of its shifts lately; `away`, the days it is noted as
    away.

    Being on a shift is the right to know of it; who has no team is told of their own alone.
    """
    kinds = ("mine", "free", "offered", "told", "away")
    nothing: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
    if not reach.paths:
        return nothing
    now, today = clock.now(), clock.today()
    leaves = leaves_between(
        EVERYTHING, [account.id], today, today + timedelta(days=rules.LEAVE_AHEAD)
    )
    told = nothing | {"away": [_leave(one) for one in leaves]}
    # Every phone asks at every sync, most of them where no shift is: that costs a look for each.
    if Duty.objects.filter(account=account).exists():
        told |= {"mine": _mine(account), "told": _told(account, now)}
    until = rules.moment_of(today + timedelta(days=rules.FREE_AHEAD))
    open_to = _Open(list(memberships_of(reach, account)), leaves)
    if open_to.shifts(now, until).exists():
        open_to.busy = [duty.span for duty in clashes(EVERYTHING, [account.id], now, until)]
        told |= {
            "free": open_to.free(now, until),
            "offered": open_to.offered(account, now, until),
        }
    return told


def _leave(one: Leave) -> dict[str, Any]:
    return {
        "id": one.id,
        "origin": one.origin,
        "first": one.first_on,
        "last": one.last_on,
        "own": one.is_own_word,
    }


def _mine(account: Account) -> list[dict[str, Any]]:
    first, last = rules.phone_days(clock.today())
    rows = Duty.objects.select_related(*_AT).filter(
        account=account,
        until_at=None,
        shift__ends_at__gte=rules.moment_of(first),
        shift__starts_at__lt=rules.moment_of(last + timedelta(days=1)),
    )
    rows = rows.exclude(shift__state=Shift.State.UNDONE)
    mine = list(rows.order_by("shift__starts_at", "id"))
    beside = duties_on(EVERYTHING, [duty.shift for duty in mine])
    handed = _handed_in({duty.shift.rota_id for duty in mine if duty.shift.rota.is_on_call})
    return [
        {
            "id": duty.id,
            **_as_sent(duty.shift),
            "state": duty.shift.state,
            "why": duty.shift.cancelled_why,
            "offered": duty.offered_at is not None,
            "attendance": duty.attendance,
            "missing": max(duty.shift.need - len(beside.get(duty.shift.id, [])), 0),
            "with": [
                {"id": one.account_id, "name": one.account.full_name}
                for one in beside.get(duty.shift.id, [])
                if one.account_id != account.id
            ],
            "handed": handed.get(duty.shift.rota_id),
        }
        for duty in mine
    ]


def _handed_in(rotas: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rota → its last hand-over of the last days."""
    since = clock.now() - timedelta(days=rules.SAID_BACK)
    rows = Handover.objects.select_related("account", "shift").filter(
        shift__rota_id__in=list(rotas), happened_at__gte=since
    )
    return {
        one.shift.rota_id: {
            "by": one.account.full_name,
            "words": one.words,
            "at": one.happened_at.astimezone(clock.VIETNAM).isoformat(),
        }
        for one in rows.order_by("happened_at", "id")
    }


class _Open:
    """What somebody of these teams may still take on, besides what takes their time already."""

    def __init__(self, memberships: Sequence[Membership], away: Sequence[Leave]):
        self.homes = [one.team.path for one in memberships]
        self.busy: Sequence[tuple[datetime, datetime]] = ()
        self.away = [(one.first_on, one.last_on) for one in away]
        # Of a team above communes nobody knows to which of its many points it is near.
        communes = {commune_path(path) for path in self.homes if path.count(".") >= 2}
        self.reach = Reach.of(communes)
        self.theirs = Q(rota__team=None) | Q(rota__team__in=[one.team_id for one in memberships])

    def shifts(self, now: datetime, until: datetime) -> QuerySet[Shift]:
        rows = Shift.objects.select_related("rota__point", "rota__team").filter(
            self.theirs, state=Shift.State.PLANNED, starts_at__gt=now, starts_at__lt=until
        )
        return self.reach.filter(rows)

    def _is_free_for(self, shift: Shift) -> bool:
        span = shift.starts_at, shift.ends_at
        return not any(rules.touch(span, other) for other in self.busy) and not any(
            rules.away_on(span, days) for days in self.away
        )

    def _order(self, shift: Shift) -> tuple[bool, datetime, UUID]:
        """What lies in one's own group first."""
        return not self.is_near(shift), shift.starts_at, shift.id

    def is_near(self, shift: Shift) -> bool:
        return any(shift.path.startswith(home) for home in self.homes)

    def free(self, now: datetime, until: datetime) -> list[dict[str, Any]]:
        on_it = Duty.objects.filter(
            origin=OuterRef("origin"), shift_id=OuterRef("id"), until_at=None
        )
        count = on_it.order_by().values("shift_id").annotate(n=Count("id")).values("n")
        rows = self.shifts(now, until).annotate(
            staffed=Coalesce(Subquery(count, output_field=IntegerField()), 0)
        )
        away = self._left_by_who_is_away(now, until)
        short = Q(need__gt=F("staffed")) | Q(id__in=away)
        found = []
        for one in rows.filter(short):
            one.staffed -= away.get(one.id, 0)
            if one.need > one.staffed and self._is_free_for(one):
                found.append(one)
        found.sort(key=self._order)
        return [
            {
                **_as_sent(one),
                "missing": one.need - one.staffed,
                "near": self.is_near(one),
            }
            for one in found[: rules.MOST_FREE]
        ]

    def _left_by_who_is_away(self, now: datetime, until: datetime) -> dict[UUID, int]:
        """Shift → how many of those on it are away then: their places are to be filled."""
        days = clock.day_of(now), clock.day_of(until)
        rows = Leave.objects.filter(ended_at=None, first_on__lte=days[1], last_on__gte=days[0])
        accounts = set(self.reach.filter(rows).values_list("account_id", flat=True))
        duties = clashes(self.reach, accounts, now, until)
        gone = away_from(EVERYTHING, [duty for duty in duties if duty.shift_id])
        return Counter(duty.shift_id for duty in duties if duty.id in gone and duty.shift_id)

    def offered(self, account: Account, now: datetime, until: datetime) -> list[dict[str, Any]]:
        shifts = {(one.origin, one.id): one for one in self.shifts(now, until)}
        rows = Duty.objects.filter(
            offered_at__isnull=False, until_at=None, shift__starts_at__gt=now
        ).exclude(account=account)
        offers = self.reach.filter(rows.select_related("account"), "shift__path")
        found = [
            (shifts[duty.origin, duty.shift_id], duty)
            for duty in offers
            if (duty.origin, duty.shift_id) in shifts
        ]
        return [
            {"id": duty.id, **_as_sent(shift), "by": duty.account.full_name}
            for shift, duty in sorted(found, key=lambda one: (self._order(one[0]), one[1].id))
            if self._is_free_for(shift)
        ][: rules.MOST_FREE]


def _told(account: Account, now: datetime) -> list[dict[str, Any]]:
    """What others changed: who took one's offer, which duty the desk put one on or took one off."""
    since = now - timedelta(days=rules.SAID_BACK)
    mine = Duty.objects.select_related(*_AT).filter(account=account, shift__ends_at__gt=now)
    ended = list(mine.filter(until_at__gte=since).order_by("-until_at", "id"))
    after = Duty.objects.select_related("account").filter(
        instead_of_id__in=[duty.id for duty in ended]
    )
    takers = {one.instead_of_id: one.account.full_name for one in after}
    again = set(mine.filter(until_at=None).values_list("shift_id", flat=True))
    gone = [
        {
            "what": "taken_over" if duty.id in takers else "taken_off",
            **_as_sent(duty.shift),
            "who": takers.get(duty.id, ""),
            "at": duty.until_at.astimezone(clock.VIETNAM).isoformat(),
        }
        for duty in ended
        if duty.until_at and duty.shift_id not in again
    ]
    given = mine.filter(until_at=None, is_own_wish=False, since_at__gte=since)
    put_on = [
        {
            "what": "put_on",
            **_as_sent(duty.shift),
            "who": "",
            "at": duty.since_at.astimezone(clock.VIETNAM).isoformat(),
        }
        for duty in given.order_by("-since_at", "id")
    ]
    return gone + put_on


def _as_sent(shift: Shift) -> dict[str, Any]:
    return {
        "shift": shift.id,
        "origin": shift.origin,
        "kind": "on_call" if shift.rota.is_on_call else "point",
        "place": shift.rota.words,
        "starts_at": shift.starts_at.astimezone(clock.VIETNAM).isoformat(),
        "ends_at": shift.ends_at.astimezone(clock.VIETNAM).isoformat(),
    }


def duties_ahead(reach: Reach, account: Account) -> list[Duty]:
    """An account's own duties for its calendar, gatherings and shifts, a week back to six weeks ahead,
    those called off too, earliest first."""
    if not reach.paths:
        return []
    today = clock.today()
    span = (
        rules.moment_of(today - timedelta(days=rules.SAID_BACK)),
        rules.moment_of(today + timedelta(days=rules.PUBLIC_AHEAD)),
    )
    rows = Duty.objects.select_related(*AT).filter(account=account, until_at=None)
    found: list[Duty] = []
    for at in ("gathering", "shift"):
        mine = rows.filter(**{f"{at}__starts_at__gte": span[0], f"{at}__starts_at__lt": span[1]})
        found += mine.exclude(**{f"{at}__state": "undone"})
    return sorted(found, key=lambda duty: (duty.span, duty.id))
