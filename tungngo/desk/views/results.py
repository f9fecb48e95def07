"""What quizzes say: what was gained, what is weak where, what to do about it, and which questions are bad."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import note_seen
from tungngo.accounts.models import Account
from tungngo.advice import actions, queries
from tungngo.advice.models import Task
from tungngo.advice.reading import advice_for, advised
from tungngo.advice.results import results_of
from tungngo.advice.rules.advising import Advice
from tungngo.advice.rules.gains import FEWEST_SHOWN, SMALL
from tungngo.campaigns.queries import campaign_for, skill_names, skills_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.quiz_words import item_line
from tungngo.desk.result_words import advice_lines, gained_line, segment_words, task_lines
from tungngo.desk.showing import offer_undo, or_404, reached, shown, tell, tried
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import commune_path
from tungngo.quizzes.queries import bank_figures, banks_at, questions_in, version_of
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of, children_of

HERE = "results"
#: Days a page of results may look back over.
PERIODS = (30, 90, 365)
#: Lines of tasks and of classes on one page.
MOST_LINES = 60


def _period(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[1]


@staff
def results(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What people gained, by session, trainer, segment and area; and which skills are weak where."""
    area = reached(seat, area_of, code)
    days = _period(request)
    children = list(children_of(seat.reach, area)) if area.level < Level.GROUP else []
    campaign = campaign_for(seat.reach, area.path)
    taught = [one.code for one in skills_of(seat.reach, campaign)] if campaign else []
    found = results_of(seat.reach, area, children, clock.now() - timedelta(days=days), taught)
    is_ward = area.level >= Level.COMMUNE
    names = skill_names(seat.reach, found.skills)
    asked = [n for n, cell in enumerate(found.total) if cell.answered or cell.met]
    return shown(
        request, seat, "desk/results/results.html", area, HERE,
        found=found,
        whole=gained_line(found.whole) if found.whole else None,
        classes=[(one, gained_line(one.gained)) for one in found.classes[:MOST_LINES]],
        trainers=[(one, gained_line(sums)) for one, sums in found.trainers],
        segments=[
            (segment_words(one), gained_line(sums)) for one, sums in found.segments.items()
        ],
        areas=[(one, gained_line(sums)) for one, sums in found.areas],
        skills=[names.get(found.skills[n], found.skills[n]) for n in asked],
        rows=[(row.area, [row.cells[n] for n in asked]) for row in found.rows],
        total=[found.total[n] for n in asked],
        periods=[(one, one == days) for one in PERIODS],
        days=days,
        small=SMALL,
        fewest=FEWEST_SHOWN,
        advised=len(advised(seat.reach, area.path).advice) if is_ward else 0,
        open_tasks=queries.tasks_under(seat.reach, area.path).count(),
        is_ward=is_ward,
    )  # fmt: skip


@staff
def questions(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The questions that deserve a look, bank by bank, over every quiz within reach that asked them."""
    area = reached(seat, area_of, code)
    banks: list[dict[str, Any]] = []
    for bank in banks_at(seat.reach, area.path):
        version = version_of(seat.reach, bank)
        figures = bank_figures(seat.reach, version)
        asked = questions_in(seat.reach, version)
        lines = [
            item_line(one, figures[one.key])
            for one in asked
            if one.key in figures and figures[one.key].faults
        ]
        most = max((one.n for one in figures.values()), default=0)
        enough = sum(not one.is_small for one in figures.values())
        banks.append(
            {"bank": bank, "lines": lines, "most": most, "enough": enough, "count": len(asked)}
        )
    banks.sort(key=lambda one: (-len(one["lines"]), -one["most"], one["bank"].name))
    return shown(
        request, seat, "desk/results/questions.html", area, "quizzes", _("Questions to look at"),
        banks=banks,
        flagged=sum(len(one["lines"]) for one in banks),
        small=SMALL,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------- advice


@staff
def advice(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What the answers advise, each with its figures; and the tasks that came of it."""
    area = reached(seat, area_of, code)
    if area.level < Level.COMMUNE:
        return redirect(HERE, area.code)
    found = advised(seat.reach, area.path)
    still = list(queries.tasks_under(seat.reach, area.path)[:MOST_LINES])
    closed = list(queries.tasks_under(seat.reach, area.path, closed=True)[:MOST_LINES])
    if found.advice or still or closed:  # each of them names people
        note_seen(actor=seat.account, verb="advice.seen", subject=area.code, path=area.path)
    return shown(
        request, seat, "desk/results/advice.html", area, HERE, _("What to do"),
        lines=advice_lines(seat.reach, found),
        tasks=task_lines(seat.reach, still),
        closed=task_lines(seat.reach, closed),
        may_write=seat.may("officer", area.path),
    )  # fmt: skip


def _decide(
    request: HttpRequest,
    seat: Seat,
    code: str,
    cause: UUID,
    action: Callable[[Account, Advice], Task],
    words: str,
) -> HttpResponse:
    area = reached(seat, area_of, code)
    with or_404():
        found = advice_for(seat.reach, area.path, cause)
    seat.must("officer", found.path)
    try:
        task = action(seat.account, found)
    except Refused as refusal:
        tell(request, refusal)
    else:
        offer_undo(request, words, reverse("task_back", args=[task.origin, task.id]))
    return _back(area)


def _back(area: Area) -> HttpResponse:
    return redirect("advice", area.code)


@staff
@require_POST
def advice_accept(request: HttpRequest, seat: Seat, code: str, cause: UUID) -> HttpResponse:
    """Make a task of a piece of advice, with a way back."""

    def accept(account: Account, found: Advice) -> Task:
        return actions.accept_advice(actor=account, advice=found)

    return _decide(request, seat, code, cause, accept, _("A task was made of it."))


@staff
@require_POST
def advice_dismiss(request: HttpRequest, seat: Seat, code: str, cause: UUID) -> HttpResponse:
    """Turn a piece of advice down, with a way back."""

    def dismiss(account: Account, found: Advice) -> Task:
        return actions.dismiss_advice(actor=account, advice=found)

    return _decide(request, seat, code, cause, dismiss, _("Turned down; it will not come again."))


@staff
@require_POST
def task_back(request: HttpRequest, seat: Seat, origin: str, task_id: UUID) -> HttpResponse:
    """Undo what was decided."""
    task: Any = reached(seat, queries.task_of, origin, task_id)
    seat.must("officer", task.path)
    commune = commune_path(task.path)
    area = area_at(seat.reach, commune if seat.reach.covers(commune) else task.path)
    tried(request, lambda: actions.take_task_back(actor=seat.account, task=task), _("Taken back."))
    return _back(area)
