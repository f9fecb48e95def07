"""One's own way in: the first password through a link, another one later, second steps and passkeys.

The pages of second steps are allauth's views in our look. They stand under the lock of the desk, and
allauth asks for the password again before it changes anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCode
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import flows as passkeys
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tungngo.accounts.actions import set_password
from tungngo.desk.adapters import SecondStep, must_have_second_step, top_path
from tungngo.desk.lock import Seat, staff, staff_on_the_way
from tungngo.lib.problems import Refused

PASSWORD_LIMIT = {"password": "10/h/user"}


def _own(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view of allauth about oneself: under the lock, never kept by a browser, in our frame."""

    def shown(request: HttpRequest, seat: Seat, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer: HttpResponse = view(request, *args, **kwargs)
        except Http404:  # about something one has not set up
            return redirect("mfa_index")
        if isinstance(answer, TemplateResponse):
            answer.context_data = (answer.context_data or {}) | {
                "seat": seat,
                "is_required": must_have_second_step(seat.account),
            }
            form = answer.context_data.get("form")
            if form is not None and getattr(form, "errors", None):
                answer.status_code = 422
        return answer

    return never_cache(staff_on_the_way(shown))


@method_decorator(never_cache, name="dispatch")
class SignInLink(PasswordResetConfirmView):
    """Opens a link of `accounts.actions.make_link`: the secret moves from the address into the session,
    then a password is chosen, with which one signs in."""

    template_name = "desk/security/link.html"
    success_url = reverse_lazy("signin")

    def get_user(self, uidb64: str) -> Any:
        """The account, unless it is closed."""
        account = super().get_user(uidb64)
        return account if account is not None and account.is_active else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With who it is for, and how long such links hold."""
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        return super().get_context_data(**kwargs) | {"person": self.user, "days": days}

    def form_valid(self, form: SetPasswordForm[Any]) -> HttpResponse:
        """Writes the password as every write is made."""
        set_password(
            actor=form.user,
            account=form.user,
            password=form.cleaned_data["new_password1"],
            path=top_path(form.user),
        )
        del self.request.session["_password_reset_token"]
        messages.success(self.request, _("The password is set. Sign in with it now."))
        return redirect(self.get_success_url())


@never_cache
@staff
def password(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Another password for oneself; whoever else is signed in with the old one is out."""
    account = seat.account
    if not account.has_usable_password():
        return redirect("mfa_index")
    form = PasswordChangeForm(account, request.POST or None)
    if request.method == "POST":
        counted = ratelimit.consume(
            request, app="tungngo", action="password", config=PASSWORD_LIMIT, user=account
        )
        if not counted:
            form.add_error(None, _("Too many wrong passwords. Wait an hour, then try again."))
        elif form.is_valid():
            set_password(
                actor=account,
                account=account,
                password=form.cleaned_data["new_password1"],
                path=top_path(account),
            )
            update_session_auth_hash(request, account)
            messages.success(request, _("The password is changed. Elsewhere you are signed out."))
            return redirect("mfa_index")
    context = {"seat": seat, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/security/password.html", context, status=status)


class _Removing(RemoveWebAuthnView):
    """Which passkey is in the form, not in the address; the last one stays where one is required."""

    success_url = reverse_lazy("mfa_index")

    def get_object(self, queryset: Any = None) -> Any:
        """Raises Http404 for what is not a passkey of one's own."""
        written = self.request.POST.get("key", "")
        found = self.get_queryset().filter(pk=written).first() if written.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Removes it, or says why not."""
        key = self.get_object()
        try:
            if not SecondStep().can_delete_authenticator(key):
                sentence = SecondStep.error_messages["cannot_delete_authenticator"]
                raise Refused("second_step.required", sentence)
        except Refused as refusal:
            messages.error(self.request, f"{refusal} ({refusal.code})")
        else:
            passkeys.remove_authenticator(self.request, key)
        return HttpResponseRedirect(str(self.success_url))


security = _own(IndexView.as_view(template_name="desk/security/index.html"))
again = _own(ReauthenticateView.as_view(template_name="desk/security/again.html"))
again_by_code = _own(ReauthenticateByCode.as_view(template_name="desk/security/again_code.html"))
again_by_key = _own(
    ReauthenticateWebAuthnView.as_view(template_name="desk/security/again_key.html")
)
app_on = _own(ActivateTOTPView.as_view(template_name="desk/security/app.html"))
app_off = _own(DeactivateTOTPView.as_view(template_name="desk/security/app_off.html"))
codes = _own(ViewRecoveryCodesView.as_view(template_name="desk/security/codes.html"))
codes_new = _own(GenerateRecoveryCodesView.as_view(template_name="desk/security/codes_new.html"))
key_add = _own(AddWebAuthnView.as_view(template_name="desk/security/key.html"))
key_remove = _own(require_POST(_Removing.as_view()))
