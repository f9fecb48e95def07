"""The refusals of operations: stable codes and their sentences."""

from django.utils.translation import gettext_lazy as _

#: Refusals that the right day and time may lift.
ABOUT_TIME = frozenset(
    {"encounter.in_the_future", "encounter.before_campaign", "encounter.after_campaign"}
)

#: Refusals that leaving out who is not on the list may lift.
ABOUT_PEOPLE = frozenset({"encounter.resident_unknown"})

SENTENCES = {
    "encounter.campaign_unknown": _("No campaign runs at this door. The record is kept."),
    "encounter.before_campaign": _(
        "The record's day lies before the campaign's first day, or the phone's clock is wrong. The record is"
        " kept: ask the ward which day the campaign begins."
    ),
    "encounter.after_campaign": _(
        "The record's day lies after the campaign's last day. The record is kept."
    ),
    "encounter.in_the_future": _(
        "The record's time lies in the future. The phone's clock may be wrong; the record is kept."
    ),
    "encounter.household_unknown": _("This household is not on the list. The record is kept."),
    "encounter.household_out_of_reach": _(
        "This household belongs to an area outside your team's. The record is kept."
    ),
    "encounter.resident_unknown": _(
        "A person in this record is not on the list. The record is kept; the team leader can look at it."
    ),
    "encounter.skill_unknown": _("This campaign does not teach that service. The record is kept."),
    "encounter.level_impossible": _("A level in this record does not exist. The record is kept."),
    "encounter.amends_foreign": _(
        "Only the person who made a record can correct it. The record is kept."
    ),
    "encounter.amends_elsewhere": _(
        "A correction can only be about the household its record was about. The record is kept."
    ),
    "encounter.place_unfit": _(
        "A check-in to a session has to say that it was at a class or a support point. "
        "The record is kept."
    ),
    "encounter.teacher_unknown": _(
        "Who taught in this record is neither in the team here nor a resident of the commune."
        " The record is kept."
    ),
    "encounter.consent_unknown": _(
        "How somebody agreed in this record cannot be read. The record is kept."
    ),
    "encounter.id_taken": _("Another record already has this number. The record is kept."),
}
