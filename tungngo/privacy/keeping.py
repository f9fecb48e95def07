"""How long what is kept, class by class: what is past its days, and how it is deleted.

The law names no period; data are kept as long as the purpose needs. The bounds are the project's own:
nothing personal for ever, and records of who looked for at least a year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.queries import labels_past, lines_past, stays_past
from tungngo.advice.queries import tasks_past
from tungngo.campaigns.over import communes_over_since
from tungngo.certificates.queries import certificates_past, papers_past
from tungngo.encounters.keeping import photos_past, places_past, words_past
from tungngo.intake.queries import payloads_past
from tungngo.learning.queries import references_past
from tungngo.lib import clock
from tungngo.lib.reach import Reach
from tungngo.parcels.queries import contents_past
from tungngo.points.queries import duties_past, handovers_past, homes_past, leaves_past
from tungngo.privacy.models import Demand
from tungngo.reports.queries import exports_past
from tungngo.teams.queries import leavers_past, rosters_past, staff_sheets_past, views_past
from tungngo.territory import uploads
from tungngo.territory.keeping import (
    communes_listed_since,
    left_past,
    list_changes_past,
    marks_past,
    names_past,
    suggestions_past,
    traces_past,
)
from tungngo.territory.queries.imports import uploads_past
from tungngo.tickets.queries import calls_past, waiting_past
from tungngo.tickets.rules import KEPT_DAYS, WAITING_DAYS
from tungngo.upkeep.queries import merges_past

#: Verbs of the journal that say no more than who looked.
LOOKS = (
    *("household.seen", "households.listed", "suggestions.listed", "list.seen", "people.seen"),
    *("photo.seen", "demands.listed", "demand.seen", "help.number_read", "resident.number_read"),
    *("completions.listed", "certificate.seen", "advice.seen", "hours.listed", "spread.seen"),
    *("gathering.seen", "gathering.invited", "nameless.sought"),
    *("help.listed", "help.seen", "unreached.seen", "encounters.listed"),
)
EVERYTHING = Reach.everything()


@dataclass(frozen=True, slots=True)
class Kept:
    """A class of data: since when its days run, how many by default, the bounds an operator may set them
    within; `past` finds what is older than so many days."""

    words: Any
    since: Any
    days: Callable[[], int]
    least: int
    most: int
    past: Callable[[int], QuerySet]


def before(days: int) -> datetime:
    """The moment so many days ago."""
    return clock.now() - timedelta(days=days)


def demands_past(days: int) -> QuerySet[Demand]:
    """Demands closed so many days ago that still hold names and words."""
    return Demand.objects.filter(erased_at=None, closed_at__lt=before(days))


def communes_past(days: int) -> set[str]:
    """Communes whose names are past so many days: no campaign since, and nobody at work on the lists."""
    moment = before(days)
    at_work = communes_listed_since(EVERYTHING, moment)
    return communes_over_since(EVERYTHING, moment) - at_work


CLASSES: Mapping[str, Kept] = {
    "photos": Kept(
        words=_("photos taken at doors"),
        since=_("the campaign's last day"),
        days=lambda: settings.PHOTO_DAYS,
        least=0,
        most=365,
        past=lambda days: photos_past(EVERYTHING, days),
    ),
    "places": Kept(
        words=_("places of doors, as visits said them"),
        since=_("the campaign's last day"),
        days=lambda: 90,
        least=0,
        most=365,
        past=lambda days: places_past(EVERYTHING, days),
    ),
    "words": Kept(
        words=_("free words of visits, names of witnesses"),
        since=_("the campaign's last day"),
        days=lambda: 180,
        least=0,
        most=730,
        past=lambda days: words_past(EVERYTHING, days),
    ),
    "found": Kept(
        words=_("what was found at doors and is settled"),
        since=_("it was settled"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: suggestions_past(EVERYTHING, before(days)),
    ),
    "undo": Kept(
        words=_("what rows said before a list changed them"),
        since=_("the list was written"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: list_changes_past(EVERYTHING, before(days)),
    ),
    "merges": Kept(
        words=_("what people's entries said before they were merged"),
        since=_("the merge"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: merges_past(EVERYTHING, before(days)),
    ),
    "left": Kept(
        words=_("names and data of people who left the list"),
        since=_("they left the list"),
        days=lambda: 730,
        least=180,
        most=1825,
        past=lambda days: left_past(EVERYTHING, clock.day_of(before(days))),
    ),
    # Last of what holds names of the list, and never before what could bring them back (`days_kept`).
    "names": Kept(
        words=_("names and data of people on the list, names of heads of households"),
        since=_("the last campaign's last day, with no campaign and no list since"),
        days=lambda: 365,
        least=180,
        most=1825,
        past=lambda days: names_past(EVERYTHING, communes_past(days), before(days)),
    ),
    "traces": Kept(
        words=_("marks of deleted names, of rows off the list or named again"),
        since=_("the row left the list, or got its name back"),
        days=lambda: 730,
        least=180,
        most=1825,
        past=lambda days: traces_past(EVERYTHING, before(days)),
    ),
    "marks": Kept(
        words=_("marks of deleted names, by which the next list knows its people"),
        since=_("the name was deleted"),
        days=lambda: 3650,
        least=1825,
        most=7300,
        past=lambda days: marks_past(EVERYTHING, before(days)),
    ),
    "files": Kept(
        words=_("files of household lists"),
        since=_("the upload"),
        days=lambda: uploads.KEEP_DAYS,
        least=1,
        most=90,
        past=lambda days: uploads_past(EVERYTHING, before(days)),
    ),
    "staff_sheets": Kept(
        words=_("lists of people for the desks that nobody took over"),
        since=_("the upload"),
        days=lambda: 30,
        least=1,
        most=90,
        past=lambda days: staff_sheets_past(EVERYTHING, before(days)),
    ),
    "rosters": Kept(
        words=_("lists of members that nobody took over"),
        since=_("the upload"),
        days=lambda: 30,
        least=1,
        most=90,
        past=lambda days: rosters_past(EVERYTHING, before(days)),
    ),
    "views": Kept(
        words=_("saved filters that were deleted"),
        since=_("the deletion"),
        days=lambda: 30,
        least=1,
        most=90,
        past=lambda days: views_past(EVERYTHING, before(days)),
    ),
    "exports": Kept(
        words=_("files somebody asked for"),
        since=_("the file was made"),
        days=lambda: settings.EXPORT_DAYS,
        least=1,
        most=30,
        past=lambda days: exports_past(EVERYTHING, before(days)),
    ),
    "results": Kept(
        words=_("numbers of results on the learning platform"),
        since=_("they were written down"),
        days=lambda: 730,
        least=30,
        most=1825,
        past=lambda days: references_past(EVERYTHING, before(days)),
    ),
    "refused": Kept(
        words=_("what phones sent and was refused"),
        since=_("somebody settled it"),
        days=lambda: 180,
        least=30,
        most=365,
        past=lambda days: payloads_past(EVERYTHING, before(days)),
    ),
    "certificates": Kept(
        words=_("holders and evidence of certificates that are over"),
        since=_("the certificate was revoked, or its last day"),
        days=lambda: 730,
        least=180,
        most=3650,
        past=lambda days: certificates_past(EVERYTHING, before(days)),
    ),
    "calls": Kept(
        words=_("names, numbers and words of calls for help"),
        since=_("the call was closed"),
        days=lambda: KEPT_DAYS,
        least=1,
        most=KEPT_DAYS,
        past=lambda days: calls_past(EVERYTHING, before(days)),
    ),
    "waiting": Kept(
        words=_("calls for help that nobody got to, which are closed"),
        since=_("somebody asked"),
        days=lambda: WAITING_DAYS,
        least=30,
        most=365,
        past=lambda days: waiting_past(EVERYTHING, before(days)),
    ),
    "parcels": Kept(
        words=_("what parcels of withdrawn phones hold"),
        since=_("the parcel came"),
        days=lambda: 180,
        least=30,
        most=365,
        past=lambda days: contents_past(EVERYTHING, before(days)),
    ),
    "papers": Kept(
        words=_("words about papers that were noted for certificates"),
        since=_("they were written down"),
        days=lambda: 730,
        least=30,
        most=1825,
        past=lambda days: papers_past(EVERYTHING, before(days)),
    ),
    "homes": Kept(
        words=_("names and addresses of homes that were support points"),
        since=_("the point was closed"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: homes_past(EVERYTHING, before(days)),
    ),
    "workers": Kept(
        words=_("numbers and e-mail addresses of helpers and staff who left"),
        since=_("they left their last team or desk"),
        days=lambda: 365,
        least=90,
        most=1825,
        past=lambda days: leavers_past(EVERYTHING, before(days)),
    ),
    "demands": Kept(
        words=_("names and words in demands about personal data"),
        since=_("the demand was closed"),
        days=lambda: 730,
        least=30,
        most=1825,
        past=demands_past,
    ),
    "tasks": Kept(
        words=_("who was to be visited, or paired with whom, after a quiz"),
        since=_("the task was closed"),
        days=lambda: 180,
        least=90,
        most=730,
        past=lambda days: tasks_past(EVERYTHING, before(days)),
    ),
    "labels": Kept(
        words=_("names of phones"),
        since=_("the phone was withdrawn"),
        days=lambda: 90,
        least=1,
        most=365,
        past=lambda days: labels_past(EVERYTHING, before(days)),
    ),
    "looks": Kept(
        words=_("journal of who looked"),
        since=_("the look"),
        days=lambda: 730,
        least=365,
        most=1825,
        past=lambda days: lines_past(EVERYTHING, before(days), LOOKS),
    ),
    "handovers": Kept(
        words=_("what was told at the end of shifts"),
        since=_("it was told"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: handovers_past(EVERYTHING, before(days)),
    ),
    "leaves": Kept(
        words=_("days somebody was away"),
        since=_("the last of these days"),
        days=lambda: 180,
        least=30,
        most=730,
        past=lambda days: leaves_past(EVERYTHING, clock.day_of(before(days))),
    ),
    # Hours for recognition are counted from these, over a year and the one before.
    "duties": Kept(
        words=_("who was on duty at which session or shift"),
        since=_("the session or shift was over"),
        days=lambda: 1095,
        least=365,
        most=1825,
        past=lambda days: duties_past(EVERYTHING, before(days)),
    ),
    "stays": Kept(
        words=_("stays at the desk"),
        since=_("the stay was over"),
        days=lambda: 1,
        least=0,
        most=30,
        past=lambda days: stays_past(EVERYTHING, before(days)),
    ),
}
