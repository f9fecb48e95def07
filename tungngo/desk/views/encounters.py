"""The list behind every figure that counts encounters; above communes, where they were counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.campaigns.models import Campaign, Skill
from tungngo.campaigns.queries import skills_of_each
from tungngo.desk.board_page import address
from tungngo.desk.encounters_filter import (
    SET_ASIDE,
    UNCOUNTED,
    EncountersAsked,
    encounters_asked,
)
from tungngo.desk.encounters_table import encounter_lines
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, reached, shown, tell
from tungngo.encounters.listed import LatestFirst, encounters_among, encounters_listed
from tungngo.encounters.models import PlaceKind, Result
from tungngo.encounters.queries import has_facts
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach, path_below
from tungngo.look.words import language
from tungngo.progress.encounters import encounters_below
from tungngo.progress.figures import skill_name
from tungngo.progress.queries import campaigns_counted
from tungngo.progress.rules import LEARNERS
from tungngo.reports.actions import ask_export
from tungngo.reports.models import Export
from tungngo.teams.queries import teams_under
from tungngo.territory.doors import waiting_under
from tungngo.territory.marks import waiting_at
from tungngo.territory.models import Area, Level, Segment
from tungngo.territory.queries import area_of, children_of

#: What tallies of areas can be asked for; the rest is asked of the encounters themselves.
OF_TALLIES = ("from", "on", "place")
#: What marks on areas can be asked for.
OF_MARKS = ("counted",)


@staff
@require_safe
def encounters(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The encounters of a commune or group that the board counts, the latest first, narrowed as the
    address asks (desk/encounters_filter.py); of a province or the nation only how many lie where."""
    area = reached(seat, area_of, code)
    counted = campaigns_counted(seat.reach, area.path)
    skills = _skills(seat, counted)
    if area.level < Level.COMMUNE:
        asks = OF_MARKS if request.GET.get("counted", "") == UNCOUNTED else OF_TALLIES
        said = {name: request.GET.get(name, "") for name in asks}
        return _by_area(request, seat, area, counted, encounters_asked(seat.reach, said, skills))
    asked = encounters_asked(seat.reach, request.GET, skills)
    found = encounters_listed(seat.reach, area.path, counted, asked.wanted)
    page = LatestFirst(found, asked.wanted).get_page(request.GET.get("page", "1"))
    note_seen(actor=seat.account, verb="encounters.listed", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/encounters/list.html", area, "board", _("Encounters"),
        asked=asked, page=page, rows=encounter_lines(seat.reach, encounters_among(seat.reach, page)),
        choices=_choices(seat, area, asked, skills),
        is_bare=not page.paginator.count and not has_facts(seat.reach, area.path),
        has_campaign=bool(counted),
        waiting=waiting_under(seat.reach.within(area.path), area.path),
        later=UNCOUNTED,
        may_take=seat.may("officer", area.path)
        and bool(page.paginator.count)
        and not asked.wanted.uncounted,
    )  # fmt: skip


@staff
@require_POST
def encounters_file(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Ask for the list as a spreadsheet, narrowed as its address is; made as other files are."""
    area = entrusted(seat, "officer", area_of, code)
    if area.level < Level.COMMUNE:
        return redirect("exports", area.code)
    skills = _skills(seat, campaigns_counted(seat.reach, area.path))
    asked = encounters_asked(seat.reach, request.GET, skills)
    try:
        if asked.wanted.uncounted:
            raise Refused(
                "export.not_counted_yet",
                _("What has just arrived is counted before a file of it is made."),
            )
        ask_export(
            actor=seat.account,
            area=area,
            subject=Export.Subject.ENCOUNTERS,
            kind=Export.Kind.XLSX,
            language=language(),
            wanted=asked.wanted,
        )
    except Refused as refusal:
        tell(request, refusal)
    return redirect("exports", area.code)


def _skills(seat: Seat, counted: Sequence[Campaign]) -> list[Skill]:
    """The services of the campaigns, each once."""
    taught = skills_of_each(seat.reach, counted) if counted else {}
    return list({skill.code: skill for some in taught.values() for skill in some}.values())


def _choices(
    seat: Seat, area: Area, asked: EncountersAsked, skills: Sequence[Skill]
) -> list[dict[str, Any]]:
    """The selects of the form: parameter, label, words for any, (value, words, whether it is chosen)."""
    asks: list[tuple[str, str, str, list[tuple[str, Any]]]] = [
        ("place", _("Where"), _("any place"), list(PlaceKind.choices)),
        ("result", _("Result"), _("any result"), list(Result.choices)),
        ("skill", _("Service"), _("all services"), [(o.code, skill_name(o)) for o in skills]),
        ("segment", _("Counts as"), _("everybody"), [(o, Segment(o).label) for o in LEARNERS]),
        (
            "counted",
            _("State"),
            _("those that count"),
            [
                (UNCOUNTED, _("received, about to be counted")),
                (SET_ASIDE, _("corrected or taken back")),
            ],
        ),
    ]
    if "member" not in asked.kept:
        teams = [(str(one.id), one.name) for one in teams_under(seat.reach, area.path)]
        asks.append(("team", _("Team"), _("all teams"), teams))
    return [
        {
            "name": name,
            "label": label,
            "any": nothing,
            "options": [(value, words, asked.kept.get(name) == value) for value, words in options],
        }
        for name, label, nothing, options in asks
        if options
    ]


def _by_area(
    request: HttpRequest,
    seat: Seat,
    area: Area,
    counted: Sequence[Campaign],
    asked: EncountersAsked,
) -> HttpResponse:
    """How many encounters each area below has, the most first; together what the board says."""
    wanted, today = asked.wanted, clock.today()
    if wanted.uncounted:
        sums = _waiting_below(seat.reach.within(area.path), area.path)
    else:
        sums = encounters_below(
            seat.reach,
            area.path,
            [one.id for one in counted],
            place=wanted.place,
            since=wanted.since,
            until=min(wanted.until or today, today),
        )
    total = sum(sums.values())
    query = f"?{asked.query}" if asked.kept else ""
    rows = []
    for one in children_of(seat.reach, area):
        if number := sums.pop(one.path, 0):
            rows.append((one.full_name, address("encounters", one.code) + query, number))
    rows.sort(key=lambda row: -row[2])
    if ended := sum(sums.values()):
        rows.append((_("areas that have ended"), "", ended))
    return shown(
        request, seat, "desk/encounters/by_area.html", area, "board", _("Encounters"),
        asked=asked, rows=rows, total=total, has_campaign=bool(counted),
        places=PlaceKind.choices,
    )  # fmt: skip


def _waiting_below(reach: Reach, path: str) -> dict[str, int]:
    """Path → encounters that no recount has seen yet, of everything directly below `path`."""
    sums: Counter[str] = Counter()
    for at, number in waiting_at(reach).items():
        sums[path_below(path, at)] += number
    return dict(sums)
