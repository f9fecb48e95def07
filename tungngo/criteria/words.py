"""Verdicts as an officer says them: what is missing at this door, in this village, in this market."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tungngo.criteria.rules.judging import State, Verdict
from tungngo.criteria.rules.packs import Model, Operator, Words
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
    0: gettext_lazy("not equipped yet"),
    1: gettext_lazy("equipped"),
    2: gettext_lazy("active"),
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
    return _("%(what)s: %(short)s short of %(percent)s %%") % {
        "what": say(item.name),
        "short": short,
        "percent": item.threshold,
    }


def asked_words(verdict: Verdict) -> str:
    """What the criterion asks: "90 % = 45 households", "at least 1", "yes"."""
    item = verdict.item
    if item.operator is Operator.YES:
        return _("yes")
    if item.operator is Operator.COUNT:
        return _("at least %(count)s") % {"count": number(item.threshold)}
    if not verdict.measure.whole:
        return f"{item.threshold} %"
    return f"{item.threshold} % = {amount(item.denominator, verdict.needed)}"


def value_words(verdict: Verdict) -> str:
    """What was found: "40 / 50 households", "yes", "not known yet"."""
    item, measure = verdict.item, verdict.measure
    if item.operator is Operator.YES or not measure.whole:
        if measure.unknown:
            return str(STATE_WORDS[State.UNKNOWN])
        return (_("yes") if measure.part else _("no")) if measure.whole else "–"
    if item.operator is Operator.COUNT:
        return number(measure.part)
    return f"{number(measure.part)} / {amount(item.denominator, measure.whole)}"


def edition_name(edition: Any) -> str:
    """What an edition is called, with its version."""
    name = edition.name_en if language() == "en" else edition.name_vi
    return _("%(name)s, version %(version)s") % {"name": name, "version": edition.version}
