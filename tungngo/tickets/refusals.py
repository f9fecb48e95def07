"""The refusals of a phone's operations about calls for help: stable codes and their sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "help.unknown": _("This call for help is not on the list any more. Nothing else needs doing."),
    "help.out_of_reach": _("This call for help belongs to an area outside your team's."),
    "help.taken": _("Somebody else was quicker and goes there. Nothing else needs doing."),
    "help.closed": _("This call for help was closed in the meantime. Nothing else needs doing."),
    "help.not_mine": _("Somebody else has this call for help now. Nothing was changed."),
    "help.why_unknown": _("The app gave a reason that does not exist; updating it may help."),
}
