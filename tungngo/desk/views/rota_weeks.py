"""Duty rosters week by week: all of an area with what is missing, one of them, and both on paper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tungngo.accounts.models import Account
from tungngo.desk.days import read_day
from tungngo.desk.forms.rotas import FillForm, SpanForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, put_on, shown, tell
from tungngo.desk.views.points import staff_near
from tungngo.lib import clock
from tungngo.lib.holidays import Holiday
from tungngo.lib.lunar import lunar_day
from tungngo.lib.problems import Refused
from tungngo.points import actions, queries, rules
from tungngo.points.models import HOLIDAYS, Rota, Shift
from tungngo.points.queries import Staffed, Week
from tungngo.teams.models import Membership
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_at, area_of

HERE = "rotas"
#: Shifts that a sentence names one by one.
MOST_TOLD = 8
#: Why somebody was not put on a shift, in words.
LEFT = {
    "shift.cancelled": gettext_lazy("called off"),
    "shift.full": gettext_lazy("full"),
    "duty.already": gettext_lazy("already on it"),
    "duty.clash": gettext_lazy("elsewhere at that hour"),
    "duty.away": gettext_lazy("away"),
}


class Day(NamedTuple):
    """A day of the head of a week: `holiday` in words, `lunar` as "1/1"."""

    on: date
    holiday: str
    is_sure: bool
    lunar: str


class Row(NamedTuple):
    """A rota with its shifts, day by day."""

    rota: Rota
    cells: list[tuple[Day, list[Staffed]]]

    @property
    def missing(self) -> int:
        return sum(one.missing for _day, some in self.cells for one in some)


def _day(written: str) -> date:
    """The day asked for, or today."""
    return read_day(written) or clock.today()


def _head(week: Week) -> list[Day]:
    return [_day_of(day, week.holidays.get(day)) for day in week.days]


def _day_of(day: date, holiday: Holiday | None) -> Day:
    lunar = lunar_day(day)
    words = str(HOLIDAYS[holiday.code]) if holiday else ""
    return Day(day, words, holiday is None or holiday.is_sure, f"{lunar.day}/{lunar.month}")


def _rows(rotas: list[Rota], week: Week, head: list[Day]) -> list[Row]:
    found = week.by_rota()
    return [Row(one, [(day, found[one.id][day.on]) for day in head]) for one in rotas]


def _about_week(seat: Seat, area: Area, asked: str, rota: Rota | None = None) -> dict[str, Any]:
    """What every page about a week is shown with."""
    monday, sunday = rules.week_of(_day(asked))
    path = rota.path if rota else area.path
    week = queries.week_under(seat.reach, path, monday, sunday, rota=rota)
    head = _head(week)
    rotas = [rota] if rota else queries.rotas_under(seat.reach, area.path)
    return {
        "week": week,
        "head": head,
        "rows": _rows(rotas, week, head),
        "monday": monday,
        "sunday": sunday,
        "before": (monday - timedelta(days=7)).isoformat(),
        "after": (monday + timedelta(days=7)).isoformat(),
        "today": clock.today(),
        "now": clock.now(),
    }


@staff
def rotas(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The week of every point and group on call of an area, what is missing first."""
    with or_404():
        area = area_of(seat.reach, code)
    return shown(
        request, seat, "desk/rotas/week.html", area, HERE,
        **(about := _about_week(seat, area, request.GET.get("week", ""))),
        absent=queries.absences_under(seat.reach, area.path, about["monday"], about["sunday"]),
        may_write=seat.may("officer", area.path) and area.level >= Level.COMMUNE,
    )  # fmt: skip


