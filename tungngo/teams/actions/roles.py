"""Writes about roles: who may work at which desk. Each leaves one journal line.

What is asked for has been found through a reach; whether the actor may do it is asked at the door.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.actions import close_account, make_account
from tungngo.accounts.models import Account
from tungngo.accounts.queries import operators
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.models import Role, RoleKind
from tungngo.teams.rules import paths_above
from tungngo.territory.models import Area


@transaction.atomic
def invite(
    *,
    actor: Account | None,
    area: Area,
    kind: str,
    full_name: str,
    username: str,
    email: str = "",
) -> Account:
    """A new staff account without a password, and its first role; both or neither.

    `make_link` gives it a way in. Raises Refused `account.name_missing`, `account.name_taken`,
    `account.email_taken`.
    """
    username, full_name = text.nfc(username), text.nfc(full_name)
    if not username or not full_name:
        raise Refused("account.name_missing", _("An account needs a user name and a full name."))
    account = make_account(
        actor=actor, full_name=full_name, username=username, email=email, path=area.path
    )
    give_role(actor=actor, account=account, area=area, kind=kind)
    return account


@transaction.atomic
def give_role(*, actor: Account | None, account: Account, area: Area, kind: str) -> Role:
    """Let a staff account work at an area and everything under it.

    Asking twice gives the role that is already there.
    """
    held = Role.objects.filter(account=account, area=area, kind=kind, until_at=None).first()
    if held is not None:
        return held
    role = Role.objects.create(
        account=account, area=area, kind=RoleKind(kind), since_at=clock.now()
    )
    journal.write(actor=actor, verb="role.given", subject=role.id, path=area.path, kind=role.kind)
    return role


@transaction.atomic
def give_roles(*, actor: Account | None, given: Sequence[tuple[Account, Area, str]]) -> list[Role]:
    """Roles for many people (account, area, kind), set-wise; one that is already there stays it."""
    held = Role.objects.filter(account__in={account for account, *_rest in given}, until_at=None)
    there = {(role.account_id, role.area_id, role.kind): role for role in held}
    new: dict[tuple[UUID, str, str], Role] = {}
    now = clock.now()
    for account, area, kind in given:
        key = (account.pk, area.pk, RoleKind(kind))
        if key not in there and key not in new:
            new[key] = Role(account=account, area=area, kind=RoleKind(kind), since_at=now)
    Role.objects.bulk_create(new.values(), batch_size=500)
    for kind in RoleKind:
        about = [(role.id, role.area.path) for role in new.values() if role.kind == kind]
        if about:
            journal.write_each(actor=actor, verb="role.given", about=about, kind=kind)
    known = there | new
    keys = [(account.pk, area.pk, RoleKind(kind)) for account, area, kind in given]
    return [known[key] for key in keys]


@transaction.atomic
def withdraw_role(*, actor: Account | None, role: Role) -> None:
    """End a role. Raises Refused `role.ended`, `role.own` for the actor's own, and `role.last_admin`.

    Nobody locks themselves out by accident; another administrator can do it.
    """
    if role.until_at is not None:
        raise Refused("role.ended", _("This role has already been withdrawn."))
    if actor is not None and role.account_id == actor.id:
        raise Refused("role.own", _("Your own role can only be withdrawn by somebody else."))
    if role.kind == RoleKind.ADMIN:
        _refuse_last_admin(role.account, role.area.path)
    role.until_at = clock.now()
    role.save(update_fields=["until_at"])
    journal.write(
        actor=actor, verb="role.withdrawn", subject=role.id, path=role.area.path, kind=role.kind
    )


@transaction.atomic
def let_go(*, actor: Account | None, account: Account, path: str = "") -> None:
    """Close a staff account: its roles stay as they are and mean nothing while it is closed.

    `path` is where it was done, for the journal. Raises Refused `role.last_admin`, `account.own`,
    `account.closed`.
    """
    held = Role.objects.filter(account=account, kind=RoleKind.ADMIN, until_at=None)
    for admin_path in held.values_list("area__path", flat=True):
        _refuse_last_admin(account, admin_path)
    if account.is_operator:
        _refuse_last_admin(account, "")
    close_account(actor=actor, account=account, path=path)


def _refuse_last_admin(account: Account, path: str) -> None:
    """Raises Refused `role.last_admin` when but for `account` nobody would be left who can give roles
    at `path`. Two who take each other away at once wait for one another here."""
    above = Role.objects.filter(
        kind=RoleKind.ADMIN,
        until_at=None,
        area__path__in=paths_above(path),
        account__is_active=True,
    )
    locked = list(above.select_for_update(of=("self",)).order_by("pk").values_list("account_id"))
    others = any(holder != account.pk for (holder,) in locked)
    spare = [one for one in operators(Reach.everything()) if one.is_active and one != account]
    if not others and not spare:
        raise Refused(
            "role.last_admin",
            _("This is the last administrator there. Name another one first."),
        )
