"""Reads about demands. `reach` comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.privacy.keeping import CLASSES
from tungngo.privacy.models import Deletion, Demand, Erasure, Keeping

WAITING = (Demand.State.OPEN, Demand.State.ANSWERED)


def demand_of(reach: Reach, origin: str, demand_id: UUID) -> Demand:
    """One demand. Raises NotReached `demand.unknown`."""
    found = Demand.objects.filter(origin=origin, id=demand_id).select_related("resident").first()
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "demand.unknown", _("There is no such demand, or it lies outside your own area.")
        )
    return found


def demands_under(reach: Reach, path: str, *, closed: bool = False) -> QuerySet[Demand]:
    """Demands at or under `path`: those that wait, most pressing first; or the closed, newest first."""
    found = reach.within(path).filter(Demand.objects.select_related("resident"))
    if closed:
        return found.exclude(state__in=WAITING).order_by("-closed_at", "-id")
    return found.filter(state__in=WAITING).order_by("carry_out_on", "answer_on", "id")


def demands_of(reach: Reach, origin: str, resident_id: UUID) -> QuerySet[Demand]:
    """Every demand about one person, newest first."""
    found = Demand.objects.filter(origin=origin, resident_id=resident_id)
    return reach.filter(found).order_by("-received_on", "-id")


def waiting_demand(reach: Reach, origin: str, resident_id: UUID, right: str) -> Demand | None:
    """A demand of this right about one person that waits: the reason to do what it asks for."""
    found = demands_of(reach, origin, resident_id)
    return found.filter(right=right, state__in=WAITING).first()


def erasures_under(reach: Reach, path: str) -> QuerySet[Erasure]:
    """Erasures at or under `path`, newest first."""
    found = reach.within(path).filter(Erasure.objects.select_related("done_by"))
    return found.order_by("-done_at", "-id")


def erasure_of(reach: Reach, origin: str, erasure_id: UUID) -> Erasure:
    """One erasure. Raises NotReached `erasure.unknown`."""
    found = Erasure.objects.filter(origin=origin, id=erasure_id).select_related("done_by").first()
    if found is None or not reach.covers(found.path):
        raise NotReached(
            "erasure.unknown", _("There is no such proof, or it lies outside your own area.")
        )
    return found


def days_kept(reach: Reach) -> dict[str, int]:
    """Class of data → days it is kept; the same for every reach. Names on the list stay at least as long as
    what could bring them back by being undone, and traces of names as long as what could take them away."""
    set_ = dict(Keeping.objects.values_list("code", "days")) if reach.paths else {}
    days = {code: set_.get(code, kept.days()) for code, kept in CLASSES.items()}
    undone = max(days[code] for code in ("undo", "merges"))
    return days | {code: max(days[code], undone) for code in ("names", "traces", "marks")}


def past_counts(reach: Reach, days: Mapping[str, int]) -> dict[str, int]:
    """Class → how much a deletion would take now: nothing is deleted. For whoever reaches everything."""
    if not reach.covers(""):
        return {}
    return {code: CLASSES[code].past(kept).count() for code, kept in days.items()}


def deletions(reach: Reach, *, most: int) -> list[Deletion]:
    """The last deletions, newest first; counts alone, so that everybody with a desk may read them."""
    return list(Deletion.objects.order_by("-done_at", "-id")[:most]) if reach.paths else []


@dataclass(frozen=True, slots=True)
class DemandCounts:
    """How many demands wait, how many of them without an answer, and how many past a day of theirs."""

    waiting: int = 0
    unanswered: int = 0
    overdue: int = 0


def _sums(today: date) -> dict[str, Count]:
    late = Q(carry_out_on__lt=today) | Q(state=Demand.State.OPEN, answer_on__lt=today)
    return {
        "waiting": Count("id"),
        "unanswered": Count("id", filter=Q(state=Demand.State.OPEN)),
        "overdue": Count("id", filter=late),
    }


def demand_counts(reach: Reach, path: str, today: date) -> DemandCounts:
    """The demands that wait at or under `path`, counted."""
    found = reach.within(path).filter(Demand.objects.filter(state__in=WAITING))
    return DemandCounts(**found.aggregate(**_sums(today)))


def counts_by_commune(
    reach: Reach, paths: Iterable[str], path: str, today: date
) -> dict[str, DemandCounts]:
    """path of `paths` → the demands that wait at or under it; one query, no persons."""
    found = reach.within(path).filter(Demand.objects.filter(state__in=WAITING))
    by_origin = found.values("path").annotate(**_sums(today)).order_by()
    sums = {one: [0, 0, 0] for one in paths}
    for row in by_origin:
        for one, sum_ in sums.items():
            if row["path"].startswith(one):
                for place, name in enumerate(("waiting", "unanswered", "overdue")):
                    sum_[place] += row[name]
    return {one: DemandCounts(*sum_) for one, sum_ in sums.items()}
