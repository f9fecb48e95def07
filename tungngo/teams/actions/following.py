"""Teams and roles follow their area when it becomes part of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib.reach import Reach
from tungngo.teams.models import Role, Team
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
