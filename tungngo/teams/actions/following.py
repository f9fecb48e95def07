"""Teams and roles follow their area when it becomes part of another; where it is split, some of them go with
the new part, or work in both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import text
from tungngo.lib.reach import Reach
from tungngo.teams.actions.teams import add_member, dissolve_team, make_team, move_member
from tungngo.teams.models import Membership, Role, Team
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of


@transaction.atomic
def follow_areas(
    *, actor: Account | None, gone: Sequence[Area], into: Area
) -> dict[str, dict[str, str]]:
    """Teams of `gone`, at work or dissolved, are teams of `into` from now on, and roles likewise; so
    that what their members did before is still accepted where it now belongs.

    Gives where they were: {"teams": {team id: code of its area}, "roles": {role id: …}}.
    """
    teams = Team.objects.filter(area__in=list(gone))
    before = {str(id_): code for id_, code in teams.values_list("id", "area_id")}
    teams.update(area=into, path=into.path)
    roles: dict[str, str] = {}
    for role in Role.objects.filter(area__in=list(gone), until_at=None).select_related("account"):
        held = Role.objects.filter(
            account=role.account, area=into, kind=role.kind, until_at=None
        ).exists()
        if not held:
            roles[str(role.id)] = role.area_id
            role.area = into
            role.save(update_fields=["area"])
    journal.write(
        actor=actor, verb="team.followed", subject=into.code, path=into.path, teams=len(before)
    )
    return {"teams": before, "roles": roles}


@transaction.atomic
def follow_back(
    *, actor: Account | None, before: Mapping[str, Mapping[str, str]], into: Area
) -> None:
    """Undo `follow_areas`, but for teams and roles that were put elsewhere since."""
    for id_, code in before["teams"].items():
        area = area_of(Reach.everything(), code)
        Team.objects.filter(id=UUID(id_), area=into).update(area=area, path=area.path)
    for id_, code in before["roles"].items():
        Role.objects.filter(id=UUID(id_), area=into).update(area_id=code)
    journal.write(
        actor=actor,
        verb="team.followed",
        subject=into.code,
        path=into.path,
        teams=len(before["teams"]),
    )


@transaction.atomic
def send_teams(*, actor: Account | None, teams: Collection[Team], to: Area) -> None:
    """These teams work in the group `to` from now on, which was part of theirs; their roles stay."""
    ids = [team.id for team in teams]
    Team.objects.filter(id__in=ids).update(area=to, path=to.path)
    if ids:
        journal.write(
            actor=actor, verb="team.followed", subject=to.code, path=to.path, teams=len(ids)
        )


@transaction.atomic
def twin_team(*, actor: Account | None, team: Team, area: Area) -> dict[UUID, Membership]:
    """A second team of the same people, who work in `area` as well; their membership there → the new one."""
    name = f"{team.name} ({area.full_name})"[:120]
    twin = make_team(actor=actor, area=area, name=text.nfc(name))
    found = team.memberships.filter(until_at=None).select_related("account").order_by("since_at")
    return {
        one.id: add_member(
            actor=actor,
            team=twin,
            account=one.account,
            part=one.part,
            force=one.force,
            languages=one.languages,
        )
        for one in found
    }


@transaction.atomic
def untwin_team(*, actor: Account | None, twin: Team, team: Team) -> None:
    """Undo `twin_team`: whoever came to the second team meanwhile is a member of the first."""
    if twin.dissolved_at is not None:
        return
    known = set(team.memberships.filter(until_at=None).values_list("account_id", flat=True))
    for one in twin.memberships.filter(until_at=None).exclude(account_id__in=known):
        move_member(actor=actor, membership=one, team=team)
    dissolve_team(actor=actor, team=twin)
