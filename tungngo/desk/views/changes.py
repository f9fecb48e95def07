"""Changes of areas: groups merged, split and renamed by a resolution, households moved; looked at before,
and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tungngo.desk.forms.changes import MergeForm, MoveForm, RenameForm, SplitForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import (
    entrusted,
    offer_undo,
    or_404,
    put_on,
    reached,
    shown,
    tried,
)
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.teams.models import Team
from tungngo.teams.queries import teams_under
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of, groups_of, household_of
from tungngo.territory.walks import WalkDoor, doors_along
from tungngo.upkeep import actions, plans
from tungngo.upkeep.models import AreaChange
from tungngo.upkeep.queries import (
    Preview,
    change_of,
    changes_under,
    preview_merge,
    preview_move,
    preview_split,
)

A_PAGE = 30
#: Households that are moved at once from the table, at most.
MOST_DOORS = 2_000
HEADINGS: Mapping[str, Any] = {
    "merge": gettext_lazy("Merge groups"),
    "split": gettext_lazy("Split a group"),
    "rename": gettext_lazy("Rename a group by resolution"),
    "move": gettext_lazy("Move households to another group"),
}
#: Kinds of change about the lanes of one group, which is chosen first.
OF_ONE = ("split", "move")


def _commune(seat: Seat, code: str, *, writes: bool = True) -> Area:
    area = reached(seat, area_of, code)
    if area.level != Level.COMMUNE:
        raise Http404
    if writes:
        seat.must("officer", area.path)
    return area


@staff
@require_safe
def changes(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What was and will be changed about the groups of a commune, by which resolution and when."""
    commune = _commune(seat, code, writes=False)
    page = Paginator(changes_under(seat.reach, commune.path), A_PAGE).get_page(
        request.GET.get("page")
    )
    return shown(
        request, seat, "desk/changes/list.html", commune, "groups", _("Changes of areas"),
        page=page,
        kinds=[(kind, words) for kind, words in HEADINGS.items() if kind != "move"],
        may_write=seat.may("officer", commune.path),
    )  # fmt: skip


