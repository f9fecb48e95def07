"""What a list of encounters is narrowed to, as its address says it: days, place, result, who, what about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from tungngo.accounts.queries import names_of
from tungngo.campaigns.models import Skill
from tungngo.campaigns.queries import skill_names
from tungngo.desk.list_filters import period_of
from tungngo.encounters.listed import Wanted
from tungngo.encounters.models import PlaceKind, Result
from tungngo.lib.problems import NotReached
from tungngo.lib.reach import Reach
from tungngo.look.words import day
from tungngo.progress.figures import skill_name
from tungngo.progress.rules import LEARNERS
from tungngo.teams.queries import membership_of, team_of, teams_among
from tungngo.territory.models import Segment

#: What `?counted=` says of those that count no more, and of those that no recount has seen yet.
SET_ASIDE, UNCOUNTED = "no", "later"


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
    """What `?from=&on=&place=&result=&skill=&segment=&team=&member=&counted=` ask for; `skills` are the
    services that can be asked for. A day alone is written with both ends."""
    days = period_of(said)
    known = {one.code: one for one in skills}
    place = _one_of(said.get("place", ""), PlaceKind.values)
    result = _one_of(said.get("result", ""), Result.values)
    skill = _one_of(said.get("skill", ""), list(known))
    segment = _one_of(said.get("segment", ""), LEARNERS)
    counted = _one_of(said.get("counted", ""), [SET_ASIDE, UNCOUNTED])
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
        set_aside=counted == SET_ASIDE,
        uncounted=counted == UNCOUNTED,
    )
    kept = {**days.kept, **who.kept, "place": place, "result": result, "skill": skill}
    kept |= {"segment": segment, "counted": counted}
    return EncountersAsked(
        wanted,
        {name: value for name, value in kept.items() if value},
        _words(wanted, skill_name(known[skill]) if skill else "", who.words),
        [who.fault] if who.fault else [],
    )


def wanted_words(reach: Reach, some: Sequence[Wanted]) -> list[list[str]]:
    """What each of these asked for, as phrases; none for what was not narrowed. Three queries for all."""
    skills = skill_names(reach, {one.skill for one in some if one.skill})
    teams = teams_among(reach, {one.team_id for one in some if one.team_id})
    people = names_of(reach, {one.account_id for one in some if one.account_id})
    of_teams = {team.id: team.name for team in teams}
    found = []
    for one in some:
        team = of_teams.get(one.team_id, "") if one.team_id else ""
        name = people.get(one.account_id, "") if one.account_id else ""
        who = f"{name} ({team})" if name and team else name or team
        found.append(_words(one, skills.get(one.skill, one.skill), who))
    return found


def _words(wanted: Wanted, skill: str, who: str) -> list[str]:
    """What is wanted, the service and the recorder by their names."""
    words = [
        _days_words(wanted),
        str(PlaceKind(wanted.place).label) if wanted.place else "",
        str(Result(wanted.result).label) if wanted.result else "",
        skill,
        str(Segment(wanted.segment).label) if wanted.segment else "",
        _("recorded by %(who)s") % {"who": who} if who else "",
        _("corrected or taken back") if wanted.set_aside else "",
        _("received, about to be counted") if wanted.uncounted else "",
    ]
    return [one for one in words if one]


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
