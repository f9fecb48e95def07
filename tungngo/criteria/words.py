"""Verdicts as an officer says them: what is missing at this door, in this village, in this market."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tungngo.criteria.rules.judging import State, Verdict
from tungngo.criteria.rules.packs import Item, Model, Operator, Words
from tungngo.look.words import language, number

MODEL_WORDS = {
    Model.FAMILY: gettext_lazy("Digital families"),
    Model.VILLAGE: gettext_lazy("Digital villages and residential areas"),
    Model.MARKET: gettext_lazy("Digital markets"),
}
STATE_WORDS = {
    State.MET: gettext_lazy("criteria met"),
    State.MISSING: gettext_lazy("something is missing"),
    State.UNKNOWN: gettext_lazy("not known yet"),
}
STAGE_WORDS = {
    0: gettext_lazy("not equipped, or not known"),
    1: gettext_lazy("equipped"),
    2: gettext_lazy("really used"),
    3: gettext_lazy("a share of payments"),
}


def say(words: Words) -> str:
    """A text of a pack in the reader's language."""
    return words.en if language() == "en" else words.vi


def amount(denominator: str, count: int) -> str:
    """So many of what a criterion counts: "2 adults"."""
    form = {
        "adults": ngettext("%(count)s adult", "%(count)s adults", count),
        "members": ngettext("%(count)s person", "%(count)s people", count),
        "households": ngettext("%(count)s household", "%(count)s households", count),
        "priority": ngettext("%(count)s household", "%(count)s households", count),
        "teams": ngettext("%(count)s team", "%(count)s teams", count),
        "stalls": ngettext("%(count)s stall", "%(count)s stalls", count),
        "stalls_qr": ngettext("%(count)s stall", "%(count)s stalls", count),
        "payments": ngettext("%(count)s payment", "%(count)s payments", count),
    }.get(denominator, "%(count)s")
    return form % {"count": number(count)}


def lack_words(verdict: Verdict) -> str:
    """What is missing, or not known; "" where nothing is."""
    item, measure = verdict.item, verdict.measure
    if verdict.state is State.MET:
        return ""
    if verdict.state is State.UNKNOWN:
        known = {"what": say(item.name)}
        if item.denominator in ("adults", "members") and measure.whole and measure.unknown:
            people = amount(item.denominator, measure.unknown)
            known["who"] = people
            return _("not known yet: %(what)s (%(who)s nobody has met)") % known
        return _("not known yet: %(what)s") % known
    if item.operator is not Operator.SHARE:
        return say(item.lacks)
    short = amount(item.denominator, verdict.short)
    if item.threshold == 100:
        return f"{short} {say(item.lacks)}"
    return _("%(what)s: %(short)s short of %(percent)s%%") % {
        "what": say(item.name),
        "short": short,
        "percent": item.threshold,
    }


def short_words(verdict: Verdict) -> str:
    """`lack_words` beside the criterion's own name, which is then not said again."""
    if verdict.state is State.UNKNOWN:
        return ""
    if verdict.item.operator is Operator.SHARE and verdict.item.threshold < 100 and verdict.short:
        return _("%(short)s short") % {"short": amount(verdict.item.denominator, verdict.short)}
    return lack_words(verdict)


def home_lacks(verdicts: Sequence[Verdict], unmet: int) -> list[str]:
    """What a home lacks, in as few lines as can be; `unmet` people there nobody has met.

    What is not known because people were not met is said once, not criterion by criterion.
    """
    said = [lack_words(one) for one in verdicts if one.state is State.MISSING]
    unknown = [one for one in verdicts if one.state is State.UNKNOWN]
    unseen = [one for one in unknown if one.item.denominator in ("adults", "members")]
    if unmet and len(unseen) > 1:
        words = ngettext(
            "nobody has met %(who)s: %(count)s criterion is not known yet",
            "nobody has met %(who)s: %(count)s criteria are not known yet",
            len(unseen),
        )
        said.append(words % {"who": amount("members", unmet), "count": number(len(unseen))})
        unknown = [one for one in unknown if one not in unseen]
    return said + [lack_words(one) for one in unknown]


def threshold_words(item: Item) -> str:
    """What a criterion asks: "90%", "at least 1", "yes"."""
    if item.operator is Operator.YES:
        return _("yes")
    if item.operator is Operator.COUNT:
        return _("at least %(count)s") % {"count": number(item.threshold)}
    return f"{item.threshold}%"


def asked_words(verdict: Verdict) -> str:
    """The same of one thing, as a count where it is a share: "90% = 45 households"."""
    words = threshold_words(verdict.item)
    if verdict.item.operator is Operator.SHARE and verdict.measure.whole:
        return f"{words} = {amount(verdict.item.denominator, verdict.needed)}"
    return words


def value_words(verdict: Verdict) -> str:
    """What was found: "40 / 50 households", "yes", "not known yet"."""
    item, measure = verdict.item, verdict.measure
    if item.operator is Operator.YES or not measure.whole:
        if measure.unknown:
            return str(STATE_WORDS[State.UNKNOWN])
        return (_("yes") if measure.part else _("no")) if measure.whole else "–"
    if item.operator is Operator.COUNT:
        is_open = not measure.part and measure.unknown
        return str(STATE_WORDS[State.UNKNOWN]) if is_open else number(measure.part)
    return f"{number(measure.part)} / {amount(item.denominator, measure.whole)}"


def edition_name(edition: Any) -> str:
    """What an edition is called, with its version."""
    name = edition.name_en if language() == "en" else edition.name_vi
    return _("%(name)s, version %(version)s") % {"name": name, "version": edition.version}
