"""Figures: tiles, ladders, milestones and curves. Each shows the whole beside every share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tungngo.look import charts
from tungngo.look.words import Amount, day, known, language, number, percent


def figure_tile(
    label: Any,
    part: Amount | None,
    whole: Amount | None = None,
    unit: Any = "",
    source: Any = "",
    trend: Sequence[float] = (),
    state: str = "",
    url: str = "",
) -> dict[str, Any]:
    """One figure with its denominator and source, and the last weeks as a tiny line.

    {% figure_tile label part whole unit="households" source="police list 12/8" trend=counts %}
    With a whole the large figure is the share, and "part / whole unit" stands below it; without one
    it is the count itself. `state` adds a badge, `url` makes the label a link.
    """
    return {
        "label": label,
        "part": part,
        "whole": known(whole),
        "unit": unit,
        "source": source,
        "trend": mark_safe(charts.spark(list(trend))),
        "state": state,
        "url": url,
    }


def spark(values: Sequence[float], title: str = "") -> SafeString:
    """{% spark counts title="Last 14 days" %}: a tiny trend; nothing with fewer than two values."""
    return mark_safe(charts.spark(list(values), title=title))


LADDER_WORDS = (
    _("not yet"),
    _("installed"),
    _("does it with help"),
    _("does it alone"),
    _("teaches others"),
)


def ladder(
    counts: Sequence[int], label: Any = "", unit: Any = "", compact: bool = False
) -> dict[str, Any]:
    """{% ladder counts label="VNeID" unit="adults" compact=False %}: five counts, none → teaches.

    The legend is the alternative in words; `compact` (for table rows) leaves it and the heading
    out, and the bar names all five counts to screen readers.
    """
    whole = sum(counts)
    steps: list[dict[str, Any]] = [
        {"css": css, "word": word, "count": count}
        for css, word, count in zip(charts.STEPS, LADDER_WORDS, counts, strict=True)
    ]
    spoken = ", ".join(f"{s['word']} {number(s['count'])}" for s in steps)
    title = f"{label}: {spoken}" if label else spoken
    bar = charts.ladder_bar(counts, title=title, height=14 if compact else 32, lang=language())
    return {
        "label": label,
        "unit": unit,
        "whole": whole,
        "steps": steps,
        "compact": compact,
        "bar": mark_safe(bar),
    }


def ladder_legend() -> dict[str, Any]:
    """{% ladder_legend %}: the five tones once, above a table of compact ladders."""
    return {
        "steps": [{"css": c, "word": w} for c, w in zip(charts.STEPS, LADDER_WORDS, strict=True)]
    }


def milestone_bar(
    label: Any,
    reached: int,
    whole: int,
    unit: Any = "",
    pace: Amount | None = None,
    milestones: Iterable[Any] = (),
    forecast: Any = None,
    source: Any = "",
) -> dict[str, Any]:
    """Reached over whole against dated milestones, today's pace and the forecast.

    {% milestone_bar label reached whole unit="households" pace=6900 milestones=rows forecast=f %}
    `pace` is what should be reached by today; `milestones` mappings (or charts.Milestone) of
    percent, due_on, label, state (a state of STATES or empty); `forecast` a mapping or a triple of
    low, mid, high for the end. All counts are of the same thing.
    """
    flags = sorted(
        (_as(charts.Milestone, m) for m in milestones), key=lambda m: (m.due_on, m.percent)
    )
    if isinstance(forecast, Mapping):
        forecast = (forecast["low"], forecast["mid"], forecast["high"])
    low, mid, high = forecast or (0, 0, 0)
    needed = None if pace is None else math.ceil(pace)
    behind = 0 if needed is None else needed - reached
    title = gettext("%(label)s: %(part)s of %(whole)s %(unit)s (%(percent)s)") % {
        "label": label,
        "part": number(reached),
        "whole": number(whole),
        "unit": unit,
        "percent": percent(reached, whole),
    }
    track = charts.milestone_track(
        float(reached),
        float(whole),
        title=title,
        pace=None if needed is None else float(needed),
        pace_label=gettext("needed today"),
        milestones=flags,
        forecast=(float(low), float(mid), float(high)) if forecast else None,
        lang=language(),
    )
    return {
        "label": label,
        "reached": reached,
        "whole": whole,
        "unit": unit,
        "pace": needed,
        "behind": behind,
        "ahead": -behind,
        "flags": [{"flag": m, "goal": _goal(m, whole)} for m in flags],
        "forecast": {"low": low, "high": high} if forecast else None,
        "source": source,
        "track": mark_safe(track),
    }


def _goal(milestone: charts.Milestone, whole: int) -> int | None:
    """How many a milestone asks for: 70 % of 101 households are 71; nothing without a whole."""
    return math.ceil(whole * Decimal(str(milestone.percent)) / 100) if whole else None


def curve(
    label: Any,
    counted: Iterable[Any],
    whole: Amount,
    unit: Any = "",
    pace: Iterable[Any] = (),
    forecast: Iterable[Any] = (),
    milestones: Iterable[Any] = (),
    today: date | None = None,
    source: Any = "",
    to_whole: bool = True,
    is_past: bool = False,
    opens: Mapping[date, str] | None = None,
    brought: Iterable[Mapping[str, Any]] = (),
    brought_label: Any = "",
) -> dict[str, Any]:
    """Counted days, the pace needed, the forecast and the milestones, with the same as a table.

    {% curve label counted whole unit="households" pace=pace forecast=band milestones=rows %}
    Mappings or the dataclasses of charts: `counted` and `pace` of on, value (cumulative counts);
    `forecast` of on, low, mid, high; `milestones` as in `milestone_bar`. `today` is the last
    counted day unless given. The drawing is as high as the whole, unless `to_whole` is False: a few
    days of a long campaign would lie flat on the ground. `is_past`: the last counted day is not today.
    `opens`: day → address of what is counted by its end; `brought` of on, value, url: what a day alone
    brought, under `brought_label`. The table links both; a day's point opens what it brought, else what
    is counted.
    """
    urls, each = opens or {}, {row["on"]: row for row in brought}
    done = sorted((_as(charts.Reading, r) for r in counted), key=lambda r: r.on)
    needed = [_as(charts.Reading, r) for r in pace]
    band = [_as(charts.Outlook, o) for o in forecast]
    flags = [_as(charts.Milestone, m) for m in milestones]
    desc = ""
    if done:
        desc = gettext("Counted by %(day)s: %(part)s of %(whole)s %(unit)s (%(percent)s).") % {
            "day": day(done[-1].on),
            "part": number(done[-1].value),
            "whole": number(whole),
            "unit": unit,
            "percent": percent(done[-1].value, whole),
        }
    drawing = charts.curve(
        done,
        float(whole) if to_whole else 0.0,
        title=str(label),
        desc=desc,
        today_label="" if is_past else gettext("today"),
        pace=needed,
        forecast=band,
        milestones=flags,
        today=today,
        lang=language(),
        links=_day_links(done, unit, urls, each, brought_label),
    )
    return {
        "label": label,
        "brought_label": brought_label,
        "unit": unit,
        "whole": whole,
        "desc": desc,
        "source": source,
        "drawing": mark_safe(drawing),
        "has": {"pace": len(needed) > 1, "forecast": bool(band), "flags": bool(flags)}
        | {"brought": bool(each)},
        "rows": [
            row | {"url": urls.get(row["on"], ""), "brought": each.get(row["on"])}
            for row in _curve_rows(done, needed, band)
        ],
    }


def _day_links(
    done: Sequence[charts.Reading],
    unit: Any,
    urls: Mapping[date, str],
    each: Mapping[date, Mapping[str, Any]],
    brought_label: Any,
) -> list[charts.DayLink]:
    """Where each counted day of the drawing leads, in words."""
    links = []
    for one in done:
        if (met := each.get(one.on)) and met["url"]:
            words = f"{brought_label}: {number(met['value'])}"
            links.append(charts.DayLink(one.on, met["url"], f"{day(one.on)} · {words}"))
        elif not each and urls.get(one.on) and one.value:
            words = f"{number(one.value)} {unit}"
            links.append(charts.DayLink(one.on, urls[one.on], f"{day(one.on)} · {words}"))
    return links


def _curve_rows(
    done: Sequence[charts.Reading],
    needed: Sequence[charts.Reading],
    band: Sequence[charts.Outlook],
) -> list[dict[str, Any]]:
    """The curve as a table, from the first day to the last."""
    counted_by = {r.on: r.value for r in done}
    needed_by = {r.on: r.value for r in needed}
    band_by = {o.on: o for o in band}
    days = sorted({*counted_by, *needed_by, *band_by})
    return [
        {
            "on": on,
            "counted": counted_by.get(on),
            "needed": needed_by.get(on),
            "outlook": band_by.get(on),
        }
        for on in days
    ]


def _as(kind: type[Any], value: Any) -> Any:
    """A mapping as a dataclass of charts; a dataclass as it is."""
    return kind(**value) if isinstance(value, Mapping) else value
