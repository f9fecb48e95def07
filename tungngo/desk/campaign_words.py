"""What an order means for phones, and what was changed on a campaign, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tungngo.accounts.models import JournalLine
from tungngo.desk.journal_words import sentence
from tungngo.lib import text

#: (order, state it was given in) → what it did, and what phones make of it.
_ORDERS: Mapping[tuple[str, str], Any] = {
    ("start", "draft"): gettext_lazy("The campaign runs. Phones show it from their next sync on."),
    ("start", "paused"): gettext_lazy("The campaign goes on. Nothing was lost meanwhile."),
    ("pause", "running"): gettext_lazy(
        "The campaign is paused. Phones keep their doors; results that still arrive are counted."
    ),
    ("end", "running"): gettext_lazy(
        "The campaign has ended. Phones let go of its doors; results that still arrive are counted."
    ),
    ("reopen", "ended"): gettext_lazy(
        "The end was taken back: the campaign is paused. Let it go on when you are ready."
    ),
}
_CHANGED: Mapping[str, Any] = {
    "name": gettext_lazy("the name"),
    "phases": gettext_lazy("the phases"),
    "basic_skills_needed": gettext_lazy("what counts as basic digital skill"),
    "practise_after": gettext_lazy("the days until a practice visit"),
    "asks_place": gettext_lazy("whether a place may be added at a door"),
    "photo_of": gettext_lazy("what photos are taken of"),
}


def order_words(order: str, was: str) -> str:
    """What an order given to a campaign in state `was` did."""
    return str(_ORDERS.get((order, was)) or _ORDERS[order, "running"])


@dataclass(frozen=True, slots=True)
class Deed:
    """One change: when, who (empty: the system), what in words, and its details."""

    at: datetime
    who: str
    words: str
    details: list[str]
    where: str


def skills_named(lines: Iterable[JournalLine]) -> set[str]:
    """The codes of skills that lines of a history speak of."""
    return {
        code
        for line in lines
        for name in ("skills_added", "skills_removed")
        for code in line.details.get(name, ())
    }


def deeds_of(
    lines: Sequence[JournalLine],
    *,
    names: Mapping[str, str],
    skills: Mapping[str, str],
    of_path: str,
) -> list[Deed]:
    """Lines of the journal as a history to read. `names`: path → area; `skills`: code → name;
    `of_path`: the campaign's own area, which is not repeated."""
    return [
        Deed(
            at=line.done_at,
            who=str(line.actor) if line.actor else "",
            words=sentence(line.verb),
            details=_details(line, skills),
            where=names.get(line.path, "") if line.path != of_path else "",
        )
        for line in lines
    ]


def _details(line: JournalLine, skills: Mapping[str, str]) -> list[str]:
    found, said = line.details, []
    for name, words in (("starts_on", _("first day")), ("ends_on", _("last day"))):
        if days := found.get(name):
            before, after = (text.day(date.fromisoformat(day)) for day in days)
            said.append(f"{words} {before} → {after}")
    if added := found.get("skills_added"):
        said.append(_("added: %(what)s") % {"what": _listed(added, skills)})
    if removed := found.get("skills_removed"):
        said.append(_("taken out: %(what)s") % {"what": _listed(removed, skills)})
    if changed := [str(_CHANGED[name]) for name in found.get("changed", ()) if name in _CHANGED]:
        said.append(_("changed: %(what)s") % {"what": ", ".join(changed)})
    if isinstance(count := found.get("areas"), int):
        words = ngettext("%(count)s area", "%(count)s areas", count) % {"count": count}
        said.append(words)
    after = found.get("after")
    if "indicator" in found and isinstance(after, dict) and len(after) == 1:
        (rows,) = after.values()
        said.append(" · ".join(_milestone(*row) for row in rows) or _("from above"))
    return said


def _listed(codes: Sequence[str], skills: Mapping[str, str]) -> str:
    return ", ".join(skills.get(code, code) for code in codes)


def _milestone(day: str, percent: str) -> str:
    share = f"{Decimal(percent).normalize():f}".replace(".", ",")
    return f"{share}% {text.day(date.fromisoformat(day))}"
