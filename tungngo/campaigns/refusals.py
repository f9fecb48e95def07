"""What refusals of the rules say. Rules are pure and name a code; the sentence is put to it here."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import worded

SENTENCES = {
    "campaign.ends_before_start": _("The campaign ends before it begins. Choose a later last day."),
    "campaign.too_long": _("A campaign lasts three years at most. Check the year of the last day."),
    "campaign.photo_of_papers": _(
        "Photos of papers, cards, codes or passwords may not be asked for. Ask for a photo of"
        " something else, or of nothing."
    ),
    "phase.name_empty": _("Give every phase a name."),
    "phase.ends_before_start": _("The phase “%(phase)s” ends before it begins."),
    "phase.outside_campaign": _(
        "The phase “%(phase)s” must lie within the campaign, from %(starts_on)s to %(ends_on)s."
    ),
    "phase.overlaps": _("The phases “%(earlier)s” and “%(later)s” share days. Let one end first."),
    "campaign.not_now": _(
        "This cannot be done in the campaign's present state. Open the page again."
    ),
    "campaign.first_day_started": _(
        "The campaign has started: its first day cannot be later than %(starts_on)s, or results of"
        " days before would be refused."
    ),
    "campaign.last_day_past": _(
        "The campaign has started: its last day cannot lie in the past, or results still on phones"
        " would be refused. End the campaign instead."
    ),
    "campaign.ended_for_good": _(
        "An end can be taken back for one day only. This campaign can be the template of the next."
    ),
    "campaign.over": _("This campaign has ended. Its targets and plan stay as they were."),
    "target.percent_unreadable": _("“%(written)s” is not a percentage. Example: 70."),
    "target.over_hundred": _(
        "A target cannot be more than 100 %%, and this one is %(percent)s %%."
    ),
    "target.not_above_zero": _("A target must be more than 0 %."),
    "milestone.day_missing": _("Choose the day of this column."),
    "milestone.twice": _("There are two milestones on %(later)s. Keep one."),
    "milestone.decreasing": _(
        "The milestone of %(later)s is lower than that of %(earlier)s. A later milestone cannot ask for less."
    ),
    "target.indicator_unknown": _("Nothing here is counted as “%(indicator)s”."),
    "target.skill_not_in_campaign": _(
        "The skill “%(skill)s” is not part of this campaign. Add it to the campaign first."
    ),
    "target.segment_unknown": _("There is no population segment “%(segment)s”."),
    "target.segment_of_households": _(
        "Households are not divided into segments. Set this target for all households."
    ),
    "milestone.before_campaign": _(
        "The milestone of %(day)s lies before the campaign, which begins on %(starts_on)s."
    ),
    "milestone.after_campaign": _(
        "The milestone of %(day)s lies after the campaign, which ends on %(ends_on)s."
    ),
}

#: Gives a refusal of the rules its sentence on its way out.
in_words = partial(worded, SENTENCES)
