"""What is counted, in words: the same on the campaign's page and in the grid of targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tungngo.campaigns.models import Ladder, Skill
from tungngo.campaigns.rules.targets import HOUSEHOLDS_REACHED, Series, skill_of
from tungngo.territory.models import Segment


def skill_name(skill: Skill) -> str:
    """A skill's name in the reader's language."""
    return skill.name_vi if (get_language() or "vi")[:2] == "vi" else skill.name_en


def indicator_label(indicator: str, segment: str, skills: Iterable[Skill]) -> str:
    """One indicator of one segment, as a target speaks of it."""
    if indicator == HOUSEHOLDS_REACHED:
        return _("Households reached")
    who = Segment(segment).label if segment else _("all residents")
    skill = skill_of(indicator)
    if skill is None:
        return _("Basic digital skills: %(who)s") % {"who": who}
    code, level = skill
    name = next((one.short for one in skills if one.code == code), code)
    return f"{name}, {Ladder(level).label}: {who}"


def series_rows(
    series: Sequence[Series], skills: Sequence[Skill], campaign_path: str, path: str
) -> list[dict[str, Any]]:
    """The targets that hold at `path`, as a table shows them; households first."""
    rows = [
        {
            "label": indicator_label(one.indicator, one.segment, skills),
            "milestones": one.milestones,
            "is_own": one.path == path and path != campaign_path,
            "from_above": one.path != path,
        }
        for one in sorted(series, key=series_order)
    ]
    return rows


def series_order(series: Series) -> tuple[bool, str, str]:
    """Households first, then basic skills, then single skills."""
    return (series.indicator != HOUSEHOLDS_REACHED, series.indicator, series.segment)
