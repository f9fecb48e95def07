"""What stands around the work: notices, undo, where one is, how far a job has come, states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tungngo.look.words import Amount, time_left

TONES = {"success": "good", "warning": "care", "error": "bad", "info": "note", "debug": "note"}
NOTICE_ICONS = {"good": "counted", "care": "alert", "bad": "refused", "note": "info"}


def notice(level: str, words: Any, heading: str = "") -> dict[str, Any]:
    """{% notice "success" "The list is in." heading="" %}: level as in Django messages."""
    tone = TONES.get(level, "note")
    return {"tone": tone, "icon": NOTICE_ICONS[tone], "words": words, "heading": heading}


def undo_bar(words: Any, url: str, label: Any = "") -> dict[str, Any]:
    """{% undo_bar "8 households moved." undo_url label="Undo" %}: what was done and a way back.

    The way back is a POST to `url`.
    """
    return {"words": words, "url": url, "label": label or gettext("Undo")}


def crumbs(trail: Iterable[tuple[Any, str | None]]) -> dict[str, Any]:
    """{% crumbs trail %}: (label, address) down the tree of areas; the last is this page."""
    return {"trail": list(trail)}


def pagination(page: Page[Any], query: str = "") -> dict[str, Any]:
    """{% pagination page query="q=tan" %}: a Django page; `query` keeps the other parameters."""
    return {"page": page, "query": f"{query}&" if query else ""}


def stepper(steps: Sequence[Any], at: int) -> dict[str, Any]:
    """{% stepper steps 2 %}: labels of a piece of work in steps; `at` is the current one, from 1."""
    rows = []
    for place, label in enumerate(steps, start=1):
        state = "done" if place < at else "current" if place == at else "later"
        rows.append({"place": place, "label": label, "state": state})
    return {"steps": rows, "at": at, "whole": len(rows), "now": rows[at - 1]["label"]}


def progress(
    label: Any, done: Amount, whole: Amount | None, unit: Any = "", seconds_left: int | None = None
) -> dict[str, Any]:
    """{% progress "Checking" 3120 9870 unit="rows" seconds_left=40 %}; no whole: unknown end."""
    return {
        "label": label,
        "done": done,
        "whole": whole,
        "unit": unit,
        "left": "" if seconds_left is None else time_left(seconds_left),
    }


def empty_state(
    heading: Any, words: Any = "", url: str = "", action: Any = "", sign: str = "info"
) -> dict[str, Any]:
    """{% empty_state "No households yet" "Bring in the list." url action="Import" sign="file" %}."""
    return {"heading": heading, "words": words, "url": url, "action": action, "sign": sign}


@dataclass(frozen=True)
class State:
    """How a state looks and reads: its tone (parts.css), its sign (icons.py), its word."""

    tone: str
    sign: str
    word: Any


STATES = {
    # A record on its way from a phone.
    "waiting": State("care", "clock", _("waiting to send")),
    "sent": State("note", "sent", _("sent")),
    "counted": State("good", "counted", _("counted")),
    "needs-you": State("bad", "alert", _("needs a look")),
    # Against a day or a target.
    "ok": State("good", "check", _("on pace")),
    "done": State("good", "flag", _("reached")),
    "late": State("care", "late", _("behind")),
    "risk": State("care", "alert", _("at risk")),
    "missed": State("bad", "cross", _("missed")),
    "ahead": State("quiet", "clock", _("to come")),
}


def state_badge(state: str, word: Any = "") -> dict[str, Any]:
    """{% state_badge "waiting" word="" %}: shape and word; the words of STATES unless one is given.

    waiting, sent, counted, needs-you; ok, done, late, risk, missed, ahead. KeyError otherwise.
    """
    known = STATES[state]
    return {"tone": known.tone, "sign": known.sign, "word": word or known.word}
