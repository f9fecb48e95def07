"""Boards: what an area has reached, against its milestones, from tallies alone.

Every figure carries its denominator; counted + accepted but not yet counted + waiting on phones adds
up to everything done.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from tungngo.campaigns import queries as campaigns
from tungngo.campaigns.models import Campaign, Ladder, Skill
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED
from tungngo.encounters.models import Closeness, PlaceKind
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.progress import rules
from tungngo.progress.league import LeagueRow, rows_below
from tungngo.progress.models import NO_CAMPAIGN, Population, Tally
from tungngo.progress.rules import LEARNERS, Counts, Forecast, Measure, measure
from tungngo.progress.series import Series, last_whole_day, series_of
from tungngo.progress.sight import EVERYTHING, PEOPLE_MET, Sight
from tungngo.teams.queries import phones_waiting
from tungngo.territory.doors import waiting_under
from tungngo.territory.models import Area

TREND_DAYS = 14


class Stairs(NamedTuple):
    """A skill on its ladder: of the people of `segment` ("": of all asked about) how many were seen at each
    level 1–4 or higher, of `whole`; in a period, for the first time."""

    skill: Skill
    segment: str
    at_least: list[int]
    whole: int

    @property
    def steps(self) -> list[int]:
        """People at each of the five steps, highest step only; they add up to `whole`."""
        ups = self.at_least
        between = [ups[n] - ups[n + 1] for n in range(len(ups) - 1)]
        return [max(self.whole - ups[0], 0), *between, ups[-1]]


@dataclass(slots=True)
class Board:
    """Everything the page of one area shows.

    Without a campaign of its own an area shows the sum of those that run in its `parts`, without
    milestones: each of them has its own.
    """

    area: Area
    campaign: Campaign | None
    today: date
    doors: Measure
    priority: Measure
    people: Measure
    basic: Measure
    #: What the curve and the league count (`sight.indicator`).
    main: Measure
    contacts: int = 0
    #: The same by kind of place, those that there were, the door first; they add up to `contacts`.
    by_place: list[tuple[PlaceKind, int]] = field(default_factory=list)
    #: People whom another resident taught, by how near they live, those that there were.
    taught: list[tuple[Closeness, int]] = field(default_factory=list)
    #: Doors by the last knock, as it is now (`h.met`, `h.absent` …), whatever `today` is.
    by_result: Counts = field(default_factory=dict)
    series: list[Series] = field(default_factory=list)
    days: list[tuple[date, int]] = field(default_factory=list)
    #: Encounters of each day that had any, of those counted in `contacts`.
    contacts_on: dict[date, int] = field(default_factory=dict)
    #: Counts of each of the last fourteen whole days: `doors`, `priority`, `people`, `contacts`, `main`.
    trends: dict[str, list[int]] = field(default_factory=dict)
    outlook: list[Forecast] = field(default_factory=list)
    ladders: list[Stairs] = field(default_factory=list)
    #: Every service of what is counted, also those that were not asked about.
    skills: list[Skill] = field(default_factory=list)
    league: list[LeagueRow] = field(default_factory=list)
    waiting_count: int = 0
    waiting_phones: int = 0
    counted_at: datetime | None = None
    parts: Sequence[Campaign] = ()
    sight: Sight = EVERYTHING

    @classmethod
    def of_list(
        cls,
        area: Area,
        campaign: Campaign | None,
        listed: Counts,
        today: date,
        parts: Sequence[Campaign],
        sight: Sight,
    ) -> Board:
        """A board of what is `listed`, before anything is counted."""
        return cls(
            area,
            campaign,
            today,
            doors=measure(HOUSEHOLDS_REACHED, "", {}, listed),
            priority=Measure(0, listed.get("h.priority", 0)),
            people=measure(PEOPLE_MET, sight.segment, {}, listed),
            basic=measure("residents.basic", sight.segment, {}, listed),
            main=measure(sight.indicator, sight.segment, {}, listed),
            parts=() if campaign else parts,
            sight=sight,
        )

    @property
    def counted(self) -> list[Campaign]:
        """The campaigns whose counts the board adds up; no two of them share an area."""
        return [self.campaign] if self.campaign else list(self.parts)

    @property
    def starts_on(self) -> date:
        """The first day of what is counted; today when nothing is."""
        return min((one.starts_on for one in self.counted), default=self.today)


def board(
    reach: Reach,
    area: Area,
    campaign: Campaign | None,
    children: Sequence[Area],
    today: date,
    parts: Sequence[Campaign] = (),
    *,
    sight: Sight = EVERYTHING,
) -> Board:
    """The board of `area`, which the caller reaches, with a row for each of its `children`.

    `today` ends the count: later days are left out, so a past day can be looked at again. `parts`
    are campaigns below, no two over one area (`apart`), added up where the area has none. `sight` narrows
    it to a period, a segment, a service.
    """
    mine = reach.within(area.path)
    listed = _populations(mine, [area.path], NO_CAMPAIGN).get(area.path, {})
    page = Board.of_list(area, campaign, listed, today, parts, sight)
    page.waiting_count = waiting_under(mine, area.path)
    page.waiting_phones = phones_waiting(mine, area.path)
    page.counted_at = _counted_at(mine, area.path)
    if children:
        page.league = rows_below(mine, area, page.counted, children, today, sight)
    if not page.counted:
        return page
    page.by_result = rules.total(
        _populations(mine, [area.path], one.id).get(area.path, {}) for one in page.counted
    )
    fill(reach, page, _days(mine, area.path, page.counted, today), listed)
    return page


def fill(reach: Reach, page: Board, days: Mapping[date, Counts], listed: Counts) -> None:
    """Put what was counted on a board: `days` up to its day, from the campaign's first; of a period the
    days before it only say how many there were already."""
    sight, today = page.sight, page.today
    inside = {day: counts for day, counts in days.items() if sight.holds(day)}
    whole = rules.total(days.values())
    so_far = rules.total(inside.values()) if sight.since else whole
    page.doors = measure(HOUSEHOLDS_REACHED, "", so_far, listed)
    page.priority = Measure(so_far.get("h.priority", 0), page.priority.whole)
    page.people = measure(PEOPLE_MET, sight.segment, so_far, listed)
    page.contacts = so_far.get("e", 0)
    page.contacts_on = {day: n for day, counts in inside.items() if (n := counts.get("e", 0))}
    page.by_place = _by_place(so_far)
    page.taught = [(near, n) for near in Closeness if (n := so_far.get(f"t.{near}", 0))]
    page.basic = measure("residents.basic", sight.segment, so_far, listed)
    page.main = measure(sight.indicator, sight.segment, so_far, listed)
    last = min(today, max(one.ends_on for one in page.counted))
    first = max(sight.since or page.starts_on, page.starts_on)
    page.days = _cumulative(inside, sight, first, last)
    page.trends = _trends(inside, sight, today)
    page.ladders = _ladders(reach, page, so_far, listed)
    if page.campaign is not None:
        campaign, path = page.campaign, page.area.path
        page.series = [
            series_of(series, days, whole, listed, campaign, today, sight.since)
            for series in campaigns.targets_at(reach, campaign, path)
            if sight.takes(series.indicator, series.segment)
        ]
        page.outlook = _outlook(page, days, campaign)


def _by_place(counts: Counts) -> list[tuple[PlaceKind, int]]:
    """Encounters by kind of place, of counts of days: those that there were, the door first."""
    found = [(kind, rules.at_place(counts, kind)) for kind in PlaceKind]
    return [(kind, number) for kind, number in found if number]


def campaign_shown(reach: Reach, path: str) -> Campaign | None:
    """The campaign a board speaks of: the one that runs at `path`, else the last that ran there.

    Its figures stay to be read when it has ended.
    """
    running = campaigns.campaign_for(reach, path)
    if running is not None:
        return running
    was_on = (Campaign.State.PAUSED, Campaign.State.ENDED)
    return campaigns.campaigns_at(reach, path).filter(state__in=was_on).first()


def campaigns_counted(reach: Reach, path: str) -> list[Campaign]:
    """The campaigns a board at `path` counts: the one shown there, else those that run below, no two of
    them over one area."""
    shown = campaign_shown(reach, path)
    return [shown] if shown else rules.apart(running_below(reach, path))


def running_below(reach: Reach, path: str, *, most: int = 60) -> list[Campaign]:
    """Campaigns that run somewhere under `path`, in order of their areas, with the areas."""
    found = campaigns.campaigns_below(reach, path).filter(state=Campaign.State.RUNNING)
    return list(found.order_by("path", "starts_on").select_related("area__parent")[:most])


def _trends(days: Mapping[date, Counts], sight: Sight, today: date) -> dict[str, list[int]]:
    last = last_whole_day(today)
    first = last - timedelta(days=TREND_DAYS - 1)
    shown = clock.days_between(max(first, sight.since or first), last)
    counts = [days.get(day, {}) for day in shown]
    return {
        "doors": [one.get("h.reached", 0) for one in counts],
        "priority": [one.get("h.priority", 0) for one in counts],
        "people": [measure(PEOPLE_MET, sight.segment, one, {}).part for one in counts],
        "contacts": [one.get("e", 0) for one in counts],
        "main": [measure(sight.indicator, sight.segment, one, {}).part for one in counts],
    }


def _days(reach: Reach, path: str, counted: Sequence[Campaign], today: date) -> dict[date, Counts]:
    """Day → what the campaigns counted at `path`, together."""
    found = Tally.objects.filter(
        path=path,
        level=path.count("."),
        campaign_id__in=[one.id for one in counted],
        day_on__lte=today,
    )
    days: dict[date, Counts] = {}
    for day, counts in reach.filter(found).values_list("day_on", "counts"):
        rules.add(days.setdefault(day, {}), counts)
    return days


def _populations(reach: Reach, paths: Iterable[str], campaign_id: uuid.UUID) -> dict[str, Counts]:
    found = Population.objects.filter(path__in=list(paths), campaign_id=campaign_id)
    return dict(reach.filter(found).values_list("path", "counts"))


def doors_counted(reach: Reach, path: str) -> int | None:
    """How many households the list of an area held when it was last counted; None before that, and of
    an area that `reach` does not cover whole."""
    if not reach.covers(path):
        return None
    listed = _populations(reach, [path], NO_CAMPAIGN).get(path)
    return None if listed is None else listed.get("h", 0)


def _counted_at(reach: Reach, path: str) -> datetime | None:
    found = reach.filter(Population.objects.filter(path=path))
    return found.aggregate(last=Max("counted_at"))["last"]


def _cumulative(
    days: Mapping[date, Counts], sight: Sight, first: date, last: date
) -> list[tuple[date, int]]:
    """(day, count so far) for each day from `first` to `last`; days before `first` count on it."""

    def on(day: date) -> int:
        return measure(sight.indicator, sight.segment, days.get(day, {}), {}).part

    so_far = sum(on(day) for day in days if day < first)
    curve = []
    for day in clock.days_between(first, last):
        so_far += on(day)
        curve.append((day, so_far))
    return curve


def _outlook(page: Board, days: Mapping[date, Counts], campaign: Campaign) -> list[Forecast]:
    """The forecast of what the curve counts for each day left, for its band; none of a period, which is
    over."""
    if not page.days or page.today >= campaign.ends_on or page.sight.since:
        return []
    sight = page.sight
    daily = [
        measure(sight.indicator, sight.segment, days.get(day, {}), {}).part
        for day in clock.days_between(campaign.starts_on, last_whole_day(page.today))
    ]
    expected = [
        rules.forecast(daily, page.main.part, page.main.whole, page.today, day)
        for day in clock.days_between(page.today + timedelta(days=1), campaign.ends_on)
    ]
    return [one for one in expected if one is not None]


def _ladders(reach: Reach, page: Board, so_far: Counts, here: Counts) -> list[Stairs]:
    """The ladder of each skill; of one skill alone, a ladder for each segment. A skill that only some of
    the parts teach speaks of their people."""
    skills: dict[str, Skill] = {}
    lists = _populations(reach, [one.path for one in page.parts], NO_CAMPAIGN)
    listed: dict[str, Counts] = {}
    taught = campaigns.skills_of_each(reach, page.counted)
    for one in page.counted:
        for skill in taught.get(one.id, []):
            skills[skill.code] = skill
            rules.add(listed.setdefault(skill.code, {}), lists.get(one.path, {}))
    sight = page.sight
    groups: Sequence[tuple[str, Sequence[str]]] = [(sight.segment, sight.segments)]
    if sight.skill and not sight.segment:
        groups = [(one, [one]) for one in LEARNERS]
    page.skills = list(skills.values())
    return [
        Stairs(
            skill,
            name,
            [
                sum(so_far.get(f"r.{code}.{level}.{one}", 0) for one in segments)
                for level in range(1, len(Ladder))
            ],
            sum((listed[code] if page.parts else here).get(f"r.{one}", 0) for one in segments),
        )
        for code, skill in skills.items()
        if sight.skill in ("", code)
        for name, segments in groups
    ]
