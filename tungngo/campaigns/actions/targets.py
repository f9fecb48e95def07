"""Setting targets in an area, copying them down, and giving them up for the inherited ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account, JournalLine
from tungngo.campaigns.models import Campaign, Target
from tungngo.campaigns.refusals import in_words
from tungngo.campaigns.rules.grid import Milestones
from tungngo.campaigns.rules.paths import paths_above
from tungngo.campaigns.rules.period import check_open
from tungngo.campaigns.rules.targets import Milestone, check_series, effective, series_of
from tungngo.lib.problems import Refused
from tungngo.territory.models import Area, Segment

Row = tuple[str, str, date, Decimal]


@in_words()
@transaction.atomic
def set_targets(
    *, actor: Account | None, campaign: Campaign, area: Area, rows: Iterable[Row]
) -> UUID:
    """Replace all targets set at `area` by `rows` (indicator, segment, day, percent); the journal line
    that undoes it.

    What has no row of its own is inherited. Raises what `check_series` refuses,
    `campaign.over`, and `target.area_elsewhere` when the area lies outside the campaign.
    """
    check_open(campaign.state)
    if not area.path.startswith(campaign.path):
        raise Refused(
            "target.area_elsewhere", _("This area is not part of the campaign."), place="area"
        )
    series = series_of(rows)
    _check(campaign, series.items())
    wanted = [
        (indicator, segment, milestone.due_on, milestone.percent)
        for (indicator, segment), milestones in series.items()
        for milestone in milestones
    ]
    return _replace(actor, "targets.set", campaign, area, {area: wanted})


@in_words()
@transaction.atomic
def copy_targets_down(
    *, actor: Account | None, campaign: Campaign, area: Area, children: Sequence[Area]
) -> UUID:
    """Write what holds at `area` into each of `children` as targets of their own; the journal line that
    undoes it.

    From then on they can be changed one by one, and no longer follow changes made above. Raises
    Refused `campaign.over`.
    """
    check_open(campaign.state)
    held = effective(campaign.targets.filter(path__in=paths_above(area.path)), area.path)
    wanted = [
        (series.indicator, series.segment, milestone.due_on, milestone.percent)
        for series in held
        for milestone in series.milestones
    ]
    below = {child: wanted for child in children if child.path.startswith(area.path)}
    return _replace(actor, "targets.copied_down", campaign, area, below)


@in_words()
@transaction.atomic
def inherit_targets(*, actor: Account | None, campaign: Campaign, area: Area) -> UUID:
    """Give up the targets set at `area`: what holds above holds there again; the journal line that
    undoes it. Raises Refused `campaign.over`."""
    check_open(campaign.state)
    return _replace(actor, "targets.inherited", campaign, area, {area: []})


@in_words()
@transaction.atomic
def undo_targets(
    *,
    actor: Account | None,
    campaign: Campaign,
    area: Area,
    areas: Sequence[Area],
    line: JournalLine,
) -> UUID:
    """Put back all targets that setting, copying down or giving up replaced (or an undo of it); the
    journal line that undoes this. `areas`: `area` and those right below it.

    Raises Refused `campaign.over`, `target.area_elsewhere`, what `check_series` refuses, and
    `target.changed_meanwhile` when they were changed since.
    """
    check_open(Campaign.objects.select_for_update().get(pk=campaign.pk).state)
    known = {one.path: one for one in areas}
    before, after = (
        {path: [_row(row) for row in rows] for path, rows in line.details[name].items()}
        for name in ("before", "after")
    )
    if not known.keys() >= before.keys():
        raise Refused(
            "target.area_elsewhere", _("This area is not part of the campaign."), place="area"
        )
    _check(campaign, (one for rows in before.values() for one in series_of(rows).items()))
    for path, stood in _standing(campaign, before).items():
        if stood != sorted(after[path]):
            raise _changed(known[path])
    wanted = {known[path]: rows for path, rows in before.items()}
    return _replace(actor, "targets.undone", campaign, area, wanted)


@in_words()
@transaction.atomic
def set_series(
    *,
    actor: Account | None,
    campaign: Campaign,
    area: Area,
    indicator: str,
    segment: str,
    below: Sequence[Area],
    changes: Mapping[str, Milestones],
    seen: Mapping[str, Milestones],
    verb: str = "targets.series_set",
) -> UUID:
    """Set one series at several areas right `below` `area` in one go; the journal line that undoes it.

    `changes`: path → its milestones from now on, none to take those from above; `seen`: what stood
    there when the sheet was made. Raises Refused `campaign.over`, what `check_series` refuses,
    `target.area_elsewhere` and `target.changed_meanwhile`.
    """
    check_open(Campaign.objects.select_for_update().get(pk=campaign.pk).state)
    areas = {one.path: one for one in below}
    if not areas.keys() >= changes.keys() or not area.path.startswith(campaign.path):
        raise Refused(
            "target.area_elsewhere", _("This area is not part of the campaign."), place="area"
        )
    _check(campaign, (((indicator, segment), milestones) for milestones in changes.values()))
    rows = campaign.targets.filter(path__in=list(changes), indicator=indicator, segment=segment)
    before: dict[str, list[Milestone]] = {path: [] for path in changes}
    for target in rows:
        before[target.path].append(Milestone(target.due_on, target.percent))
    for path, stood in before.items():
        if tuple(sorted(stood)) != tuple(seen.get(path, ())):
            raise _changed(areas[path])
    rows.delete()
    _write(
        campaign,
        (
            (areas[path], (indicator, segment, one.due_on, one.percent))
            for path, milestones in changes.items()
            for one in milestones
        ),
    )
    line = journal.write(
        actor=actor,
        verb=verb,
        subject=campaign.id,
        path=area.path,
        indicator=indicator,
        segment=segment,
        areas=len(changes),
        before={path: _plain(stood) for path, stood in before.items()},
        after={path: _plain(milestones) for path, milestones in changes.items()},
    )
    return line.id


def undo_series(
    *,
    actor: Account | None,
    campaign: Campaign,
    area: Area,
    below: Sequence[Area],
    line: JournalLine,
) -> UUID:
    """Put back what `set_series` (or an undo of it) replaced; the journal line that undoes this.

    Raises Refused as `set_series` does: `target.changed_meanwhile` when it was changed since.
    """
    return set_series(
        actor=actor,
        campaign=campaign,
        area=area,
        indicator=line.details["indicator"],
        segment=line.details["segment"],
        below=below,
        changes={path: _read(rows) for path, rows in line.details["before"].items()},
        seen={path: _read(rows) for path, rows in line.details["after"].items()},
        verb="targets.series_undone",
    )


def _plain(milestones: Iterable[Milestone]) -> list[list[str]]:
    """Milestones as the journal keeps them."""
    return [[one.due_on.isoformat(), str(one.percent)] for one in sorted(milestones)]


def _read(rows: Iterable[Sequence[str]]) -> Milestones:
    return tuple(Milestone(date.fromisoformat(day), Decimal(percent)) for day, percent in rows)


def _check(
    campaign: Campaign, series: Iterable[tuple[tuple[str, str], Sequence[Milestone]]]
) -> None:
    """Raises what `check_series` refuses in this campaign."""
    skills = set(campaign.skill_rows.filter(removed_at=None).values_list("skill_id", flat=True))
    for (indicator, segment), milestones in series:
        check_series(
            indicator,
            segment,
            milestones,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
            skills=skills,
            segments=Segment.values,
        )


def _changed(area: Area) -> Refused:
    return Refused(
        "target.changed_meanwhile",
        _(
            "Somebody else has changed the targets of %(area)s meanwhile. Nothing was saved;"
            " compare and save again."
        ),
        {"area": area.full_name},
        place=area.path,
    )


def _standing(campaign: Campaign, paths: Iterable[str]) -> dict[str, list[Row]]:
    """path → every target set at exactly that area, in order."""
    found: dict[str, list[Row]] = {path: [] for path in paths}
    columns = ("path", "indicator", "segment", "due_on", "percent")
    for path, *row in campaign.targets.filter(path__in=list(found)).values_list(*columns):
        found[path].append((row[0], row[1], row[2], row[3]))
    return {path: sorted(rows) for path, rows in found.items()}


def _row(row: Sequence[str]) -> Row:
    indicator, segment, day, percent = row
    return indicator, segment, date.fromisoformat(day), Decimal(percent)


def _replace(
    actor: Account | None,
    verb: str,
    campaign: Campaign,
    area: Area,
    wanted: Mapping[Area, Sequence[Row]],
) -> UUID:
    """Every target of these areas replaced; the journal line about `area`, which says what stood there."""
    paths = [one.path for one in wanted]
    before = _standing(campaign, paths)
    campaign.targets.filter(path__in=paths).delete()
    _write(campaign, ((one, row) for one, rows in wanted.items() for row in rows))
    after = _standing(campaign, paths)
    line = journal.write(
        actor=actor,
        verb=verb,
        subject=campaign.id,
        path=area.path,
        areas=len(paths),
        **{
            name: {path: [[*map(str, row)] for row in rows] for path, rows in found.items()}
            for name, found in (("before", before), ("after", after))
        },
    )
    return line.id


def _write(campaign: Campaign, rows: Iterable[tuple[Area, Row]]) -> None:
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
            for area, (indicator, segment, due_on, percent) in rows
        ),
        batch_size=500,
    )
