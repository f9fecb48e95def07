"""Walks put on paper, for those without a phone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Campaign, WalkSheet
from tungngo.campaigns.queries import walks_under
from tungngo.lib import clock
from tungngo.lib.line_codes import MOST_LINES, SHEET_NUMBERS
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.models import Area


@transaction.atomic
def print_walks(
    *, actor: Account | None, campaign: Campaign, area: Area, membership_ids: Sequence[UUID]
) -> list[WalkSheet]:
    """Number a sheet for each of these members with the doors they have at or under `area`.

    In the order of `walks_under`; who has no door there gets no sheet. The journal says whose list
    was printed, sheet by sheet. Raises Refused `walk_sheet.no_doors` when there would be none at all.
    """
    wanted = set(membership_ids)
    walks = [
        walk
        for walk in walks_under(Reach((area.path,)), campaign, area.path)
        if walk.membership.id in wanted
    ]
    if not walks:
        raise Refused(
            "walk_sheet.no_doors",
            _("Nobody chosen has doors here. Share the doors first, then print."),
        )
    now = clock.now()
    sheets = []
    for walk in walks:
        for start in range(0, len(walk.doors), MOST_LINES):
            doors = walk.doors[start : start + MOST_LINES]
            sheet = WalkSheet.objects.create(
                origin=doors[0][0],
                number=_free_number(doors[0][0]),
                campaign=campaign,
                membership=walk.membership,
                path=area.path,
                doors=[[origin, str(id_)] for origin, id_ in doors],
                printed_at=now,
                printed_by=actor,
            )
            journal.write(
                actor=actor,
                verb="walk_sheet.printed",
                subject=sheet.id,
                path=area.path,
                walker=str(walk.membership.account_id),
                doors=len(doors),
            )
            sheets.append(sheet)
    return sheets


def _free_number(origin: str) -> int:
    """A number no sheet of this commune has. Drawn, so that a code cannot be guessed from another."""
    while True:
        number = secrets.randbelow(SHEET_NUMBERS)
        if not WalkSheet.objects.filter(origin=origin, number=number).exists():
            return number


def note_reprint(*, actor: Account | None, sheets: Sequence[WalkSheet]) -> None:
    """Journal that somebody opened these sheets to print them once more."""
    for sheet in sheets:
        journal.write(
            actor=actor, verb="walk_sheet.opened", subject=sheet.id, path=sheet.path,
            doors=len(sheet.doors),
        )  # fmt: skip
