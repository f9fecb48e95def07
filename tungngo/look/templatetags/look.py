"""The list of tags: `{% load look %}`.

Tags take strings, numbers, days, lists and mappings, never models. Words given to a tag are shown
as they are: translate them where they are written. What each takes is said where it is made:
figures (tiles, ladders, milestones, curves), lanes (doors), parts (notices, states, steps), fields, words.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tungngo.look import fields, figures, icons, lanes, parts, training, words

register = template.Library()
register.simple_tag(training.training_word)

for show in (words.number, words.percent, words.day):
    register.filter(show.__name__, show)

for part in (
    figures.figure_tile,
    figures.ladder,
    figures.ladder_legend,
    figures.milestone_bar,
    figures.curve,
    lanes.lane_strip,
    lanes.door_card,
    parts.notice,
    parts.undo_bar,
    parts.crumbs,
    parts.pagination,
    parts.stepper,
    parts.progress,
    parts.empty_state,
    fields.field,
    fields.error_summary,
):
    register.inclusion_tag(f"look/{part.__name__}.html")(part)

register.simple_tag(figures.spark)


@register.simple_tag
def state_badge(state: str, word: Any = "") -> SafeString:
    """{% state_badge "waiting" word="" %}, as in parts.py; a table shows hundreds of a few dozen."""
    return _badge(state, str(word), words.language())


@lru_cache(maxsize=2_000)
def _badge(state: str, word: str, _language: str) -> SafeString:
    return render_to_string("look/state_badge.html", parts.state_badge(state, word))


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "check" %} → one sign of icons.py, hidden from screen readers."""
    return mark_safe(icons.svg(name))
