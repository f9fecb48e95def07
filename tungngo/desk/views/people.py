"""Who works at the desks of an area: asked in, given roles, let go and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import (
    change_account,
    forget_second_steps,
    make_link,
    open_account,
)
from tungngo.accounts.models import Account
from tungngo.accounts.queries import operators, second_steps, staff_account_of
from tungngo.desk.forms.people import InviteForm, PersonForm, RoleForm
from tungngo.desk.inviting import link_for, send_link
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import offer_undo, put_on, reached, shown, tell, tried
from tungngo.lib import clock, text
from tungngo.lib.problems import Refused
from tungngo.teams import actions
from tungngo.teams.models import Role, RoleKind
from tungngo.teams.queries import (
    ended_roles_under,
    role_of,
    role_paths,
    roles_of,
    roles_under,
    staff_imports_at,
)
from tungngo.teams.rules import may_manage
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, children_of

#: People on one page of the list.
A_PAGE = 50
#: After how long without signing in somebody counts as quiet.
QUIET_AFTER = timedelta(days=14)
#: Sheets of people shown as brought in before.
LATEST = 5
SIGNS = {"works": "ok", "asked": "late", "closed": "missed"}


@dataclass(slots=True)
class Line:
    """Somebody as the list shows them; `state` is one of SIGNS."""

    account: Account
    roles: list[Role] = field(default_factory=list)

    @property
    def state(self) -> str:
        if not self.account.is_active:
            return "closed"
        return "works" if self.account.last_login else "asked"

    @property
    def sign(self) -> str:
        return SIGNS[self.state]

    @property
    def word(self) -> str:
        return {
            "works": _("works here"),
            "asked": _("has not signed in yet"),
            "closed": _("account closed"),
        }[self.state]

    def came(self, since: datetime) -> bool:
        """Whether they signed in since then."""
        return self.seen_at is not None and self.seen_at >= since

    @property
    def seen_at(self) -> datetime | None:
        return self.account.last_login


def _lines(roles: Iterable[Role], besides: Iterable[Account] = ()) -> list[Line]:
    """One line a person, in the order of their first role; those `besides` first."""
    found = {account.pk: Line(account) for account in besides}
    for role in roles:
        found.setdefault(role.account_id, Line(role.account)).roles.append(role)
    return list(found.values())


def _person(seat: Seat, area: Area, account_id: UUID) -> tuple[Account, list[Role]]:
    """Somebody who has or had a role at or under `area`, with all their roles within reach; operators
    for those who reach everything. Raises Http404 for anybody else."""
    account = reached(seat, staff_account_of, account_id)
    roles = roles_of(seat.reach, account)
    near = any(role.area.path.startswith(area.path) for role in roles)
    if not near and not (account.is_operator and seat.reach.covers("")):
        raise Http404
    return account, roles


def _may_manage(seat: Seat, account: Account) -> bool:
    paths = role_paths(seat.reach, account)
    return may_manage(seat.powers, theirs=paths, is_operator=account.is_operator)


def _must_manage(seat: Seat, area: Area, account: Account) -> None:
    """Raises PermissionDenied unless every role of `account` is this seat's to decide on."""
    seat.must("admin", area.path)
    if not _may_manage(seat, account):
        raise Http404


def _areas_to_give(seat: Seat, area: Area) -> list[Area]:
    return [area, *children_of(seat.reach, area)]


