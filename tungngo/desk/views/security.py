"""One's own way in: the first password through a link, another one later."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tungngo.accounts.actions import set_password


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
            actor=form.user, account=form.user, password=form.cleaned_data["new_password1"]
        )
        del self.request.session["_password_reset_token"]
        messages.success(self.request, _("The password is set. Sign in with it now."))
        return redirect(self.get_success_url())
