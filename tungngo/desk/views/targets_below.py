"""One target over all areas right below, as a sheet: typed, filled, loaded from a file, saved in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tungngo.campaigns import actions, queries
from tungngo.campaigns.models import Campaign, Ladder
from tungngo.campaigns.rules.grid import Milestones, Plan, Typed, Wrong, plan_of
from tungngo.campaigns.rules.targets import skill_indicator
from tungngo.campaigns.target_book import Line, read_target_book, target_book
from tungngo.desk.indicators import indicator_label
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, or_404, shown, tell
from tungngo.desk.target_sheet import (
    days_of,
    filled,
    loaded,
    seen_in,
    seen_of,
    sheet_of,
    standing,
    typed_in,
)
from tungngo.desk.views.targets import STANDING_ROWS
from tungngo.lib.problems import Refused
from tungngo.lib.sheets import SheetProblem, open_book
from tungngo.territory.listing.findings import SENTENCES
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, children_of

_MOST_BYTES = 5 * 2**20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class _Sheet:
    """What a page about one series over the areas below `area` needs from the database."""

    campaign: Campaign
    area: Area
    indicator: str
    segment: str
    choices: list[tuple[str, str]]
    below: list[Area]
    held: Milestones
    own: dict[str, Milestones]
    days: list[date | None] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.indicator}|{self.segment}"

    @property
    def label(self) -> str:
        return dict(self.choices)[self.key]

    @property
    def url(self) -> str:
        address = reverse("targets_below", args=[self.campaign.id, self.area.code])
        return f"{address}?series={self.key}"

    def plan(self, typed: Typed) -> Plan:
        campaign = self.campaign
        return plan_of(
            typed,
            own=self.own,
            held=self.held,
            starts_on=campaign.starts_on,
            ends_on=campaign.ends_on,
        )

    def typed(self) -> Typed:
        """The sheet as it stands."""
        cells = {one.path: standing(self.days, self.own.get(one.path, ())) for one in self.below}
        return Typed(self.days, cells)


def _found(seat: Seat, campaign_id: UUID, code: str, asked: str) -> _Sheet:
    """The sheet asked for. 404 where the campaign does not hold the whole area."""
    with or_404():
        campaign = queries.campaign_of(seat.reach, campaign_id)
        area = area_of(seat.reach, code)
    if not area.path.startswith(campaign.path):
        raise Http404
    skills = queries.skills_of(seat.reach, campaign)
    above = {
        (one.indicator, one.segment): one.milestones
        for one in queries.targets_at(seat.reach, campaign, area.path)
    }
    offered = {*above, *((skill_indicator(skill.code, Ladder.WITH_HELP), "") for skill in skills)}
    keys = [*STANDING_ROWS, *sorted(offered - {*STANDING_ROWS})]
    choices = [(f"{one}|{who}", indicator_label(one, who, skills)) for one, who in keys]
    indicator, segment = next((key for key in keys if "|".join(key) == asked), keys[0])
    below = list(children_of(seat.reach, area))
    own = queries.series_below(seat.reach, campaign, below, indicator, segment)
    held = tuple(above.get((indicator, segment), ()))
    return _Sheet(
        campaign,
        area,
        indicator,
        segment,
        choices,
        below,
        held,
        own,
        days_of([held, *own.values()]),
    )


@staff
def targets_below(request: HttpRequest, seat: Seat, campaign_id: UUID, code: str) -> HttpResponse:
    """The sheet. POST `do`: save; fill or clear the chosen rows, load a file (nothing is saved yet)."""
    sheet = _found(seat, campaign_id, code, request.GET.get("series", ""))
    if request.method != "POST":
        typed = sheet.typed()
        return _page(request, seat, sheet, typed, Plan())
    seat.must("officer", sheet.area.path)
    if request.POST.get("do") == "load":
        return _load(request, seat, sheet)
    typed, wrong, written = typed_in(request.POST, sheet.below)
    if not typed.days:  # nothing of the sheet was posted
        return redirect(sheet.url)
    do = request.POST.get("do", "save")
    if do in ("fill", "clear"):
        chosen = {*request.POST.getlist("pick")} or {one.code for one in sheet.below}
        figures = [request.POST.get(f"fill-{column}", "") for column in range(len(typed.days))]
        paths = [one.path for one in sheet.below if one.code in chosen]
        typed = filled(typed, paths, figures if do == "fill" else None)
    plan = sheet.plan(typed)
    plan.wrong.extend(wrong)
    if do != "save" or plan.wrong:
        return _page(request, seat, sheet, typed, plan, written=written, is_draft=do != "save")
    if not plan.changes:
        messages.info(request, _("Nothing was changed."))
        return redirect(sheet.url)
    try:
        line = actions.set_series(
            actor=seat.account,
            campaign=sheet.campaign,
            area=sheet.area,
            indicator=sheet.indicator,
            segment=sheet.segment,
            below=sheet.below,
            changes=plan.changes,
            seen=seen_in(request.POST),
        )
    except Refused as refusal:
        row = refusal.place if any(one.path == refusal.place for one in sheet.below) else None
        if row is None:
            tell(request, refusal)
        else:
            plan.wrong.append(Wrong(row, None, refusal))
        return _page(request, seat, sheet, typed, plan, written=written)
    words = ngettext(
        "The targets of %(count)s area are saved.",
        "The targets of %(count)s areas are saved.",
        len(plan.changes),
    ) % {"count": len(plan.changes)}
    undo = reverse("targets_undo", args=[sheet.campaign.id, sheet.area.code, line])
    offer_undo(request, words, undo)
    return redirect(sheet.url)


def _load(request: HttpRequest, seat: Seat, sheet: _Sheet) -> HttpResponse:
    """The sheet with what a file says in it: to be looked over, nothing is saved."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose the filled-in file first."))
        return redirect(sheet.url)
    try:
        if (file.size or 0) > _MOST_BYTES:
            raise SheetProblem("sheet.too_large", limit_mb=_MOST_BYTES // 2**20)
        book = open_book(file.read(), str(file.name))
        found = read_target_book(book.sheets[0], key=sheet.key, areas=sheet.below)
    except SheetProblem as problem:
        sentence = _(SENTENCES[problem.code]) % problem.params
        messages.error(request, f"{sentence} ({problem.code})")
        return redirect(sheet.url)
    except Refused as refusal:
        tell(request, refusal)
        return redirect(sheet.url)
    typed = loaded(found, sheet.own, sheet.days)
    typed = Typed(
        typed.days,
        {one.path: typed.cells.get(one.path, [""] * len(typed.days)) for one in sheet.below},
        is_whole=True,
    )
    return _page(
        request, seat, sheet, typed, sheet.plan(typed), left_out=found.refused, is_draft=True
    )


def _page(
    request: HttpRequest,
    seat: Seat,
    sheet: _Sheet,
    typed: Typed,
    plan: Plan,
    *,
    written: list[str] | None = None,
    left_out: list[Refused] | None = None,
    is_draft: bool = False,
) -> HttpResponse:
    made = sheet_of(typed, plan, sheet.below, own=sheet.own, held=sheet.held, written=written or ())
    refused = [
        {"text": str(one), "code": one.code, "place": "", "target": ""} for one in left_out or ()
    ]
    over = sheet.campaign.state == Campaign.State.ENDED
    context: dict[str, Any] = {
        "campaign": sheet.campaign,
        "sheet": sheet,
        "columns": made.columns,
        "rows": made.rows,
        "changes": made.changes,
        "problems": [*made.problems, *refused],
        "held": {one.due_on: one for one in sheet.held},
        "head": standing(typed.days, sheet.held),
        "seen": seen_of(sheet.own),
        "is_draft": is_draft,
        "is_whole": typed.is_whole,
        "may_write": seat.may("officer", sheet.area.path) and not over,
    }
    return shown(
        request, seat, "desk/campaigns/below.html", sheet.area, "campaign", sheet.campaign.name,
        _("Targets below"), status=422 if made.problems else 200, **context,
    )  # fmt: skip


@staff
def targets_below_file(
    request: HttpRequest, seat: Seat, campaign_id: UUID, code: str
) -> HttpResponse:
    """The sheet as it stands, as XLSX."""
    sheet = _found(seat, campaign_id, code, request.GET.get("series", ""))
    lines = [Line(one, sheet.own.get(one.path, ()), sheet.held) for one in sheet.below]
    days = [day for day in sheet.days if day]
    content = target_book(
        title=f"{sheet.campaign.name} – {sheet.area.full_name}",
        key=sheet.key,
        label=sheet.label,
        days=days or [sheet.campaign.ends_on],
        lines=lines,
    )
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="chi-tieu-{sheet.area.code}.xlsx"'
    return answer
