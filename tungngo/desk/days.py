"""The day a page of figures speaks of: today, or one that somebody asked for with `?on=`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tungngo.campaigns.models import Campaign
from tungngo.lib import clock
from tungngo.look.words import day as day_words

#: Years of days that are meant: another is a slip of the hand, and calendars end somewhere.
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class DayShown:
    """The day figures are shown as of; `refusal` says why it is not the day asked for."""

    on: date
    is_past: bool
    first: date | None
    refusal: str = ""

    @property
    def before(self) -> date | None:
        """The day before, while the campaign ran."""
        return self.on - timedelta(days=1) if self.first and self.on > self.first else None

    @property
    def after(self) -> date | None:
        """The day after, unless that has not come yet."""
        return self.on + timedelta(days=1) if self.is_past else None

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that keep a page on this day."""
        return {"on": self.on.isoformat()} if self.is_past else {}


def day_asked(asked: str, counted: Sequence[Campaign]) -> DayShown:
    """The day of `?on=`, as `read_day` reads it; today with a reason when it cannot be."""
    today = clock.today()
    first = min((one.starts_on for one in counted), default=None)
    if not asked:
        return DayShown(today, False, first)
    on = read_day(asked)
    refusal = ""
    if on is None:
        refusal = _("“%(asked)s” is not a day. Today is shown; a day is written 31/08/2026.") % {
            "asked": asked[:40]
        }
    elif on > today:
        refusal = _("%(day)s has not come yet. Today is shown.") % {"day": day_words(on)}
    elif first is None or on < first:
        refusal = _("No campaign ran here on %(day)s. Today is shown.") % {"day": day_words(on)}
    if on is None or refusal:
        return DayShown(today, False, first, refusal)
    return DayShown(on, on < today, first)


#: How a day may be written; the pads of some phones have figures only.
_SHAPES = (
    re.compile(
        r"(?P<day>[0-9]{1,2})(?P<sep>[/.\- ])(?P<month>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})"
    ),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})"),
)


def read_day(written: str) -> date | None:
    """A day written 31/8/2026 (or with dots, dashes, blanks, or 31082026) or 2026-08-31; None when it is
    none of these, or of no year that is meant."""
    for shape in _SHAPES:
        if found := shape.fullmatch(written.strip()):
            year, month, day = (int(found[part]) for part in ("year", "month", "day"))
            try:
                return date(year, month, day) if year in YEARS else None
            except ValueError:
                return None
    return None
