"""Badges: giving them out on paper, ten to a page, and taking them away."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import issue_badges, revoke_badge
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, reached, shown
from tungngo.desk.views.teams import member_rows
from tungngo.teams.queries import MemberLine, member_lines, membership_of, team_of, teams_under
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of


@staff
@require_POST
@never_cache
def issue_in_team(request: HttpRequest, seat: Seat, team_id: UUID) -> HttpResponse:
    """New badges for the members ticked on the team's page."""
    team = entrusted(seat, "officer", team_of, team_id)
    ticked = set(request.POST.getlist("member"))
    lines = [
        line
        for line in member_lines(seat.reach, [team])[team.id]
        if str(line.membership.id) in ticked
    ]
    return _issued(request, seat, team.area, lines, reverse("team", args=[team.id]))


@staff
@require_POST
@never_cache
def issue_in_area(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """New badges for everybody in an area who has neither a working phone nor a badge in hand."""
    area = entrusted(seat, "officer", area_of, code)
    teams = list(teams_under(seat.reach, area.path))
    by_team = member_lines(seat.reach, teams)
    rows = [row for team in teams for row in member_rows(by_team[team.id])]
    lines = [row["line"] for row in rows if row["wants_badge"]]
    return _issued(request, seat, area, lines, reverse("teams", args=[area.code]))


def _issued(
    request: HttpRequest, seat: Seat, area: Area, lines: Sequence[MemberLine], back: str
) -> HttpResponse:
    """The sheet to print. The secrets are in it and nowhere else: it cannot be asked for again."""
    if not lines:
        messages.warning(request, _("Nobody was chosen, so no badge was made."))
        return redirect(back)
    of_account = {line.membership.account_id: line.membership for line in lines}
    issued = issue_badges(
        actor=seat.account,
        accounts=[membership.account for membership in of_account.values()],
        path=area.path,
    )
    badges = [
        {
            "name": badge.account.full_name,
            "team": of_account[badge.account_id].team.name,
            "expires_at": badge.expires_at,
            "qr": _qr(link := request.build_absolute_uri(f"/b/#{secret}")),
            "link": link,
        }
        for badge, secret in issued
    ]
    pages = [badges[start : start + 10] for start in range(0, len(badges), 10)]
    return shown(
        request, seat, "desk/teams/badges.html", area, "teams", _("Badges"),
        pages=pages, count=len(badges), back=back,
    )  # fmt: skip


def _qr(link: str) -> str:
    """A QR as inline SVG, sized by the page; level M, because paper gets folded."""
    code = segno.make(link, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, light="#fff", title="QR"))


@staff
@require_POST
def revoke(request: HttpRequest, seat: Seat, member_id: UUID) -> HttpResponse:
    """Withdraw a member's newest badge and the phone it opened."""
    found = reached(seat, membership_of, member_id)
    seat.must("officer", found.team.path)
    lines = member_lines(seat.reach, [found.team])[found.team_id]
    line = next((line for line in lines if line.membership.id == found.id), None)
    if line is None or line.badge is None:
        messages.warning(request, _("There is no badge to withdraw."))
    else:
        revoke_badge(actor=seat.account, badge=line.badge, path=found.team.path)
        messages.success(
            request, _("The badge is withdrawn; the phone opened with it no longer gets in.")
        )
    return redirect("member", found.id)
