"""The daily brief by e-mail: ordered, sent, ended."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused, whereabouts
from tungngo.reports import briefs, rules, typesetting
from tungngo.reports.models import MailOrder
from tungngo.reports.queries import counted_at, stretch_of
from tungngo.teams.queries import powers_of, staff_reach_of
from tungngo.territory.models import Area

log = logging.getLogger("tungngo.reports")
#: After a mail server did not take it, how long to wait before the next try.
TRY_AGAIN = timedelta(minutes=15)


@transaction.atomic
def order_mail(*, actor: Account, area: Area, address: str, hour: int, language: str) -> MailOrder:
    """Have the brief of `area` sent to `address` every day from `hour` on.

    Raises Refused `mail.ordered` when it goes there already.
    """
    try:
        with transaction.atomic():
            made = MailOrder.objects.create(
                account=actor,
                area=area,
                path=area.path,
                address=address,
                hour=hour,
                language=language,
                ordered_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(
            "mail.ordered",
            _("The brief of this area goes to this address already."),
            place="mail_to",
        ) from None
    # An address is personal data: the journal knows the order, not where it goes.
    journal.write(actor=actor, verb="mail.ordered", subject=made.id, path=area.path, hour=hour)
    return made


@transaction.atomic
def end_mail(*, actor: Account, order: MailOrder) -> None:
    """Send it no more."""
    if order.ended_at is None:
        order.ended_at = clock.now()
        order.save(update_fields=["ended_at"])
        journal.write(actor=actor, verb="mail.ended", subject=order.id, path=order.path)


def send_due(*, actor: Account | None) -> int:
    """Send every brief that is due; how many went out.

    What a mail server does not take is tried again after TRY_AGAIN. An order whose owner no longer
    reaches the area is ended; a day without a campaign is left out.
    """
    now = clock.now()
    sent = 0
    if not settings.EMAIL_HOST:
        return sent
    waiting = MailOrder.objects.filter(ended_at=None).exclude(sent_on=clock.today())
    for order in waiting.select_related("account", "area"):
        tried_lately = order.failed_at is not None and now - order.failed_at < TRY_AGAIN
        if tried_lately or not rules.is_due(order.hour, now.astimezone(clock.VIETNAM)):
            continue
        try:
            sent += _send(actor, order)
        except DatabaseError:
            raise
        except Exception as trouble:
            # One brief that cannot be made or sent stops neither the others nor the worker, which
            # counts. The words of a mail server may hold the address: they are not written down.
            log.warning("A brief was not sent.\n%s", whereabouts(trouble))
            MailOrder.objects.filter(pk=order.pk).update(failed_at=now)
            if isinstance(trouble, OSError):  # the server itself: the others wait with it
                break
    return sent


def _send(actor: Account | None, order: MailOrder) -> bool:
    """Send one; whether it went out."""
    reach = staff_reach_of(powers_of(order.account))
    if not reach.covers(order.path):
        end_mail(actor=order.account, order=order)
        return False
    on = rules.brief_day(order.hour, clock.today())
    counted = counted_at(reach, order.path)
    went = False
    if any(one.starts_on <= on <= one.ends_on for one in counted):
        with translation.override(order.language):
            brief = briefs.daily(stretch_of(reach, order.area, on, on))
            letter = EmailMessage(
                f"{brief.title} – {brief.area}", briefs.as_text(brief), to=[order.address]
            )
            page = typesetting.pdf("brief", briefs.as_page(brief))
        letter.attach(f"bao-cao-nhanh-{order.area_id}-{on}.pdf", page, "application/pdf")
        letter.send()
        went = True
    _note(actor, order, went)
    return went


@transaction.atomic
def _note(actor: Account | None, order: MailOrder, went: bool) -> None:
    order.sent_on, order.failed_at = clock.today(), None
    order.save(update_fields=["sent_on", "failed_at"])
    if went:
        journal.write(actor=actor, verb="mail.sent", subject=order.id, path=order.path)
