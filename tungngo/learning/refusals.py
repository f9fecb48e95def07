"""What refusals of the rules say. Rules are pure and name a code; the sentence is put to it here."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from tungngo.lib.problems import worded

UNKNOWN = _("This guide has been replaced by a newer one.")

SENTENCES = {
    "guide.no_folder": _("%(place)s is not a folder that can be read."),
    "guide.no_pack": _("There is no pack.toml in this folder or in a folder inside it."),
    "guide.pack_empty": _("%(place)s: there is no guide beside this file."),
    "guide.unreadable": _("%(place)s cannot be read as a pack describes it: %(what)s"),
    "guide.language_unreadable": _(
        "%(place)s: “%(written)s” is not a language tag. Examples: vi, en, blt-Tavt, hmn-Latn-VN."
    ),
    "guide.skill_unknown": _(
        "%(place)s: the catalogue has no skill “%(skill)s”. The file's name is the skill's code."
    ),
    "guide.level_unknown": _(
        "%(place)s: “%(written)s” is no level of the ladder. Write 1 to 4 after the dot, or no dot."
    ),
    "guide.address_unreadable": _(
        "%(place)s: “%(written)s” is no address. It begins with https:// and a host's name."
    ),
    "guide.twice": _("%(place)s: the same skill and language are in %(other)s already."),
    "guide.version_reused": _(
        "%(place)s: version %(version)s is here already with other words or pictures."
        " Give the new one a higher version."
    ),
    "guide.file_missing": _("%(place)s: the file “%(name)s” is not in the folder."),
    "guide.file_too_large": _(
        "%(place)s: %(size)s kB is too large for phones; at most %(most)s kB."
    ),
    "guide.picture_unknown": _("%(place)s: a picture must be SVG, WebP or PNG."),
    "guide.audio_unknown": _("%(place)s: a recording must be Opus or Ogg, MP3 or M4A."),
    "guide.svg_unreadable": _("%(place)s: this is not an SVG drawing in UTF-8."),
    "guide.svg_unsafe": _(
        "%(place)s: %(what)s could run something or fetch it from elsewhere."
        " A drawing may only draw."
    ),
    "guide.scene_and_picture": _("%(place)s: a step has a scene or a picture, not both."),
    "guide.alt_missing": _("%(place)s: say in alt what the picture shows."),
    "guide.scene_part_unknown": _("%(place)s: a scene knows no part called “%(part)s”."),
    "guide.scene_labels": _("%(place)s: the part “%(part)s” has too few or too many words."),
    "guide.scene_label_long": _(
        "%(place)s: “%(label)s” is too long to be drawn; at most %(most)s letters."
    ),
    "guide.scene_too_tall": _("%(place)s: too many parts for one screen; leave one out."),
    "platform.resident_unknown": _("This person is not on the list. The record is kept."),
    "platform.out_of_reach": _(
        "This person lives where the author of the record does not work. The record is kept."
    ),
    "platform.skill_unknown": _("The catalogue has no such service. The record is kept."),
    "platform.in_the_future": _("The day of the result is still to come."),
    "platform.taken": _("Another record has this number already. The record is kept."),
    "platform.identity_number": _(
        "This looks like an identity number, which is never kept. Write the number of the certificate,"
        " or leave it empty."
    ),
    "platform.there_already": _("This result of this person is written down already."),
}

#: Gives a refusal of the rules its sentence on its way out.
in_words = partial(worded, SENTENCES)
