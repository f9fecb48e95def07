"""The list behind figures that count encounters: as many rows as the tallies count, for the same days.

An encounter is listed where it is filed and on its own day. What was corrected or taken back is set
aside by the rule that counts (`counted.facts_set_aside`), so that list and figure cannot differ. Those that
were received and not counted yet are as many as the marks of their places say (territory.marks).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Page
from django.db.models import BooleanField, Count, F, Func, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber

from tungngo.campaigns.models import Campaign
from tungngo.encounters.counted import CORRECTS, facts_set_aside
from tungngo.encounters.models import Encounter
from tungngo.lib import clock
from tungngo.lib.lookups import key
from tungngo.lib.pages import Rows
from tungngo.lib.reach import Reach
from tungngo.territory.marks import waiting_at


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which encounters: of the days from `since` to `until` (None: from the first; to today), of a kind
    of place (models.PlaceKind), with a result, at which a service or somebody of a segment was seen,
    recorded by a team or one person; `set_aside`: those that count no more, instead of those that do;
    `uncounted`: those that no recount has seen yet, of whatever campaign, whether they will count or not.
    Empty asks for all that count."""

    since: date | None = None
    until: date | None = None
    place: str = ""
    result: str = ""
    skill: str = ""
    segment: str = ""
    team_id: UUID | None = None
    account_id: UUID | None = None
    set_aside: bool = False
    uncounted: bool = False

    @property
    def as_json(self) -> dict[str, Any]:
        """As it is kept, without what is not asked for."""
        said: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in said.items() if value}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Wanted:
        """What `as_json` kept."""
        return msgspec.convert(kept, cls)


def encounters_listed(
    reach: Reach, path: str, campaigns: Sequence[Campaign], wanted: Wanted
) -> QuerySet[Encounter]:
    """The encounters of these campaigns filed at or under `path` that are wanted, the latest first. What is
    not counted yet is of all campaigns, and of a phone whose clock is ahead, too."""
    if wanted.uncounted:
        arrived = Encounter.objects.filter(_those(_arrived(reach, path)))
        return _narrowed(reach.within(path).filter(arrived), wanted, wanted.until)
    filed = _filed(reach, path, campaigns)
    until = _until(wanted)
    found = _narrowed(filed, wanted, until)
    aside = _aside(reach, filed, wanted.since or date.min, until)
    return found.filter(aside) if wanted.set_aside else found.exclude(aside)


#: Days back in which a page is looked for, before all there are.
STEPS = (2, 8)


class LatestFirst(Rows):
    """The pages of what `encounters_listed` found for `wanted`, as keys (origin, id). Rows of a commune lie
    all over the table: a page is looked for among those of the last days, which the index tells apart."""

    def __init__(self, found: QuerySet[Encounter], wanted: Wanted) -> None:
        self._keys = found.values_list("origin", "id")
        super().__init__(self._keys)
        self._end = _begins(_until(wanted) + timedelta(days=1))

    def page(self, number: int | str) -> Page[Any]:
        """As keys, read already."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        for days in STEPS:
            late = self._keys.filter(happened_at__gte=self._end - timedelta(days=days))
            if len(keys := list(late[first:last])) == last - first:
                return Page(keys, number, self)
        return Page(list(self._keys[first:last]), number, self)


def encounters_among(reach: Reach, keys: Iterable[tuple[str, UUID]]) -> list[Encounter]:
    """The encounters (origin, id) within reach, in this order, each with its household. A page is sought by
    keys alone: sorted with all they hold, a commune's rows take ten times as long."""
    keys = list(keys)
    found: dict[tuple[str, UUID], Encounter] = {}
    for origin in {origin for origin, _id in keys}:
        ids = [id_ for at, id_ in keys if at == origin]
        rows = reach.filter(Encounter.objects.filter(origin=origin, id__in=ids))
        found |= {(origin, row.id): row for row in rows.select_related("household")}
    return [found[one] for one in keys if one in found]


def taken_back_among(reach: Reach, facts: Sequence[Encounter]) -> dict[UUID, bool]:
    """encounter id → whether it was taken back (else corrected), of those of `facts` that their own author
    has replaced since."""
    author = {fact.id: fact.account_id for fact in facts}
    # A correction is filed where its original is.
    there = Encounter.objects.filter(CORRECTS, path__in={fact.path for fact in facts})
    said = reach.filter(there.filter(amends_id__in=list(author)))
    rows = said.order_by("received_at").values_list("amends_id", "account_id", "withdrawn")
    return {id_: withdrawn for id_, account, withdrawn in rows if author[id_] == account}


def recorded_by_each(
    reach: Reach, path: str, campaigns: Sequence[Campaign], wanted: Wanted
) -> dict[UUID, int]:
    """account id → how many of these encounters it recorded."""
    found = encounters_listed(reach, path, campaigns, wanted).order_by()
    return dict(found.values_list("account_id").annotate(Count("id")))


