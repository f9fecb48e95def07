"""Reads about digital models: which criteria hold, how places stood, what a group lacks right now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from tungngo.criteria.models import Assessment, Edition, Round
from tungngo.criteria.reading import Home, homes_under, teams_at_work
from tungngo.criteria.rules import packs
from tungngo.criteria.rules.families import judge_family
from tungngo.criteria.rules.judging import Counts, State, Verdict, together, total
from tungngo.criteria.rules.markets import judge_market
from tungngo.criteria.rules.packs import Criteria, Model
from tungngo.criteria.rules.villages import judge_village, team_days
from tungngo.lib import clock
from tungngo.lib.reach import Reach, commune_path
from tungngo.markets.models import Market, MarketSurvey
from tungngo.markets.queries import last_surveys, markets_under
from tungngo.territory.models import Area, Level


@dataclass(frozen=True)
class Standard:
    """An edition with its criteria read."""

    edition: Edition

    @cached_property
    def criteria(self) -> Criteria:
        return msgspec.convert(self.edition.content, Criteria)

    @property
    def path(self) -> str:
        return self.edition.path

    @property
    def version(self) -> int:
        return self.edition.version

    @property
    def valid_from_on(self) -> date:
        return self.edition.valid_from_on


def standards(reach: Reach) -> dict[Model, list[Standard]]:
    """Every edition there is, by model. Criteria are no secret: whoever reaches anything reads them."""
    found: dict[Model, list[Standard]] = {model: [] for model in Model}
    if reach.paths:
        for edition in Edition.objects.select_related("area").order_by("path", "version"):
            found[Model(edition.model)].append(Standard(edition))
    return found


def standard_at(reach: Reach, model: Model, path: str, day: date) -> Standard | None:
    """The criteria of a model that hold at `path` on a day."""
    return packs.holding(standards(reach)[model], path, day)


# ------------------------------------------------------------------------------------- as assessed


@dataclass(frozen=True, slots=True)
class Row:
    """The last assessment of a place by one edition on or before a day."""

    path: str
    edition_id: UUID
    assessed_on: date
    counts: Counts


def rows_under(
    reach: Reach, path: str, level: int, editions: Iterable[UUID], *, until: date
) -> list[Row]:
    """The last rows of places of one level at or under `path`; places without anything are left out."""
    newer = Assessment.objects.filter(
        origin=OuterRef("origin"),
        path=OuterRef("path"),
        edition_id=OuterRef("edition_id"),
        assessed_on__lte=until,
    )
    last = newer.order_by("-assessed_on").values("assessed_on")[:1]
    found = Assessment.objects.filter(level=level, edition_id__in=list(editions))
    mine = reach.within(path).filter(found).filter(assessed_on=Subquery(last)).order_by("path")
    rows = mine.values_list("path", "edition_id", "assessed_on", "counts")
    return [Row(*row) for row in rows if row[3]]


class Counted:
    """What counts of an assessment say of themselves."""

    __slots__ = ()
    counts: Counts

    @property
    def judged(self) -> int:
        return self.counts.get("n", 0)

    @property
    def met(self) -> int:
        return self.counts.get("met", 0)


@dataclass(frozen=True, slots=True)
class Figures(Counted):
    """How an area stands against one edition, with each of its parts.

    `parts` are path → counts one level below (groups of a commune, communes of a province, provinces
    of the nation); they add up to `counts`.
    """

    model: Model
    standard: Standard
    counts: Counts
    parts: dict[str, Counts]


def figures_of(reach: Reach, area: Area, day: date) -> list[Figures]:
    """How `area` (a commune or above) stood on a day, model by model; where areas below have criteria
    of their own, once for each edition: counts of two editions are never added up."""
    found = []
    every = standards(reach)
    level = Level.GROUP if area.level == Level.COMMUNE else Level.COMMUNE
    shown = {
        model: [one for one in some if _is_shown(one, some, area.path, day)]
        for model, some in every.items()
    }
    ids = [one.edition.id for some in shown.values() for one in some]
    parts: dict[UUID, dict[str, list[Counts]]] = defaultdict(lambda: defaultdict(list))
    for row in rows_under(reach, area.path, level, ids, until=day):
        parts[row.edition_id][_part(area, row.path)].append(row.counts)
    for model, some in shown.items():
        for standard in some:
            summed = {path: total(counts) for path, counts in parts[standard.edition.id].items()}
            whole = total(summed.values())
            if whole or area.path.startswith(standard.path):
                found.append(Figures(model, standard, whole, summed))
    return found


def _is_shown(one: Standard, some: Sequence[Standard], path: str, day: date) -> bool:
    """Whether an edition holds at `path` on a day, or at some place of its own below."""
    if one.path.startswith(path):
        return packs.holding(some, one.path, day) is one
    return packs.holding(some, path, day) is one


def _part(area: Area, path: str) -> str:
    """The part of an area in which `path` lies."""
    if area.level >= Level.PROVINCE:
        return path
    return path[: path.index(".") + 1]


@dataclass(frozen=True, slots=True)
class Rounds:
    """How far the communes of an area are counted: `waiting` were asked for and not counted since;
    `oldest_at` is the oldest count, None where something was never counted."""

    communes: int
    counted: int
    waiting: int
    oldest_at: datetime | None

    @property
    def percent(self) -> int:
        """Of the communes, those that wait for nothing."""
        return 100 - self.waiting * 100 // max(self.communes, 1)


_WAITS = Q(asked_at__isnull=False) & (Q(done_at=None) | Q(done_at__lt=F("asked_at")))


def rounds_under(reach: Reach, path: str) -> Rounds:
    """How far counting is at or under `path` (a group's commune, when it is asked for a group)."""
    found = Round.objects.all()
    if path.count(".") > Level.COMMUNE:
        found = found.filter(path=commune_path(path)) if reach.covers(path) else found.none()
    else:
        found = reach.within(path).filter(found)
    said = found.aggregate(
        communes=Count("path"),
        counted=Count("path", filter=~Q(done_at=None)),
        waiting=Count("path", filter=_WAITS),
        oldest=Min("done_at"),
    )
    return Rounds(said["communes"], said["counted"], said["waiting"], said["oldest"])


def rounds_due(reach: Reach, day_began_at: datetime, most: int) -> list[str]:
    """Communes to be counted next: those asked for, longest ago first, then those not counted since
    the day began."""
    due = _WAITS | Q(done_at=None) | Q(done_at__lt=day_began_at)
    mine = reach.filter(Round.objects.filter(due))
    order = (F("asked_at").asc(nulls_last=True), F("done_at").asc(nulls_first=True), "path")
    return list(mine.order_by(*order).values_list("path", flat=True)[:most])


# --------------------------------------------------------------------------------------- right now


@dataclass(frozen=True, slots=True)
class Judged:
    """A home with its verdicts."""

    home: Home
    verdicts: list[Verdict]

    @property
    def state(self) -> State:
        return together(self.verdicts)

    @property
    def left(self) -> list[Verdict]:
        """What is not met, what is required first."""
        open_ = [one for one in self.verdicts if one.state is not State.MET]
        return sorted(open_, key=lambda one: not one.item.required)

    def lacks(self, code: str) -> bool:
        """Whether the criterion of this code is not met."""
        return any(one.item.code == code for one in self.left)


def families_now(reach: Reach, group: Area, standard: Standard) -> list[Judged]:
    """Every home of a group judged at this moment, in walking order."""
    homes = homes_under(reach, group.path, clock.today())
    return [
        Judged(home, judge_family(standard.criteria, home.family))
        for at in sorted(homes)
        for home in homes[at]
    ]


def family_now(reach: Reach, path: str, household_id: UUID) -> tuple[Standard, Judged] | None:
    """One home judged at this moment; None where no criteria hold, or it does not count there."""
    standard = standard_at(reach, Model.FAMILY, path, clock.today())
    if standard is None:
        return None
    for home in homes_under(reach, path, clock.today(), household_id=household_id).get(path, []):
        return standard, Judged(home, judge_family(standard.criteria, home.family))
    return None


def village_now(
    reach: Reach, group: Area, standard: Standard, families: Sequence[Judged]
) -> list[Verdict]:
    """A group judged at this moment by its homes, already judged."""
    criteria = standard.criteria
    teams = teams_at_work(reach, group.path, team_days(criteria)).get(group.path, {})
    return judge_village(
        criteria,
        [one.home.family for one in families],
        [one.state for one in families],
        teams,
    )


@dataclass(frozen=True, slots=True)
class MarketJudged:
    """A market with its last survey and its verdicts."""

    market: Market
    survey: MarketSurvey | None
    standard: Standard | None
    verdicts: list[Verdict]

    @property
    def state(self) -> State:
        return together(self.verdicts)


def markets_now(reach: Reach, path: str) -> list[MarketJudged]:
    """Every open market at or under `path` judged by its last survey, by name."""
    return judged_markets(reach, list(markets_under(reach, path)))


def judged_markets(reach: Reach, markets: Sequence[Market]) -> list[MarketJudged]:
    """These markets judged by their last surveys, in their order."""
    day = clock.today()
    some = standards(reach)[Model.MARKET]
    surveys: Mapping[UUID, Any] = last_surveys(reach, markets, until=day)
    found = []
    for market in markets:
        standard = packs.holding(some, market.path, day)
        survey = surveys.get(market.id)
        verdicts = judge_market(standard.criteria, survey, day) if standard else []
        found.append(MarketJudged(market, survey, standard, verdicts))
    return found
