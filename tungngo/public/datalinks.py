"""What stands behind a data link: an area's figures as CSV, without persons, for Excel and Power BI.

The secret in the address is the key, because a spreadsheet's data source can send nothing else. It
opens what its owner reaches at this moment, so it dies with the owner's right.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from tungngo.lib.limits import Buckets
from tungngo.lib.reach import Reach, area_code
from tungngo.progress.daily import daily_counts
from tungngo.reports.actions import note_link_used
from tungngo.reports.models import DataLink
from tungngo.reports.queries import counted_at, link_opened
from tungngo.teams.queries import powers_of, staff_reach_of
from tungngo.territory.models import Level
from tungngo.territory.streams import names_under

EVERYTHING = Reach.everything()
HEADS = (
    *("area_code", "area", "level", "day", "campaign", "indicator", "segment", "count", "listed"),
)
#: A spreadsheet refreshes now and then; who tries addresses is slowed down.
LINKS = Buckets(per_second=1 / 30, burst=10)
STRANGERS = Buckets(per_second=1 / 10, burst=20)


@require_safe
def figures(request: HttpRequest, secret: str) -> HttpResponse:
    """Counts by area, day and indicator as CSV; 404 for a secret that opens nothing."""
    link = link_opened(EVERYTHING, secret)
    reach = staff_reach_of(powers_of(link.account)) if link else Reach.nothing()
    if link is None or not reach.covers(link.path):
        wait = STRANGERS.seconds_to_wait(request.META.get("REMOTE_ADDR", ""), time.monotonic())
        return _later(wait) if wait else _plain("No such link.\n", 404)
    if wait := LINKS.seconds_to_wait(link.id, time.monotonic()):
        return _later(wait)
    note_link_used(actor=link.account, link=link)
    answer = StreamingHttpResponse(_lines(reach, link), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tungngo-{link.area_id}.csv"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return cast(HttpResponse, answer)


def _later(wait: float) -> HttpResponse:
    answer = _plain("Too often. Try again later.\n", 429)
    answer["Retry-After"] = str(int(wait) + 1)
    return answer


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


class _Line:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(reach: Reach, link: DataLink) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(HEADS)
    names = names_under(reach, link.path)
    named = {one.id: one.name for one in counted_at(reach, link.path)}
    for one in daily_counts(reach, link.path, list(named)):
        yield writer.writerow(
            (
                *(area_code(one.path), names.get(one.path, "")),
                Level(one.path.count(".")).name.lower(),
                *(one.day.isoformat(), named[one.campaign_id], one.indicator, one.segment),
                *(one.counted, "" if one.listed is None else one.listed),
            )
        )
