"""What packs, confirmations and certificates are refused for, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "completion.unreadable": _("The pack of rules cannot be read: %(why)s."),
    "completion.empty": _("The pack holds no rule."),
    "completion.version_impossible": _("Versions are counted from 1."),
    "completion.nothing_asked": _("%(place)s: a rule asks for at least one piece of evidence."),
    "completion.code_impossible": _(
        "%(place)s: a code is 1 to 40 letters without accents, digits or hyphens."
    ),
    "completion.code_twice": _("%(place)s: this code stands there twice."),
    "completion.name_unknown": _("%(place)s: nothing of this name is known here."),
    "completion.out_of_bounds": _("%(place)s: this number is too small or too large."),
    "completion.area_unknown": _("There is no area with the code %(code)s."),
    "completion.area_other": _(
        "The pack is for the area %(code)s. At this desk packs for %(here)s are taken."
    ),
    "completion.version_taken": _(
        "Version %(version)s of this rule is there already and says something else. Certificates rest "
        "on it: give the new text a higher version."
    ),
    "completion.version_behind": _(
        "There is a later version of this rule (%(version)s): a new one has a higher version and does "
        "not begin before it."
    ),
    "confirmation.unknown_code": _("No rule here asks for this."),
    "confirmation.day_ahead": _("The day on the paper lies ahead."),
    "confirmation.identity_number": _(
        "This looks like an identity number. Leave it out: the day and the issuer are enough."
    ),
    "certificate.rule_ahead": _("This rule does not hold yet."),
    "certificate.revoked_already": _("This certificate is revoked already."),
    "certificate.not_revoked": _("This certificate is not revoked."),
    "certificate.emptied": _("The holder's data were erased: nothing can be given back."),
    "certificate.why_empty": _("Choose why."),
    "certificate.another_valid": _(
        "The holder has another valid certificate by this rule. Revoke that one first."
    ),
}
