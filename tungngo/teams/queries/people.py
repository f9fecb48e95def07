"""Reads about teams. `reach` comes first, except where reach itself is found out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.models import Account, Badge, Device
from tungngo.accounts.queries import (
    badges_of,
    devices_of,
    numbers_kept,
    unopened_badges,
)
from tungngo.lib import clock
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership, Role, Team
from tungngo.teams.rules import (
    INCLUDES,
    BadgeState,
    Power,
    badge_state,
    reach_of_powers,
)


def _current_memberships() -> QuerySet[Membership]:
    return Membership.objects.filter(until_at=None, team__dissolved_at=None)


# ------------------------------------------------------------------------- where reach comes from


def powers_of(account: Account) -> tuple[Power, ...]:
    """All an account may do, and where: its roles and its current memberships.

    An operator is administrator of everything. Nobody inactive may do anything.
    """
    if not account.is_active:
        return ()
    powers = [
        Power(kind, path)
        for kind, path in Role.objects.filter(account=account, until_at=None).values_list(
            "kind", "area__path"
        )
    ]
    powers += [
        Power(part, path)
        for part, path in _current_memberships()
        .filter(account=account)
        .values_list("part", "team__path")
    ]
    if account.is_operator:
        powers.append(Power("admin", ""))
    return tuple(sorted(set(powers), key=lambda power: (power.path, power.kind)))


def staff_reach_of(powers: Sequence[Power]) -> Reach:
    """What the roles among these powers reach: the reach of a desk."""
    return reach_of_powers(powers, staff_only=True)


def reach_of(account: Account) -> Reach:
    """Everything an account reaches, through roles and teams: the reach of a phone."""
    return reach_of_powers(powers_of(account))


def led_by(account: Account) -> Reach:
    """Where an account may do what a team leader may: its teams as a leader, its roles above."""
    return Reach.of(power.path for power in powers_of(account) if "leader" in INCLUDES[power.kind])


# ------------------------------------------------------------------------------------------ teams


def teams_under(reach: Reach, path: str) -> QuerySet[Team]:
    """Teams at work at or under `path`, in order of name, each with its area."""
    return (
        reach.within(path)
        .filter(Team.objects.filter(dissolved_at=None))
        .select_related("area")
        .order_by("sort_key", "id")
    )


def member_counts(reach: Reach, path: str) -> dict[str, int]:
    """How many people work in the teams of exactly each path, at or under `path`."""
    counted = (
        reach.within(path)
        .filter(_current_memberships(), "team__path")
        .order_by()
        .values_list("team__path")
        .annotate(Count("id"))
    )
    return dict(counted)


def team_of(reach: Reach, team_id: UUID) -> Team:
    """One team, at work or dissolved. Raises NotReached `team.out_of_reach`."""
    team = reach.filter(Team.objects.filter(pk=team_id)).select_related("area").first()
    if team is None:
        raise NotReached("team.out_of_reach", _("This team is not in your area."))
    return team


def teams_among(reach: Reach, ids: Iterable[UUID]) -> list[Team]:
    """Teams by id, at work or dissolved, that reach into `reach`, in order of name: whoever sees a door
    sees which team has it."""
    found = Team.objects.filter(pk__in=list(ids)).order_by("sort_key", "id")
    return [team for team in found if reach.touches(team.path)]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as a list shows them. `badge` is the newest one, `device` the phone seen last."""

    membership: Membership
    badge_state: BadgeState
    badge: Badge | None
    device: Device | None
    device_count: int

    @property
    def name(self) -> str:
        return self.membership.account.full_name

    @property
    def seen_at(self) -> datetime | None:
        return self.device.seen_at if self.device else None


def member_lines(reach: Reach, teams: Sequence[Team]) -> dict[UUID, list[MemberLine]]:
    """The current members of teams, by team id: leaders first, then by name. Three queries."""
    memberships = list(
        reach.filter(_current_memberships(), "team__path")
        .filter(team__in=list(teams))
        .select_related("account")
        .order_by("account__sort_key", "id")
    )
    accounts = {membership.account_id for membership in memberships}
    badges: dict[UUID, list[Badge]] = {}
    for badge in badges_of(reach, accounts):
        badges.setdefault(badge.account_id, []).append(badge)
    devices: dict[UUID, list[Device]] = {}
    for device in devices_of(reach, accounts):
        if device.revoked_at is None:
            devices.setdefault(device.account_id, []).append(device)
    now = clock.now()
    lines: dict[UUID, list[MemberLine]] = {team.id: [] for team in teams}
    for membership in sorted(memberships, key=lambda m: m.part != Membership.Part.LEADER):
        owned = badges.get(membership.account_id, [])
        phones = devices.get(membership.account_id, [])
        lines[membership.team_id].append(
            MemberLine(
                membership=membership,
                badge_state=badge_state(owned[::-1], phones, now),
                badge=owned[0] if owned else None,
                device=phones[0] if phones else None,
                device_count=len(phones),
            )
        )
    return lines


def memberships_of(reach: Reach, account: Account) -> QuerySet[Membership]:
    """The current memberships of an account in teams within reach, with team and area."""
    return (
        reach.filter(_current_memberships(), "team__path")
        .filter(account=account)
        .select_related("team__area")
        .order_by("since_at")
    )


def membership_of(reach: Reach, membership_id: UUID) -> Membership:
    """One membership, current or ended. Raises NotReached `member.out_of_reach`."""
    membership = (
        reach.filter(Membership.objects.filter(pk=membership_id), "team__path")
        .select_related("account", "team__area")
        .first()
    )
    if membership is None:
        raise NotReached("member.out_of_reach", _("This member is not in your area."))
    return membership


