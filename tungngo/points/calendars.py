"""A timetable as an iCalendar feed (RFC 5545), for the calendar of any phone. No persons are in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from tungngo.points.models import Gathering

MAKER = "-//Tung Ngo//timetable//VI"
#: How often a calendar that follows a feed is asked to look again.
AGAIN_AFTER = timedelta(hours=6)


def feed(
    title: str,
    gatherings: Iterable[Gathering],
    *,
    link_of: Callable[[Gathering], str],
    at: datetime,
) -> bytes:
    """The gatherings (with their points) as one calendar called `title`, said at `at`.

    `link_of` gives the page of a gathering's point. A cancelled one stays in, as cancelled, so that
    calendars that have it strike it out; its reason does not, which may speak of somebody.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", AGAIN_AFTER, parameters={"value": "DURATION"})
    for one in gatherings:
        calendar.add_component(_event(one, link_of(one), at))
    return calendar.to_ical()


def _event(one: Gathering, link: str, at: datetime) -> Event:
    """One gathering. Its sequence grows with every change, so the newest is believed."""
    event = Event()
    event.add("uid", f"{one.id}@tungngo")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("summary", one.title)
    event.add("location", one.point.words)
    event.add("url", link)
    event.add("sequence", one.version - 1)
    is_planned = one.state == Gathering.State.PLANNED
    event.add("status", "CONFIRMED" if is_planned else "CANCELLED")
    return event
