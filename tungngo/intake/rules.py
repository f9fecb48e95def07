"""Two clocks: what a phone's own clock is worth, measured against ours. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

#: A phone's clock within this of ours is taken at its word.
CLOCK_TOLERANCE = timedelta(minutes=2)
#: A phone's clock outside these years says nothing, not even by how much it is wrong.
FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)
#: How far in the future a corrected moment may lie before it is refused.
FUTURE_TOLERANCE = timedelta(minutes=10)


def clock_offset(sent_at: datetime, received_at: datetime) -> timedelta:
    """How far the phone's clock is behind ours; zero when it is within tolerance or says nothing."""
    if not FIRST_MOMENT <= sent_at < LAST_MOMENT:
        return timedelta(0)
    offset = received_at - sent_at
    return offset if abs(offset) > CLOCK_TOLERANCE else timedelta(0)


def meant(at: datetime) -> datetime:
    """A moment as a phone says it. What lies outside the years a clock can mean goes to their nearer
    end, where no day can overflow, and every engine and driver has a place for it."""
    return min(max(at, FIRST_MOMENT), LAST_MOMENT)


def corrected(at: datetime, offset: timedelta) -> datetime:
    """A moment by the phone's clock, moved by the offset of that clock."""
    return meant(at) + offset
