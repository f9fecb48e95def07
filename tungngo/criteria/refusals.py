"""What a pack of criteria is refused for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "criteria.unreadable": _("The pack cannot be read: %(why)s."),
    "criteria.empty": _("The pack has criteria for nothing: family, village or market."),
    "criteria.nothing_required": _("%(place)s: at least one criterion has to be required."),
    "criteria.version_impossible": _("Versions are counted from 1."),
    "criteria.code_impossible": _("%(place)s: a code is not empty and has no dot."),
    "criteria.code_twice": _("%(place)s: this code stands there twice."),
    "criteria.indicator_unknown": _("%(place)s: nothing of this name can be measured."),
    "criteria.denominator_unknown": _("%(place)s: this is not counted out of that."),
    "criteria.operator_unfit": _("%(place)s: this cannot be compared in that way."),
    "criteria.threshold_impossible": _("%(place)s: this cannot be reached, or always is."),
    "criteria.skill_unknown": _("%(place)s: the catalogue has no such skill."),
    "criteria.type_of_nobody": _("%(place)s: no family could be of this kind."),
    "criteria.area_unknown": _("There is no area with the code %(code)s."),
    "criteria.version_taken": _(
        "Version %(version)s of these criteria is there already and says something else. What was "
        "assessed under it stays: give the new text a higher version."
    ),
    "criteria.version_behind": _(
        "There is a later version of these criteria (%(version)s): a new one has a higher version and "
        "does not begin before it."
    ),
}
