"""Whether a campaign's days and phases make sense, and when it may change its state."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tungngo.lib.problems import Refused

LONGEST_DAYS = 3 * 366

#: From which states an order may be given.
ORDERS: Mapping[str, frozenset[str]] = {
    "start": frozenset({"draft", "paused"}),
    "pause": frozenset({"running"}),
    "end": frozenset({"running", "paused"}),
    "reopen": frozenset({"ended"}),
}
#: How long an end given by mistake can be taken back.
REOPENED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PhaseDays:
    """A phase by name, from its first to its last day, both included."""

    name: str
    starts_on: date
    ends_on: date


def check_period(starts_on: date, ends_on: date) -> None:
    """Raises Refused `campaign.ends_before_start` or `campaign.too_long` (over three years)."""
    if ends_on < starts_on:
        raise Refused(
            "campaign.ends_before_start",
            "",
            place="ends_on",
        )
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Refused(
            "campaign.too_long",
            "",
            place="ends_on",
        )


def check_phases(phases: Sequence[PhaseDays], *, starts_on: date, ends_on: date) -> None:
    """Phases lie inside the campaign and do not overlap; days between them may be empty.

    Raises Refused `phase.name_empty`, `phase.ends_before_start`, `phase.outside_campaign`,
    `phase.overlaps`.
    """
    for phase in phases:
        words = {
            "phase": phase.name,
            "starts_on": f"{starts_on:%d/%m/%Y}",
            "ends_on": f"{ends_on:%d/%m/%Y}",
        }
        if not phase.name.strip():
            raise Refused("phase.name_empty", "")
        if phase.ends_on < phase.starts_on:
            raise Refused("phase.ends_before_start", "", words)
        if phase.starts_on < starts_on or phase.ends_on > ends_on:
            raise Refused(
                "phase.outside_campaign",
                "",
                words,
            )
    ordered = sorted(phases, key=lambda phase: phase.starts_on)
    for earlier, later in itertools.pairwise(ordered):
        if later.starts_on <= earlier.ends_on:
            raise Refused(
                "phase.overlaps",
                "",
                {"earlier": earlier.name, "later": later.name},
            )


def check_order(order: str, state: str) -> None:
    """Raises Refused `campaign.not_now` unless `order` may be given to a campaign in `state`."""
    if state not in ORDERS[order]:
        raise Refused(
            "campaign.not_now",
            "",
        )


def check_open(state: str) -> None:
    """Raises Refused `campaign.over` when a campaign has ended: its plan is what it was judged by."""
    if state == "ended":
        raise Refused("campaign.over", "")


def check_reopened(ended_at: datetime, now: datetime) -> None:
    """Raises Refused `campaign.ended_for_good` once `REOPENED_WITHIN` has passed."""
    if now - ended_at > REOPENED_WITHIN:
        raise Refused("campaign.ended_for_good", "")


def check_days_moved(before: tuple[date, date], after: tuple[date, date], *, today: date) -> None:
    """First and last day of a campaign that was started: results of past days may still be on phones,
    and one outside the campaign is refused.

    Raises Refused `campaign.first_day_started` when the first day would move later, and
    `campaign.last_day_past` when the last one would move before `today`.
    """
    if after[0] > before[0]:
        words = {"starts_on": f"{before[0]:%d/%m/%Y}"}
        raise Refused("campaign.first_day_started", "", words, place="starts_on")
    if after[1] < min(before[1], today):
        raise Refused("campaign.last_day_past", "", place="ends_on")
