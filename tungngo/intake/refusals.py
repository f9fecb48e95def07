"""The refusals of operations that no room could even read: stable codes and their sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "op.unreadable": _(
        "This record could not be read. It is kept; the team leader can look at it."
    ),
    "op.broken": _(
        "The server could not work on this record. It is kept; the team leader can send it in again."
    ),
    "op.kind_unknown": _(
        "This record is of a kind the server does not know. It is kept; updating the app may help."
    ),
}
