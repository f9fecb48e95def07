"""Giving doors to members: a whole group at once, one by hand, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Assignment, Campaign, Split
from tungngo.campaigns.queries import (
    assignments_under,
    campaign_for,
    group_members,
)
from tungngo.campaigns.rules.split import Door, Walk, door_of, split, visiting_order
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.models import Membership
from tungngo.teams.queries import memberships_of
from tungngo.territory.models import Area, Household
from tungngo.territory.walks import corrected_keys, doors_along

_KEY = ["origin", "household_id", "campaign_id"]
_WALKED = (Campaign.State.DRAFT, Campaign.State.RUNNING, Campaign.State.PAUSED)
_PLACE = ["team", "membership", "position", "pinned", "assigned_at"]


def _save(rows: Iterable[Assignment]) -> None:
    Assignment.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=_PLACE,
    )


@transaction.atomic
def assign_group(
    *,
    actor: Account | None,
    campaign: Campaign,
    area: Area,
    finished: Collection[UUID] = (),
) -> list[Walk]:
    """Split the doors of a group among the members of its teams, or split them again.

    `finished` are the households already reached: they stay with whoever has them, as do those
    placed by hand (campaigns.rules.split says how the rest is shared). What was before is kept for
    `undo_split`. Gives the walks; their members are membership ids. Raises Refused
    `assignment.no_members`, `assignment.no_doors`, `assignment.area_elsewhere`.
    """
    if not area.path.startswith(campaign.path):
        raise Refused("assignment.area_elsewhere", _("This area is not part of the campaign."))
    here = Reach((area.path,))
    members = {membership.id: membership for membership in group_members(here, area)}
    if not members:
        raise Refused(
            "assignment.no_members",
            _("No team here has members yet. Add members, then share the doors among them."),
        )
    doors = {door.id: door for door in doors_along(here, area.path)}
    if not doors:
        raise Refused(
            "assignment.no_doors",
            _("There is no household on the list here yet. Bring in the household list first."),
        )
    before = list(assignments_under(here, campaign, area.path).select_for_update(of=("self",)))
    walks = split(
        [door_of(door) for door in doors.values()],
        list(members),
        current={row.household_id: row.membership_id for row in before},
        finished=set(finished),
        pinned={row.household_id for row in before if row.pinned},
    )
    placed = {
        door.id: (walk.member, position)
        for walk in walks
        for position, door in enumerate(walk.doors, start=1)
    }
    if placed == {row.household_id: (row.membership_id, row.position) for row in before}:
        # Pressed twice: what the first press kept for the way back is not written over.
        return walks
    now = clock.now()
    pinned_to = {row.household_id: row.membership_id for row in before if row.pinned}
    _save(
        Assignment(
            origin=doors[door.id].origin,
            household_id=door.id,
            campaign=campaign,
            team_id=members[walk.member].team_id,
            membership_id=walk.member,
            position=position,
            pinned=pinned_to.get(door.id) == walk.member,
            assigned_at=now,
        )
        for walk in walks
        for position, door in enumerate(walk.doors, start=1)
    )
    _remember(actor, campaign, area, before)
    journal.write(
        actor=actor,
        verb="assignment.split",
        subject=campaign.id,
        path=area.path,
        doors=len(doors),
        members=len(members),
    )
    return walks


def _remember(
    actor: Account | None, campaign: Campaign, area: Area, before: Collection[Assignment]
) -> None:
    Split.objects.update_or_create(
        origin=area.commune_code,
        campaign_id=campaign.id,
        path=area.path,
        defaults={
            "split_at": clock.now(),
            "split_by": actor,
            "undone_at": None,
            "before": [
                [
                    row.origin,
                    str(row.household_id),
                    str(row.team_id),
                    row.membership_id and str(row.membership_id),
                    row.position,
                    row.pinned,
                ]
                for row in before
            ],
        },
    )


@transaction.atomic
def undo_split(*, actor: Account | None, campaign: Campaign, area: Area) -> None:
    """Put every door of a group back where it was before the last split.

    Doors moved by hand since go back as well. Raises Refused `assignment.nothing_to_undo`.
    """
    done = (
        Split.objects.select_for_update()
        .filter(campaign=campaign, path=area.path, undone_at=None)
        .first()
    )
    if done is None:
        raise Refused("assignment.nothing_to_undo", _("There is no split left to undo here."))
    kept = {UUID(household) for _origin, household, *_place in done.before}
    rows = assignments_under(Reach((area.path,)), campaign, area.path)
    new = [row.household_id for row in rows if row.household_id not in kept]
    Assignment.objects.filter(
        campaign=campaign, origin__in={row.origin for row in rows}, household_id__in=new
    ).delete()
    now = clock.now()
    _save(
        Assignment(
            origin=origin,
            household_id=UUID(household),
            campaign=campaign,
            team_id=UUID(team),
            membership_id=membership and UUID(membership),
            position=position,
            pinned=pinned,
            assigned_at=now,
        )
        for origin, household, team, membership, position, pinned in done.before
    )
    Split.objects.filter(pk=done.pk).update(undone_at=now)
    journal.write(actor=actor, verb="assignment.split_undone", subject=campaign.id, path=area.path)


@transaction.atomic
def move_household(
    *,
    actor: Account | None,
    campaign: Campaign,
    household: Household,
    membership: Membership | None,
) -> None:
    """Give one door to a member by hand, or to nobody; it stays there at the next split.

    Raises Refused `assignment.household_elsewhere` when the member's team does not reach the door,
    `assignment.member_ended` when they have left.
    """
    if membership is not None and membership.until_at is not None:
        raise Refused("assignment.member_ended", _("This person is no longer in the team."))
    if membership is not None and not household.path.startswith(membership.team.path):
        raise Refused(
            "assignment.household_elsewhere",
            _("This household lies outside the area of the member's team."),
        )
    here = Assignment.objects.filter(
        origin=household.origin, household_id=household.id, campaign=campaign
    )
    if membership is None:
        here.delete()
    else:
        _save(
            [
                Assignment(
                    origin=household.origin,
                    household_id=household.id,
                    campaign=campaign,
                    team_id=membership.team_id,
                    membership=membership,
                    pinned=True,
                    assigned_at=clock.now(),
                )
            ]
        )
        _renumber(campaign, membership)
    journal.write(
        actor=actor,
        verb="assignment.moved",
        subject=household.id,
        path=household.path,
        membership=str(membership.id) if membership else "",
    )


@transaction.atomic
def take_found(*, actor: Account, origin: str, found: Iterable[tuple[UUID, str]]) -> None:
    """Give households that somebody found at the door to their finder: (household id, path).

    Where the doors of the finder's team are not shared out yet, nobody has one of their own, and the
    new ones are among those that everybody sees. Who no longer works there gets none.
    """
    everything = Reach.everything()
    memberships = list(memberships_of(everything, actor))[::-1]
    taken: dict[tuple[Campaign, Membership], list[UUID]] = {}
    for household, path in found:
        mine = next((m for m in memberships if path.startswith(m.team.path)), None)
        campaign = campaign_for(everything, path) if mine else None
        if mine and campaign and assignments_under(everything, campaign, mine.team.path).exists():
            taken.setdefault((campaign, mine), []).append(household)
    now = clock.now()
    for (campaign, mine), households in taken.items():
        _save(
            Assignment(
                origin=origin,
                household_id=household,
                campaign=campaign,
                team_id=mine.team_id,
                membership=mine,
                assigned_at=now,
            )
            for household in households
        )
        _renumber(campaign, mine)
        journal.write(
            actor=actor,
            verb="assignment.found",
            subject=campaign.id,
            path=mine.team.path,
            doors=len(households),
        )


@transaction.atomic
def renumber_walks(*, actor: Account | None, path: str) -> int:
    """Put all walks through the group at `path` into visiting order again, after somebody corrected its
    order; how many walks. Campaigns that are over keep theirs."""
    rows = Assignment.objects.filter(
        household__path=path, membership__until_at=None, campaign__state__in=_WALKED
    )
    walks = {
        (row.campaign, row.membership) for row in rows.select_related("campaign", "membership")
    }
    for campaign, membership in walks:
        if membership is not None:
            _renumber(campaign, membership)
    journal.write(actor=actor, verb="assignment.renumbered", path=path, walks=len(walks))
    return len(walks)


def _renumber(campaign: Campaign, membership: Membership) -> None:
    """Put a member's doors into visiting order again."""
    rows = {
        row.household_id: row
        for row in Assignment.objects.filter(
            campaign=campaign, membership=membership
        ).select_related("household")
    }
    doors = {row.household_id: row.household for row in rows.values()}
    keys = corrected_keys(Reach.everything(), {door.path for door in doors.values()})
    ordered = visiting_order(
        [
            Door(id_, "", f"{door.path} {keys.get(id_, door.walk_key)}", 0, door.priority)
            for id_, door in doors.items()
        ]
    )
    for position, door in enumerate(ordered, start=1):
        rows[door.id].position = position
    _save(rows.values())