@staff
def staff_list(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Everybody with a role at the area or below it: which, and when they last signed in."""
    area = reached(seat, area_of, code)
    show = request.GET.get("show", "")
    show = show if show in ("left", "quiet") else ""
    has_left, is_quiet = show == "left", show == "quiet"
    sought = text.nfc(request.GET.get("q", ""))[:80]
    if has_left:
        lines = _lines(ended_roles_under(seat.reach, area.path))
    else:
        nobody: list[Account] = []
        above = operators(seat.reach) if area.path == "" else nobody
        lines = _lines(roles_under(seat.reach, area.path), above)
    if sought:
        lines = [
            line
            for line in lines
            if text.matches(sought, line.account.full_name)
            or text.fold(sought) in text.fold(line.account.username or "")
        ]
    since = clock.now() - QUIET_AFTER
    quiet = [line for line in lines if line.account.is_active and not line.came(since)]
    if is_quiet:
        lines = sorted(quiet, key=lambda line: line.seen_at or line.account.created_at)
    return shown(
        request,
        seat,
        "desk/people/list.html",
        area,
        "staff",
        page=Paginator(lines, A_PAGE).get_page(request.GET.get("page")),
        count=len(lines),
        waiting=sum(line.state == "asked" for line in lines),
        sought=sought,
        query=urlencode({name: said for name, said in (("show", show), ("q", sought)) if said}),
        show=show,
        has_left=has_left,
        is_quiet=is_quiet,
        quiet=len(quiet),
        quiet_days=QUIET_AFTER.days,
        may_write=(may_write := seat.may("admin", area.path)),
        sheets=staff_imports_at(seat.reach, area)[:LATEST] if may_write else [],
    )


@staff
@never_cache
def invite(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """Somebody new: the account, its first role, and a link shown once."""
    area = reached(seat, area_of, code)
    seat.must("admin", area.path)
    areas = _areas_to_give(seat, area)
    form = InviteForm(request.POST or None, areas=areas, initial={"area": area.code})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        where = _chosen(areas, given["area"])
        seat.must("admin", where.path)
        try:
            account = actions.invite(
                actor=seat.account,
                area=where,
                kind=given["role"],
                full_name=given["full_name"],
                username=given["username"],
                email=given["email"],
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            return _with_link(request, seat, area, account)
    return shown(
        request, seat, "desk/people/new.html", area, "staff", _("New person"),
        form=form, status=422 if form.errors else 200,
    )  # fmt: skip


def _chosen(areas: Sequence[Area], code: str) -> Area:
    return next(area for area in areas if area.code == code)


def _with_link(request: HttpRequest, seat: Seat, area: Area, account: Account) -> HttpResponse:
    """The page with the link, which is in it and nowhere else; sent by e-mail too where that works."""
    secret = make_link(actor=seat.account, account=account, path=area.path)
    address = link_for(request, account, secret)
    return shown(
        request, seat, "desk/people/link.html", area, "staff", account.full_name,
        person=account, link=address, sent=send_link(account, address),
    )  # fmt: skip


@staff
def person(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """One person: name, roles, last sign-in; POST changes name and e-mail."""
    area = reached(seat, area_of, code)
    account, roles = _person(seat, area, account_id)
    manages = seat.may("admin", area.path) and _may_manage(seat, account)
    given = {"full_name": account.full_name, "email": account.email}
    form = PersonForm(request.POST or None, initial=given)
    if request.method == "POST":
        _must_manage(seat, area, account)
        if form.is_valid():
            try:
                change_account(
                    actor=seat.account, account=account, path=area.path, **form.cleaned_data
                )
            except Refused as refusal:
                put_on(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return redirect("person", area.code, account.pk)
    everywhere = len(role_paths(seat.reach, account))
    here = [role for role in roles if role.until_at is None]
    return shown(
        request, seat, "desk/people/person.html", area, "staff", account.full_name,
        line=Line(account, here),
        person=account,
        roles=[(role, _may_end(seat, role)) for role in here],
        ended=[role for role in roles if role.until_at is not None],
        elsewhere=max(0, everywhere - len({role.area.path for role in here})) if here else 0,
        manages=manages,
        has_second=bool(second_steps(seat.reach, [account.pk])),
        is_self=account.pk == seat.account.pk,
        form=form,
        role_form=RoleForm(areas=_areas_to_give(seat, area), initial={"area": area.code})
        if seat.may("admin", area.path)
        else None,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _may_end(seat: Seat, role: Role) -> bool:
    return seat.may("admin", role.area.path) and role.account_id != seat.account.pk


@staff
@require_POST
def role_give(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """One more role, of this area or one directly below it."""
    area = reached(seat, area_of, code)
    account, _roles = _person(seat, area, account_id)
    seat.must("admin", area.path)
    areas = _areas_to_give(seat, area)
    form = RoleForm(request.POST, areas=areas)
    if not form.is_valid():
        messages.error(request, _("Choose a role and an area."))
        return redirect("person", area.code, account.pk)
    where = _chosen(areas, form.cleaned_data["area"])
    seat.must("admin", where.path)
    role = actions.give_role(
        actor=seat.account, account=account, area=where, kind=form.cleaned_data["role"]
    )
    offer_undo(
        request,
        _("%(name)s is %(role)s of %(area)s from now on.")
        % {"name": account.full_name, "role": RoleKind(role.kind).label, "area": where.full_name},
        reverse("role_end", args=[area.code, role.pk]),
    )
    return redirect("person", area.code, account.pk)


@staff
@require_POST
@never_cache
def link(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """A fresh link to sign in, for who was asked in or has forgotten the password."""
    area = reached(seat, area_of, code)
    account, _roles = _person(seat, area, account_id)
    _must_manage(seat, area, account)
    try:
        if account.pk == seat.account.pk:
            raise Refused("account.own", _("Change your own password under your name above."))
        return _with_link(request, seat, area, account)
    except Refused as refusal:
        tell(request, refusal)
        return redirect("person", area.code, account.pk)


@staff
@require_POST
def close(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """Let somebody go."""
    area = reached(seat, area_of, code)
    account, _roles = _person(seat, area, account_id)
    _must_manage(seat, area, account)
    tried(
        request,
        lambda: actions.let_go(actor=seat.account, account=account, path=area.path),
        _("%(name)s gets in no more.") % {"name": account.full_name},
        reverse("person_open", args=[area.code, account.pk]),
    )
    return redirect("person", area.code, account.pk)


@staff
@require_POST
def forget_second(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """Forget the second steps of somebody who lost the phone with them."""
    area = reached(seat, area_of, code)
    account, _roles = _person(seat, area, account_id)
    _must_manage(seat, area, account)
    forget_second_steps(actor=seat.account, account=account, path=area.path)
    messages.success(request, _("The password alone lets them in until they set up a new one."))
    return redirect("person", area.code, account.pk)


@staff
@require_POST
def open_(request: HttpRequest, seat: Seat, code: str, account_id: UUID) -> HttpResponse:
    """Take somebody back as they were."""
    area = reached(seat, area_of, code)
    account, _roles = _person(seat, area, account_id)
    _must_manage(seat, area, account)
    if not account.is_active:
        open_account(actor=seat.account, account=account, path=area.path)
        messages.success(request, _("%(name)s gets in again.") % {"name": account.full_name})
    return redirect("person", area.code, account.pk)


def _role(seat: Seat, area: Area, role_id: UUID) -> Role:
    role = reached(seat, role_of, role_id)
    if not role.area.path.startswith(area.path):
        raise Http404
    seat.must("admin", role.area.path)
    return role


@staff
@require_POST
def role_end(request: HttpRequest, seat: Seat, code: str, role_id: UUID) -> HttpResponse:
    """Take a role away."""
    area = reached(seat, area_of, code)
    role = _role(seat, area, role_id)
    tried(
        request,
        lambda: actions.withdraw_role(actor=seat.account, role=role),
        _("%(name)s is no longer %(role)s of %(area)s.")
        % {
            "name": role.account.full_name,
            "role": RoleKind(role.kind).label,
            "area": role.area.full_name,
        },
        reverse("role_back", args=[area.code, role.pk]),
    )
    return redirect("person", area.code, role.account_id)


@staff
@require_POST
def role_back(request: HttpRequest, seat: Seat, code: str, role_id: UUID) -> HttpResponse:
    """Give back a role that was taken away: a new one of the same kind at the same area."""
    area = reached(seat, area_of, code)
    role = _role(seat, area, role_id)
    if role.until_at is not None:
        actions.give_role(actor=seat.account, account=role.account, area=role.area, kind=role.kind)
    return redirect("person", area.code, role.account_id)