@staff
def change_new(request: HttpRequest, seat: Seat, code: str, change_kind: str) -> HttpResponse:
    """A change, asked for, looked at, then done or planned."""
    commune = _commune(seat, code)
    if change_kind not in HEADINGS:
        raise Http404
    groups = list(groups_of(seat.reach, commune))
    chosen = _chosen(request, groups, "of")
    doors = doors_along(seat.reach, chosen.path) if chosen else []
    picked = _picked(request, seat) if change_kind == "move" else []
    if change_kind in OF_ONE and chosen is None and not picked:
        return shown(
            request, seat, "desk/changes/which.html", commune, "groups", HEADINGS[change_kind],
            heading=HEADINGS[change_kind], groups=groups,
        )  # fmt: skip
    teams = list(teams_under(seat.reach, chosen.path)) if chosen else []
    form = _form(request, change_kind, commune, groups, doors, teams)
    preview, plan = None, None
    if request.method == "POST" and form.is_valid():
        keys = picked or _of_lanes(doors, form.cleaned_data.get("lanes", ()))
        plan, preview = _planned(seat, change_kind, form, groups, chosen, keys)
        if "carry_out" in request.POST:
            by = form.resolution if hasattr(form, "resolution") else None
            try:
                change = actions.ask_change(
                    actor=seat.account, commune=commune, kind=change_kind, plan=plan, by=by
                )
            except Refused as refusal:
                put_on(form, refusal)
            else:
                return _after(request, seat, commune, change)
    return shown(
        request, seat, "desk/changes/new.html", commune, "groups", _("Changes of areas"),
        HEADINGS[change_kind],
        heading=HEADINGS[change_kind], kind=change_kind, form=form, chosen=chosen,
        picked=[f"{origin}:{id_}" for origin, id_ in picked],
        preview=preview if not form.errors else None,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _chosen(request: HttpRequest, groups: Sequence[Area], name: str) -> Area | None:
    code = request.POST.get(name) or request.GET.get(name)
    return next((group for group in groups if group.code == code), None)


def _picked(request: HttpRequest, seat: Seat) -> list[tuple[str, UUID]]:
    """The households ticked in the table, each within reach."""
    keys = []
    for written in request.POST.getlist("door")[:MOST_DOORS]:
        origin, _colon, id_ = written.partition(":")
        try:
            with or_404():
                door = household_of(seat.reach, origin, UUID(id_)).household
        except ValueError:
            raise Http404 from None
        seat.must("officer", door.path)
        keys.append((door.origin, door.id))
    return keys


def _of_lanes(doors: Sequence[WalkDoor], lanes: Sequence[str]) -> list[tuple[str, UUID]]:
    wanted = {"" if lane == "-" else lane for lane in lanes}
    return [(door.origin, door.id) for door in doors if door.lane_key in wanted]


def _lanes(doors: Sequence[WalkDoor]) -> list[tuple[str, str]]:
    """Each lane with how many households it has; "-" stands for no lane."""
    counts = Counter(door.lane_key for door in doors)
    names = {door.lane_key: door.lane_name for door in doors}
    no_lane = _("no lane")
    return [(key or "-", f"{names[key] or no_lane} ({count})") for key, count in counts.items()]


def _form(
    request: HttpRequest,
    kind: str,
    commune: Area,
    groups: Sequence[Area],
    doors: Sequence[WalkDoor],
    teams: Sequence[Team],
) -> Any:
    # Ticked in the table, nothing has been asked yet.
    asked = request.method == "POST" and ("carry_out" in request.POST or "look" in request.POST)
    said = request.POST if asked else None
    initial = {"holds_on": clock.today(), "kind": groups[0].kind if groups else "to_dan_pho"}
    if kind == "merge":
        return MergeForm(said, groups=groups, initial=initial)
    if kind == "rename":
        return RenameForm(said, groups=groups, initial=initial)
    if kind == "split":
        return SplitForm(said, lanes=_lanes(doors), teams=teams, initial=initial)
    return MoveForm(said, groups=groups, lanes=_lanes(doors))


def _planned(
    seat: Seat,
    kind: str,
    form: Any,
    groups: Sequence[Area],
    chosen: Area | None,
    keys: Sequence[tuple[str, UUID]],
) -> tuple[plans.Plan, Preview]:
    said, by_code = form.cleaned_data, {group.code: group for group in groups}
    if kind == "merge":
        gone, into = [by_code[code] for code in said["groups"]], by_code[said["into"]]
        return plans.plan_merge(gone, into), preview_merge(seat.reach, gone, into)
    if kind == "rename":
        group = by_code[said["group"]]
        return plans.plan_rename(group, said["kind"], said["name"]), Preview()
    if kind == "split" and chosen is not None:
        lanes = ["" if lane == "-" else lane for lane in said["lanes"]]
        plan = plans.plan_split(chosen, said["kind"], said["name"], lanes, form.teams)
        return plan, preview_split(seat.reach, chosen, keys, form.teams)
    to = by_code[said["to"]]
    return plans.plan_move(keys, to), preview_move(seat.reach, keys, to.path)


def _after(request: HttpRequest, seat: Seat, commune: Area, change: AreaChange) -> HttpResponse:
    undo = reverse("change_undo", args=[change.origin, change.id])
    if change.state == AreaChange.State.PLANNED:
        offer_undo(request, _("Planned: it is done by itself on its day."), undo)
    else:
        offer_undo(request, _("Done. Tallies and phones follow within minutes."), undo)
    return redirect("changes", commune.code)


@staff
@require_POST
def change_undo(request: HttpRequest, seat: Seat, origin: str, change_id: UUID) -> HttpResponse:
    """All is as it was before; what was planned is dropped."""
    change = entrusted(seat, "officer", change_of, origin, change_id)
    tried(request, lambda: actions.undo_change(actor=seat.account, change=change), _("Taken back."))
    return redirect("changes", change.origin)
