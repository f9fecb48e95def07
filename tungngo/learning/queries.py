"""Reads about guides, and about what people finished on the national learning platform.

`reach` comes first, though guides are nobody's secret.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import skills_of
from tungngo.learning.models import Guide, Media, PlatformResult
from tungngo.learning.refusals import UNKNOWN
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.territory.queries import residents_among


def guides_document(reach: Reach, campaign: Campaign | None) -> list[dict[str, Any]]:
    """What a phone may fetch: one line for each guide of the campaign's skills, in their order.

    `bytes` is the card and its media, `media` the media alone; the card is asked for by `digest`.
    """
    if campaign is None:
        return []
    order = {skill.code: at for at, skill in enumerate(skills_of(reach, campaign))}
    guides = Guide.objects.filter(skill_id__in=order).annotate(
        media_size=Coalesce(Sum("media__size"), 0)
    )
    lines = [
        {
            "skill": guide.skill_id,
            "level": guide.level,
            "language": guide.language,
            "name": guide.language_name,
            "title": guide.title,
            "digest": guide.digest,
            "bytes": guide.size,
            "media": guide.media_size,
            "steps": guide.step_count,
        }
        for guide in guides.defer("card").order_by("level", "language")
    ]
    return sorted(lines, key=lambda line: order[line["skill"]])


def card_of(reach: Reach, digest: str) -> bytes:
    """A card as it travels. Raises NotReached `guide.unknown`."""
    card = Guide.objects.filter(digest=digest).values_list("card", flat=True).first()
    if card is None:
        raise NotReached("guide.unknown", UNKNOWN)
    return card.encode()


def media_of(reach: Reach, digest: str) -> Media:
    """A picture or recording. Raises NotReached `guide.unknown`."""
    media = Media.objects.filter(digest=digest).first()
    if media is None:
        raise NotReached("guide.unknown", UNKNOWN)
    return media


class ResultLine(NamedTuple):
    """A platform result that stands: `resident_id` is who stands for the person today, `path` where they
    are listed, `what` "finished" or "certificate", `earned_on` the day the platform gives."""

    origin: str
    id: UUID
    resident_id: UUID
    path: str
    skill: str
    what: str
    earned_on: date
    course: str
    reference: str
    recorded_at: datetime


def platform_results(
    reach: Reach,
    path: str = "",
    *,
    origin: str = "",
    residents: Collection[UUID] | None = None,
    skill: str = "",
) -> list[ResultLine]:
    """What people who are listed within reach at or under `path` finished on the national platform, each
    thing once, by day; of `residents` of `origin` alone when given (who stands for others brings theirs
    along), of one skill when given. Whoever is off the list is left out. Two queries."""
    mine = reach.within(path)
    found = PlatformResult.objects.filter(taken_back_at=None).select_related("resident")
    if skill:
        found = found.filter(skill=skill)
    if residents is not None:
        named = Q(resident_id__in=list(residents)) | Q(resident__kept_id__in=list(residents))
        found = found.filter(named, origin=origin)
    rows = list(mine.filter(found, "resident__path"))
    listed = _listed(mine, {(row.origin, row.resident.kept_id or row.resident_id) for row in rows})
    lines: dict[tuple[str, UUID, str, str, date], ResultLine] = {}
    for row in sorted(rows, key=lambda row: (row.earned_on, row.received_at, row.id)):
        who = row.resident.kept_id or row.resident_id
        if (row.origin, who) in listed:
            line = ResultLine(
                *(row.origin, row.id, who, listed[row.origin, who], row.skill, row.what),
                *(row.earned_on, row.course, row.reference, row.recorded_at),
            )
            lines.setdefault((row.origin, who, row.skill, row.what, row.earned_on), line)
    return list(lines.values())


def _listed(reach: Reach, people: Collection[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    """(origin, id) → path of those of `people` who are on the list within reach."""
    by_origin: dict[str, list[UUID]] = defaultdict(list)
    for origin, who in people:
        by_origin[origin].append(who)
    return {
        (one.origin, one.id): one.path
        for origin, ids in by_origin.items()
        for one in residents_among(reach, origin, ids)
        if one.ended_on is None
    }


def platform_result_of(reach: Reach, origin: str, result_id: UUID) -> PlatformResult:
    """A platform result, taken back or not. Raises NotReached `platform.not_reached`."""
    found = PlatformResult.objects.filter(origin=origin, id=result_id).first()
    if found is None or not residents_among(reach, origin, [found.resident_id]):
        raise NotReached(
            "platform.not_reached", _("There is no such result, or it lies outside your own area.")
        )
    return found


def results_of_people(reach: Reach, origin: str, ids: Iterable[UUID]) -> list[PlatformResult]:
    """Every platform result that names these entries of a person, whom the caller reaches; also those
    taken back."""
    if not reach.paths:
        return []
    found = PlatformResult.objects.filter(origin=origin, resident_id__in=list(ids))
    return list(found.order_by("earned_on", "id"))


def results_named(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that a platform result has."""
    found = reach.filter(PlatformResult.objects.filter(origin=origin, id__in=list(ids)))
    return set(found.values_list("id", flat=True))


def results_standing(reach: Reach, origin: str, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` that are platform results nobody took back."""
    wanted = list(ids)
    if not wanted:
        return set()
    rows = PlatformResult.objects.filter(origin=origin, id__in=wanted, taken_back_at=None)
    return set(reach.filter(rows).values_list("id", flat=True))


def doors_with_results(
    reach: Reach, origin: str, households: Iterable[UUID], since: datetime | None = None
) -> set[UUID]:
    """Those of `households` where somebody is listed of whom a result was written down, taken back or
    not; since a moment, when one is given."""
    found = PlatformResult.objects.filter(
        origin=origin, resident__household_id__in=list(households)
    )
    if since is not None:
        found = found.filter(received_at__gte=since)
    doors = reach.filter(found, "resident__path").values_list("resident__household_id", flat=True)
    return set(doors.distinct())


def references_past(reach: Reach, before: datetime) -> QuerySet[PlatformResult]:
    """Results received before a moment that still hold the platform's number; for whoever reaches
    everything."""
    if not reach.covers(""):
        return PlatformResult.objects.none()
    return PlatformResult.objects.filter(received_at__lt=before).exclude(reference="")


def lessons(reach: Reach) -> list[Guide]:
    """Every guide there is, in the order of the catalogue, without its card. Nobody's secret."""
    return list(Guide.objects.select_related("skill").defer("card"))


def lesson_of(reach: Reach, skill: str, level: int, language: str) -> Guide:
    """One guide with its card. Raises NotReached `guide.unknown`."""
    found = Guide.objects.select_related("skill").filter(skill=skill, level=level)
    guide = found.filter(language=language).first()
    if guide is None:
        raise NotReached("guide.unknown", UNKNOWN)
    return guide
