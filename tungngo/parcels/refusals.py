"""Why a parcel cannot be taken: stable codes and their sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "parcel.unreadable": _(
        "This is no parcel of a phone, or it was cut or changed on the way. Nothing was taken and "
        "nothing is lost: make the parcel once more on the phone that has the records."
    ),
    "parcel.key_unknown": _(
        "This parcel was made for another server, or too long ago. Nothing was taken and nothing is "
        "lost: the phone that has the records needs a network once, then make the parcel again."
    ),
    "parcel.device_unknown": _(
        "No phone known here made this parcel. Nothing was taken; the records are still on the "
        "phone that made it."
    ),
    "parcel.not_open": _("Somebody has already decided about this parcel."),
    "parcel.emptied": _("What was in this parcel was deleted: its time was over."),
    "parcel.not_found": _("There is no such parcel here."),
}
