"""The lock on every desk page: who sits here, what they reach and what they may do.

A view takes `(request, seat, …)`. No desk view is reachable without this lock (tests/desk prove it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tungngo.accounts.models import Account
from tungngo.accounts.queries import second_steps
from tungngo.desk import staying
from tungngo.lib.reach import Reach
from tungngo.teams.queries import INCLUDES, Power, powers_of, staff_reach_of
from tungngo.teams.rules import second_step_required


@dataclass(frozen=True, slots=True)
class Seat:
    """The staff member at the desk: account, reach, powers."""

    account: Account
    reach: Reach
    powers: tuple[Power, ...]

    def may(self, kind: str, path: str) -> bool:
        """True when some power at or above `path` includes `kind` (admin ⊃ officer ⊃ viewer)."""
        return any(
            path.startswith(power.path) and kind in INCLUDES[power.kind] for power in self.powers
        )

    def must(self, kind: str, path: str) -> None:
        """Raises PermissionDenied (403) unless `may`."""
        if not self.may(kind, path):
            raise PermissionDenied


def _page_of(request: HttpRequest) -> str:
    """Where somebody goes on after signing in: the page asked for; after a form was sent, the page
    it stood on, since many addresses of forms are no pages."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    behind = urlsplit(request.headers.get("Referer", ""))
    if behind.netloc != request.get_host():
        return reverse("desk")
    return f"{behind.path}?{behind.query}" if behind.query else behind.path


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets only signed-in staff (a role somewhere, or an operator) through; others sign in or get 403.

    A stay that is over ends here, and who must have a second step and has none sets one up first.
    """
    return _locked(view, is_on_the_way=False)


def staff_on_the_way(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `staff`, for the pages on which a second step is set up."""
    return _locked(view, is_on_the_way=True)


def _locked(
    view: Callable[..., HttpResponse], *, is_on_the_way: bool
) -> Callable[..., HttpResponse]:
    @wraps(view)
    def locked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(_page_of(request))
        if staying.is_over(request.session):
            logout(request)
            messages.info(request, _("You were signed out after a long while. Sign in again."))
            return redirect_to_login(_page_of(request))
        account = request.user
        powers = powers_of(account)
        reach = staff_reach_of(powers)
        if not reach.paths:
            raise PermissionDenied
        if not is_on_the_way and _lacks_second_step(request, account, powers):
            messages.warning(request, _("A second step is required here. Set one up to go on."))
            return redirect("mfa_index")
        return view(request, Seat(account, reach, powers), *args, **kwargs)

    locked.is_locked = True  # type: ignore[attr-defined]
    return locked


def _lacks_second_step(request: HttpRequest, account: Account, powers: Iterable[Power]) -> bool:
    """Whether a second step is required of the account and none is set up. Asked of the database until
    there is one; who came through single sign-on had theirs there."""
    if not second_step_required(powers, settings.SECOND_STEP):
        return False
    if not request.session.get(staying.SECOND):
        has_one = account.pk in second_steps(Reach.everything(), [account.pk])
        request.session[staying.SECOND] = has_one
    return not request.session[staying.SECOND]
