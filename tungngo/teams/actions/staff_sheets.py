"""A sheet of staff from the file to the desks and, when it was the wrong one, back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.actions import Newcomer, make_link, make_staff, unmake_accounts
from tungngo.accounts.models import Account
from tungngo.accounts.queries import not_yet_in, staff_accounts
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.lib.sheets import open_book
from tungngo.teams.actions.roles import give_roles
from tungngo.teams.actions.sheets import MOST_BYTES, keep_sheet
from tungngo.teams.holding import hold_sheet
from tungngo.teams.models import Role, StaffImport
from tungngo.teams.staff_plan import StaffPlan
from tungngo.teams.staff_sheet import read_staff
from tungngo.territory.models import Area

#: People of one sheet: each gets a link that is shown once, and a page has to hold them all.
MOST_PEOPLE = 500


@transaction.atomic
def keep_staff_sheet(
    *, actor: Account | None, area: Area, file_name: str, content: bytes
) -> StaffImport:
    """Keep a file as it came, to be looked over and then committed. No account is made.

    Raises SheetProblem when it cannot be read at all, Refused `staff.too_large`, `staff.too_many`.
    """
    if len(content) > MOST_BYTES:
        raise Refused(
            "staff.too_large",
            _("A list of people has 5 MB at most. Remove pictures and other sheets from the file."),
            place="file",
        )
    if sum(len(one.rows) for one in read_staff(open_book(content, file_name))) > MOST_PEOPLE:
        raise Refused(
            "staff.too_many",
            _("A list of people has %(most)s rows at most. Split it and load each part."),
            {"most": MOST_PEOPLE},
            place="file",
        )
    return keep_sheet(
        actor=actor,
        model=StaffImport,
        verb="staff.kept",
        area=area,
        file_name=file_name,
        content=content,
    )


def _dealt_with() -> Refused:
    return Refused("staff.not_kept", _("This list is dealt with. Load the file again."))


def _not_at_desks() -> Refused:
    return Refused("staff.not_committed", _("This list is not at the desks."))


@transaction.atomic
def commit_staff_sheet(
    *, actor: Account | None, kept: StaffImport, plan: StaffPlan, areas: Sequence[Area]
) -> None:
    """Do what `teams.queries.staff_plan_of` planned, all of it or nothing; `areas` are those it names.

    Makes accounts without a password and gives roles; the file itself is forgotten. Raises Refused
    `staff.not_kept`, `staff.nothing_to_do`, and what `make_account` raises when a name was taken meanwhile.
    """
    hold_sheet(kept, StaffImport.State.KEPT, _dealt_with())
    if plan.does_nothing:
        raise Refused(
            "staff.nothing_to_do",
            _("This list holds nobody and no role that is not there already."),
        )
    where = {area.code: area for area in areas}
    known = {
        account.pk: account
        for account in staff_accounts(
            Reach.everything(), [line.account_id for line in plan.lines if line.account_id]
        )
    }
    lines = [line for line in plan.lines if line.outcome in ("new", "role")]
    fresh = {line.username: line for line in reversed(lines) if not line.account_id}
    people = [
        Newcomer(line.full_name, line.username, line.email, where[line.area].path)
        for line in reversed(fresh.values())
    ]
    made = {one.username: one for one in make_staff(actor=actor, people=people)}
    roles = give_roles(
        actor=actor,
        given=[
            (
                known[line.account_id] if line.account_id else made[line.username],
                where[line.area],
                line.kind,
            )
            for line in lines
        ],
    )
    kept.state = StaffImport.State.COMMITTED
    kept.committed_at = clock.now()
    kept.content = None
    kept.accounts = [str(account.pk) for account in made.values()]
    kept.roles = [str(role.pk) for role in roles]
    kept.counts = {
        "added": len(made),
        "roles": len(roles),
        "unchanged": plan.count("same"),
        "left_out": plan.count("left_out"),
    }
    kept.save()
    journal.write(
        actor=actor, verb="staff.committed", subject=kept.id, path=kept.path, **kept.counts
    )


@transaction.atomic
def make_links(*, actor: Account | None, kept: StaffImport) -> list[tuple[Account, str]]:
    """A fresh secret (as `make_link`'s) for everybody of a committed sheet who has never signed in, by
    name; older ones stop working. Raises Refused `staff.not_committed`."""
    hold_sheet(kept, StaffImport.State.COMMITTED, _not_at_desks())
    return [
        (account, make_link(actor=actor, account=account, path=kept.path))
        for account in not_yet_in(Reach.everything(), kept.accounts)
    ]


@transaction.atomic
def drop_staff_sheet(*, actor: Account | None, kept: StaffImport) -> None:
    """Throw away a sheet that was never committed, file and all."""
    hold_sheet(kept, StaffImport.State.KEPT, _dealt_with())
    journal.write(actor=actor, verb="staff.dropped", subject=kept.id, path=kept.path)
    kept.delete()


@transaction.atomic
def undo_staff_sheet(*, actor: Account | None, kept: StaffImport) -> None:
    """Take back a committed sheet: its roles end, and its accounts are unmade where nothing else is
    theirs. Nobody takes their own roles away. Raises Refused `staff.not_committed`."""
    hold_sheet(kept, StaffImport.State.COMMITTED, _not_at_desks())
    now = clock.now()
    ended = Role.objects.filter(pk__in=kept.roles, until_at=None).exclude(account=actor)
    count = ended.update(until_at=now)
    still = Role.objects.filter(account__in=kept.accounts, until_at=None)
    busy = {str(account) for account in still.values_list("account_id", flat=True)}
    accounts = staff_accounts(Reach.everything(), [one for one in kept.accounts if one not in busy])
    unmake_accounts(actor=actor, accounts=accounts, path=kept.path)
    kept.state = StaffImport.State.UNDONE
    kept.undone_at = now
    kept.save(update_fields=["state", "undone_at"])
    journal.write(
        actor=actor,
        verb="staff.undone",
        subject=kept.id,
        path=kept.path,
        roles=count,
        accounts=len(accounts),
    )
