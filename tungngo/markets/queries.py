"""Reads about markets and their surveys. `reach` comes first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.markets.models import Market, MarketSurvey


def markets_under(reach: Reach, path: str) -> QuerySet[Market]:
    """Markets that are open, at or under `path`, by name."""
    found = reach.within(path).filter(Market.objects.filter(closed_at=None))
    return found.order_by("sort_key", "id")


def market_of(reach: Reach, origin: str, market_id: UUID) -> Market:
    """One market, open or closed. Raises NotReached `market.unknown`."""
    found = reach.filter(Market.objects.filter(origin=origin, id=market_id)).first()
    if found is None:
        raise NotReached(
            "market.unknown", _("There is no such market, or it lies outside your own area.")
        )
    return found


def surveys_of(reach: Reach, market: Market) -> list[MarketSurvey]:
    """Every survey of one market, withdrawn ones too, latest first."""
    found = MarketSurvey.objects.filter(origin=market.origin, market_id=market.id)
    mine = reach.filter(found, "market__path")
    return list(mine.order_by("-surveyed_on", "-written_at"))


def survey_of(reach: Reach, origin: str, survey_id: UUID) -> tuple[MarketSurvey, Market]:
    """One survey and its market. Raises NotReached `market.survey_unknown`."""
    found = MarketSurvey.objects.filter(origin=origin, id=survey_id).select_related("market")
    survey = reach.filter(found, "market__path").first()
    if survey is None:
        raise NotReached(
            "market.survey_unknown",
            _("There is no such survey, or it lies outside your own area."),
        )
    return survey, survey.market


def last_surveys(
    reach: Reach, markets: Iterable[Market], *, until: date
) -> dict[UUID, MarketSurvey]:
    """market id → its last survey on or before a day, for those of `markets` that have one."""
    of_origin: dict[str, list[UUID]] = {}
    for market in markets:
        if reach.covers(market.path):
            of_origin.setdefault(market.origin, []).append(market.id)
    last: dict[UUID, MarketSurvey] = {}
    for origin, ids in of_origin.items():
        found = MarketSurvey.objects.filter(
            origin=origin, market_id__in=ids, withdrawn_at=None, surveyed_on__lte=until
        )
        for survey in found.order_by("surveyed_on", "written_at"):
            last[survey.market_id] = survey
    return last
