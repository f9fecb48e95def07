"""Where a group is split, points in the lanes that go become points of the new group, with all that was
planned and said there; who is away of a team that goes is away there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from tungngo.accounts.models import Account
from tungngo.lib.addresses import parse
from tungngo.lib.reach import Reach
from tungngo.points.models import Gathering, Handover, Leave, Rota, Shift, SupportPoint
from tungngo.teams.models import Team
from tungngo.teams.queries import working_among
from tungngo.territory.actions.following import Followed, follow_gatherings, take_along
from tungngo.territory.models import Area
from tungngo.territory.queries import area_at

EVERYTHING = Reach.everything()


@transaction.atomic
def follow_lanes(*, actor: Account | None, at: Area, lanes: Collection[str], to: Area) -> Followed:
    """Points of the group `at` whose place lies in one of these lanes (lane keys) are points of `to`, with
    all that hangs on them. A point whose place names no lane stays. Gives what territory's `put_back` needs;
    the journal line is the caller's."""
    here = SupportPoint.objects.filter(path=at.path).order_by("origin", "id")
    going = [point for point in here if (lane := parse(point.place).lane_key) and lane in lanes]
    return _points_go(actor, [(point.origin, point.id) for point in going], at, to)


@transaction.atomic
def follow_back(*, actor: Account | None, before: Followed, now_at: Area) -> None:
    """What was planned at points since they went along with their group lies where they lie again, after
    `put_back`. The journal line is the caller's."""
    went: dict[str, list[tuple[str, UUID]]] = defaultdict(list)
    for name, origin, id_, path in before:
        if name == SupportPoint.__name__:
            went[path].append((origin, UUID(id_)))
    for path, keys in went.items():
        _points_go(actor, keys, now_at, area_at(EVERYTHING, path))


def _points_go(
    actor: Account | None, points: Iterable[tuple[str, UUID]], at: Area, to: Area
) -> Followed:
    """These points and, of what lies at `at`, their rotas, shifts, hand-overs and sessions, over or to come,
    and what hangs on the sessions, lie at `to`."""
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, id_ in points:
        by_origin[origin].append(id_)
    found: Followed = []
    for origin, ids in sorted(by_origin.items()):
        of_points = Rota.objects.filter(origin=origin, point_id__in=ids)
        rotas = list(of_points.values_list("id", flat=True))
        shifts = Shift.objects.filter(origin=origin, rota_id__in=rotas)
        shift_ids = list(shifts.values_list("id", flat=True))
        sessions = Gathering.objects.filter(origin=origin, point_id__in=ids, path=at.path)
        session_ids = list(sessions.values_list("id", flat=True))
        for rows in (
            SupportPoint.objects.filter(origin=origin, id__in=ids),
            Handover.objects.filter(origin=origin, shift_id__in=shift_ids),
            *(of_points, shifts, sessions),
        ):
            found += take_along(actor=actor, rows=rows.filter(path=at.path), to=to)
        found += follow_gatherings(actor=actor, origin=origin, gatherings=session_ids, at=at, to=to)
    return found


@transaction.atomic
def follow_members(*, actor: Account | None, at: Area, teams: Iterable[Team], to: Area) -> Followed:
    """Leaves noted at `at` of members of `teams`, which work in `to` now; not of those who work on at `at` in
    another team, whose desk goes on seeing them there. As `follow_lanes`."""
    found: Followed = []
    here = Reach((at.path,))
    for team in teams:
        mine = set(team.memberships.filter(until_at=None).values_list("account_id", flat=True))
        gone = mine - working_among(here, mine)
        rows = Leave.objects.filter(path=at.path, account_id__in=gone)
        found += take_along(actor=actor, rows=rows, to=to)
    return found
