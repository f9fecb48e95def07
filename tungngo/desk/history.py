"""What happened at a door, as a list to read: who met whom, who taught, how they agreed, what was mended."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tungngo.campaigns.models import Ladder
from tungngo.encounters.models import Encounter
from tungngo.lib.clock import day_of
from tungngo.privacy.consent_texts import version_on

CONSENT_WORDS: Mapping[str, Any] = {
    "spoken": gettext_lazy("agreed in words"),
    "signed": gettext_lazy("agreed on paper"),
    "witness": gettext_lazy("agreed before a witness"),
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One encounter: `states` says in words what became of it, `is_over` whether it no longer counts;
    `outcomes` of each person, by name."""

    at: datetime
    result: str
    author: str
    states: list[str]
    is_over: bool
    outcomes: list[tuple[str, list[str]]]
    near: str
    photos: list[uuid.UUID]


def history_lines(
    facts: Sequence[Encounter],
    *,
    people: Mapping[str, str],
    accounts: Mapping[uuid.UUID, str],
    skills: Mapping[str, str],
    photos: set[uuid.UUID],
    elsewhere: Collection[uuid.UUID] = (),
) -> list[HistoryLine]:
    """`facts` of one door in the order to show them. `people`: resident id → name; `accounts`: account id →
    name; `skills`: code → name; `photos` that may be shown. Of those `elsewhere`, recorded at another door,
    only what they say of `people` is told."""
    of = {fact.id: fact.account_id for fact in facts}
    followed = {
        fact.amends_id
        for fact in facts
        if fact.amends_id and of.get(fact.amends_id) == fact.account_id
    }
    withdrawn = {fact.amends_id for fact in facts if fact.withdrawn} & followed
    lines = []
    for fact in facts:
        is_over = fact.withdrawn or fact.id in followed
        states = [
            *([_("takes a record back")] if fact.withdrawn else []),
            *([_("at another household, while both were one")] if fact.id in elsewhere else []),
            *([_("a correction")] if fact.amends_id and not fact.withdrawn else []),
            *([_("taken back since")] if fact.id in withdrawn else []),
            *([_("corrected since")] if fact.id in followed - withdrawn else []),
        ]
        if fact.id in elsewhere:
            fact.outcomes = [row for row in fact.outcomes if row[0] in people]
            fact.photos, fact.near = [], None
        shown = [id_ for id_ in map(uuid.UUID, fact.photos) if id_ in photos and not is_over]
        lines.append(
            HistoryLine(
                at=fact.happened_at,
                result=fact.get_result_display(),
                author=accounts.get(fact.account_id, ""),
                states=states,
                is_over=is_over,
                outcomes=[] if fact.withdrawn else outcome_words(fact, people, accounts, skills),
                near=", ".join(f"{degrees:.3f}" for degrees in fact.near or ()),
                photos=shown,
            )
        )
    return lines


def consent_text_words(fact: Encounter) -> str:
    """Which text somebody agreed to: as their phone said it, else as it held on the day."""
    if fact.consent_text:
        return _("text version %(version)s") % {"version": fact.consent_text}
    version = version_on(day_of(fact.happened_at))
    return _("text version %(version)s, by the day") % {"version": version} if version else ""


def outcome_words(
    fact: Encounter,
    people: Mapping[str, str],
    accounts: Mapping[uuid.UUID, str],
    skills: Mapping[str, str],
) -> list[tuple[str, list[str]]]:
    """Person → their results in words, with who taught and how they agreed where that was said."""
    taught = {(of, skill): (kind, who) for of, skill, kind, who in fact.taught}
    agreed = {(of, skill): (how, witness) for of, skill, how, witness in fact.consents}
    lines: dict[str, list[str]] = {}
    for of, skill, level in fact.outcomes:
        somebody = _("somebody")
        parts = [str(Ladder(level).label)]
        if (of, skill) in taught:
            kind, who = taught[of, skill]
            known = accounts.get(uuid.UUID(who)) if kind == "member" else people.get(who)
            parts.append(_("taught by %(name)s") % {"name": known or somebody})
        if (of, skill) in agreed:
            how, witness = agreed[of, skill]
            beside = [witness, consent_text_words(fact)]
            beside = [one for one in beside if one]
            words = str(CONSENT_WORDS[how])
            parts.append(f"{words} ({', '.join(beside)})" if beside else words)
        lines.setdefault(of, []).append(f"{skills.get(skill, skill)}: {', '.join(parts)}")
    return [(people.get(of) or _("somebody"), said) for of, said in lines.items()]
