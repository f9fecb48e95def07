"""The residential groups of a commune: listed, typed in, brought in from a sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.arriving import limited
from tungngo.desk.forms.areas import GroupForm, GroupLinesForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import put_on, reached, shown, tell
from tungngo.lib.problems import Refused
from tungngo.territory import actions
from tungngo.territory.group_lists import clean_lines, lines_of
from tungngo.territory.models import Area, Kind, Level
from tungngo.territory.naming import names_of
from tungngo.territory.queries import area_of, doors_by_group, groups_of
from tungngo.territory.uploads import open_bytes


def _area(seat: Seat, code: str, level: Level, *, writes: bool = True) -> Area:
    """The area of a page that is about one level only. Raises Http404 for another."""
    area = reached(seat, area_of, code)
    if area.level != level:
        raise Http404
    if writes:
        seat.must("officer", area.path)
    return area


def _usual_kind(commune: Area) -> str:
    return Kind.URBAN_GROUP if commune.kind == Kind.WARD else Kind.VILLAGE


@staff
def groups(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The groups of a commune with their doors; POST adds one."""
    commune = _area(seat, code, Level.COMMUNE, writes=request.method == "POST")
    form = GroupForm(request.POST or None, initial={"kind": _usual_kind(commune)})
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_group(actor=seat.account, commune=commune, **form.cleaned_data)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Added: %(name)s.") % {"name": added.full_name})
            return redirect("groups", commune.code)
    doors = doors_by_group(seat.reach, commune)
    found = list(groups_of(seat.reach, commune))
    return shown(
        request, seat, "desk/areas/groups.html", commune, "groups", _("Residential groups"),
        form=form,
        rows=[(group, doors.get(group.path, 0)) for group in found],
        doors=sum(doors.values()),
        unplaced=doors.get(commune.path, 0),
        may_write=seat.may("officer", commune.path),
        status=422 if form.errors else 200,
    )  # fmt: skip


@limited
@staff
def groups_new(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Many groups at once: typed or from a sheet, looked over, then added together."""
    commune = _area(seat, code, Level.COMMUNE)
    form = GroupLinesForm(
        request.POST or None, request.FILES or None, initial={"kind": _usual_kind(commune)}
    )
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            lines = form.cleaned_data["lines"].splitlines()
            file = form.cleaned_data["file"]
            if file:
                lines += lines_of(open_bytes(file.read(), file.name))
            there = groups_of(seat.reach, commune)
            look = clean_lines(lines, form.cleaned_data["kind"], there)
            if "commit" in request.POST and look.new and not look.unread:
                added = actions.add_groups(actor=seat.account, commune=commune, drafts=look.new)
                messages.success(
                    request, _("%(count)s residential groups added.") % {"count": len(added)}
                )
                return redirect("groups", commune.code)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            context = {
                "look": look,
                "new": [(Kind(draft.kind).label, draft.name, draft.code) for draft in look.new],
                "lines": "\n".join(look.lines),
                "kind": form.cleaned_data["kind"],
            }
    return shown(
        request, seat, "desk/areas/groups_new.html", commune, "groups",
        _("Bring in residential groups"),
        form=form, status=422 if form.errors else 200, **context,
    )  # fmt: skip


@staff
def group_edit(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Another kind or name for a group; the old one stays known."""
    group = _area(seat, code, Level.GROUP)
    form = GroupForm(request.POST or None, initial={"kind": group.kind, "name": group.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_group(actor=seat.account, group=group, **form.cleaned_data)
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("Now called %(name)s.") % {"name": group.full_name})
            return redirect("groups", group.parent_id)
    return shown(
        request, seat, "desk/areas/group_edit.html", group, "groups", _("Rename"),
        form=form, past=names_of(group), status=422 if form.errors else 200,
    )  # fmt: skip


@staff
@require_POST
def group_end(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A group that no longer exists; refused while households stand in it."""
    group = _area(seat, code, Level.GROUP)
    try:
        actions.end_group(actor=seat.account, group=group)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("group_edit", group.code)
    messages.success(request, _("%(name)s is no longer in use.") % {"name": group.full_name})
    return redirect("groups", group.parent_id)
