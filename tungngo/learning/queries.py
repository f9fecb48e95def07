"""Reads about guides. `reach` comes first, though guides are nobody's secret."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import skills_of
from tungngo.learning.models import Guide, Media
from tungngo.learning.refusals import UNKNOWN
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach


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
            "language": guide.language,
            "name": guide.language_name,
            "title": guide.title,
            "digest": guide.digest,
            "bytes": guide.size,
            "media": guide.media_size,
            "steps": guide.step_count,
        }
        for guide in guides.defer("card").order_by("language")
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
