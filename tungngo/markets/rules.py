"""What a survey of a market can say at all. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Counted:
    """A survey as typed; None where nobody counted."""

    surveyed_on: date
    stalls: int
    surveyed_by: str
    evidence: str = ""
    stalls_qr: int | None = None
    stalls_active: int | None = None
    payments: int | None = None
    payments_cashless: int | None = None
    fees_cashless: bool | None = None
    products_online: int | None = None


def impossible(counted: Counted, today: date) -> Iterator[tuple[str, str]]:
    """(field, code) of everything that cannot be: more of a part than of its whole, a day to come."""
    if counted.surveyed_on > today:
        yield "surveyed_on", "market.survey_to_come"
    qr = counted.stalls if counted.stalls_qr is None else counted.stalls_qr
    if qr > counted.stalls:
        yield "stalls_qr", "market.more_qr_than_stalls"
    elif (counted.stalls_active or 0) > qr:
        yield "stalls_active", "market.more_active_than_qr"
    if counted.payments_cashless is not None and (
        counted.payments is None or counted.payments_cashless > counted.payments
    ):
        yield "payments_cashless", "market.more_cashless_than_payments"
