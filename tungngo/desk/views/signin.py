"""Coming in and going out: password or passkey, a second step where there is one, single sign-on.

Five wrong passwords for one name from one address, and that name waits there for five minutes, even
with the right one: guessing gets nowhere, and a person who mistyped only loses minutes. A hundred in an
hour from wherever, and the name waits everywhere. Tries are counted in the database's cache, so that
all web processes count together.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from requests import RequestException

from tungngo.accounts.actions import note_held_back, note_sign_out
from tungngo.accounts.queries import staff_by_name
from tungngo.desk.adapters import EVERYTHING, FAILED, refused, top_path
from tungngo.desk.single_sign_on import Adapter
from tungngo.desk.staying import address_of

log = logging.getLogger("tungngo.signin")

WAIT_SECONDS = 5 * 60
#: Tries of one name at one address, and of one name anywhere.
LIMITS = {"here": "5/5m/key", "anywhere": "100/h/key"}


def _keys(request: HttpRequest) -> dict[str, str]:
    """What is counted, by the name of its limit. allauth keeps digests, so that no name is kept."""
    name = request.POST.get("username", "").strip().casefold()
    return {"here": f"{name}\n{address_of(request)}", "anywhere": name}


def _limited(request: HttpRequest) -> bool:
    """Counts a try; True when there were too many."""
    return not all(
        ratelimit.consume(request, app="tungngo", action=action, config=LIMITS, key=key)
        for action, key in _keys(request).items()
    )


class SignIn(LoginView):
    """The page to sign in: one wrong try is told as such, too many as a wait."""

    template_name = "desk/signin.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the other ways in."""
        ways = {"has_sso": bool(settings.OIDC_SERVER), "sso_name": settings.OIDC_NAME}
        return super().get_context_data(**kwargs) | ways

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Counts the try before the password is looked at, so that tries at once count as well."""
        if _limited(request):
            self._note(request)
            context = self.get_context_data(
                form=self.get_form_class()(request), wait_minutes=WAIT_SECONDS // 60
            )
            answer = self.render_to_response(context, status=429)
            answer["Retry-After"] = str(WAIT_SECONDS)
            return answer
        return super().post(request, *args, **kwargs)

    def _note(self, request: HttpRequest) -> None:
        """A line in the journal, once in the time one has to wait."""
        account = staff_by_name(EVERYTHING, request.POST.get("username", "").strip())
        if account and cache.add(f"held:{account.pk}", 1, WAIT_SECONDS):
            note_held_back(actor=None, account=account, path=top_path(account))

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The right password clears the tries; a second step follows where there is one."""
        for action, key in _keys(self.request).items():
            ratelimit.clear(self.request, app="tungngo", action=action, config=LIMITS, key=key)
        return perform_login(
            self.request,
            form.get_user(),
            email_verification=settings.ACCOUNT_EMAIL_VERIFICATION,
            redirect_url=self.get_success_url(),
        )


class SignOut(LogoutView):
    """Leaving, written down."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ends the stay."""
        if request.user.is_authenticated:
            note_sign_out(actor=request.user, path=top_path(request.user))
        return super().post(request, *args, **kwargs)


class Second(AuthenticateView):
    """The second step: a code of the app, a recovery code, or a passkey."""

    template_name = "desk/security/second.html"

    def render_to_response(self, context: dict[str, Any], **given: Any) -> HttpResponse:
        """A wrong code is an answer of its own kind."""
        status = 422 if self.request.method == "POST" else 200
        return super().render_to_response(context, status=status, **given)


class ByPasskey(LoginWebAuthnView):
    """Coming in by passkey alone: GET gives a script the challenge, POST takes the answer."""


@require_POST
def sso(request: HttpRequest) -> HttpResponse:
    """Off to the city's single sign-on. Raises Http404 where there is none."""
    return _by_sso(request, OAuth2LoginView)


def sso_callback(request: HttpRequest) -> HttpResponse:
    """Back from there. Raises Http404 where there is none."""
    return _by_sso(request, OAuth2CallbackView)


def _by_sso(request: HttpRequest, view: Any) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(Adapter(request))(request)
    except SocialApp.DoesNotExist as none:
        raise Http404 from none
    except ImmediateHttpResponse as said:
        return said.response
    except (RequestException, LookupError) as trouble:  # it is away, or talks nonsense
        log.warning("The single sign-on did not answer as it must (%s).", type(trouble).__name__)
        return refused(request, FAILED)
    return answer