@staff
def rotas_print(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The week of an area on A4, with names."""
    with or_404():
        area = area_of(seat.reach, code)
    week = request.GET.get("week", "")
    return shown(
        request, seat, "desk/rotas/print.html", area, HERE, _("Print"),
        **_about_week(seat, area, week),
        back=f"{reverse('rotas', args=[area.code])}?week={week}",
    )  # fmt: skip


def rota_seen(seat: Seat, origin: str, rota_id: UUID, *, writes: bool = False) -> tuple[Rota, Area]:
    """A rota and the area it belongs to. Raises Http404, PermissionDenied."""
    with or_404():
        found = queries.rota_of(seat.reach, origin, rota_id)
        area = area_at(seat.reach, found.path)
    if writes:
        seat.must("officer", found.path)
    return found, area


@staff
def rota(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """The week of one point or group on call, with names; shifts are made and filled from here."""
    found, area = rota_seen(seat, origin, rota_id)
    return _one(request, seat, found, area)


def _one(
    request: HttpRequest,
    seat: Seat,
    found: Rota,
    area: Area,
    *,
    make: SpanForm | None = None,
    fill: FillForm | None = None,
) -> HttpResponse:
    about = _about_week(seat, area, request.GET.get("week", ""), found)
    is_officer = seat.may("officer", found.path)
    may_write = is_officer and found.closed_at is None
    monday: date = about["monday"]
    lines = rules.lines_of(found.week)
    free = {"first": max(monday, clock.today()), "last": monday + timedelta(days=27)}
    return shown(
        request, seat, "desk/rotas/rota.html", area, HERE, found.name,
        **about,
        rota=found,
        may_write=may_write,
        may_reopen=is_officer and found.closed_at is not None,
        usual=_usual(found),
        holes=[_hole(*one) for one in rules.holes(lines)] if found.is_on_call else [],
        make=make or SpanForm(initial=free),
        fill=fill or (_fill_form(seat, found) if may_write and about["week"].staffed else None),
        status=422 if make or fill else 200,
    )  # fmt: skip


def _usual(found: Rota) -> list[tuple[str, str, int]]:
    """A usual week in words: days, hours, people, the same hours together."""
    rows: dict[tuple[str, int], list[int]] = {}
    for line in rules.lines_of(found.week):
        hours = f"{line.begins:%H:%M}–{line.ends:%H:%M}"
        rows.setdefault((hours, line.need), []).append(line.weekday)
    return [(_days_words(days), hours, need) for (hours, need), days in rows.items()]


def _days_words(days: list[int]) -> str:
    """“Mon–Fri, Sun”."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    short = {day: str(WEEKDAYS_ABBR[day]) for day in days}
    return ", ".join(
        short[run[0]] if len(run) == 1 else f"{short[run[0]]}–{short[run[-1]]}" for run in runs
    )


def _hole(begins: datetime, ends: datetime) -> str:
    """“Sun 22:00 – Mon 07:00”."""
    return " – ".join(
        f"{WEEKDAYS_ABBR[moment.weekday()]} {moment:%H:%M}" for moment in (begins, ends)
    )


def members_for(seat: Seat, found: Rota) -> list[tuple[str, list[Membership]]]:
    """Who can be put on shifts of a rota, team by team: of the group on call, or of the whole commune."""
    near = staff_near(seat, found.path)
    if not found.is_on_call:
        return near
    mine = [(team, [m for m in some if m.team_id == found.team_id]) for team, some in near]
    return [(team, some) for team, some in mine if some]


def chosen(seat: Seat, found: Rota, written: str) -> Account | None:
    """The member a form names, among those who can be on shifts of a rota."""
    members = (member for _team, some in members_for(seat, found) for member in some)
    return next((one.account for one in members if str(one.id) == written), None)


def _fill_form(seat: Seat, found: Rota, data: Any = None) -> FillForm:
    lines = rules.lines_of(found.week)
    rest = (found.rest_from, found.rest_to) if found.rest_from and found.rest_to else None
    monday = date(2024, 1, 1)
    made = rules.stretches(lines, rest, monday, monday + timedelta(days=6))
    hours = sorted({f"{one.starts_at:%H:%M}" for one in made})
    return FillForm(data, staff=members_for(seat, found), hours=hours)


@staff
@require_POST
def rota_fill(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """Put somebody on the shifts of some weekdays, as far as nothing stands in the way."""
    found, area = rota_seen(seat, origin, rota_id, writes=True)
    form = _fill_form(seat, found, request.POST)
    account = chosen(seat, found, request.POST.get("member", ""))
    if not form.is_valid() or account is None:
        return _one(request, seat, found, area, fill=form)
    given = form.cleaned_data
    monday, _sunday = rules.week_of(_day(request.GET.get("week", "")))
    last = monday + timedelta(days=7 * given["weeks"] - 1)
    now = clock.now()
    wanted = [
        one
        for one in queries.shifts_of(seat.reach, found, monday, last)
        if one.ends_at > now
        and clock.day_of(one.starts_at).weekday() in given["weekdays"]
        and given["begins"] in ("", one.starts_at.astimezone(clock.VIETNAM).strftime("%H:%M"))
    ]
    made, left = actions.put_on_shifts(actor=seat.account, account=account, shifts=wanted)
    if made or not left:
        _say_filled(request, account, len(made))
    if left:
        messages.warning(request, _("Left out: %(shifts)s.") % {"shifts": _left_words(left)})
    return redirect(f"{reverse('rota', args=[origin, rota_id])}?week={monday.isoformat()}")


def _say_filled(request: HttpRequest, account: Account, count: int) -> None:
    """How many shifts somebody is on now; none at all is no success."""
    if not count:
        words = _("No shifts lie on these days. Make them first, or choose other days.")
        messages.warning(request, words)
        return
    words = ngettext("%(name)s is on %(count)s shift.", "%(name)s is on %(count)s shifts.", count)
    messages.success(request, words % {"name": account.full_name, "count": count})


def _left_words(left: list[tuple[Shift, str]]) -> str:
    """Shifts that were left out, each with why; of many only the first."""
    said = [
        f"{one.starts_at.astimezone(clock.VIETNAM):%H:%M %d/%m} ({LEFT[code]})"
        for one, code in left[:MOST_TOLD]
    ]
    if more := len(left) - len(said):
        words = ngettext("%(count)s more shift", "%(count)s more shifts", more)
        said.append(words % {"count": more})
    return ", ".join(said)


@staff
@require_POST
def shifts_make(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """Make the shifts of some days as the usual week says, with a way back."""
    found, area = rota_seen(seat, origin, rota_id, writes=True)
    form = SpanForm(request.POST)
    if not form.is_valid():
        return _one(request, seat, found, area, make=form)
    first, last = form.days
    try:
        made = actions.make_shifts(actor=seat.account, rota=found, first=first, last=last)
    except Refused as refusal:
        put_on(form, refusal)
        return _one(request, seat, found, area, make=form)
    words = ngettext("%(count)s shift is made.", "%(count)s shifts are made.", len(made.shifts))
    said = words % {"count": len(made.shifts)}
    if made.left_out:
        off = ", ".join(f"{day:%d/%m} {HOLIDAYS[one.code]}" for day, one in made.left_out.items())
        said += " " + _("Left out: %(shifts)s.") % {"shifts": off}
    if made.shifts:
        offer_undo(request, said, reverse("shifts_undo", args=[origin, made.id]))
    else:
        messages.info(request, said)
    return redirect(f"{reverse('rota', args=[origin, rota_id])}?week={first.isoformat()}")


@staff
@require_POST
def shifts_undo(request: HttpRequest, seat: Seat, origin: str, made_id: UUID) -> HttpResponse:
    """Take shifts back that were made together and have not begun."""
    found = queries.making_of(seat.reach, origin, made_id).first()
    if found is None:
        raise Http404
    seat.must("officer", found.path)
    try:
        count = actions.undo_making(actor=seat.account, origin=origin, made_id=made_id)
    except Refused as refusal:
        tell(request, refusal)
    else:
        words = ngettext(
            "%(count)s shift was taken back.", "%(count)s shifts were taken back.", count
        )
        messages.success(request, words % {"count": count})
    return redirect("rota", origin, found.rota_id)


@staff
def rota_print(request: HttpRequest, seat: Seat, origin: str, rota_id: UUID) -> HttpResponse:
    """The week of one point on A4, to pin up there."""
    found, area = rota_seen(seat, origin, rota_id)
    week = request.GET.get("week", "")
    return shown(
        request, seat, "desk/rotas/print.html", area, HERE, _("Print"),
        **_about_week(seat, area, week, found),
        rota=found,
        back=f"{reverse('rota', args=[origin, rota_id])}?week={week}",
    )  # fmt: skip