def memberships_among(reach: Reach, ids: Iterable[UUID]) -> list[Membership]:
    """Memberships by id, current or ended, of teams that reach into `reach`, in order of name.

    A team of the whole ward may hold doors of a group: whoever sees the door sees who has it.
    """
    found = (
        Membership.objects.filter(pk__in=list(ids))
        .select_related("account", "team")
        .order_by("account__sort_key", "id")
    )
    return [membership for membership in found if reach.touches(membership.team.path)]


def roles_of(reach: Reach, account: Account) -> list[Role]:
    """The roles an account has or had within reach, those in force first, from the top of the tree."""
    found = (
        reach.filter(Role.objects.filter(account=account), "area__path")
        .select_related("area")
        .order_by("area__path", "-since_at")
    )
    return sorted(found, key=lambda role: role.until_at is not None)


def role_paths(reach: Reach, account: Account) -> list[str]:
    """Where an account has roles in force, else where it had some: wherever that is, because who decides
    on the account decides on all of them (`rules.may_manage`)."""
    if not reach.paths:
        return []
    roles = list(Role.objects.filter(account=account).values_list("area__path", "until_at"))
    now = {path for path, until_at in roles if until_at is None}
    return sorted(now or {path for path, _until in roles})


def role_of(reach: Reach, role_id: UUID) -> Role:
    """One role, in force or ended. Raises NotReached `role.out_of_reach`."""
    role = (
        reach.filter(Role.objects.filter(pk=role_id), "area__path")
        .select_related("account", "area")
        .first()
    )
    if role is None:
        raise NotReached("role.out_of_reach", _("This role is not in your area."))
    return role


def ended_roles_under(reach: Reach, path: str) -> QuerySet[Role]:
    """The ended roles at or under `path` of those who have none there any more, with account and area;
    without accounts that were taken back before anybody used them."""
    ended = reach.within(path).filter(Role.objects.exclude(until_at=None), "area__path")
    stay = reach.within(path).filter(Role.objects.filter(until_at=None), "area__path")
    return (
        ended.exclude(account__in=stay.values("account"))
        .exclude(account__username=None)
        .select_related("account", "area")
        .order_by("account__sort_key", "-until_at")
    )


def roles_under(reach: Reach, path: str) -> QuerySet[Role]:
    """Roles in force at or under `path`, with account and area."""
    return (
        reach.within(path)
        .filter(Role.objects.filter(until_at=None), "area__path")
        .select_related("account", "area")
        .order_by("area__path", "account__sort_key")
    )


def paths_worked(reach: Reach, accounts: Iterable[UUID]) -> dict[UUID, set[str]]:
    """account id → the paths of the teams within reach that each of `accounts` works or ever worked in."""
    paths: dict[UUID, set[str]] = {}
    if ids := list(accounts):
        found = reach.filter(Membership.objects.filter(account__in=ids), "team__path")
        for account, path in found.values_list("account_id", "team__path"):
            paths.setdefault(account, set()).add(path)
    return paths


def worked_in(reach: Reach, path: str, accounts: Iterable[UUID]) -> list[Membership]:
    """Memberships of these accounts in teams at or under `path`, current ones before ended ones, each the
    newest first, with their team."""
    found = reach.within(path).filter(Membership.objects.select_related("team"), "team__path")
    rows = found.filter(account__in=list(accounts)).order_by("-since_at", "id")
    return sorted(rows, key=lambda one: one.until_at is not None)


def team_mates(reach: Reach, teams: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """team id → (account id, name) of its current members, in order of name."""
    found = reach.filter(_current_memberships(), "team__path").filter(team__in=list(teams))
    mates: dict[UUID, list[tuple[UUID, str]]] = {}
    rows = found.order_by("account__sort_key", "id")
    for team, *mate in rows.values_list("team_id", "account_id", "account__full_name"):
        mates.setdefault(team, []).append((mate[0], mate[1]))
    return mates


def working_among(reach: Reach, accounts: Iterable[UUID]) -> set[UUID]:
    """Those of `accounts` that work in a team within reach today."""
    found = reach.filter(_current_memberships(), "team__path").filter(account__in=list(accounts))
    return set(found.values_list("account_id", flat=True))


def phones_under(reach: Reach, path: str) -> QuerySet[Device]:
    """Phones of everybody who works or ever worked in a team at or under `path`."""
    ever = reach.within(path).filter(Membership.objects.all(), "team__path")
    return devices_of(reach, ever.values("account_id"))


def badges_out(reach: Reach, path: str) -> int:
    """How many who work at or under `path` today hold a badge that still opens a phone."""
    mine = reach.within(path).filter(_current_memberships(), "team__path")
    out = unopened_badges(reach, mine.values("account_id"), clock.now())
    return out.order_by().values("account_id").distinct().count()


def members_active(reach: Reach, path: str, since: datetime) -> int:
    """How many who work at or under `path` today had a phone that spoke to the server since then."""
    mine = reach.within(path).filter(_current_memberships(), "team__path")
    spoke = devices_of(reach, mine.values("account_id")).filter(seen_at__gte=since)
    return spoke.order_by().values("account_id").distinct().count()


def leavers_past(reach: Reach, before: datetime) -> QuerySet[Account]:
    """Accounts with a number or an address that have been in no team and at no desk since a moment."""
    still = Q(until_at=None) | Q(until_at__gte=before)
    teams = Membership.objects.filter(
        still,
        Q(team__dissolved_at=None) | Q(team__dissolved_at__gte=before),
        account=OuterRef("pk"),
    )
    desks = Role.objects.filter(still, account=OuterRef("pk"))
    return numbers_kept(reach, before).exclude(Exists(teams)).exclude(Exists(desks))
