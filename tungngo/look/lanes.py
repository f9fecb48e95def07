"""Doors: one lane as a strip of them, one door as a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DOOR_STATES = {
    "todo": ("", _("not visited yet")),
    "met": ("check", _("met")),
    "again": ("again", _("to come back")),
    "refused": ("cross", _("declined")),
    "gone": ("away", _("moved away")),
    "waiting": ("clock", _("waiting to send")),
}


def lane_strip(lane: Any, doors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """{% lane_strip "Ngõ 281" doors %}: doors in walking order, odd and even sides facing.

    Each door is a mapping of key ("12A"), state (todo, met, again, refused, gone, waiting), url, and
    if known side ("odd" or "even"), floor (a number: floors are stacked, the highest on top),
    priority (true for a priority household), label (who lives there, for those who may see it).
    Doors without a side or a floor stand in one row.
    """
    shown = []
    for door in doors:
        sign, word = DOOR_STATES[door["state"]]
        shown.append(
            {
                "key": door["key"],
                "state": door["state"],
                "url": door["url"],
                "sign": sign,
                "word": word,
                "priority": bool(door.get("priority")),
                "label": door.get("label", ""),
                "side": door.get("side"),
                "floor": door.get("floor"),
            }
        )
    floors = sorted({d["floor"] for d in shown if d["floor"] is not None}, reverse=True)
    rows: list[dict[str, Any]] = [
        {
            "name": gettext("Floor %(floor)s") % {"floor": f},
            "doors": [d for d in shown if d["floor"] == f],
        }
        for f in floors
    ]
    ground = [d for d in shown if d["floor"] is None]
    odd = [d for d in ground if d["side"] == "odd"]
    even = [d for d in ground if d["side"] == "even"]
    loose = [d for d in ground if d["side"] not in ("odd", "even")]
    return {
        "lane": lane,
        "floors": rows,
        "odd": odd,
        "even": even,
        "loose": loose,
        "done": sum(d["state"] in ("met", "waiting") for d in shown),
        "whole": len(shown),
        "used": [
            {"state": s, "sign": sign, "word": word}
            for s, (sign, word) in DOOR_STATES.items()
            if any(d["state"] == s for d in shown)
        ],
        "any_priority": any(d["priority"] for d in shown),
    }


def door_card(
    lane: Any,
    key: Any,
    url: str,
    name: Any = "",
    marks: Iterable[Any] = (),
    last_on: date | None = None,
    promised: Any = "",
    state: str = "",
) -> dict[str, Any]:
    """One door of a walk: lane and house key large, the head's name, priority marks as words.

    {% door_card "Ngõ 281" "12A" url name="…" marks=words last_on=day promised="…" state="waiting" %}
    """
    return {
        "lane": lane,
        "key": key,
        "url": url,
        "name": name,
        "marks": list(marks),
        "last_on": last_on,
        "promised": promised,
        "state": state,
    }
