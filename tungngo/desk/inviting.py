"""The link with which somebody at a desk chooses a password: its address, and its way by e-mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import override

from tungngo.accounts.models import Account

log = logging.getLogger("tungngo.mail")


def link_for(request: HttpRequest, account: Account, secret: str) -> str:
    """The address to open, with the secret of `make_link` in it."""
    return request.build_absolute_uri(path_of_link(account, secret))


def path_of_link(account: Account, secret: str) -> str:
    """The same without the host."""
    who = urlsafe_base64_encode(force_bytes(str(account.pk)))
    return reverse("signin_link", args=[who, secret])


def send_link(account: Account, link: str) -> bool:
    """Sends the link in the person's language; True when a mail server took it.

    Without a mail server or an address nothing is sent. A server that refuses stops nobody: the link is
    on the page as well.
    """
    if not (settings.EMAIL_HOST and account.email):
        return False
    with override(account.language):
        words = _(
            "%(name)s,\n\nan account on Từng Ngõ has been made for you. Open this link and choose a "
            "password; it works once, for %(days)s days:\n\n%(link)s\n\nUser name: %(username)s\n"
        ) % {
            "name": account.full_name,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
            "link": link,
            "username": account.username,
        }
        try:
            send_mail(_("Your way into Từng Ngõ"), words, None, [account.email])
        except (OSError, SMTPException) as trouble:
            log.warning("A link was not sent by e-mail (%s).", type(trouble).__name__)
            return False
    return True
