"""The reminder a leader pastes into the group's chat: what happens on a day, who is on duty, who is missing.

In Vietnamese whatever language the desk speaks, for the group reads it. Names of members stand in it, as on
the roster on the wall; nothing of residents does, and of a point at somebody's home no address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.lib import clock
from tungngo.points.models import Duty, Gathering, PointKind, SupportPoint
from tungngo.points.queries import Staffed

LANGUAGE = "vi"


class Agenda(NamedTuple):
    """What is planned on a day: sessions, each with who is on duty, and shifts; earliest first. `away`: ids
    of the duties at sessions of those who are away then."""

    sessions: Sequence[tuple[Gathering, Sequence[Duty]]]
    shifts: Sequence[Staffed]
    away: Collection[UUID] = ()

    @property
    def missing(self) -> int:
        """How many people are still to be found: those that shifts lack, one for each session without any
        who can come."""
        return sum(one.missing for one in self.shifts) + sum(
            all(duty.id in self.away for duty in some) for _at, some in self.sessions
        )


def reminder_of(where: str, day: date, agenda: Agenda, link: str) -> str:
    """The text, ready to paste. `where`: the point or the area it is about; `link`: the timetable for all."""
    with translation.override(LANGUAGE):
        return "\n".join(_lines(where, day, agenda, link))


def _lines(where: str, day: date, agenda: Agenda, link: str) -> Iterator[str]:
    yield _heading(day)
    yield where
    if agenda.sessions:
        yield ""
        yield _("SESSIONS")
        for one, duties in agenda.sessions:
            yield from _session(one, duties, agenda.away)
    if agenda.shifts:
        yield ""
        yield _("SHIFTS")
        for _rota, some in groupby(_by_place(agenda.shifts), key=lambda one: one.shift.rota_id):
            yield from _turns(list(some))
    yield ""
    if agenda.missing:
        yield ngettext(
            "%(count)s person is still missing. Whoever can help: please write here, or take the shift in"
            " the app Từng Ngõ.",
            "%(count)s people are still missing. Whoever can help: please write here, or take the shift in"
            " the app Từng Ngõ.",
            agenda.missing,
        ) % {"count": agenda.missing}
    yield _("Whoever cannot come: please say so early, so that somebody else is found in time.")
    yield _("Timetable of the support points: %(link)s") % {"link": link}


def _heading(day: date) -> str:
    words = {"day": f"{date_format(day, 'l')} {day:%d/%m/%Y}"}
    ahead = (day - clock.today()).days
    if ahead == 0:
        return _("WHO IS ON DUTY TODAY, %(day)s") % words
    if ahead == 1:
        return _("WHO IS ON DUTY TOMORROW, %(day)s") % words
    return _("WHO IS ON DUTY ON %(day)s") % words


def _session(one: Gathering, duties: Sequence[Duty], away: Collection[UUID]) -> Iterator[str]:
    yield f"- {_hours(one.starts_at, one.ends_at)}: {one.title}"
    yield f"  {_place(one.point)}"
    names = [_named(duty) for duty in duties if duty.id not in away]
    gone = [duty.account.full_name for duty in duties if duty.id in away]
    said = _("On duty: %(names)s") % {"names": ", ".join(names)}
    more = " (" + _("away: %(names)s") % {"names": ", ".join(gone)} + ")" if gone else ""
    yield "  " + (said if names else _("NOBODY ON DUTY YET")) + more


def _named(duty: Duty) -> str:
    name = duty.account.full_name
    return _("%(name)s (teaches)") % {"name": name} if duty.part == Duty.Part.TRAINER else name


def _by_place(shifts: Sequence[Staffed]) -> list[Staffed]:
    """Points by name, groups on call after them; in each by the hour."""
    return sorted(
        shifts,
        key=lambda one: (
            *(one.shift.rota.is_on_call, one.shift.rota.name, one.shift.rota_id),
            one.shift.starts_at,
        ),
    )


def _turns(some: list[Staffed]) -> Iterator[str]:
    rota = some[0].shift.rota
    yield rota.name if rota.is_on_call else _place(rota.point)
    for one in some:
        names = [duty.account.full_name for duty in one.duties if duty.id not in one.away]
        gone = [duty.account.full_name for duty in one.duties if duty.id in one.away]
        said = ", ".join(names) or _("nobody yet")
        more = [_("away: %(names)s") % {"names": ", ".join(gone)}] if gone else []
        if one.missing:
            words = ngettext("%(count)s MISSING", "%(count)s MISSING", one.missing)
            more.append(words % {"count": one.missing})
        tail = f" ({'; '.join(more)})" if more else ""
        yield f"- {_hours(one.shift.starts_at, one.shift.ends_at)}: {said}{tail}"


def _place(point: SupportPoint) -> str:
    """A point; where somebody's home is, those on duty know."""
    return point.name if point.kind == PointKind.HOME else point.words


def _hours(starts_at: datetime, ends_at: datetime) -> str:
    """“18:00–20:00”, with the day of an end on the next."""
    starts, ends = (moment.astimezone(clock.VIETNAM) for moment in (starts_at, ends_at))
    later = f" {ends:%d/%m}" if ends.date() != starts.date() else ""
    return f"{starts:%H:%M}–{ends:%H:%M}{later}"
