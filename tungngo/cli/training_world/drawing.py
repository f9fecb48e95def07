"""Reading a sketch from the real installation. Nothing is written here, and nobody is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import campaign_for, campaign_of, campaigns_at, template_from
from tungngo.cli.training_world.sketch import Crew, Goal, Group, Seat, Sketch, Unit
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.teams.models import Team
from tungngo.teams.queries import member_lines, roles_under, teams_under
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, areas_at, children_of, groups_of

ALL = Reach.everything()


def draw(named: str, area: str = "", *, with_volunteers: bool = False) -> Sketch:
    """The sketch of a campaign: `named` by its id, or by the code of an area in which it holds.

    `area` narrows it to a part of the campaign's own; by the code of an area it is that area. Raises
    Refused `training.campaign_unknown`, `training.no_groups`, `area.not_reached`,
    `training.area_elsewhere`.
    """
    campaign, within = _found(named, area)
    communes = list(_communes(within))
    groups = [
        group
        for commune in communes
        for group in groups_of(ALL, commune)
        if group.path.startswith(within.path)
    ]
    if not groups:
        raise Refused(
            "training.no_groups",
            _("%(area)s has no residential groups yet: there is nothing to practise in.")
            % {"area": within.full_name},
        )
    of_groups = {group.parent_id for group in groups}
    communes = [commune for commune in communes if commune.code in of_groups]
    above = _above(communes)
    known = {campaign.area_id, *(one.code for one in (*above, *communes, *groups))}
    return Sketch(
        area=campaign.area_id,
        within=within.code,
        template=template_from(ALL, campaign),
        practise_after=campaign.practise_after,
        asks_place=campaign.asks_place,
        photo_of=campaign.photo_of,
        units=tuple(_unit(one) for one in (*above, *communes)),
        groups=tuple(
            Group(str(one.parent_id), one.code.partition(".")[2], one.kind, one.name)
            for one in groups
        ),
        goals=tuple(_goals(campaign, known)),
        crews=tuple(_crews(within, known, with_volunteers)),
        seats=tuple(_seats(within, known)),
    )


def _found(named: str, area: str) -> tuple[Campaign, Area]:
    """The campaign, and the part of its area that is meant."""
    try:
        by_id = campaign_of(ALL, UUID(named))
    except ValueError:
        above = area_of(ALL, named)
        held = campaign_for(ALL, above.path) or campaigns_at(ALL, above.path).first()
        if held is None:
            raise Refused(
                "training.campaign_unknown",
                _("No campaign holds in %(area)s.") % {"area": above.full_name},
            ) from None
        campaign, within = held, area_of(ALL, area or named)
    else:
        campaign, within = by_id, area_of(ALL, area) if area else by_id.area
    if not within.path.startswith(campaign.path):
        raise Refused(
            "training.area_elsewhere",
            _("%(area)s is not part of the campaign “%(name)s”.")
            % {"area": within.full_name, "name": campaign.name},
        )
    return campaign, within


def _communes(within: Area) -> Iterable[Area]:
    """The communes at or under an area; of a group its own."""
    if within.level == Level.GROUP:
        assert within.parent is not None
        return [within.parent]
    if within.level == Level.COMMUNE:
        return [within]
    return (one for below in children_of(ALL, within) for one in _communes(below))


def _above(communes: Iterable[Area]) -> list[Area]:
    """Their provinces."""
    return areas_at(ALL, {f"{one.path.partition('.')[0]}." for one in communes})


def _unit(area: Area) -> Unit:
    return Unit(area.code, str(area.parent_id), area.level, area.kind, area.name)


def _goals(campaign: Campaign, known: set[str]) -> Iterable[Goal]:
    for one in campaign.targets.exclude(area=campaign.area_id):
        if one.area_id in known:
            day = (one.due_on - campaign.starts_on).days
            yield Goal(one.area_id, one.indicator, one.segment, day, one.percent)


def _crews(within: Area, known: set[str], with_volunteers: bool) -> Iterable[Crew]:
    teams = [team for team in teams_under(ALL, within.path) if team.area_id in known]
    places = _places(teams) if with_volunteers else {}
    for team in teams:
        yield Crew(team.area_id, team.name, places.get(team.id, ()))


def _places(teams: Sequence[Team]) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """team id → part and force of every member: how many there are of each, not who."""
    return {
        team: tuple((one.membership.part, one.membership.force) for one in lines)
        for team, lines in member_lines(ALL, teams).items()
    }


def _seats(within: Area, known: set[str]) -> Iterable[Seat]:
    """Who works there, by area and role; somebody must be able to begin, so there is always one."""
    held = Counter(
        (role.area_id, str(role.kind))
        for role in roles_under(ALL, within.path)
        if role.area_id in known
    )
    if not any(area == within.code and kind == "admin" for area, kind in held):
        held[within.code, "admin"] = 1
    return [Seat(area, kind, count) for (area, kind), count in sorted(held.items())]
