"""Data links for spreadsheets, and the daily brief by e-mail."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tungngo.desk.forms.reports import LinkForm, MailForm
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, put_on, shown
from tungngo.lib.problems import Refused
from tungngo.look.words import language
from tungngo.reports import actions, queries
from tungngo.territory.queries import area_of


@staff
def links(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """The data links at work here and below; a new one shows its address this once."""
    area = entrusted(seat, "officer", area_of, code)
    form, address = LinkForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["link_name"]
        _made, secret = actions.make_link(actor=seat.account, area=area, name=name)
        address = request.build_absolute_uri(reverse("data_figures", args=[secret]))
        form = LinkForm()
    answer = shown(
        request, seat, "desk/reports/links.html", area, "reports", _("Data links"),
        form=form, address=address, links=queries.links_under(seat.reach, area.path),
        status=422 if form.errors else 200,
    )  # fmt: skip
    answer["Cache-Control"] = "no-store"
    return answer


@staff
@require_POST
def link_revoke(request: HttpRequest, seat: Seat, link_id: UUID) -> HttpResponse:
    """Take a data link back."""
    found = entrusted(seat, "officer", queries.link_of, link_id)
    actions.revoke_link(actor=seat.account, link=found)
    messages.success(request, _("The link leads nowhere from now on."))
    return redirect("links", found.area_id)


@staff
def mail(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """To whom the daily brief goes, and when."""
    area = entrusted(seat, "officer", area_of, code)
    form = MailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.order_mail(
                actor=seat.account,
                area=area,
                address=form.cleaned_data["mail_to"],
                hour=int(form.cleaned_data["hour"]),
                language=language(),
            )
        except Refused as refusal:
            put_on(form, refusal)
        else:
            messages.success(request, _("The brief goes there every day from now on."))
            return redirect("brief_mail", area.code)
    return shown(
        request, seat, "desk/reports/mail.html", area, "reports", _("Brief by e-mail"),
        form=form, orders=queries.mail_under(seat.reach, area.path),
        has_server=bool(settings.EMAIL_HOST), status=422 if form.errors else 200,
    )  # fmt: skip


@staff
@require_POST
def mail_end(request: HttpRequest, seat: Seat, order_id: UUID) -> HttpResponse:
    """Send the brief there no more."""
    found = entrusted(seat, "officer", queries.mail_of, order_id)
    actions.end_mail(actor=seat.account, order=found)
    messages.success(request, _("The brief goes there no more."))
    return redirect("brief_mail", found.area_id)
