"""What a list of encounters is narrowed to, as its address says it: days, place, result, who, what about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from tungngo.campaigns.models import Skill
from tungngo.desk.list_filters import period_of
from tungngo.encounters.listed import Wanted
from tungngo.encounters.models import PlaceKind, Result
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.look.words import day
from tungngo.progress.figures import skill_name
from tungngo.progress.rules import LEARNERS
from tungngo.teams.queries import membership_of, team_of
from tungngo.territory.models import Segment


@dataclass(frozen=True, slots=True)
class EncountersAsked:
    """`wanted` encounters, the parameters that ask for them (`kept`), and the same in words; `faults` say
    what of the address means nothing here."""

    wanted: Wanted
    kept: Mapping[str, str]
    words: Sequence[str]
    faults: Sequence[str]

    @property
    def query(self) -> str:
        """As an address says it, without a "?"."""
        return urlencode(self.kept)

    def but(self, **changes: str) -> str:
        """`?…` with some parameters changed; an empty one is left out."""
        asked = dict(self.kept) | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


def encounters_asked(
    reach: Reach, said: Mapping[str, str], skills: Sequence[Skill]
) -> EncountersAsked:
    """What `?from=&on=&place=&result=&skill=&segment=&team=&member=&counted=no` ask for; `skills` are the
    services that can be asked for. A day alone is written with both ends."""
    days = period_of(said)
    known = {one.code: one for one in skills}
    place = _one_of(said.get("place", ""), PlaceKind.values)
    result = _one_of(said.get("result", ""), Result.values)
    skill = _one_of(said.get("skill", ""), list(known))
    segment = _one_of(said.get("segment", ""), LEARNERS)
    is_aside = said.get("counted", "") == "no"
    who = _recorder(reach, said)
    wanted = Wanted(
        days.since,
        days.until,
        place=place,
        result=result,
        skill=skill,
        segment=segment,
        team_id=who.team_id,
        account_id=who.account_id,
        set_aside=is_aside,
    )
    kept = {**days.kept, **who.kept, "place": place, "result": result, "skill": skill}
    kept |= {"segment": segment, "counted": "no" if is_aside else ""}
    words = [
        _days_words(wanted),
        str(PlaceKind(place).label) if place else "",
        str(Result(result).label) if result else "",
        skill_name(known[skill]) if skill else "",
        str(Segment(segment).label) if segment else "",
        _("recorded by %(who)s") % {"who": who.words} if who.words else "",
        _("corrected or taken back") if is_aside else "",
    ]
    return EncountersAsked(
        wanted,
        {name: value for name, value in kept.items() if value},
        [one for one in words if one],
        [who.fault] if who.fault else [],
    )


def _one_of(said: str, known: Sequence[Any]) -> str:
    return said if said in known else ""


def _days_words(wanted: Wanted) -> str:
    since, until = wanted.since, wanted.until
    if since and since == until:
        return _("on %(on)s") % {"on": day(since)}
    if since and until:
        return _("from %(first)s to %(last)s") % {"first": day(since), "last": day(until)}
    if since:
        return _("since %(first)s") % {"first": day(since)}
    return _("until the end of %(last)s") % {"last": day(until)} if until else ""


@dataclass(frozen=True, slots=True)
class _Recorder:
    """Who recorded: a team, or one member of it."""

    team_id: UUID | None = None
    account_id: UUID | None = None
    words: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


def _recorder(reach: Reach, said: Mapping[str, str]) -> _Recorder:
    team, member = said.get("team", ""), said.get("member", "")
    try:
        if member:
            one = membership_of(reach, UUID(member))
            words = f"{one.account.full_name} ({one.team.name})"
            return _Recorder(one.team_id, one.account_id, words, {"member": member})
        if team:
            found = team_of(reach, UUID(team))
            return _Recorder(found.id, None, found.name, {"team": team})
    except (ValueError, NotReached):
        fault = _("The team or member it asks for is not here any more: everybody's are shown.")
        return _Recorder(fault=fault)
    return _Recorder()
