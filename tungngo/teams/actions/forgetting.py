"""What the room of teams keeps for a while only: sheets nobody took over, views somebody deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.actions import empty_numbers
from tungngo.accounts.models import Account
from tungngo.lib.reach import Reach
from tungngo.teams.queries import leavers_past, rosters_past, staff_sheets_past, views_past


@transaction.atomic
def forget_staff_sheets(*, actor: Account | None, before: datetime) -> int:
    """Delete sheets of staff loaded before a moment that nobody took over; how many."""
    count, _each = staff_sheets_past(Reach.everything(), before).delete()
    if count:
        journal.write(actor=actor, verb="staff.sheets_forgotten", count=count)
    return count


@transaction.atomic
def forget_rosters(*, actor: Account | None, before: datetime) -> int:
    """Delete rosters loaded before a moment that nobody took over; how many."""
    count, _each = rosters_past(Reach.everything(), before).delete()
    if count:
        journal.write(actor=actor, verb="roster.sheets_forgotten", count=count)
    return count


@transaction.atomic
def forget_views(*, actor: Account | None, before: datetime) -> int:
    """Delete views for good that somebody deleted before a moment; how many."""
    count, _each = views_past(Reach.everything(), before).delete()
    if count:
        journal.write(actor=actor, verb="view.forgotten", count=count)
    return count


@transaction.atomic
def forget_numbers(*, actor: Account | None, before: datetime) -> int:
    """Erase numbers and addresses of who left their last team or desk before a moment; how many."""
    count = empty_numbers(actor=actor, found=leavers_past(Reach.everything(), before))
    if count:
        journal.write(actor=actor, verb="account.numbers_forgotten", count=count)
    return count
