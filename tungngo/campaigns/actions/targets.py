"""Setting targets in an area, copying them down, and giving them up for the inherited ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.models import Campaign, Target
from tungngo.campaigns.refusals import in_words
from tungngo.campaigns.rules.paths import paths_above
from tungngo.campaigns.rules.targets import check_series, effective, series_of
from tungngo.lib.problems import Refused
from tungngo.territory.models import Area, Segment

Row = tuple[str, str, date, Decimal]


@in_words()
@transaction.atomic
def set_targets(
    *, actor: Account | None, campaign: Campaign, area: Area, rows: Iterable[Row]
) -> None:
    """Replace all targets set at `area` by `rows` (indicator, segment, day, percent).

    What has no row of its own is inherited. Raises what `check_series` refuses, and
    `target.area_elsewhere` when the area lies outside the campaign.
    """
    if not area.path.startswith(campaign.path):
        raise Refused(
            "target.area_elsewhere", _("This area is not part of the campaign."), place="area"
        )
    series = series_of(rows)
    skills = set(campaign.skill_rows.values_list("skill_id", flat=True))
    for (indicator, segment), milestones in series.items():
        check_series(
            indicator,
            segment,
            milestones,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
            skills=skills,
            segments=Segment.values,
        )
    _replace(
        campaign,
        [area],
        [
            (indicator, segment, milestone.due_on, milestone.percent)
            for (indicator, segment), milestones in series.items()
            for milestone in milestones
        ],
    )
    journal.write(
        actor=actor,
        verb="targets.set",
        subject=campaign.id,
        path=area.path,
        series=len(series),
    )


@transaction.atomic
def copy_targets_down(
    *, actor: Account | None, campaign: Campaign, area: Area, children: Sequence[Area]
) -> int:
    """Write what holds at `area` into each of `children` as targets of their own; how many areas.

    From then on they can be changed one by one, and no longer follow changes made above.
    """
    held = effective(campaign.targets.filter(path__in=paths_above(area.path)), area.path)
    below = [child for child in children if child.path.startswith(area.path)]
    _replace(
        campaign,
        below,
        [
            (series.indicator, series.segment, milestone.due_on, milestone.percent)
            for series in held
            for milestone in series.milestones
        ],
    )
    journal.write(
        actor=actor,
        verb="targets.copied_down",
        subject=campaign.id,
        path=area.path,
        areas=len(below),
    )
    return len(below)


@transaction.atomic
def inherit_targets(*, actor: Account | None, campaign: Campaign, area: Area) -> None:
    """Give up the targets set at `area`: what holds above holds there again."""
    _replace(campaign, [area], [])
    journal.write(actor=actor, verb="targets.inherited", subject=campaign.id, path=area.path)


def _replace(campaign: Campaign, areas: Sequence[Area], rows: Sequence[Row]) -> None:
    campaign.targets.filter(path__in=[area.path for area in areas]).delete()
    Target.objects.bulk_create(
        (
            Target(
                campaign=campaign,
                area=area,
                path=area.path,
                indicator=indicator,
                segment=segment,
                due_on=due_on,
                percent=percent,
            )
            for area in areas
            for indicator, segment, due_on, percent in rows
        ),
        batch_size=500,
    )
