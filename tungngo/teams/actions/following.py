"""Teams and roles follow their area when it becomes part of another."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.teams.models import Role, Team
from tungngo.territory.models import Area


@transaction.atomic
def follow_areas(*, actor: Account | None, gone: Sequence[Area], into: Area) -> int:
    """Teams of `gone`, at work or dissolved, are teams of `into` from now on, and roles likewise; so
    that what their members did before is still accepted where it now belongs. Gives how many teams."""
    moved = Team.objects.filter(area__in=list(gone)).update(area=into, path=into.path)
    for role in Role.objects.filter(area__in=list(gone), until_at=None).select_related("account"):
        held = Role.objects.filter(
            account=role.account, area=into, kind=role.kind, until_at=None
        ).exists()
        if not held:
            role.area = into
            role.save(update_fields=["area"])
    journal.write(actor=actor, verb="team.followed", subject=into.code, path=into.path, teams=moved)
    return moved
