"""What allauth asks of us: who comes in and how that is written down, in our own words."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tungngo.accounts.actions import note_second_step, note_sign_in
from tungngo.accounts.models import Account
from tungngo.accounts.queries import staff_by_email
from tungngo.desk import staying
from tungngo.lib.reach import Reach
from tungngo.teams.queries import powers_of, staff_reach_of
from tungngo.teams.rules import second_step_required

EVERYTHING = Reach.everything()

#: What is said after something was done, by allauth's name for it; of anything else nothing is.
_SAID = {
    "mfa/messages/totp_activated.txt": _("The app is set up. Each sign-in asks for its code now."),
    "mfa/messages/totp_deactivated.txt": _("The app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up. You can sign in with it alone."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "There are new recovery codes. Older ones no longer work."
    ),
}
#: Why single sign-on did not let somebody in.
UNKNOWN = "sso.unknown"
FAILED = "sso.failed"
CANCELLED = "sso.cancelled"


def top_path(account: Account) -> str:
    """Where the highest of somebody's roles is: under that path their coming and going is written."""
    paths = staff_reach_of(powers_of(account)).paths
    return paths[0] if paths else ""


def must_have_second_step(account: Account) -> bool:
    """Whether the installation wants a second step of this account (TUNGNGO_SECOND_STEP)."""
    return second_step_required(powers_of(account), settings.SECOND_STEP)


def _way_in(request: HttpRequest, account: Account) -> str:
    """How somebody came in: by password, with a second step, by passkey alone, through single sign-on."""
    ways = get_authentication_records(request, account)
    if any(way.get("method") == "socialaccount" for way in ways):
        return "sso"
    if any(way.get("passwordless") for way in ways):
        return "passkey"
    return "second" if any(way.get("method") == "mfa" for way in ways) else "password"


class Staff(DefaultAccountAdapter):
    """Nobody registers by themselves; who comes in is journaled."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes, then try again."),
        "rate_limited": _("Too many wrong codes. Wait five minutes, then try again."),
        "incorrect_password": _("This is not the password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """As our own limits see it."""
        return staying.address_of(request) or "unknown"

    def post_login(self, request: HttpRequest, user: Account, **given: Any) -> HttpResponse:
        """Begins the stay and writes it down."""
        way = _way_in(request, user)
        staying.begin(request, is_second=way != "password")
        note_sign_in(actor=user, way=way, path=top_path(user))
        answer: HttpResponse = super().post_login(request, user, **given)
        return answer

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Says what was done, where we have words for it."""
        words = message or _SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def send_notification_mail(
        self, template_prefix: str, user: Account, *_args: Any, **_more: Any
    ) -> None:
        """Instead of a letter, a line in the journal."""
        what = template_prefix.rpartition("/")[2]
        note_second_step(actor=user, what=what, path=top_path(user))


def _vault() -> Fernet:
    """What is secret of an authenticator app lies in the database under the installation's key."""
    key = hashlib.sha256(f"tungngo.totp:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondStep(DefaultMFAAdapter):
    """Second steps in our words; the last one stays where the installation wants one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Take the one the app shows now."),
        "cannot_delete_authenticator": _(
            "A second step is required here, and this is the last one. Set up another first."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second step."),
    }

    def get_totp_label(self, user: Account) -> str:
        """The name beside the code in the app."""
        return user.username or str(user)

    def encrypt(self, text: str) -> str:
        """Locked away."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """And back. Raises cryptography's InvalidToken when the secret key has changed since."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """All but the last one of who must have one."""
        account = authenticator.user
        others = (
            Authenticator.objects.filter(user=account)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not must_have_second_step(account)

    def generate_authenticator_name(self, user: Account, type: Any) -> str:
        """A name to begin with, to be told apart by."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey %(number)s")) % {"number": count + 1}


def refused(request: HttpRequest, code: str) -> HttpResponse:
    """The page that says why single sign-on did not let somebody in."""
    return render(request, "desk/security/refused.html", {"code": code}, status=403)


class SingleSignOn(DefaultSocialAccountAdapter):
    """Through single sign-on come those alone who have an account here already."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Ties a subject seen for the first time to the account that has its e-mail address; later the
        subject alone counts. An address that the city's server has not verified proves nothing."""
        if sociallogin.is_existing:
            account = sociallogin.user
        else:
            claims = sociallogin.claims
            proven = claims.get("email_verified") is True or settings.OIDC_TRUST_EMAIL
            email = str(claims.get("email") or "")
            account = staff_by_email(EVERYTHING, email) if proven else None
        if account is None or not account.is_active or not powers_of(account):
            raise ImmediateHttpResponse(refused(request, UNKNOWN))
        if not sociallogin.is_existing:
            sociallogin.connect(request, account)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **_more: Any
    ) -> None:
        """Every answer that is not as it must be ends at one page."""
        code = CANCELLED if error == AuthError.CANCELLED else FAILED
        raise ImmediateHttpResponse(refused(request, code))

    def send_notification_mail(self, *_args: Any, **_more: Any) -> None:
        """Who came in is in the journal; no letters."""
