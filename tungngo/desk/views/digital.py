"""Digital families, villages and markets: how many, by which criteria, and what each still lacks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tungngo.accounts.actions import note_seen
from tungngo.criteria import actions, queries
from tungngo.criteria.queries import Judged, Standard
from tungngo.criteria.rules.judging import Counts, Lack, State, count_in, lacks, together
from tungngo.criteria.rules.packs import Model
from tungngo.criteria.words import MODEL_WORDS, edition_name, lack_words, say, threshold_words
from tungngo.desk import digital
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import reached, shown
from tungngo.desk.views.imports import XLSX
from tungngo.desk.views.reports import file_answer
from tungngo.lib import clock
from tungngo.lib.sheets.stream import Column, Value, write_xlsx
from tungngo.look.training import named
from tungngo.progress.counting import communes_listed
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, children_of

HERE = "digital"


@staff
@require_safe
def models(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What an area has of digital families, villages and markets; of a group, every household."""
    area = reached(seat, area_of, code)
    if area.level == Level.GROUP:
        return _group(request, seat, area)
    children = list(children_of(seat.reach, area))
    figures = queries.figures_of(seat.reach, area, clock.today())
    is_commune = area.level == Level.COMMUNE
    parts = [digital.model_part(one, children, shows_pieces=is_commune) for one in figures]
    context: dict[str, Any] = {
        "parts": [one for one in parts if one.figures.judged],
        "rounds": queries.rounds_under(seat.reach, area.path),
        "is_commune": is_commune,
        "is_listed": bool(communes_listed(seat.reach.within(area.path))),
        "may_write": seat.may("officer", area.path),
    }
    if is_commune:
        context["markets"] = [
            digital.market_row(one) for one in queries.markets_now(seat.reach, area.path)
        ]
    return shown(request, seat, "desk/digital/area.html", area, HERE, **context)


# ------------------------------------------------------------------------------------------ a group


def _group(request: HttpRequest, seat: Seat, area: Area) -> HttpResponse:
    """Every household of a group with what it lacks, or those that lack one thing (`?missing=`)."""
    standard = queries.standard_at(seat.reach, Model.FAMILY, area.path, clock.today())
    homes = queries.families_now(seat.reach, area, standard) if standard else []
    note_seen(actor=seat.account, verb="households.listed", subject=area.code, path=area.path)
    found, chosen = _filtered(request, homes)
    village = queries.standard_at(seat.reach, Model.VILLAGE, area.path, clock.today())
    verdicts = queries.village_now(seat.reach, area, village, homes) if village and homes else []
    counts = _counts(homes)
    markets = queries.markets_now(seat.reach, area.path)
    return shown(
        request, seat, "desk/digital/group.html", area, HERE,
        standard=standard,
        now=clock.now(),
        edition=edition_name(standard.edition) if standard else "",
        homes=[digital.home_row(one) for one in found],
        whole=len(homes), met=counts.get("met", 0), unknown=counts.get("unknown", 0),
        choices=_choices(standard, counts) if standard else [],
        chosen=chosen,
        village=digital.verdict_rows(verdicts),
        village_badge=digital.badge(together(verdicts)) if verdicts else None,
        village_edition=edition_name(village.edition) if village else "",
        markets=[digital.market_row(one) for one in markets],
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _counts(homes: Sequence[Judged]) -> Counts:
    counts: Counts = {}
    for one in homes:
        count_in(counts, one.verdicts)
    return counts


def _choices(standard: Standard, counts: Counts) -> list[tuple[str, str, Lack]]:
    """(code, words, how often) of what can be filtered by, the most frequent first."""
    return [(one.item.code, say(one.item.name), one) for one in lacks(standard.criteria, counts)]


def _filtered(request: HttpRequest, homes: Sequence[Judged]) -> tuple[list[Judged], str]:
    """The homes asked for by `?missing=`, a criterion's code or a state, and what was asked."""
    asked = request.GET.get("missing", "")
    if asked in {state.value for state in State}:
        return [one for one in homes if one.state == asked], asked
    if any(verdict.item.code == asked for one in homes[:1] for verdict in one.verdicts):
        return [one for one in homes if one.lacks(asked)], asked
    return list(homes), ""


@staff
@require_safe
def book(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The list of a group as a workbook, with the same filter."""
    area = reached(seat, area_of, code)
    standard = queries.standard_at(seat.reach, Model.FAMILY, area.path, clock.today())
    if area.level != Level.GROUP or standard is None:
        return redirect(HERE, area.code)
    found, _chosen = _filtered(request, queries.families_now(seat.reach, area, standard))
    note_seen(actor=seat.account, verb="families.taken", subject=area.code, path=area.path)
    columns = [
        Column(_("Household code"), 14),
        Column(_("Address"), 34),
        Column(_("Head of household"), 26),
        Column(_("Digital family"), 14),
        *(Column(say(item.name), 22) for item in standard.criteria.items),
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "book.xlsx")
        write_xlsx(target, named(str(MODEL_WORDS[Model.FAMILY])), columns, _book_rows(found))
        content = target.read_bytes()
    return file_answer(content, XLSX, f"gia-dinh-so-{area.code}-{clock.today()}.xlsx")


def _book_rows(found: Sequence[Judged]) -> Iterator[Sequence[Value]]:
    met = digital.badge(State.MET).words
    for one in found:
        door = one.home.door
        yield (
            door.code,
            door.address,
            door.head_name,
            digital.badge(one.state).words,
            *(lack_words(verdict) or met for verdict in one.verdicts),
        )


# ------------------------------------------------------------------------------------- counting anew


@staff
@require_POST
def assess(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Have everything at or under an area counted anew; the worker does it."""
    area = reached(seat, area_of, code)
    seat.must("officer", area.path)
    actions.ask_assessment(actor=seat.account, area=area)
    return redirect(HERE, area.code)


@staff
@require_safe
def progress(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """How far that is: state, percent, words."""
    area = reached(seat, area_of, code)
    found = queries.rounds_under(seat.reach, area.path)
    left = _("%(count)s to go") % {"count": found.waiting} if found.waiting else ""
    state = "waiting" if found.waiting else "done"
    return JsonResponse({"state": state, "percent": found.percent, "left": left})


# ------------------------------------------------------------------------------------- the criteria


@staff
@require_safe
def criteria(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """By what is judged here: every criterion with its threshold, its evidence and its source."""
    area = reached(seat, area_of, code)
    found = [
        (MODEL_WORDS[model], standard, edition_name(standard.edition), _rows(standard))
        for model in Model
        if (standard := queries.standard_at(seat.reach, model, area.path, clock.today()))
    ]
    return shown(
        request, seat, "desk/digital/criteria.html", area, HERE, _("Criteria"), found=found
    )


def _rows(standard: Standard) -> list[dict[str, Any]]:
    return [
        {
            "name": say(item.name),
            "asked": threshold_words(item),
            "evidence": say(item.evidence),
            "source": item.source,
            "is_required": item.required,
        }
        for item in standard.criteria.items
    ]
