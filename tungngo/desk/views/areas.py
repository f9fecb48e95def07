"""The residential groups of a commune: listed, typed in, brought in from a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.arriving import limited
from tungngo.desk.forms.areas import GroupForm, GroupLinesForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, put_on, reached, shown, tried
from tungngo.lib.problems import Refused
from tungngo.territory import actions
from tungngo.territory.group_lists import clean_lines, lines_of
from tungngo.territory.models import Area, Kind, Level
from tungngo.territory.naming import names_of
from tungngo.territory.queries import area_of, doors_by_group, groups_ever, groups_of
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
            said = _("Added: %(name)s.") % {"name": added.full_name}
            offer_undo(request, said, _of("groups_take_back", commune, [added]))
            return redirect("groups", commune.code)
    doors = doors_by_group(seat.reach, commune)
    found = list(groups_of(seat.reach, commune))
    return shown(
        request, seat, "desk/areas/groups.html", commune, "groups", _("Residential groups"),
        form=form,
        rows=[
            (group, doors.get(group.path, 0), group.code.partition(".")[2]) for group in found
        ],
        has_empty=any(not doors.get(group.path) for group in found),
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
                said = _("%(count)s residential groups added.") % {"count": len(added)}
                offer_undo(request, said, _of("groups_take_back", commune, added))
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


def _of(name: str, commune: Area, groups: Sequence[Area]) -> str:
    """An address of `commune` that names some of its groups."""
    codes = ",".join(group.code.partition(".")[2] for group in groups)
    return f"{reverse(name, args=[commune.code])}?{urlencode({'of': codes})}"


def _named(seat: Seat, request: HttpRequest, code: str) -> tuple[Area, list[Area]]:
    """The commune of a page and the groups of it that an address or a form names; others are left out."""
    commune = _area(seat, code, Level.COMMUNE)
    codes = [*request.GET.get("of", "").split(","), *request.POST.getlist("group")]
    wanted = {f"{commune.code}.{own}" for own in codes if own}
    return commune, [one for one in groups_ever(seat.reach, commune) if one.code in wanted]


@staff
@require_POST
def groups_end(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Groups that were ticked no longer exist; one step back reopens them."""
    commune, chosen = _named(seat, request, code)
    chosen = [group for group in chosen if group.valid_to_on is None]
    if not chosen:
        messages.error(request, _("Tick the groups that are no longer in use."))
    elif tried(request, lambda: actions.end_groups(actor=seat.account, groups=chosen)):
        words = _("%(count)s residential groups are no longer in use.") % {"count": len(chosen)}
        offer_undo(request, words, _of("groups_reopen", commune, chosen))
    return redirect("groups", commune.code)


@staff
@require_POST
def groups_reopen(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Groups that were closed today are there again."""
    commune, chosen = _named(seat, request, code)
    tried(
        request,
        lambda: actions.reopen_groups(actor=seat.account, commune=commune, groups=chosen),
        _("Taken back."),
    )
    return redirect("groups", commune.code)


@staff
@require_POST
def groups_take_back(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Groups that were added by mistake go as if they had never been."""
    commune, chosen = _named(seat, request, code)
    tried(
        request,
        lambda: actions.take_groups_back(actor=seat.account, commune=commune, groups=chosen),
        _("Taken back."),
    )
    return redirect("groups", commune.code)


@staff
@require_POST
def group_end(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """A group that no longer exists; refused while households stand in it."""
    group = _area(seat, code, Level.GROUP)
    if not tried(request, lambda: actions.end_group(actor=seat.account, group=group)):
        return redirect("group_edit", group.code)
    commune = reached(seat, area_of, group.parent_id)
    words = _("%(name)s is no longer in use.") % {"name": group.full_name}
    offer_undo(request, words, _of("groups_reopen", commune, [group]))
    return redirect("groups", commune.code)
