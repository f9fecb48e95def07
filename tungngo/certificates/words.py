"""Rules, what is missing and where a certificate stands, as the reader's language says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.certificates.models import Certificate, CompletionRule
from tungngo.certificates.queries import Standard, history_at
from tungngo.certificates.resting import Resting
from tungngo.certificates.rules.packs import Audience, Item
from tungngo.criteria.words import say
from tungngo.lib.reach import Reach
from tungngo.look.words import language

AUDIENCE_WORDS = {
    Audience.RESIDENTS: gettext_lazy("residents"),
    Audience.OFFICIALS: gettext_lazy("officials and public employees"),
    Audience.TEAM: gettext_lazy("members of community digital teams"),
    Audience.TRADERS: gettext_lazy("traders"),
    Audience.STUDENTS: gettext_lazy("pupils and students"),
    Audience.WORKERS: gettext_lazy("workers of enterprises"),
}
#: What the desk may note that makes somebody belong to an audience, and is no item of a rule.
_BELONGS = {"team-member": gettext_lazy("Member of a community digital team")}


class StandingWords(NamedTuple):
    """Where a certificate stands: a code, its badge's tone, and words."""

    code: str
    tone: str
    words: Any


_VALID = StandingWords("valid", "ok", gettext_lazy("valid"))
_EXPIRED = StandingWords("expired", "late", gettext_lazy("expired"))
_REVOKED = StandingWords("revoked", "missed", gettext_lazy("revoked"))
_ERASED = StandingWords("erased", "missed", gettext_lazy("ended, data erased"))
_DOUBTFUL = StandingWords("doubtful", "risk", gettext_lazy("evidence withdrawn"))


def standing_of(
    certificate: Certificate, day: date, resting: Resting | None = None
) -> StandingWords:
    """Where a certificate stands on a day; a revoked one is revoked whatever its last day. Without `resting`
    nothing is said of its evidence."""
    if certificate.revoked_at:
        return _ERASED if certificate.revoked_why == Certificate.Why.ERASED else _REVOKED
    until = certificate.valid_until_on
    if until and until < day:
        return _EXPIRED
    return _DOUBTFUL if resting and resting.is_gone else _VALID


def rule_name(rule: CompletionRule) -> str:
    """The name of a rule in the reader's language."""
    return rule.name_en if language() == "en" else rule.name_vi


def lack_words(asked: Sequence[Item]) -> str:
    """What is missing; of several pieces one would be enough."""
    return _("; or ").join(say(item.lacks) for item in asked)


def item_words(asked: Sequence[Item]) -> str:
    """What a rule asks for; of several pieces one is enough."""
    return _("; or ").join(say(item.name) for item in asked)


def confirmation_words(standards: Sequence[Standard]) -> dict[str, str]:
    """Code of a confirmation → what it is called, of every rule given; the last one's words count."""
    return {
        code: say(item.name) if item else str(_BELONGS.get(code, code))
        for one in standards
        for code, item in one.rule.confirmations.items()
    }


def confirmation_name(reach: Reach, path: str, code: str) -> str:
    """What rules at a path call a confirmation, in whatever version; its code where none does any more."""
    return confirmation_words(history_at(reach, path)).get(code, code)
