"""Reads about areas: the tree, names as of a day, and search as one types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib import text
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.territory import rules
from tungngo.territory.models import Area, AreaName, Household, Level
from tungngo.territory.naming import where
from tungngo.territory.queries.worded import has_words

_CANDIDATES = 400
#: How many successions of an area are followed.
_SUCCESSIONS = 8
_OWN = 100
"""Sets apart areas that answer by their own name from those that answer by a name above them."""


def _not_reached() -> NotReached:
    return NotReached("area.not_reached", _("There is no such area, or it lies outside your own."))


def area_of(reach: Reach, code: str) -> Area:
    """The area with this code, with its parents. Raises NotReached `area.not_reached`."""
    area = Area.objects.select_related("parent__parent__parent").filter(pk=code).first()
    if area is None or not reach.covers(area.path):
        raise _not_reached()
    return area


def area_at(reach: Reach, path: str) -> Area:
    """The area at a path. Raises NotReached `area.not_reached`."""
    parts = path.split(".")
    codes = {1: "VN", 2: parts[0], 3: parts[1] if len(parts) > 2 else ""}
    return area_of(reach, codes.get(len(parts)) or ".".join(parts[1:3]))


def areas_at(reach: Reach, paths: Iterable[str]) -> list[Area]:
    """The areas at these paths that are reached, in no order; of a path nobody has any more, none."""
    return list(reach.filter(Area.objects.filter(path__in=set(paths))))


def area_today(reach: Reach, path: str) -> Area | None:
    """The area that stands today where one with this path stood: itself, the only one that followed
    it, else the commune it lay in. None when it is not known, or lies outside `reach`."""
    parts = path.split(".")
    code = ".".join(parts[1:-1])
    area = Area.objects.filter(pk=code, path=path).first() if code else None
    for _step in range(_SUCCESSIONS):
        if area is None or area.valid_to_on is None:
            break
        followers = list(area.successions.select_related("successor")[:2])
        area = followers[0].successor if len(followers) == 1 else area.parent
    if area is None or area.level < Level.COMMUNE or area.valid_to_on is not None:
        return None
    return area if reach.covers(area.path) else None


def children_of(reach: Reach, area: Area, *, on: date | None = None) -> QuerySet[Area]:
    """The areas directly below that exist (on a day, else now), in Vietnamese order.

    A caller who reaches only something deeper is shown the way to it.
    """
    found = Area.objects.filter(parent=area)
    if on is None:
        found = found.filter(valid_to_on=None)
    else:
        found = found.filter(valid_from_on__lte=on).exclude(valid_to_on__lte=on)
    if not reach.covers(area.path):
        touched = {path[: _end_of_level(path, area.level + 1)] for path in reach.paths}
        found = found.filter(path__in=touched)
    return found.order_by("sort_key", "code")


def _end_of_level(path: str, level: int) -> int:
    """Where the first `level` parts of a path end."""
    end = 0
    for _part in range(level):
        end = path.find(".", end) + 1 or len(path)
    return end


def groups_of(reach: Reach, commune: Area) -> QuerySet[Area]:
    """The residential groups of a commune that exist and are reached, in order of their number."""
    found = Area.objects.filter(parent=commune, level=Level.GROUP, valid_to_on=None)
    return reach.filter(found).order_by("kind", "sort_key", "code")


def commune_paths(reach: Reach) -> list[str]:
    """The paths of all communes within reach."""
    found = reach.filter(Area.objects.filter(level=Level.COMMUNE))
    return list(found.values_list("path", flat=True))


def groups_ever(reach: Reach, commune: Area) -> QuerySet[Area]:
    """As `groups_of`, with those that exist no longer."""
    found = Area.objects.filter(parent=commune, level=Level.GROUP)
    return reach.filter(found).order_by("kind", "sort_key", "code")


def doors_by_group(reach: Reach, commune: Area) -> dict[str, int]:
    """Households still listed, by the path they lie at, within a commune."""
    found = reach.within(commune.path).filter(Household.objects.filter(ended_on=None))
    return dict(found.values_list("path").annotate(doors=Count("id")).order_by("path"))


# ---------------------------------------------------------------------------------- search


@dataclass(frozen=True, slots=True)
class AreaFound:
    """An area that answers a search. `where` names those above it, so that homonyms differ;
    `formerly` is the old name it was found by, empty when found by its own."""

    area: Area
    where: str
    formerly: str = ""

    def __str__(self) -> str:
        return f"{self.area.full_name}, {self.where}" if self.where else self.area.full_name


def find_areas(
    reach: Reach,
    written: str,
    *,
    within: Area | None = None,
    level: int | None = None,
    limit: int = 20,
) -> list[AreaFound]:
    """Areas of today whose name answers what somebody is typing, best first.

    Every word must begin a word of the name or of a name above ("tan thanh dong thap"). Typing
    without marks finds; the same tones rank first, in either placement; i and y find each other.
    Areas are also found by names they had before. Ended areas are not found.
    """
    words = rules.search_words(written)
    if not words:
        return []
    reach = reach.within(within.path) if within else reach
    shown = reach.filter(Area.objects.filter(valid_to_on=None))
    # By a join: as a subquery of areas it would read the whole tree before it looked at a name.
    old = reach.filter(
        AreaName.objects.filter(has_words(words), area__valid_to_on=None), "area__path"
    )
    if level is not None:
        shown, old = shown.filter(level=level), old.filter(area__level=level)
    best = {
        area.code: (_rank(written, area), AreaFound(area, where(area)))
        for area in _by_own_name(shown, words)
    }
    for past in old.select_related("area__parent__parent__parent")[:_CANDIDATES]:
        # At equal words the name of today stands first.
        rank = (_OWN + text.search_rank(written, str(past)) - 0.5, -past.area.level)
        if past.area_id not in best or rank > best[past.area_id][0]:
            best[past.area_id] = (rank, AreaFound(past.area, where(past.area), str(past)))
    hits = sorted(best.values(), key=lambda hit: hit[0], reverse=True)
    return [hit for _rank, hit in hits[:limit]]


def _by_own_name(shown: QuerySet[Area], words: Sequence[tuple[str, ...]]) -> list[Area]:
    """Candidates: from the top of the tree down, and in order, so that a cut keeps the likely."""
    found = shown.filter(has_words(words)).order_by("level", "sort_key", "code")
    return list(found.select_related("parent__parent__parent")[:_CANDIDATES])


def _rank(written: str, area: Area) -> tuple[float, int]:
    """How well an area answers: by its own name before by those above it, then the higher area."""
    own = text.search_rank(written, area.full_name)
    if own:
        return _OWN + own, -area.level
    return text.search_rank(written, f"{area.full_name} {where(area)}"), -area.level
