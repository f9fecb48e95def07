"""Signing in, with a wait after wrong tries.

Five wrong passwords for one name from one address, and that name waits there for five minutes, even
with the right one: guessing gets nowhere, and a person who mistyped only loses minutes. Tries are
kept in Django's cache, in the memory of each web process by default: with several processes the
limit holds in each; CACHES with a shared back end makes it one.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

TRIES = 5
WAIT_SECONDS = 5 * 60


def address_of(request: HttpRequest) -> str:
    """Where a call comes from; behind the TLS proxy (TUNGNGO_HTTPS), what the proxy saw last."""
    if settings.HTTPS:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR", "")


def _key(request: HttpRequest) -> str:
    """One key for a name at an address; a digest, so that no name is kept."""
    name = request.POST.get("username", "").strip().casefold()
    digest = hashlib.sha256(f"{name}\n{address_of(request)}".encode()).hexdigest()
    return f"signin:{digest}"


class SignIn(LoginView):
    """The page to sign in: one wrong try is told as such, too many as a wait."""

    template_name = "desk/signin.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Counts the try before the password is looked at, so that tries at once count as well."""
        key = _key(request)
        cache.add(key, 0, WAIT_SECONDS)
        try:
            tries = cache.incr(key)
        except ValueError:  # it ran out between the two lines
            tries = 1
        if tries > TRIES:
            context = self.get_context_data(
                form=self.get_form_class()(request), wait_minutes=WAIT_SECONDS // 60
            )
            answer = self.render_to_response(context, status=429)
            answer["Retry-After"] = str(WAIT_SECONDS)
            return answer
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The right password clears the tries."""
        cache.delete(_key(self.request))
        return super().form_valid(form)
