"""From an empty ward to its first door: the steps in order, which are done, and what the next one is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.campaigns.models import Campaign
from tungngo.campaigns.queries import campaign_for, campaigns_at
from tungngo.campaigns.shares import assigned_counts
from tungngo.encounters.queries import has_facts
from tungngo.lib import clock, text
from tungngo.lib.reach import Reach
from tungngo.look.words import number
from tungngo.teams.queries import badges_out, member_counts, phones_under
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import groups_of, heads_count


@dataclass(frozen=True, slots=True)
class Step:
    """`words` say what is done here and why, `found` what is there already; `minutes` it takes a ward that
    has its sheets at hand. `here` is the menu entry it is done under."""

    name: str
    here: str
    heading: str
    words: str
    action: str
    url: str
    minutes: int
    is_done: bool
    found: str = ""


#: Menu entries under which the steps are done.
STEP_PAGES = frozenset({"groups", "lists", "households", "teams", "campaign", "assignment"})

#: What is done in each step, and why.
WORDS = {
    "groups": gettext_lazy(
        "The groups and hamlets of the ward, typed or copied from a sheet. Lists, teams and figures go by"
        " them."
    ),
    "list": gettext_lazy(
        "The sheet the ward has is enough: columns are recognised, mistakes are shown line by line,"
        " nothing is kept before it was looked at, and a list can be taken back."
    ),
    "teams": gettext_lazy(
        "Who goes to the doors, and in which group. One sheet with names and groups makes all teams."
    ),
    "campaign": gettext_lazy(
        "From the template of 45 days and nights: services, milestones, days. Everything can be changed"
        " before it starts."
    ),
    "doors": gettext_lazy(
        "Each member gets doors along the lanes, those with priority first, in equal shares. Moving some"
        " by hand is easy, and so is taking it back."
    ),
    "badges": gettext_lazy(
        "One sheet of badges to print and cut. A member scans theirs with the phone's camera: no name,"
        " no password to type."
    ),
    "door": gettext_lazy(
        "A helper knocks, notes what was shown, and the board counts it within a minute, also when the"
        " phone finds a network only in the evening."
    ),
}


def first_steps(reach: Reach, commune: Area, *, first_door: bool) -> list[Step]:
    """The steps of a commune; `first_door` says whether a record has come from any phone.

    A step leads to where it is done, one that is done to what came of it.
    """
    groups = len(groups_of(reach, commune))
    households, people = heads_count(reach, commune.path)
    members = sum(member_counts(reach, commune.path).values())
    campaign = campaign_for(reach, commune.path)
    draft = campaigns_at(reach, commune.path).filter(state=Campaign.State.DRAFT).first()
    given = sum(assigned_counts(reach, campaign, commune.path).values()) if campaign else 0
    phones = phones_under(reach, commune.path).filter(revoked_at=None).count()
    badges = badges_out(reach, commune.path)

    def step(
        name: str,
        heading: str,
        action: str,
        here: str,
        minutes: int,
        is_done: bool,
        found: str = "",
        begun_at: str = "",
    ) -> Step:
        at = reverse(here if is_done else begun_at or here, args=[commune.code])
        words = _door_words(campaign) if name == "door" else str(WORDS[name])
        return Step(
            name, here, heading, words, action, at, minutes, is_done, found if is_done else ""
        )

    return [
        step(
            *("groups", _("Residential groups"), _("Write them down"), "groups"),
            minutes=5,
            is_done=groups > 0,
            found=_("%(groups)s groups") % {"groups": number(groups)},
            begun_at="groups_new",
        ),
        step(
            *("list", _("Household list"), _("Bring in a list"), "lists"),
            minutes=15,
            is_done=households > 0,
            found=_("%(households)s households, %(people)s people")
            % {"households": number(households), "people": number(people)},
            begun_at="list_new",
        ),
        step(
            *("teams", _("Teams and members"), _("Bring in the members"), "teams"),
            minutes=10,
            is_done=members > 0,
            found=_("%(members)s members") % {"members": number(members)},
            begun_at="roster_new",
        ),
        step(
            "campaign",
            _("Campaign"),
            _("Look it over and start it") if draft else _("Make a campaign"),
            "campaign",
            minutes=5,
            is_done=campaign is not None,
            found=campaign.name if campaign else "",
            begun_at="" if draft else "campaign_new",
        ),
        step(
            *("doors", _("Doors shared out"), _("Share out all groups"), "assignment"),
            minutes=3,
            is_done=given > 0,
            found=_("%(doors)s doors given") % {"doors": number(given)},
        ),
        step(
            *("badges", _("Badges"), _("Print the badges"), "teams"),
            minutes=5,
            is_done=phones + badges > 0,
            found=_("%(badges)s badges out, %(phones)s phones have come")
            % {"badges": number(badges), "phones": number(phones)},
        ),
        step(
            *("door", _("The first door"), _("Watch the board"), "board"),
            minutes=10,
            is_done=first_door,
        ),
    ]


def _door_words(campaign: Campaign | None) -> str:
    """What the last step says: before the campaign's first day, that no visit counts yet."""
    if campaign is None or campaign.starts_on <= clock.today():
        return str(WORDS["door"])
    return _(
        "The campaign's first day is %(day)s: visits count from then on. The first day can be changed"
        " under Plan and targets."
    ) % {"day": text.day(campaign.starts_on)}


def step_now(reach: Reach, area: Area, here: str) -> dict[str, Any] | None:
    """What a page of the first steps says above itself until the first record comes: `shown_steps`.

    Asked by every page of a ward, so it first asks the cheapest: whether there is a record at all.
    """
    if area.level != Level.COMMUNE or here not in STEP_PAGES or has_facts(reach, area.path):
        return None
    return shown_steps(first_steps(reach, area, first_door=False))


def shown_steps(steps: list[Step]) -> dict[str, Any]:
    """The steps as a page shows them: the one to take now, how many are done, the minutes left."""
    now = next((step for step in steps if not step.is_done), None)
    return {
        "steps": steps,
        "now": now,
        "place": steps.index(now) + 1 if now else len(steps),
        "done": sum(step.is_done for step in steps),
        "minutes": sum(step.minutes for step in steps if not step.is_done),
    }
