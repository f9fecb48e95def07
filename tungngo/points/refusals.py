"""The refusals of what phones say of gatherings: stable codes and their sentences."""

from django.utils.translation import gettext_lazy as _

#: Refusals of check-ins that the right day may lift.
ABOUT_TIME = frozenset({"gathering.check_in_early", "gathering.check_in_late"})
SENTENCES = {
    "gathering.unknown": _("There is no such session. The record is kept."),
    "gathering.taken_back": _(
        "This session was taken back and never took place. The record is kept; write it down at another"
        " session, or as a visit."
    ),
    "gathering.not_on_duty": _(
        "Only who is on duty at a session, or works in its area, counts who came. The record is kept."
    ),
    "gathering.heads_early": _("The day of this session has not come yet. The record is kept."),
    "gathering.check_in_early": _(
        "Somebody is checked in before the day of this session: it was moved, or the phone's clock is wrong."
        " The record is kept; put the day right, or write it down as a visit."
    ),
    "gathering.check_in_late": _(
        "Somebody is checked in more than a week after this session. The record is kept; put the day right,"
        " or write it down as a visit."
    ),
}
