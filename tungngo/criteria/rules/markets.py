"""Digital markets: a market measured by its last survey. Equipped, then used, then a share of what is
paid: traders with a QR are not yet traders who are paid by it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from tungngo.criteria.rules.families import yes
from tungngo.criteria.rules.judging import (
    NOTHING_KNOWN,
    Counts,
    Measure,
    Verdict,
    count_in,
    judge,
    stage_of,
)
from tungngo.criteria.rules.packs import Criteria, Item, Operator


class Survey(Protocol):
    """What was counted on a day (markets.models.MarketSurvey); None where nobody counted."""

    surveyed_on: date
    stalls: int
    stalls_qr: int | None
    stalls_active: int | None
    payments: int | None
    payments_cashless: int | None
    fees_cashless: bool | None
    products_online: int | None


def measure(item: Item, survey: Survey) -> Measure:
    """A market measured by one criterion; what was not counted may be anything."""
    if item.indicator == "fees.cashless":
        return yes(survey.fees_cashless)
    if item.indicator == "products.online":
        online = survey.products_online
        return Measure(online or 0, item.threshold if online is None else 0, 1)
    part, whole = {
        "stalls.qr": (survey.stalls_qr, survey.stalls),
        "stalls.active": (
            survey.stalls_active,
            survey.stalls_qr if item.denominator == "stalls_qr" else survey.stalls,
        ),
        "payments.cashless": (survey.payments_cashless, survey.payments),
    }[item.indicator]
    if not whole:
        return NOTHING_KNOWN
    return Measure(0, whole, whole) if part is None else Measure(part, 0, whole)


def judge_market(criteria: Criteria, survey: Survey | None, day: date) -> list[Verdict]:
    """Every criterion against the last survey; nothing is known without one, or of one too old."""
    if survey is None or (day - survey.surveyed_on).days > criteria.survey_days:
        return [judge(item, _not_counted(item)) for item in criteria.items]
    return [judge(item, measure(item, survey)) for item in criteria.items]


def _not_counted(item: Item) -> Measure:
    return Measure(0, item.threshold if item.operator is Operator.COUNT else 1, 0)


def count_market(counts: Counts, verdicts: Sequence[Verdict]) -> None:
    """Add a judged market to `counts` (changed in place), and how far it is: `s.1` … `s.3` count the
    markets at that stage or beyond."""
    count_in(counts, verdicts)
    for stage in range(1, stage_of(verdicts) + 1):
        counts[f"s.{stage}"] = counts.get(f"s.{stage}", 0) + 1
