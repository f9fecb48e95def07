"""Timetables as iCalendar feeds (RFC 5545), for the calendar of any phone. No persons are in them.

One's own duties are at an address that a phone makes known (`token_of`): signed, of that phone, and good as
long as its badge is not withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from icalendar import Alarm, Calendar, Event

from tungngo.points.models import Duty, Gathering

MAKER = "-//Tung Ngo//timetable//VI"
#: How often a calendar that follows a feed is asked to look again.
AGAIN_AFTER = timedelta(hours=6)
#: How long before a duty of one's own the calendar reminds.
REMIND_BEFORE = timedelta(hours=2)
_SIGNER = Signer(salt="points.calendars.duties", sep=".")


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
    calendar = _calendar(title)
    for one in gatherings:
        calendar.add_component(_event(one, link_of(one), at))
    return calendar.to_ical()


def token_of(device_id: UUID) -> str:
    """What stands in the address of the feed of a phone's owner."""
    return _SIGNER.sign(device_id.hex)


def device_in(token: str) -> UUID | None:
    """The phone whose owner's feed this is; None for what nobody signed."""
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def own_feed(title: str, duties: Iterable[Duty], *, at: datetime) -> bytes:
    """Somebody's duties at sessions and on shifts as one calendar called `title`, each with a reminder;
    those called off stay in, as cancelled."""
    calendar = _calendar(title)
    for one in duties:
        calendar.add_component(_duty_event(one, at))
    return calendar.to_ical()


def _duty_event(one: Duty, at: datetime) -> Event:
    """A duty is never moved: it is taken off and another one given. So the newest is the longest there."""
    event = Event()
    event.add("uid", f"{one.id}@tungngo")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", one.at.starts_at.astimezone(UTC))
    event.add("dtend", one.at.ends_at.astimezone(UTC))
    event.add("summary", one.at.title)
    event.add("location", one.gathering.point.words if one.gathering_id else one.shift.rota.words)
    is_planned = one.at.state == "planned"
    event.add("status", "CONFIRMED" if is_planned else "CANCELLED")
    if is_planned:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.at.title)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event


def _calendar(title: str) -> Calendar:
    """An empty calendar that says what it is called and how often to look again."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", AGAIN_AFTER, parameters={"value": "DURATION"})
    return calendar


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
