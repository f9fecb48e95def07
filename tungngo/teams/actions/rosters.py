"""A roster from the file to the teams and, when it was the wrong one, back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.actions import make_accounts
from tungngo.accounts.models import Account
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import column_index, open_book
from tungngo.teams.actions.sheets import MOST_BYTES, keep_sheet
from tungngo.teams.holding import hold_sheet
from tungngo.teams.models import Force, Membership, RosterImport, Team
from tungngo.teams.roster import RosterField
from tungngo.teams.roster_plan import PlannedTeam, RosterPlan
from tungngo.territory.models import Area


@transaction.atomic
def keep_roster(
    *, actor: Account | None, area: Area, file_name: str, content: bytes
) -> RosterImport:
    """Keep a file as it came, to be checked and then committed. Nothing is written to the teams.

    Raises SheetProblem when it cannot be read at all, Refused `roster.too_large` over 5 MB.
    """
    if len(content) > MOST_BYTES:
        raise Refused(
            "roster.too_large",
            _(
                "A list of members has 5 MB at most. Remove pictures and other sheets from the file."
            ),
            place="file",
        )
    open_book(content, file_name)
    return keep_sheet(
        actor=actor,
        model=RosterImport,
        verb="roster.kept",
        area=area,
        file_name=file_name,
        content=content,
    )


@transaction.atomic
def map_roster(*, actor: Account | None, roster: RosterImport, mapping: Mapping[str, str]) -> None:
    """Say by hand what columns mean: column letters → field, "" for "not read".

    Raises ValueError for letters or fields that do not exist.
    """
    for letters, meant in mapping.items():
        column_index(letters)
        if meant:
            RosterField(meant)
    roster.mapping = dict(mapping)
    roster.save(update_fields=["mapping"])
    journal.write(actor=actor, verb="roster.mapped", subject=roster.id, path=roster.path)


@transaction.atomic
def commit_roster(*, actor: Account | None, roster: RosterImport, plan: RosterPlan) -> None:
    """Do what `teams.queries.roster_plan_of` planned, all of it or nothing.

    Makes teams, accounts and memberships, changes members the sheet says otherwise; the file itself
    is forgotten. Raises Refused `roster.not_kept`, `roster.nothing_to_do`.
    """
    again = _("This list has already been taken over. Load the file again.")
    hold_sheet(roster, RosterImport.State.KEPT, Refused("roster.not_kept", again))
    if plan.does_nothing:
        raise Refused(
            "roster.nothing_to_do", _("This list holds nothing that is not in the teams already.")
        )
    now = clock.now()
    areas = {area.code: area for area in _areas_of(roster, plan)}
    made: dict[PlannedTeam, Team] = {
        team: Team(
            area=areas[team.area],
            path=areas[team.area].path,
            name=team.name,
            sort_key=text.sort_key(team.name),
            created_at=now,
            roster_import=roster,
        )
        for team in plan.new_teams
    }
    Team.objects.bulk_create(made.values())
    strangers = [member for member in plan.added if member.account_id is None]
    accounts = make_accounts(
        actor=actor, people=[(member.row.full_name, member.row.phone) for member in strangers]
    )
    account_ids = {
        id(member): account.id for member, account in zip(strangers, accounts, strict=True)
    }
    Membership.objects.bulk_create(
        [
            Membership(
                team_id=made[member.team].id if member.team.id is None else member.team.id,
                account_id=member.account_id or account_ids[id(member)],
                part=Membership.Part.LEADER if member.row.is_leader else Membership.Part.MEMBER,
                force=member.row.force or Force.OTHER,
                languages=list(member.row.languages or ()),
                since_at=now,
                roster_import=roster,
            )
            for member in plan.added
        ],
        batch_size=500,
    )
    Membership.objects.bulk_update(
        [
            Membership(
                id=change.member.id,
                part=change.part,
                force=change.force,
                languages=list(change.languages),
            )
            for change in plan.changed
        ],
        ["part", "force", "languages"],
        batch_size=200,
    )
    roster.state = RosterImport.State.COMMITTED
    roster.committed_at = now
    roster.content = None
    roster.counts = {
        "teams": len(made),
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "left_out": plan.errors,
    }
    roster.before = [
        [
            str(change.member.id),
            change.member.part,
            change.member.force,
            list(change.member.languages),
        ]
        for change in plan.changed
    ]
    roster.save()
    journal.write(
        actor=actor, verb="roster.committed", subject=roster.id, path=roster.path, **roster.counts
    )


def _areas_of(roster: RosterImport, plan: RosterPlan) -> list[Area]:
    """The areas new teams belong to: the roster's own, and groups right below it."""
    wanted = {team.area for team in plan.new_teams}
    return [roster.area, *roster.area.children.filter(code__in=wanted)]


@transaction.atomic
def drop_roster(*, actor: Account | None, roster: RosterImport) -> None:
    """Throw away a roster that was never committed, file and all."""
    taken = Refused("roster.not_kept", _("This list has already been taken over."))
    hold_sheet(roster, RosterImport.State.KEPT, taken)
    journal.write(actor=actor, verb="roster.dropped", subject=roster.id, path=roster.path)
    roster.delete()


@transaction.atomic
def undo_roster(*, actor: Account | None, roster: RosterImport) -> None:
    """Take back a committed roster: its members leave, its teams go, changed members are as before.

    Memberships end and are not deleted, so that work done meanwhile stays somebody's; a team that
    others have joined since stays. Raises Refused `roster.not_committed`.
    """
    nothing = Refused("roster.not_committed", _("There is nothing to undo for this list."))
    hold_sheet(roster, RosterImport.State.COMMITTED, nothing)
    now = clock.now()
    ended = Membership.objects.filter(roster_import=roster, until_at=None).update(until_at=now)
    Membership.objects.bulk_update(
        [
            Membership(id=membership, part=part, force=force, languages=languages)
            for membership, part, force, languages in roster.before
        ],
        ["part", "force", "languages"],
        batch_size=200,
    )
    empty = Team.objects.filter(roster_import=roster, dissolved_at=None).exclude(
        memberships__until_at=None
    )
    dissolved = Team.objects.filter(pk__in=list(empty.values_list("pk", flat=True))).update(
        dissolved_at=now
    )
    roster.state = RosterImport.State.UNDONE
    roster.undone_at = now
    roster.save(update_fields=["state", "undone_at"])
    journal.write(
        actor=actor,
        verb="roster.undone",
        subject=roster.id,
        path=roster.path,
        members=ended,
        teams=dissolved,
    )