def _filed(reach: Reach, path: str, campaigns: Iterable[Campaign]) -> QuerySet[Encounter]:
    """Everything of these campaigns filed at or under `path`: of each within its own area, where it
    counts."""
    mine = Q(pk__in=[])
    for one in campaigns:
        ours = Q(campaign_id=one.id)
        mine |= ours if path.startswith(one.path) else ours & reach.within(one.path).q()
    return reach.within(path).filter(Encounter.objects.filter(mine))


def _narrowed(
    found: QuerySet[Encounter], wanted: Wanted, until: date | None
) -> QuerySet[Encounter]:
    """Those found that are of the days from `wanted.since` to `until`, and as wanted; the latest first."""
    if until:
        found = found.filter(happened_at__lt=_begins(until + timedelta(days=1)))
    if wanted.since:
        found = found.filter(happened_at__gte=_begins(wanted.since))
    same = {
        "place_kind": wanted.place,
        "result": wanted.result,
        "team_id": wanted.team_id,
        "account_id": wanted.account_id,
    }
    found = found.filter(**{name: value for name, value in same.items() if value})
    if wanted.skill or wanted.segment:
        found = found.filter(_Saw(wanted.skill, wanted.segment))
    return found.order_by("-happened_at", "-id")


def _until(wanted: Wanted) -> date:
    """The last day that is asked for: none that is still to come."""
    return min(wanted.until or clock.today(), clock.today())


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.VIETNAM)


def _aside(reach: Reach, filed: QuerySet[Encounter], since: date, until: date) -> Q:
    """The encounters of these days that are set aside."""
    return _those(
        {
            origin: [id_ for id_, day in days.items() if since <= day <= until]
            for origin, days in facts_set_aside(reach, filed).items()
        }
    )


def _arrived(reach: Reach, path: str) -> dict[str, list[UUID]]:
    """origin → the encounters filed at or under `path` that no recount has seen yet: of each place those
    that were received last, as many as its mark says wait there."""
    here = reach.within(path)
    waiting = waiting_at(here)
    found: dict[str, list[UUID]] = defaultdict(list)
    if not waiting:
        return found
    # Nothing that lies there is ever taken away, so a place has at least as many as wait.
    latest = Window(
        RowNumber(), partition_by=F("path"), order_by=[F("received_at").desc(), F("id").desc()]
    )
    filed = here.filter(Encounter.objects.filter(path__in=list(waiting)))
    rows = filed.annotate(nth=latest).filter(nth__lte=max(waiting.values()))
    for at, nth, origin, id_ in rows.values_list("path", "nth", "origin", "id"):
        if nth <= waiting[at]:
            found[origin].append(id_)
    return found


def _those(ids: Mapping[str, Collection[UUID]]) -> Q:
    """The encounters with these ids, by origin."""
    found = Q(pk__in=[])
    for origin, some in ids.items():
        if some:
            found |= Q(_Among(some), origin=origin)
    return found


class _Among(Func):
    """Whether an encounter is one of many: keys travel as one value, however many they are."""

    output_field = BooleanField()

    def __init__(self, ids: Collection[UUID]) -> None:
        super().__init__(F("id"), Value([key(one) for one in ids]))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, keys = self.get_source_expressions()
        sql, params = compiler.compile(column)
        told = msgspec.json.encode(keys.value).decode()
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, told]

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, keys = self.get_source_expressions()
        sql, params = compiler.compile(column)
        return f"{sql} = ANY(%s::uuid[])", [*params, keys.value]


class _Saw(Func):
    """Whether an outcome of an encounter is of a service ("": any) and of somebody of a segment ("": of
    anybody)."""

    output_field = BooleanField()

    def __init__(self, skill: str, segment: str) -> None:
        super().__init__(F("outcomes"), F("origin"), Value(skill), Value(segment))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        who = "replace(json_extract(seen.value, '$[0]'), '-', '')"
        return self._exists(
            compiler, "json_each({outcomes})", who, "json_extract(seen.value, '$[1]')"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        each = "jsonb_array_elements({outcomes})"
        return self._exists(compiler, each, "(seen.value ->> 0)::uuid", "seen.value ->> 1")

    def _exists(self, compiler: Any, each: str, who: str, of: str) -> Any:
        outcomes, origin, skill, segment = self.get_source_expressions()
        column, params = compiler.compile(outcomes)
        sql = f"SELECT 1 FROM {each.format(outcomes=column)} AS seen"
        params = list(params)
        if segment.value:
            here, more = compiler.compile(origin)
            sql += (
                f" JOIN territory_resident AS person ON person.origin = {here}"
                f" AND person.id = {who} AND person.segment = %s"
            )
            params += [*more, segment.value]
        if skill.value:
            sql += f" WHERE {of} = %s"
            params.append(skill.value)
        return f"EXISTS ({sql})", params
