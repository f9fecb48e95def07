"""What a board that adds campaigns up says of them: how many will miss their next milestone, and which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.campaigns.models import Campaign
from tungngo.look.words import number
from tungngo.progress.figures import MOST_NAMED, Headline, of_milestone
from tungngo.progress.outlooks import Outlook


class CampaignLine(NamedTuple):
    """A campaign, and its next milestone in words; None without one."""

    campaign: Campaign
    said: Headline | None


def campaign_lines(found: Sequence[Outlook], today: date) -> list[CampaignLine]:
    """Each campaign with the answer of its own board."""
    return [
        CampaignLine(one.campaign, of_milestone(one.series, today) if one.series else None)
        for one in found
    ]


def headline_of_all(found: Sequence[Outlook], today: date) -> Headline | None:
    """Are they going to make it? How many will miss their next milestone, the largest gaps named with what
    is missing; None while no campaign has milestones."""
    judged = [(one, line) for one in found if (line := one.next(today))]
    if not judged:
        return None
    missing = [
        (one, line.needed - line.forecast.middle if line.forecast else 0)
        for one, line in judged
        if line.state in ("risk", "missed")
    ]
    if not missing:
        sentence = ngettext(
            "The one campaign with milestones keeps to its next one.",
            "All %(all)s campaigns with milestones keep to their next one.",
            len(judged),
        )
        return Headline("ok", sentence % {"all": number(len(judged))}, "")
    sentence = ngettext(
        "%(late)s of %(all)s campaigns will miss its next milestone at this pace.",
        "%(late)s of %(all)s campaigns will miss their next milestone at this pace.",
        len(missing),
    ) % {"late": number(len(missing)), "all": number(len(judged))}
    worst = sorted(missing, key=lambda pair: -pair[1])[:MOST_NAMED]
    named = ", ".join(f"{one.campaign.area.full_name} ({number(short)})" for one, short in worst)
    advice = _("Most is missing in %(areas)s. Their boards say what would mend it.")
    return Headline("risk", sentence, advice % {"areas": named})
