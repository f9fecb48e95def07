"""Writes about teams and members. Each leaves one journal line.

What is asked for has been found through a reach; whether the actor may do it is asked at the door.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.actions import make_account
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.teams.models import Force, Membership, Team
from tungngo.teams.phones import read_number
from tungngo.territory.models import Area


def _clean_team_name(area: Area, name: str, *, besides: Team | None = None) -> str:
    name = text.nfc(name)
    if not name:
        raise Refused("team.name_empty", _("Give the team a name."), place="name")
    same = Team.objects.filter(area=area, name=name, dissolved_at=None)
    if besides is not None:
        same = same.exclude(pk=besides.pk)
    if same.exists():
        raise Refused(
            "team.name_taken", _("There is already a team of this name here."), place="name"
        )
    return name


def _refuse_dissolved(team: Team) -> None:
    if team.dissolved_at is not None:
        raise Refused("team.dissolved", _("This team has been dissolved."))


# ------------------------------------------------------------------------------------------ teams


@transaction.atomic
def make_team(*, actor: Account | None, area: Area, name: str) -> Team:
    """A new team of an area. Raises Refused `team.name_empty`, `team.name_taken`."""
    name = _clean_team_name(area, name)
    team = Team.objects.create(
        area=area,
        path=area.path,
        name=name,
        sort_key=text.sort_key(name),
        created_at=clock.now(),
    )
    journal.write(actor=actor, verb="team.made", subject=team.id, path=team.path)
    return team


@transaction.atomic
def rename_team(*, actor: Account | None, team: Team, name: str) -> None:
    """Give a team another name. Raises Refused like `make_team`, and `team.dissolved`."""
    _refuse_dissolved(team)
    team.name = _clean_team_name(team.area, name, besides=team)
    team.sort_key = text.sort_key(team.name)
    team.save(update_fields=["name", "sort_key"])
    journal.write(actor=actor, verb="team.renamed", subject=team.id, path=team.path)


@transaction.atomic
def dissolve_team(*, actor: Account | None, team: Team) -> None:
    """End a team and the memberships in it. Work done in it stays what it was."""
    _refuse_dissolved(team)
    team.dissolved_at = clock.now()
    team.save(update_fields=["dissolved_at"])
    ended = team.memberships.filter(until_at=None).update(until_at=team.dissolved_at)
    journal.write(
        actor=actor, verb="team.dissolved", subject=team.id, path=team.path, members=ended
    )


# ---------------------------------------------------------------------------------------- members


@transaction.atomic
def add_member(
    *,
    actor: Account | None,
    team: Team,
    full_name: str = "",
    phone: str = "",
    part: str = Membership.Part.MEMBER,
    force: str = Force.OTHER,
    languages: Iterable[str] = (),
    account: Account | None = None,
) -> Membership:
    """Put a person into a team: a known `account`, or a new one made from name and phone.

    Raises Refused `member.name_empty`, `member.phone_unreadable`, `member.already` (this account,
    or somebody of the same name and phone, is in the team) and `team.dissolved`.
    """
    _refuse_dissolved(team)
    if account is None:
        full_name = text.nfc(full_name)
        if not full_name:
            raise Refused(
                "member.name_empty", _("Write the member's full name."), place="full_name"
            )
        phone = read_number(phone)
        namesakes = team.memberships.filter(until_at=None, account__phone=phone).values_list(
            "account__full_name", flat=True
        )
        doubled = any(text.tone_equal(full_name, name) for name in namesakes)
    else:
        doubled = team.memberships.filter(until_at=None, account=account).exists()
    if doubled:
        raise Refused("member.already", _("This person is already in the team."), place="full_name")
    if account is None:
        account = make_account(actor=actor, full_name=full_name, phone=phone)
    membership = Membership.objects.create(
        team=team,
        account=account,
        part=Membership.Part(part),
        force=Force(force),
        languages=sorted(set(languages)),
        since_at=clock.now(),
    )
    journal.write(actor=actor, verb="member.added", subject=membership.id, path=team.path)
    return membership


@transaction.atomic
def change_member(
    *,
    actor: Account | None,
    membership: Membership,
    part: str,
    force: str,
    languages: Iterable[str] = (),
) -> None:
    """Set what a member is in the team: leader or not, from which force, speaking what."""
    _refuse_ended(membership)
    membership.part = Membership.Part(part)
    membership.force = Force(force)
    membership.languages = sorted(set(languages))
    membership.save(update_fields=["part", "force", "languages"])
    journal.write(
        actor=actor, verb="member.changed", subject=membership.id, path=membership.team.path
    )


@transaction.atomic
def move_member(*, actor: Account | None, membership: Membership, team: Team) -> Membership:
    """End a membership and begin one in another team: same account, same phone, new doors.

    Doors assigned in the old team stay there and wait for its next split. Raises Refused
    `member.ended`, `member.already`, `team.dissolved`.
    """
    _refuse_ended(membership)
    _refuse_dissolved(team)
    if team.memberships.filter(until_at=None, account=membership.account_id).exists():
        raise Refused("member.already", _("This person is already in the team."), place="team")
    now = clock.now()
    membership.until_at = now
    membership.save(update_fields=["until_at"])
    moved = Membership.objects.create(
        team=team,
        account=membership.account,
        part=Membership.Part.MEMBER,
        force=membership.force,
        languages=membership.languages,
        since_at=now,
    )
    journal.write(
        actor=actor,
        verb="member.moved",
        subject=moved.id,
        path=team.path,
        before=str(membership.id),
    )
    return moved


@transaction.atomic
def end_member(*, actor: Account | None, membership: Membership) -> None:
    """Take somebody out of a team. Raises Refused `member.ended`."""
    _refuse_ended(membership)
    membership.until_at = clock.now()
    membership.save(update_fields=["until_at"])
    journal.write(
        actor=actor, verb="member.ended", subject=membership.id, path=membership.team.path
    )


@transaction.atomic
def bring_back_member(*, actor: Account | None, membership: Membership) -> None:
    """Undo `end_member`. Raises Refused `member.already`, `team.dissolved`."""
    team = membership.team
    _refuse_dissolved(team)
    if team.memberships.filter(until_at=None, account=membership.account_id).exists():
        raise Refused("member.already", _("This person is already in the team."))
    membership.until_at = None
    membership.save(update_fields=["until_at"])
    journal.write(actor=actor, verb="member.brought_back", subject=membership.id, path=team.path)


def _refuse_ended(membership: Membership) -> None:
    if membership.until_at is not None:
        raise Refused("member.ended", _("This person is no longer in the team."))
