"""What a page of figures is narrowed to, as its address says it: `?from=`, `?on=`, `?segment=`, `?skill=`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tungngo.campaigns.models import Campaign, Skill
from tungngo.campaigns.queries import skills_of_each
from tungngo.desk.days import DayShown, day_asked, read_day
from tungngo.lib.reach import Reach
from tungngo.look.words import day as day_words
from tungngo.progress.figures import skill_name
from tungngo.progress.rules import LEARNERS
from tungngo.progress.sight import Sight
from tungngo.territory.models import Segment

#: A period that one click asks for, in days.
SHORT = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """The day figures are as of, what they are narrowed to, and which services could be asked for."""

    day: DayShown
    sight: Sight
    skills: Sequence[Skill]
    refusals: Sequence[str]

    @property
    def is_narrowed(self) -> bool:
        return self.sight.of_people or self.sight.since is not None

    @property
    def is_now(self) -> bool:
        """Whether what is known of today only may stand beside the figures."""
        return not self.day.is_past and not self.is_narrowed

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that ask for the same again, on this page or another."""
        since = self.sight.since
        asked = {
            "from": since.isoformat() if since else "",
            "segment": self.sight.segment,
            "skill": self.sight.skill,
        }
        return self.day.kept | {name: value for name, value in asked.items() if value}

    @property
    def kept_days(self) -> dict[str, str]:
        """The parameters of the days alone, for a list of doors."""
        return {name: value for name, value in self.kept.items() if name in ("from", "on")}

    @property
    def query(self) -> str:
        """`?…`, to be put behind an address; empty when nothing is asked."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    def but(self, **changes: str) -> str:
        """The query with some parameters changed; an empty one is left out. `from_` stands for `from`."""
        asked = self.kept | {name.rstrip("_"): value for name, value in changes.items()}
        # An address that is a "?" alone asks for the page as it is first shown.
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def others(self) -> dict[str, str]:
        """The parameters besides the day, which a form of the day alone sends along."""
        return {name: value for name, value in self.kept.items() if name != "on"}

    @property
    def earlier(self) -> str:
        """The query for the day before."""
        return self.but(on=self.day.before.isoformat()) if self.day.before else ""

    @property
    def later(self) -> str:
        """The query for the day after."""
        return self.but(on=self.day.after.isoformat()) if self.day.after else ""

    @property
    def today(self) -> str:
        """The query for today, narrowed to the same."""
        return self.but(on="")

    @property
    def whole(self) -> str:
        """The query for the same day, narrowed to nothing."""
        return self.but(from_="", segment="", skill="")

    @property
    def words(self) -> list[str]:
        """What the figures are of, each a phrase: the period, whom, which service."""
        said = []
        if self.sight.since:
            days = {"first": day_words(self.sight.since), "last": day_words(self.day.on)}
            said.append(_("first times from %(first)s to %(last)s") % days)
        if self.sight.segment:
            said.append(str(Segment(self.sight.segment).label))
        said += [skill_name(one) for one in self.skills if one.code == self.sight.skill]
        return said

    @property
    def shortcuts(self) -> list[tuple[str, str, bool]]:
        """(words, query, whether it is shown) of the periods that one click asks for."""
        first = self.day.on - timedelta(days=SHORT - 1)
        week = first if self.day.first is None else max(first, self.day.first)
        since = self.sight.since
        return [
            (_("from the first day"), self.but(from_=""), since is None),
            (
                _("the last %(days)s days") % {"days": SHORT},
                self.but(from_=week.isoformat()),
                since == week,
            ),
        ]

    @property
    def segments(self) -> list[tuple[str, str]]:
        """(code, words) of the segments that can be asked for."""
        return [(one, str(Segment(one).label)) for one in LEARNERS]

    @property
    def services(self) -> list[tuple[str, str]]:
        """(code, words) of the services that can be asked for."""
        return [(one.code, skill_name(one)) for one in self.skills]


def asked_of(reach: Reach, query: Mapping[str, str], counted: Sequence[Campaign]) -> Asked:
    """What a query asks of figures that `counted` add up; what cannot be is left out, with the reason."""
    shown = day_asked(query.get("on", "").strip(), counted)
    refusals = [shown.refusal] if shown.refusal else []
    taught = skills_of_each(reach, counted) if counted else {}
    skills = {skill.code: skill for one in counted for skill in taught.get(one.id, [])}
    segment, skill = query.get("segment", ""), query.get("skill", "")
    if skill and skill not in skills:
        refusals.append(_("No campaign here teaches “%(asked)s”.") % {"asked": skill[:24]})
    since, refusal = _since(query.get("from", "").strip(), shown)
    if refusal:
        refusals.append(refusal)
    sight = Sight(
        segment if counted and segment in LEARNERS else "", skill if skill in skills else "", since
    )
    return Asked(shown, sight, list(skills.values()), refusals)


def _since(asked: str, shown: DayShown) -> tuple[date | None, str]:
    """The first day of the period asked for; none with the reason where it cannot be. The campaign's
    first day, or one before it, asks for all of it."""
    if not asked:
        return None, ""
    since = read_day(asked)
    if since is None:
        return None, _("“%(asked)s” is not a day. A day is written 31/08/2026.") % {
            "asked": asked[:40]
        }
    if since > shown.on:
        return None, _("A period cannot begin on %(first)s and end on %(last)s.") % {
            "first": day_words(since),
            "last": day_words(shown.on),
        }
    return (since if shown.first and since > shown.first else None), ""
